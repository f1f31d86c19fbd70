#include "desk/server/api/answer_problem.h"

#include "desk/server/http/http_answer.h"

namespace desk::server {

using namespace antesala::v1;

WebResponse problemOf(const Answer& answer) {
    unsigned status = 500;
    switch (answer.code()) {
    case ANSWER_INVALID:
        status = 400;
        break;
    case ANSWER_NOT_FOUND:
        status = 404;
        break;
    case ANSWER_REFUSED:
        status = answer.reason() == "not_yours" || answer.reason() == "not_allowed" ? 403 : 409;
        break;
    case ANSWER_UNAVAILABLE:
        status = 503;
        break;
    default:
        break;
    }
    WebResponse response =
        problem(status, QByteArray::fromStdString(answer.reason()), QByteArray::fromStdString(answer.message()));
    if (status == 503)
        response.headers.emplace_back("Retry-After", "2");
    return response;
}

} // namespace desk::server
