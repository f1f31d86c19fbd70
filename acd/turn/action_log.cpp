#include "acd/turn/action_log.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"

#include <algorithm>

namespace acd::turn {

using routing::Cause;

namespace {

// Of what follows from a supervisor's command; timers that are due fire in the same event.
bool isSupervised(Cause cause) {
    constexpr Cause all[] = {Cause::assigned,   Cause::assigned_forced, Cause::moved,
                             Cause::taken_back, Cause::agent_left,      Cause::redistributed};
    return std::find(std::begin(all), std::end(all), cause) != std::end(all);
}

struct Steps {
    const directory::Numbers& numbers;
    const QString& supervisor;

    history::LoggedStep step(const routing::InteractionId& id, const char* name, routing::QueueNumber queue,
                             routing::AgentNumber agent, const QString& detail) const {
        return {textOf(id), QString::fromLatin1(name), numbers.nameOf(queue), numbers.loginOf(agent), detail};
    }
    history::LoggedStep operator()(const routing::OfferMade& action) const {
        return step(action.id, "offer_made", action.queue, action.agent,
                    QStringLiteral("offer=%1").arg(textOf(action.offer)));
    }
    history::LoggedStep operator()(const routing::OfferEnded& action) const {
        return step(action.id, "offer_ended", {}, action.agent,
                    QStringLiteral("offer=%1 outcome=%2 reason=%3")
                        .arg(textOf(action.offer), wordOf(action.outcome), wordOf(action.reason)));
    }
    history::LoggedStep operator()(const routing::InteractionConnected& action) const {
        return step(action.id, "connected", action.queue, action.agent,
                    action.forced ? QStringLiteral("beyond_capacity") : QString());
    }
    history::LoggedStep operator()(const routing::InteractionChanged& action) const {
        const bool isCommanded = isSupervised(action.cause) && !supervisor.isEmpty();
        return step(action.id, "changed", action.queue, action.agent,
                    QStringLiteral("state=%1 cause=%2").arg(wordOf(action.state), wordOf(action.cause)) +
                        (isCommanded ? QStringLiteral(" by=") + supervisor : QString()));
    }
    history::LoggedStep operator()(const routing::WorkEnded& action) const {
        return step(action.id, "work_ended", action.queue, action.agent,
                    QStringLiteral("worked_us=%1 held_us=%2 wrapped_up_us=%3")
                            .arg(action.worked)
                            .arg(action.held)
                            .arg(action.wrappedUp) +
                        (action.cause == Cause::put_down ? QStringLiteral(" cause=put_down") : QString()));
    }
    history::LoggedStep operator()(const routing::InteractionEnded& action) const {
        return step(action.id, "ended", action.queue, action.agent,
                    QStringLiteral("outcome=%1 waited_us=%2")
                        .arg(QString::fromStdString(antesala::v1::Outcome_Name(toMessage(action.outcome))))
                        .arg(action.waited));
    }
    history::LoggedStep operator()(const routing::AgentStateChanged& action) const {
        return step({}, "agent_state_changed", {}, action.agent,
                    QStringLiteral("presence=%1 state=%2 load=%3/%4")
                        .arg(wordOf(action.presence), wordOf(action.state))
                        .arg(action.load)
                        .arg(action.capacity));
    }
    history::LoggedStep operator()(const routing::OverflowTo& action) const {
        const QString label = numbers.overflowLabel(action.target.external);
        QString detail = QStringLiteral("trigger=%1 kind=%2").arg(wordOf(action.trigger), wordOf(action.target.kind));
        if (action.target.kind == routing::OverflowKind::queue)
            detail += QStringLiteral(" queue=") + numbers.nameOf(action.target.queue);
        if (!label.isEmpty())
            detail += QStringLiteral(" label=") + label;
        return step(action.id, "overflow_to", action.from, {}, detail);
    }
};

} // namespace

std::optional<history::LoggedStep> stepOf(const routing::Action& action, const directory::Numbers& numbers,
                                          const QString& supervisor) {
    const Steps steps{numbers, supervisor};
    return std::visit(
        [&steps](const auto& each) -> std::optional<history::LoggedStep> {
            if constexpr (requires { steps(each); })
                return steps(each);
            else
                return std::nullopt;
        },
        action);
}

} // namespace acd::turn
