#include "acd/turn/words.h"

#include "acd/routing/state_tables.h"
#include "acd/routing/value_names.h"

namespace acd::turn {

namespace v1 = antesala::v1;

namespace {

QString text(std::string_view view) {
    return QString::fromLatin1(view.data(), static_cast<qsizetype>(view.size()));
}

// Both lists have the same values in the same order; on the bus 0 is left for "not said". A test compares the names.
template <typename Message, typename Value>
Message next(Value value) {
    return static_cast<Message>(static_cast<int>(value) + 1);
}

} // namespace

v1::Presence toMessage(routing::Presence presence) {
    switch (presence) {
    case routing::Presence::available:
        return v1::PRESENCE_AVAILABLE;
    case routing::Presence::on_break:
        return v1::PRESENCE_ON_BREAK;
    case routing::Presence::offline:
        break;
    }
    return v1::PRESENCE_OFFLINE;
}

v1::AgentStateName toMessage(routing::AgentState state) {
    switch (state) {
    case routing::AgentState::idle:
        return v1::AGENT_STATE_IDLE;
    case routing::AgentState::offered:
        return v1::AGENT_STATE_OFFERED;
    case routing::AgentState::busy:
        return v1::AGENT_STATE_BUSY;
    case routing::AgentState::wrap_up:
        return v1::AGENT_STATE_WRAP_UP;
    case routing::AgentState::not_responding:
        break;
    }
    return v1::AGENT_STATE_NOT_RESPONDING;
}

v1::WorkState toMessage(routing::InteractionState state) {
    switch (state) {
    case routing::InteractionState::waiting:
        return v1::WORK_STATE_UNSPECIFIED;
    case routing::InteractionState::offered:
        return v1::WORK_STATE_OFFERED;
    case routing::InteractionState::connecting:
        return v1::WORK_STATE_CONNECTING;
    case routing::InteractionState::active:
        return v1::WORK_STATE_ACTIVE;
    case routing::InteractionState::held:
    case routing::InteractionState::suspended: // a call came over it: to the agent it is on hold
        return v1::WORK_STATE_HELD;
    case routing::InteractionState::parked:
        return v1::WORK_STATE_PARKED;
    case routing::InteractionState::wrap_up:
        break;
    }
    return v1::WORK_STATE_WRAP_UP;
}

v1::Outcome toMessage(routing::InteractionOutcome outcome) {
    switch (outcome) {
    case routing::InteractionOutcome::handled:
        return v1::OUTCOME_HANDLED;
    case routing::InteractionOutcome::abandoned:
        return v1::OUTCOME_ABANDONED;
    case routing::InteractionOutcome::short_abandoned:
        return v1::OUTCOME_SHORT_ABANDONED;
    case routing::InteractionOutcome::overflowed:
        return v1::OUTCOME_OVERFLOWED;
    case routing::InteractionOutcome::withdrawn:
        return v1::OUTCOME_WITHDRAWN;
    case routing::InteractionOutcome::failed:
        break;
    }
    return v1::OUTCOME_FAILED;
}

v1::InteractionStateName stateName(routing::InteractionState state) {
    return next<v1::InteractionStateName>(state);
}

v1::Verdict toMessage(routing::Verdict verdict) {
    return next<v1::Verdict>(verdict);
}

v1::OfferOutcomeName toMessage(routing::OfferOutcome outcome) {
    return next<v1::OfferOutcomeName>(outcome);
}

v1::OfferEndName toMessage(routing::OfferEndReason reason) {
    return static_cast<v1::OfferEndName>(reason); // it has a value of its own for "none"
}

static_assert(v1::Channel_ARRAYSIZE == routing::kChannelCount + 1, "each channel of the engine has a name on the bus");

v1::Channel toMessage(routing::Channel channel) {
    return next<v1::Channel>(channel);
}

routing::Channel toRouting(v1::Channel channel) {
    const bool isNamed = channel > v1::CHANNEL_UNSPECIFIED && channel < v1::Channel_ARRAYSIZE;
    return isNamed ? static_cast<routing::Channel>(channel - 1) : routing::Channel{};
}

QString wordOf(routing::OfferOutcome outcome) {
    return text(routing::nameOf(outcome));
}

QString wordOf(routing::OfferEndReason reason) {
    return text(routing::nameOf(reason));
}

QString wordOf(routing::InteractionState state) {
    return text(routing::nameOf(state));
}

QString wordOf(routing::Presence presence) {
    return text(routing::nameOf(presence));
}

QString wordOf(routing::AgentState state) {
    return text(routing::nameOf(state));
}

QString wordOf(routing::Verdict verdict) {
    return text(routing::nameOf(verdict));
}

QString wordOf(routing::Channel channel) {
    return text(routing::nameOf(channel));
}

QString wordOf(routing::Cause cause) {
    return text(routing::nameOf(cause));
}

QString wordOf(routing::OverflowTrigger trigger) {
    return text(routing::nameOf(trigger));
}

QString wordOf(routing::OverflowKind kind) {
    return text(routing::nameOf(kind));
}

QString wordOf(const routing::Event& event) {
    return text(routing::nameOf(event));
}

RefusalWords wordsOf(const routing::EventRefused& refused) {
    // Of the agent who is to be asked, not of who asks.
    if (refused.event == nameOf(routing::Event(routing::ConsultStarted{})) &&
        refused.reason == routing::RefusalReason::no_capacity)
        return {QStringLiteral("agent_no_capacity"),
                QStringLiteral("the agent named has too much in hand: wait, or ask another agent")};
    switch (refused.reason) {
    case routing::RefusalReason::unknown_offer:
        return {QStringLiteral("offer_expired"),
                QStringLiteral("the offer is over: it was answered, taken back, or its time was up")};
    case routing::RefusalReason::unknown_interaction:
        return {QStringLiteral("interaction_over"), QStringLiteral("the interaction has ended or was never here")};
    case routing::RefusalReason::not_this_agent:
        return {QStringLiteral("not_yours"), QStringLiteral("another agent has the interaction, or nobody")};
    case routing::RefusalReason::no_capacity:
        return {QStringLiteral("no_capacity"), QStringLiteral("the agent's capacity does not allow it")};
    case routing::RefusalReason::queue_turns_away:
        return {QStringLiteral("queue_turns_away"),
                QStringLiteral(
                    "the queue takes nothing in now, by its hours or limits: choose another queue, or an agent")};
    case routing::RefusalReason::wrong_state:
        return {QStringLiteral("wrong_state"),
                QStringLiteral("the interaction's present state does not allow it: look where it stands")};
    case routing::RefusalReason::not_eligible:
        return {QStringLiteral("not_eligible"),
                QStringLiteral(
                    "the agent named cannot take it now: they are not available, or something is offered to them")};
    default:
        return {text(routing::nameOf(refused.reason)),
                QStringLiteral("%1 was refused: %2").arg(text(refused.event), text(routing::nameOf(refused.reason)))};
    }
}

} // namespace acd::turn
