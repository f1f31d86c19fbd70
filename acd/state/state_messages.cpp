#include "acd/state/state_messages.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"

#include <algorithm>

namespace acd::state {

using directory::Numbers;
using turn::BookEntry;
using turn::InteractionBook;
using turn::textOf;
using turn::toMessage;

namespace v1 = antesala::v1;

namespace {

void addWork(v1::AgentState& state, const routing::WorkItem& item, const Numbers& numbers,
             const InteractionBook& book) {
    v1::WorkItem& work = *state.add_work();
    *work.mutable_interaction() = detailsOf(item.id, book);
    work.set_state(toMessage(item.state));
    if (item.state == routing::InteractionState::offered)
        work.set_offer_id(textOf(item.offer).toStdString());
    work.set_since_us(item.since);
    work.set_deadline_us(orZero(item.until));
    work.set_effort(item.effort);
    work.set_consulted_agent(numbers.loginOf(item.consulted).toStdString());
    work.set_consulted_by(numbers.loginOf(item.consultedBy).toStdString());
    for (std::size_t i = 0; i < item.dispositions.count; ++i)
        work.add_dispositions(numbers.nameOf(item.dispositions.chosen[i]).toStdString());
}

void addParked(v1::AgentState& state, const ParkedItem& item, const InteractionBook& book) {
    v1::WorkItem& work = *state.add_work();
    *work.mutable_interaction() = detailsOf(item.id, book);
    work.set_state(v1::WORK_STATE_PARKED);
    work.set_since_us(item.since);
    work.set_deadline_us(orZero(item.until));
}

} // namespace

v1::Interaction detailsOf(const routing::InteractionId& id, const InteractionBook& book) {
    const QString text = textOf(id);
    if (const BookEntry* entry = book.find(text))
        return entry->interaction;
    v1::Interaction unknown;
    unknown.set_id(text.toStdString());
    return unknown;
}

namespace {

v1::PhoneState phoneState(const routing::AgentView& view) {
    if (!view.phoneReachable)
        return v1::PHONE_STATE_UNREACHABLE;
    if (view.phoneInUse)
        return v1::PHONE_STATE_IN_USE;
    return view.phoneRestsUntil > 0 ? v1::PHONE_STATE_RESTS : v1::PHONE_STATE_READY;
}

} // namespace

v1::AgentState agentState(const routing::AgentView& view, const std::vector<ParkedItem>& parked, const Numbers& numbers,
                          const InteractionBook& book) {
    v1::AgentState state;
    if (const auto* agent = numbers.agent(view.agent)) {
        state.set_login(agent->login.toStdString());
        state.set_name(agent->name.toStdString());
        if (!agent->phone.isEmpty()) {
            state.set_phone(phoneState(view));
            state.set_phone_rests_until_us(view.phoneRestsUntil);
        }
        for (const auto& membership : agent->queues)
            state.add_queues(membership.queue.toStdString());
    }
    state.set_presence(toMessage(view.presence));
    state.set_break_reason(numbers.nameOf(view.breakReason).toStdString());
    if (view.pending)
        state.set_pending_presence(toMessage(*view.pending));
    state.set_state(toMessage(view.state));
    state.set_since_us(std::max(view.stateSince, view.presenceSince));
    state.set_capacity(view.capacity);
    state.set_load(view.load);
    state.set_desk_connected(view.deskConnected);
    for (const routing::WorkItem& item : view.work)
        addWork(state, item, numbers, book);
    for (const ParkedItem& item : parked)
        addParked(state, item, book);
    return state;
}

v1::QueueState queueState(const routing::QueueView& view, const routing::QueueWork& work, const Numbers& numbers,
                          const InteractionBook& book) {
    v1::QueueState state;
    if (const auto* queue = numbers.queue(view.queue)) {
        state.set_queue(queue->name.toStdString());
        state.set_title(queue->title.es.toStdString());
        state.set_service_level_target_percent(static_cast<std::uint32_t>(queue->serviceTargetPercent));
        state.set_service_level_threshold_seconds(static_cast<std::uint32_t>(queue->serviceThresholdSeconds));
    }
    for (const routing::WaitingView& each : work.first) {
        v1::WaitingItem& item = *state.add_first_waiting();
        *item.mutable_interaction() = detailsOf(each.id, book);
        item.mutable_interaction()->set_priority_seconds(each.priority); // the row says what it came with
        item.set_entered_queue_at_us(each.queueEntry);
    }
    const routing::QueueCounters& counters = view.counters;
    state.set_waiting(view.waiting);
    state.set_longest_waiting_since_us(orZero(work.oldestEntry));
    state.set_in_progress(work.inProgress);
    state.set_agents_logged_in(view.agentsLoggedIn);
    state.set_agents_available(view.agentsIdle);
    state.set_offered_today(static_cast<std::uint32_t>(counters.entered));
    state.set_answered_today(static_cast<std::uint32_t>(counters.answered));
    state.set_abandoned_today(static_cast<std::uint32_t>(counters.abandoned));
    state.set_answered_within_threshold_today(static_cast<std::uint32_t>(counters.answeredInTarget));
    state.set_open(view.open);
    return state;
}

} // namespace acd::state
