// An interaction is connected, stands elsewhere, or is over: orders for the call, the outcome for mcan.
#include "acd/switchboard/switchboard.h"

#include "acd/history/interaction_table.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"

#include <algorithm>

namespace acd::switchboard {

using turn::BookEntry;
using turn::textOf;
using turn::toMessage;
using turn::wordOf;
using voice::Telephony;

using routing::Cause;
using routing::InteractionState;

namespace {

// What a call's new state means for Asterisk. A state without a row means nothing.
enum class Order { Hold, Resume, Wait, End };
struct OrderRow {
    InteractionState state;
    Cause cause;
    Order order;
};
constexpr OrderRow orderRows[] = {
    {InteractionState::held, Cause::held, Order::Hold},
    {InteractionState::active, Cause::resumed, Order::Resume},
    {InteractionState::waiting, Cause::bridge_failed, Order::Wait},
    {InteractionState::waiting, Cause::bridge_timeout, Order::Wait},
    {InteractionState::waiting, Cause::put_down, Order::Wait},
    {InteractionState::waiting, Cause::transferred, Order::Wait},
    {InteractionState::waiting, Cause::overflowed, Order::Wait}, // transferred to a queue that overflows
    {InteractionState::waiting, Cause::moved, Order::Wait},
    {InteractionState::waiting, Cause::taken_back, Order::Wait},
    {InteractionState::waiting, Cause::agent_left, Order::Wait},
    {InteractionState::waiting, Cause::agent_removed, Order::Wait},
    {InteractionState::wrap_up, Cause::finished, Order::End},
};

const OrderRow* orderFor(const routing::InteractionChanged& action) {
    for (const OrderRow& row : orderRows) {
        if (row.state == action.state && row.cause == action.cause)
            return &row;
    }
    return nullptr;
}

// Of what follows from a supervisor's command; timers that are due fire in the same event.
bool isSupervised(Cause cause) {
    constexpr Cause all[] = {Cause::assigned,   Cause::assigned_forced, Cause::moved,
                             Cause::taken_back, Cause::agent_left,      Cause::redistributed};
    return std::find(std::begin(all), std::end(all), cause) != std::end(all);
}

void give(Telephony& telephony, Order order, const QString& interaction) {
    switch (order) {
    case Order::Hold:
        return telephony.hold(interaction);
    case Order::Resume:
        return telephony.resume(interaction);
    case Order::Wait:
        return telephony.backToWaiting(interaction);
    case Order::End:
        return telephony.end(interaction);
    }
}

} // namespace

void Switchboard::carry(const routing::InteractionConnected& action) {
    logStep(action.id, "connected", action.queue, action.agent,
            action.forced ? QStringLiteral("beyond_capacity") : QString());
    m_publisher.changed(action.agent);
    m_publisher.changed(action.queue);
    if (action.channel != routing::Channel::voice)
        return;
    const QString interaction = textOf(action.id);
    if (m_bridgedAlready.remove(interaction))
        return take(routing::BridgeConfirmed{action.id, action.agent});
    if (action.offer == routing::OfferId::none)
        return take(routing::BridgeFailed{action.id, action.agent, routing::OfferFailure::error}); // no phone was rung
    m_parts.telephony.connectCall(interaction, static_cast<quint64>(action.offer));
}

void Switchboard::carry(const routing::InteractionChanged& action) {
    logStep(action.id, "changed", action.queue, action.agent,
            QStringLiteral("state=%1 cause=%2").arg(wordOf(action.state), wordOf(action.cause)) +
                (isSupervised(action.cause) && !m_by.isEmpty() ? QStringLiteral(" by=") + m_by : QString()));
    m_publisher.changed(action.agent);
    if (action.cause == Cause::consulted)
        changedHolder(action.id); // who asks
    m_publisher.changed(m_parked.take(action, m_parts.engine.now()));
    m_publisher.changed(action.queue);
    const QString interaction = textOf(action.id);
    if (action.cause == Cause::updated)
        return; // of the notes of an agent who handed it on: it is elsewhere
    const BookEntry* entry = m_book.find(interaction);
    const routing::QueueNumber before =
        entry == nullptr ? action.queue : m_numbers.queue(QString::fromStdString(entry->interaction.queue()));
    const bool isElsewhere = before != action.queue;
    if (isElsewhere)
        m_publisher.changed(before); // it has one less in progress, which is no figure of the engine's
    noteQueue(interaction, action.queue);
    // Transferred to a queue that sent it on, it has that queue's needs, even when it is back where it came from.
    const bool asksOtherwise = isElsewhere || action.cause == Cause::overflowed;
    if (const auto view = asksOtherwise ? m_parts.engine.interaction(action.id) : std::nullopt)
        followNeeds(*view);
    if (entry == nullptr || entry->interaction.channel() != antesala::v1::CHANNEL_VOICE)
        return;
    if (action.cause == Cause::consulted)
        return beginConsult(action);
    if (action.state == InteractionState::active && action.cause == Cause::transferred)
        return handOverCall(action);
    if (const OrderRow* row = orderFor(action))
        give(m_parts.telephony, row->order, interaction);
}

void Switchboard::carry(const routing::WorkEnded& action) {
    logStep(action.id, "work_ended", action.queue, action.agent,
            QStringLiteral("worked_us=%1 held_us=%2 wrapped_up_us=%3")
                    .arg(action.worked)
                    .arg(action.held)
                    .arg(action.wrappedUp) +
                (action.cause == Cause::put_down ? QStringLiteral(" cause=put_down") : QString()));
    m_publisher.changed(action.agent);
    m_publisher.changed(action.queue); // one less in progress
    if (action.cause != Cause::finished && action.cause != Cause::wrap_up_over)
        changedHolder(action.id); // perhaps she was asked about it
    if (action.channel == routing::Channel::voice)
        endCallConsult(action);
}

void Switchboard::changedHolder(const routing::InteractionId& id) {
    if (const auto view = m_parts.engine.interaction(id))
        m_publisher.changed(view->agent);
}

void Switchboard::carry(const routing::InteractionEnded& action) {
    ++m_figures.ended;
    const QString interaction = textOf(action.id);
    logStep(action.id, "ended", action.queue, action.agent,
            QStringLiteral("outcome=%1 waited_us=%2")
                .arg(QString::fromStdString(antesala::v1::Outcome_Name(toMessage(action.outcome))))
                .arg(action.waited));
    m_publisher.changed(action.agent);
    m_publisher.changed(m_parked.forget(action.id));
    m_publisher.changed(action.queue);
    antesala::v1::InteractionEnded ended;
    ended.set_interaction_id(interaction.toStdString());
    ended.set_outcome(toMessage(action.outcome));
    if (action.outcome == routing::InteractionOutcome::overflowed)
        ended.set_reason(overflowReasonOf(interaction).toStdString());
    ended.set_agent(m_numbers.loginOf(action.agent).toStdString());
    for (std::size_t i = 0; i < action.dispositions.count; ++i)
        ended.add_dispositions(m_numbers.nameOf(action.dispositions.chosen[i]).toStdString());
    ended.set_ended_at_us(m_parts.engine.now());
    if (action.channel == routing::Channel::voice) {
        m_together->jobs.push_back([ended](QSqlDatabase& db) { return history::endInteraction(db, ended); });
        m_ending.insert(interaction, ended);
        m_justEnded << interaction;
        m_book.close(interaction);
        m_bridgedAlready.remove(interaction);
        m_consults.forget(interaction);
        return endCall(interaction);
    }
    endMail(interaction, ended);
}

// The outcome goes into the outbox in the transaction of the event that brought it.
void Switchboard::endMail(const QString& id, const antesala::v1::InteractionEnded& ended) {
    const BookEntry* entry = m_book.find(id);
    antesala::v1::InteractionEnded message = ended;
    message.set_release(entry == nullptr ? 0 : entry->release);
    message.set_update(entry == nullptr ? 0 : entry->read);
    m_book.addUnacknowledged(id, message.release());
    m_publisher.windowsShifted(m_book.close(id));
    m_together->jobs.push_back(endingJob(message));
    m_notifyOutbox = true;
}

} // namespace acd::switchboard
