#include "desk/server/api/supervisor_api.h"

#include "desk/server/api/answer_problem.h"
#include "desk/server/http/http_answer.h"
#include "desk/server/http/json.h"

#include "proto/base/uuid7.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace desk::server {

using namespace antesala::v1;
using proto::base::Status;

namespace {

struct Verb {
    std::string_view path;
    const char* command; // member of SupervisorCommand
    QLatin1String named; // what of it stands in the path
};

constexpr QLatin1String interaction("interactionId");
constexpr QLatin1String agent("agent");
constexpr std::array verbs{
    Verb{"assign", "assign", interaction},         Verb{"move", "move", interaction},
    Verb{"priority", "reprioritise", interaction}, Verb{"take-back", "take_back", interaction},
    Verb{"end-session", "end_session", agent},     Verb{"redistribute", "redistribute", agent},
};

WebResponse badRequest(const QByteArray& cure) {
    return problem(400, "bad_request", cure);
}

} // namespace

void SupervisorApi::post(const Identity& who, const WebRequest& request, const QList<QByteArray>& path,
                         WebHandler::Respond respond) {
    if (request.contentType != "application/json")
        return respond(problem(415, "not_json", "Send Content-Type: application/json."));
    const auto* verb = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& one) {
        return one.path == std::string_view(path[2].constData(), static_cast<std::size_t>(path[2].size()));
    });
    const QJsonDocument sent = QJsonDocument::fromJson(request.body);
    if (verb == verbs.end() || !sent.isObject())
        return respond(badRequest(R"(Send a JSON object, at least {"commandId": "…"}.)"));
    QJsonObject body = sent.object();
    const QString id = body.take(QStringLiteral("commandId")).toString();
    if (!proto::base::isUuid(id))
        return respond(badRequest("commandId must be a UUID. Send the same one again when no answer came."));
    if (body.contains(verb->named))
        return respond(badRequest(QByteArray(verb->named.data(), verb->named.size()) + " stands in the path already."));
    body.insert(verb->named, QString::fromUtf8(QByteArray::fromPercentEncoding(path[1])));

    SupervisorCommand command;
    command.set_command_id(id.toStdString());
    auto* asked = command.GetReflection()->MutableMessage(
        &command, SupervisorCommand::descriptor()->FindFieldByName(verb->command));
    if (const Status read = fromJson(QJsonDocument(body).toJson(QJsonDocument::Compact), *asked); !read)
        return respond(badRequest(read.message().toUtf8()));
    m_commands.give(who, std::move(command), [respond = std::move(respond)](const Answer& told) {
        respond(told.code() == ANSWER_OK ? WebResponse{204, {}, {}, {}} : problemOf(told));
    });
}

} // namespace desk::server
