#include "acd/voice/voice.h"

#include "acd/entry/enter_call.h"
#include "acd/history/interaction_table.h"
#include "acd/turn/arrival.h"
#include "acd/turn/ids.h"
#include "acd/voice/farewell.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

namespace acd::voice {

using routing::Cause;
using routing::InteractionState;
using turn::idOf;
using turn::textOf;

namespace {

constexpr const char* inVoice = "acd.voice";

// The telephone system gives up later than the engine: the engine decides, the telephone system only heals.
constexpr int ringMarginSeconds = 10;

routing::OfferFailure failureOf(RingFailure why) {
    switch (why) {
    case RingFailure::NoAnswer:
        return routing::OfferFailure::no_answer;
    case RingFailure::Busy:
        return routing::OfferFailure::busy;
    case RingFailure::Unreachable:
        return routing::OfferFailure::unreachable;
    case RingFailure::Declined:
    case RingFailure::Error:
        break;
    }
    return routing::OfferFailure::error;
}

// What a call's new state means for the telephone system. A state without a row means nothing.
struct OrderRow {
    InteractionState state;
    Cause cause;
    void (Telephony::*order)(const QString& interaction);
};
constexpr OrderRow orderRows[] = {
    {InteractionState::held, Cause::held, &Telephony::hold},
    {InteractionState::active, Cause::resumed, &Telephony::resume},
    {InteractionState::waiting, Cause::bridge_failed, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::bridge_timeout, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::put_down, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::transferred, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::overflowed, &Telephony::backToWaiting}, // transferred to a queue that overflows
    {InteractionState::waiting, Cause::moved, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::taken_back, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::agent_left, &Telephony::backToWaiting},
    {InteractionState::waiting, Cause::agent_removed, &Telephony::backToWaiting},
    {InteractionState::wrap_up, Cause::finished, &Telephony::end},
};

} // namespace

Voice::Voice(turn::Turn& turn, proto::base::Store& store, Telephony& telephony)
    : m_turn(turn)
    , m_telephony(telephony)
    , m_consults(turn, telephony)
    , m_survey(turn, store, telephony, m_consults, *this) {
    telephony.setListener(this);
}

// ---- what the telephone system says

// When a found call came may not be known.
proto::base::Result<antesala::v1::Interaction> Voice::enter(const ArrivedCall& call) const {
    const std::int64_t arrivedAtUs = call.arrivedAtUs > 0 ? call.arrivedAtUs : m_turn.engine().now();
    return entry::enterCall(m_turn.numbers().directory(),
                            {call.interaction, call.called, call.callerNumber, call.callerName, arrivedAtUs});
}

void Voice::callArrived(const ArrivedCall& call) {
    ++m_arrived;
    const auto entered = enter(call);
    if (!entered) {
        proto::base::logWarning(inVoice, entered.status().message(), {{"interaction", call.interaction}});
        return m_telephony.refuse(call.interaction);
    }
    m_turn.book().put(*entered, 0);
    history::EventWrites writes;
    writes.jobs.push_back([row = *entered](QSqlDatabase& db) { return history::putInteraction(db, row, 0); });
    turn::arrive(m_turn, *entered, 0, std::move(writes));
}

void Voice::callerHungUp(const QString& interaction) {
    if (m_survey.callerHungUp(interaction))
        return;
    if (m_turn.engine().interaction(idOf(interaction)) &&
        !proto::base::isPlanted(proto::base::PlantedBug::hang_up_ignored))
        m_turn.take(routing::CallerHungUp{idOf(interaction)});
}

void Voice::phoneRinging(quint64 offer) {
    m_turn.take(routing::OfferDelivered{routing::OfferId{offer}});
}

void Voice::phoneAnswered(quint64 offer) {
    turn::EventContext context;
    context.applied = [this, offer](const turn::Refused& refused) {
        if (refused)
            m_telephony.stopRinging(offer); // the offer was over already
    };
    m_turn.take(routing::OfferAccepted{routing::OfferId{offer}}, std::move(context));
}

void Voice::phoneFailed(quint64 offer, RingFailure why) {
    const routing::OfferId id{offer};
    if (why == RingFailure::Declined)
        return m_turn.take(routing::OfferDeclined{id, {}});
    m_turn.take(routing::OfferFailed{id, failureOf(why)});
}

void Voice::bridged(const QString& interaction) {
    if (proto::base::isPlanted(proto::base::PlantedBug::bridge_not_confirmed))
        return;
    if (const auto view = m_turn.engine().interaction(idOf(interaction)))
        m_turn.take(routing::BridgeConfirmed{view->id, view->agent});
}

void Voice::bridgeFailed(const QString& interaction, RingFailure why) {
    if (const auto view = m_turn.engine().interaction(idOf(interaction)))
        m_turn.take(routing::BridgeFailed{view->id, view->agent, failureOf(why)});
}

void Voice::agentHungUp(const QString& interaction) {
    if (m_survey.agentHungUp(interaction))
        return;
    if (const auto view = m_turn.engine().interaction(idOf(interaction)); view && !m_consults.leaveTo(*view))
        m_turn.take(routing::PhonePutDown{view->id, view->agent});
}

void Voice::phonesChanged(const QSet<QString>& online, const QSet<QString>& inUse) {
    for (const auto& agent : m_turn.numbers().directory().agents) {
        const routing::AgentNumber number{agent.number};
        const auto view = m_turn.engine().agent(number);
        if (!view)
            continue;
        const bool reachable = !agent.phone.isEmpty() && online.contains(agent.phone);
        const bool isUsed = !agent.phone.isEmpty() && inUse.contains(agent.phone) &&
                            !proto::base::isPlanted(proto::base::PlantedBug::own_call_ignored);
        if (!isUsed && view->phoneReachable != reachable)
            m_turn.take(routing::PhoneReachable{number, reachable});
        // An agent whose phone goes is in no call of their own any more: the engine knows that.
        if (const auto now = m_turn.engine().agent(number); now && now->phoneInUse != isUsed)
            m_turn.take(routing::PhoneInUse{number, isUsed});
        if (isUsed && view->phoneReachable != reachable)
            m_turn.take(routing::PhoneReachable{number, reachable});
    }
}

// The hold key of the phone means what hold on the desk means: the page shows it, and the caller hears our music.
void Voice::phoneHeld(const QString& interaction) {
    if (const auto view = m_turn.engine().interaction(idOf(interaction));
        view && view->state == InteractionState::active)
        m_turn.take(routing::InteractionHeld{view->id, view->agent});
}

void Voice::phoneResumed(const QString& interaction) {
    if (const auto view = m_turn.engine().interaction(idOf(interaction)); view && view->state == InteractionState::held)
        m_turn.take(routing::InteractionResumed{view->id, view->agent});
}

void Voice::callsSurveyed() {
    m_survey.callsSurveyed();
    m_ending.removeIf([](const auto& ending) { return ending.value().isStored; });
}

// Nobody can be rung; calls that are bridged go on without us.
void Voice::telephonyLost() {
    m_survey.telephonyLost();
    phonesChanged({}, {});
}

// ---- what the engine wants

// Of which phone and leg, and for how long, is left open.
RingOrder Voice::ringOrder(const QString& interaction) const {
    RingOrder order;
    order.interaction = interaction;
    if (const turn::BookEntry* entry = m_turn.book().find(interaction)) {
        order.callerNumber = QString::fromStdString(entry->interaction.contact_address());
        order.callerName = QString::fromStdString(entry->interaction.contact_name());
    }
    if (order.callerNumber.isEmpty()) { // a phone would show the telephone system's own name
        order.callerNumber = QStringLiteral("anonymous");
        if (order.callerName.isEmpty())
            order.callerName = QStringLiteral("Anonymous");
    }
    return order;
}

void Voice::carry(const routing::OfferMade& action) {
    if (m_survey.accept(action))
        return;
    const auto* agent = m_turn.numbers().agent(action.agent);
    if (agent == nullptr || agent->phone.isEmpty())
        return m_turn.take(routing::OfferFailed{action.offer, routing::OfferFailure::unreachable});
    RingOrder order = ringOrder(textOf(action.id));
    order.phone = agent->phone;
    order.offer = static_cast<quint64>(action.offer);
    order.seconds = static_cast<int>((action.expires - m_turn.engine().now()) / routing::kSecond) + ringMarginSeconds;
    m_telephony.ring(order);
}

void Voice::carry(const routing::OfferEnded& action) {
    if (action.outcome == routing::OfferOutcome::accepted ||
        proto::base::isPlanted(proto::base::PlantedBug::losers_ring_on))
        return;
    const bool isElsewhere =
        action.reason == routing::OfferEndReason::taken_by_other || action.reason == routing::OfferEndReason::moved;
    if (isElsewhere && !proto::base::isPlanted(proto::base::PlantedBug::losers_miss_a_call))
        m_telephony.takenElsewhere(static_cast<quint64>(action.offer));
    else
        m_telephony.stopRinging(static_cast<quint64>(action.offer));
}

void Voice::carry(const routing::InteractionConnected& action) {
    if (m_survey.confirm(action))
        return;
    if (action.offer == routing::OfferId::none) // no phone was rung
        return m_turn.take(routing::BridgeFailed{action.id, action.agent, routing::OfferFailure::error});
    m_telephony.connectCall(textOf(action.id), static_cast<quint64>(action.offer));
}

void Voice::carry(const routing::InteractionChanged& action) {
    const QString interaction = textOf(action.id);
    if (action.cause == Cause::consulted)
        return m_consults.begin(action, ringOrder(interaction));
    if (action.state == InteractionState::active && action.cause == Cause::transferred)
        return m_consults.handOver(action);
    if (m_survey.keepsTalking(interaction))
        return; // it came in to a queue that sent it on
    for (const OrderRow& row : orderRows) {
        if (row.state == action.state && row.cause == action.cause)
            return (m_telephony.*row.order)(interaction);
    }
}

void Voice::carry(const routing::WorkEnded& action) {
    m_consults.workEnded(action);
}

void Voice::carry(const routing::OverflowTo& action) {
    const QString interaction = textOf(action.id);
    m_turnedAway = {};
    if (action.target.kind == routing::OverflowKind::end)
        m_turnedAway = {interaction, farewellOf(m_turn.numbers().queue(action.from), action.trigger)};
    if (const auto exit = exitOf(action.target.kind); exit && !m_survey.keepsTalking(interaction))
        m_telephony.leave(interaction, *exit, m_turn.numbers().overflowLabel(action.target.external));
}

void Voice::carry(const routing::InteractionEnded&, const antesala::v1::InteractionEnded& outcome) {
    const QString interaction = QString::fromStdString(outcome.interaction_id());
    m_turn.write([outcome](QSqlDatabase& db) { return history::endInteraction(db, outcome); });
    m_ending.insert(interaction, {outcome});
    m_turn.whenCommitted([this, interaction] {
        if (m_survey.hasSurveyed())
            m_ending.remove(interaction);
        else if (const auto ending = m_ending.find(interaction); ending != m_ending.end())
            ending->isStored = true;
    });
    m_survey.forget(interaction);
    m_consults.forget(interaction);
    endCall(interaction);
}

void Voice::fail(const antesala::v1::InteractionEnded& outcome) {
    m_turn.write([outcome](QSqlDatabase& db) { return history::endInteraction(db, outcome); });
    m_telephony.end(QString::fromStdString(outcome.interaction_id()));
}

// A call is over for acd: its caller is hung up, or told why nobody takes them.
void Voice::endCall(const QString& interaction) {
    if (m_survey.keepsTalking(interaction))
        return;
    if (m_turnedAway.interaction == interaction)
        return m_telephony.turnAway(interaction, m_turnedAway.farewell);
    m_telephony.end(interaction);
}

const antesala::v1::InteractionEnded* Voice::outcomeOnItsWay(const QString& interaction) const {
    const auto found = m_ending.constFind(interaction);
    return found == m_ending.cend() ? nullptr : &found->outcome;
}

} // namespace acd::voice
