#include "acd/history/directory_codec.h"

#include "acd/history/field_walk.h"
#include "acd/history/journal.pb.h"

#include <string>
#include <vector>

namespace acd::history {

namespace {

using namespace antesala::acd;

// Each record's fields once, for both directions; see field_walk.h.
template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::ChannelPolicy>
void walkRecord(Record& record, Walk walk) {
    using J = JournalChannel;
    walk(record.channel, &J::channel, &J::set_channel);
    walk(record.admission, &J::admission, &J::set_admission);
    walk(record.effort, &J::effort, &J::set_effort);
    walk(record.limitPerAgent, &J::limit_per_agent, &J::set_limit_per_agent);
    walk(record.ageingPermille, &J::ageing_permille, &J::set_ageing_permille);
    walk(record.interruptible, &J::interruptible, &J::set_interruptible);
    walk(record.live, &J::live, &J::set_live);
    walk(record.offerTimeout, &J::has_offer_timeout, &J::offer_timeout, &J::set_offer_timeout);
    walk(record.namedFor, &J::has_named_for, &J::named_for, &J::set_named_for);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::SkillDefinition>
void walkRecord(Record& record, Walk walk) {
    walk(record.number, &JournalSkill::number, &JournalSkill::set_number);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::OverflowTarget>
void walkRecord(Record& record, Walk walk) {
    using J = JournalOverflow;
    walk(record.kind, &J::kind, &J::set_kind);
    walk(record.queue, &J::queue, &J::set_queue);
    walk(record.external, &J::external, &J::set_external);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::RelaxationStep>
void walkRecord(Record& record, Walk walk) {
    using J = JournalRelaxation;
    walk(record.after, &J::after, &J::set_after);
    walk(record.skill, &J::skill, &J::set_skill);
    walk(record.lowerBy, &J::lower_by, &J::set_lower_by);
    walk(record.toAny, &J::to_any, &J::set_to_any);
    walk(record.level, &J::level, &J::set_level);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::QueueDefinition>
void walkRecord(Record& record, Walk walk) {
    using J = JournalQueue;
    walk(record.number, &J::number, &J::set_number);
    walk(record.strategy, &J::strategy, &J::set_strategy);
    walk(record.weight, &J::weight, &J::set_weight);
    walk(record.offerTimeout, &J::offer_timeout, &J::set_offer_timeout);
    walk(record.bridgeTimeout, &J::bridge_timeout, &J::set_bridge_timeout);
    walk(record.wrapUp, &J::wrap_up, &J::set_wrap_up);
    walk(record.wrapUpTime, &J::wrap_up_time, &J::set_wrap_up_time);
    walk(record.preferredFor, &J::preferred_for, &J::set_preferred_for);
    walk(record.lastAgentMemory, &J::last_agent_memory, &J::set_last_agent_memory);
    walk(record.startLevel, &J::start_level, &J::set_start_level);
    walk(record.waitingLimit, &J::waiting_limit, &J::set_waiting_limit);
    walk(record.expectedWaitLimit, &J::expected_wait_limit, &J::set_expected_wait_limit);
    walk(record.overflowAfter, &J::overflow_after, &J::set_overflow_after);
    walk(record.serviceTarget, &J::service_target, &J::set_service_target);
    walk(record.servicePercent, &J::service_percent, &J::set_service_percent);
    walk(record.shortAbandon, &J::short_abandon, &J::set_short_abandon);
    walk(record.resumeWithin, &J::resume_within, &J::set_resume_within);
    walk(record.declineLimit, &J::decline_limit, &J::set_decline_limit);
    walk(record.announceEvery, &J::announce_every, &J::set_announce_every);
    walk(record.callbackRetry, &J::callback_retry, &J::set_callback_retry);
    walk(record.callbackAttempts, &J::callback_attempts, &J::set_callback_attempts);
    walk(record.windowReserve, &J::window_reserve, &J::set_window_reserve);
    walk(record.putDownWithin, &J::has_put_down_within, &J::put_down_within, &J::set_put_down_within);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::AgentQueue>
void walkRecord(Record& record, Walk walk) {
    using J = JournalMembership;
    walk(record.queue, &J::queue, &J::set_queue);
    walk(record.level, &J::level, &J::set_level);
    walk(record.position, &J::position, &J::set_position);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::AgentSkill>
void walkRecord(Record& record, Walk walk) {
    walk(record.skill, &JournalProficiency::skill, &JournalProficiency::set_skill);
    walk(record.proficiency, &JournalProficiency::proficiency, &JournalProficiency::set_proficiency);
}

template <typename Record, typename Walk>
requires std::is_same_v<std::remove_const_t<Record>, routing::AgentDefinition>
void walkRecord(Record& record, Walk walk) {
    using J = JournalAgent;
    walk(record.number, &J::number, &J::set_number);
    walk(record.capacity, &J::capacity, &J::set_capacity);
    walk(record.noAnswerLimit, &J::no_answer_limit, &J::set_no_answer_limit);
    walk(record.declineLimit, &J::decline_limit, &J::set_decline_limit);
    walk(record.delayAfterDecline, &J::delay_after_decline, &J::set_delay_after_decline);
    walk(record.delayAfterBusy, &J::delay_after_busy, &J::set_delay_after_busy);
    walk(record.delayAfterNoAnswer, &J::delay_after_no_answer, &J::set_delay_after_no_answer);
    walk(record.deskLostLimit, &J::desk_lost_limit, &J::set_desk_lost_limit);
}

template <typename Message, typename Record>
void write(const Record& record, Message& message) {
    walkRecord(record, FieldWriter(message));
}

template <typename Record, typename Message>
Record read(const Message& message) {
    Record record;
    walkRecord(record, FieldReader(message));
    return record;
}

// Lists of numbers, and lists of records.
template <typename Number, typename Field>
void writeNumbers(const Number& numbers, Field& field) {
    for (const auto number : numbers)
        field.Add(toWire(number));
}

template <typename Number, typename Field>
std::vector<Number> readNumbers(const Field& field) {
    std::vector<Number> numbers;
    for (const std::int64_t number : field)
        numbers.push_back(fromWire<Number>(number));
    return numbers;
}

template <typename Field>
void readByChannel(const Field& field, std::array<std::uint16_t, routing::kChannelCount>& values) {
    for (std::size_t i = 0; i < values.size() && i < static_cast<std::size_t>(field.size()); ++i)
        values[i] = fromWire<std::uint16_t>(field.Get(static_cast<int>(i)));
}

template <typename Record, typename Field>
std::vector<Record> readAll(const Field& field) {
    std::vector<Record> records;
    for (const auto& message : field)
        records.push_back(read<Record>(message));
    return records;
}

void encodeQueue(const routing::QueueDefinition& queue, JournalQueue& message) {
    write(queue, message);
    message.set_name(queue.name);
    writeNumbers(queue.effort, *message.mutable_effort());
    for (const routing::RelaxationStep& step : queue.relaxation)
        write(step, *message.add_relaxation());
    write(queue.whenFull, *message.mutable_when_full());
    write(queue.whenClosed, *message.mutable_when_closed());
    write(queue.whenUnstaffed, *message.mutable_when_unstaffed());
    write(queue.whenSlow, *message.mutable_when_slow());
    write(queue.afterWait, *message.mutable_after_wait());
}

routing::QueueDefinition decodeQueue(const JournalQueue& message) {
    auto queue = read<routing::QueueDefinition>(message);
    queue.name = message.name();
    readByChannel(message.effort(), queue.effort);
    queue.relaxation = readAll<routing::RelaxationStep>(message.relaxation());
    queue.whenFull = read<routing::OverflowTarget>(message.when_full());
    queue.whenClosed = read<routing::OverflowTarget>(message.when_closed());
    queue.whenUnstaffed = read<routing::OverflowTarget>(message.when_unstaffed());
    queue.whenSlow = read<routing::OverflowTarget>(message.when_slow());
    queue.afterWait = read<routing::OverflowTarget>(message.after_wait());
    return queue;
}

void encodeAgent(const routing::AgentDefinition& agent, JournalAgent& message) {
    write(agent, message);
    message.set_login(agent.login);
    writeNumbers(agent.limit, *message.mutable_limit());
    for (const routing::AgentQueue& queue : agent.queues)
        write(queue, *message.add_queues());
    for (const routing::AgentSkill& skill : agent.skills)
        write(skill, *message.add_skills());
}

routing::AgentDefinition decodeAgent(const JournalAgent& message) {
    auto agent = read<routing::AgentDefinition>(message);
    agent.login = message.login();
    readByChannel(message.limit(), agent.limit);
    agent.queues = readAll<routing::AgentQueue>(message.queues());
    agent.skills = readAll<routing::AgentSkill>(message.skills());
    return agent;
}

} // namespace

void encodeDirectory(const routing::DirectoryChange& change, JournalDirectory& message) {
    message.set_version(change.version);
    message.set_whole(change.whole);
    message.set_seed(change.seed);
    message.set_fallback_queue(toWire(change.fallbackQueue));
    for (const routing::ChannelPolicy& channel : change.channels)
        write(channel, *message.add_channels());
    for (const routing::SkillDefinition& skill : change.skills) {
        JournalSkill& added = *message.add_skills();
        write(skill, added);
        added.set_name(skill.name);
    }
    for (const routing::QueueDefinition& queue : change.queues)
        encodeQueue(queue, *message.add_queues());
    for (const routing::AgentDefinition& agent : change.agents)
        encodeAgent(agent, *message.add_agents());
    writeNumbers(change.removedSkills, *message.mutable_removed_skills());
    writeNumbers(change.removedQueues, *message.mutable_removed_queues());
    writeNumbers(change.removedAgents, *message.mutable_removed_agents());
}

routing::DirectoryChange decodeDirectory(const JournalDirectory& message) {
    routing::DirectoryChange change;
    change.version = message.version();
    change.whole = message.whole();
    change.seed = message.seed();
    change.fallbackQueue = fromWire<routing::QueueNumber>(message.fallback_queue());
    change.channels = readAll<routing::ChannelPolicy>(message.channels());
    for (const JournalSkill& skill : message.skills()) {
        change.skills.push_back(read<routing::SkillDefinition>(skill));
        change.skills.back().name = skill.name();
    }
    for (const JournalQueue& queue : message.queues())
        change.queues.push_back(decodeQueue(queue));
    for (const JournalAgent& agent : message.agents())
        change.agents.push_back(decodeAgent(agent));
    change.removedSkills = readNumbers<routing::SkillNumber>(message.removed_skills());
    change.removedQueues = readNumbers<routing::QueueNumber>(message.removed_queues());
    change.removedAgents = readNumbers<routing::AgentNumber>(message.removed_agents());
    return change;
}

} // namespace acd::history
