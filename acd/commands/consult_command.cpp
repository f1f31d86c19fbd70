// A colleague is asked about work in hand, and the end of it.
#include "acd/commands/agent_command_rows.h"

#include <algorithm>

namespace acd::commands {

using turn::idOf;
using turn::textOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

using Refusal = std::optional<CommandMeaning>;

CommandMeaning refuse(const QString& sentence, const char* reason) {
    return refuseCommand(Status::refused(sentence), reason);
}

// Of the agent's list; nothing when they do not have it.
std::optional<routing::WorkItem> workOf(const AskedCommand& asked, routing::AgentNumber agent,
                                        const routing::InteractionId& id) {
    const auto view = asked.sources.engine.agent(agent);
    if (!view)
        return std::nullopt;
    const auto found = std::find_if(view->work.begin(), view->work.end(),
                                    [&id](const routing::WorkItem& item) { return item.id == id; });
    return found == view->work.end() ? std::nullopt : std::optional(*found);
}

bool isOnACall(const routing::AgentView& agent) {
    return std::any_of(agent.work.begin(), agent.work.end(),
                       [](const routing::WorkItem& item) { return turn::isLive(item.channel); });
}

} // namespace

std::optional<CommandMeaning> cannotBeHad(const routing::AgentView& agent, const QString& login, bool isByPhone) {
    if (agent.presence == routing::Presence::offline)
        return refuse(QStringLiteral("%1 is not signed in: choose another agent").arg(login), "agent_signed_out");
    const bool isThere = agent.presence == routing::Presence::available && !agent.pending && agent.deskConnected &&
                         agent.state != routing::AgentState::not_responding;
    if (!isThere)
        return refuse(QStringLiteral("%1 is not available now: choose another agent").arg(login),
                      "agent_not_available");
    if (isByPhone && !agent.phoneReachable)
        return refuse(QStringLiteral("the phone of %1 is not connected: choose another agent").arg(login),
                      "agent_phone_away");
    if (isByPhone && agent.phoneInUse)
        return refuse(QStringLiteral("%1 is on a call of their own: choose another agent").arg(login),
                      "agent_on_a_call");
    return std::nullopt;
}

CommandMeaning startConsult(const AskedCommand& asked) {
    const QString login = QString::fromStdString(asked.command.start_consult().agent());
    const routing::ConsultStarted event{idOf(QString::fromStdString(asked.command.start_consult().interaction_id())),
                                        asked.agent, asked.sources.numbers.agent(login)};
    const auto agent = asked.sources.engine.agent(event.with);
    if (!agent)
        return refuseCommand(Status::notFound(QStringLiteral("the directory has no agent %1").arg(login)),
                             "unknown_target_agent");
    if (event.with == asked.agent)
        return refuseCommand(Status::invalid(QStringLiteral("that is you: name another agent")), "consult_yourself");
    const auto work = workOf(asked, asked.agent, event.id);
    if (!work || work->consultedBy != routing::AgentNumber::none)
        return {event, {}}; // the engine says why not
    if (work->consulted != routing::AgentNumber::none)
        return refuse(QStringLiteral("%1 is asked about it already: end that first")
                          .arg(asked.sources.numbers.loginOf(work->consulted)),
                      "consult_running");
    const turn::Carrier& carrier = asked.sources.carriers.of(work->channel);
    if (!carrier.isReady())
        return telephonyAway();
    if (const Refusal refusal = cannotBeHad(*agent, login, carrier.isByPhone()))
        return *refusal;
    if (turn::isLive(work->channel) && isOnACall(*agent))
        return refuse(QStringLiteral("%1 has a call: wait, or ask another agent").arg(login), "agent_on_a_call");
    return {event, {}};
}

// By who asked, or by who was asked, who may only leave.
CommandMeaning endConsult(const AskedCommand& asked) {
    const v1::EndConsult& command = asked.command.end_consult();
    const auto id = idOf(QString::fromStdString(command.interaction_id()));
    if (command.result() != v1::CONSULT_RETURNED && command.result() != v1::CONSULT_HANDED_OVER)
        return refuseCommand(Status::invalid(QStringLiteral("result must be returned or handed_over")),
                             "consult_result");
    const bool handsOver = command.result() == v1::CONSULT_HANDED_OVER;
    const auto work = workOf(asked, asked.agent, id);
    const bool isAsked = work && work->consultedBy != routing::AgentNumber::none;
    const bool asks = work && work->consulted != routing::AgentNumber::none;
    if (!isAsked && !asks)
        return refuse(QStringLiteral("nobody is asked about it, or not by you"), "no_consult");
    if (isAsked && handsOver)
        return refuse(QStringLiteral("only who asked can hand it over"), "not_yours");
    if (handsOver) {
        const turn::Carrier& carrier = asked.sources.carriers.of(work->channel);
        if (!carrier.isReady())
            return telephonyAway();
        if (!carrier.hasConsultJoined(textOf(id)))
            return refuse(
                QStringLiteral("their phone still rings: wait until they answer, or transfer the call to them"),
                "consult_not_answered");
    }
    return {
        routing::ConsultEnded{id, handsOver ? routing::ConsultResult::handed_over : routing::ConsultResult::returned},
        {}};
}

} // namespace acd::commands
