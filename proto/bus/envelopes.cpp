#include "proto/bus/bus.h"

#include "proto/base/clock.h"
#include "proto/base/uuid7.h"

#include <google/protobuf/message.h>

namespace proto::bus {

using antesala::v1::Answer;
using antesala::v1::Envelope;

namespace {

antesala::v1::AnswerCode codeOf(base::StatusCode code) {
    switch (code) {
    case base::StatusCode::Ok:
        return antesala::v1::ANSWER_OK;
    case base::StatusCode::Invalid:
        return antesala::v1::ANSWER_INVALID;
    case base::StatusCode::NotFound:
        return antesala::v1::ANSWER_NOT_FOUND;
    case base::StatusCode::Refused:
        return antesala::v1::ANSWER_REFUSED;
    case base::StatusCode::Unavailable:
        return antesala::v1::ANSWER_UNAVAILABLE;
    case base::StatusCode::Internal:
        return antesala::v1::ANSWER_INTERNAL;
    }
    return antesala::v1::ANSWER_INTERNAL;
}

template <typename Wrapper>
bool unpackFrom(const Wrapper& wrapper, google::protobuf::Message& message) {
    return wrapper.type() == message.GetDescriptor()->full_name() && message.ParseFromString(wrapper.body());
}

} // namespace

Envelope Bus::envelope(const google::protobuf::Message& body, const QString& interactionId) const {
    Envelope envelope;
    envelope.set_id(base::newUuid7().toStdString());
    envelope.set_made_at_us(base::SystemClock::instance().utcMicros());
    envelope.set_interaction_id(interactionId.toStdString());
    envelope.set_sender(options().name().toStdString());
    envelope.set_started_at_us(startedAtMicros());
    envelope.set_type(body.GetDescriptor()->full_name());
    envelope.set_body(body.SerializeAsString());
    return envelope;
}

bool unpack(const Envelope& envelope, google::protobuf::Message& message) {
    return unpackFrom(envelope, message);
}

bool unpack(const Answer& answer, google::protobuf::Message& message) {
    return unpackFrom(answer, message);
}

Answer answerOk() {
    return {};
}

Answer answerOk(const google::protobuf::Message& body) {
    Answer answer;
    answer.set_type(body.GetDescriptor()->full_name());
    answer.set_body(body.SerializeAsString());
    return answer;
}

Answer answerFailure(const base::Status& status, const QString& reason) {
    Answer answer;
    answer.set_code(codeOf(status.code()));
    answer.set_message(status.message().toStdString());
    answer.set_reason(reason.toStdString());
    return answer;
}

} // namespace proto::bus
