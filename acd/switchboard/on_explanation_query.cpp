// A desk asks why: of an interaction, or of an agent. Answered from the engine at once; nothing changes.
#include "acd/switchboard/switchboard.h"

#include "acd/state/explanation_messages.h"
#include "acd/turn/ids.h"
#include "proto/base/uuid7.h"

namespace acd::switchboard {

using state::agentExplanationMessage;
using state::explanationMessage;
using turn::idOf;

using proto::base::Status;
using proto::bus::Bus;

void Switchboard::onExplanationQuery(const QString& interaction, const Bus::AnswerFunction& answer) {
    const auto explanation = proto::base::isUuid(interaction) ? m_parts.engine.explain(idOf(interaction))
                                                              : std::optional<routing::Explanation>();
    if (!explanation)
        return answer(proto::bus::answerFailure(
            Status::notFound(
                QStringLiteral("acd has no interaction %1: it has ended (why on port 1125 tells its steps), or "
                               "still waits in mcan's pre-queue (why on port 1124)")
                    .arg(interaction)),
            QStringLiteral("not_in_router")));
    antesala::v1::Explanation message = explanationMessage(*explanation, m_numbers, m_book);
    message.set_taken_at_us(m_clock.now());
    answer(proto::bus::answerOk(message));
}

void Switchboard::onAgentExplanationQuery(const QString& login, const Bus::AnswerFunction& answer) {
    const auto explanation = m_parts.engine.explainAgent(m_numbers.agent(login));
    if (!explanation)
        return answer(
            proto::bus::answerFailure(Status::notFound(QStringLiteral("the directory has no agent %1").arg(login)),
                                      QStringLiteral("no_such_agent")));
    antesala::v1::AgentExplanation message = agentExplanationMessage(*explanation, m_numbers, m_book);
    *message.mutable_agent() = m_publisher.agent(explanation->agent.agent); // with what she parked
    message.set_taken_at_us(m_clock.now());
    answer(proto::bus::answerOk(message));
}

} // namespace acd::switchboard
