#include "acd/state/state_queries.h"

#include "acd/state/explanation_messages.h"
#include "acd/turn/ids.h"
#include "proto/base/uuid7.h"

namespace acd::state {

using proto::base::Status;
using proto::bus::Bus;
using proto::bus::Topic;
namespace v1 = antesala::v1;

StateQueries::StateQueries(Bus& bus, turn::Turn& turn, StatePublisher& publisher)
    : m_turn(turn)
    , m_publisher(publisher) {
    bus.serve(QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get"),
              [this](const Topic&, const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
                  answerState(envelope, answer);
              });
    bus.serve(QStringLiteral("interaction"), {}, QStringLiteral("get"),
              [this](const Topic& topic, const v1::Envelope&, const Bus::AnswerFunction& answer) {
                  explainInteraction(topic.id, answer);
              });
    bus.serve(QStringLiteral("agent"), {}, QStringLiteral("get"),
              [this](const Topic& topic, const v1::Envelope&, const Bus::AnswerFunction& answer) {
                  explainAgent(topic.id, answer);
              });
}

// A body of another type asks for everything.
void StateQueries::answerState(const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
    v1::GetState asked;
    (void)proto::bus::unpack(envelope, asked);
    answer(proto::bus::answerOk(m_publisher.snapshot(asked, m_turn.carriers().arePhonesReady())));
}

void StateQueries::explainInteraction(const QString& interaction, const Bus::AnswerFunction& answer) {
    const auto explanation = proto::base::isUuid(interaction) ? m_turn.engine().explain(turn::idOf(interaction))
                                                              : std::optional<routing::Explanation>();
    if (!explanation)
        return answer(proto::bus::answerFailure(
            Status::notFound(
                QStringLiteral("acd has no interaction %1: it has ended (why on port 1125 tells its steps), or "
                               "still waits in mcan's pre-queue (why on port 1124)")
                    .arg(interaction)),
            QStringLiteral("not_in_router")));
    v1::Explanation message = explanationMessage(*explanation, m_turn.numbers(), m_turn.book());
    message.set_taken_at_us(m_turn.now());
    answer(proto::bus::answerOk(message));
}

void StateQueries::explainAgent(const QString& login, const Bus::AnswerFunction& answer) {
    const auto explanation = m_turn.engine().explainAgent(m_turn.numbers().agent(login));
    if (!explanation)
        return answer(
            proto::bus::answerFailure(Status::notFound(QStringLiteral("the directory has no agent %1").arg(login)),
                                      QStringLiteral("no_such_agent")));
    v1::AgentExplanation message = agentExplanationMessage(*explanation, m_turn.numbers(), m_turn.book());
    *message.mutable_agent() = m_publisher.agent(explanation->agent.agent); // with what they parked
    message.set_taken_at_us(m_turn.now());
    answer(proto::bus::answerOk(message));
}

} // namespace acd::state
