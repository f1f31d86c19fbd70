// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the routing engine knows of queues, agents and skills. The directory gives the numbers and
// the names; the engine keeps a copy that changes only by the event DirectoryChanged, so that a
// replay routes by the directory of that day.
#pragma once

#include "acd/routing/types.h"

#include <string>
#include <vector>

namespace acd::routing {

// Whether work of a channel is taken while the agent already has some.
enum class Admission : std::uint8_t {
    fit,       // load + effort <= capacity
    until_full // load < capacity
};

// How one channel behaves. One record a channel; a missing one keeps its default.
struct ChannelPolicy {
    Channel channel = Channel::voice;
    Admission admission = Admission::fit;
    std::uint16_t effort = kEffortWhole;  // points, unless the queue or the interaction says
    std::uint16_t limitPerAgent = 1;      // items at once, 1 … 1000
    std::uint32_t ageingPermille = 1000;  // seconds of virtual age per 1000 s waited, 0 … 1,000,000
    bool interruptible = false;           // a live item may be offered over work of this channel
    bool live = true;                     // a customer is on the line: needs a bridge; interrupts
    Duration offerTimeout = 20 * kSecond; // how long an offer may stay unanswered, 1 s … 1 h
    Duration namedFor = kMinute;          // how long work handed to an agent by name is kept for them, 1 s … 24 h
    friend bool operator==(const ChannelPolicy&, const ChannelPolicy&) = default;
};

// What a channel does when the directory does not say: voice takes the whole agent; e-mail 30
// points, ten at once, interruptible, kept for an agent named for an hour; chat 25 points, four at once.
ChannelPolicy defaultPolicy(Channel channel);

enum class Strategy : std::uint8_t {
    longest_idle,   // who has been idle longest, counted from the end of the last work
    least_occupied, // lowest load ÷ capacity
    round_robin,    // next after the last one who got an offer of the queue
    linear,         // by level and position, always from the top
    random,         // seeded, the same in a replay
    ring_all,       // all at once, the first who accepts wins
    group_order     // all of the lowest level at once, then also the next level
};

enum class WrapUpMode : std::uint8_t { none, fixed, until_done };

// From `after` waited (queue-entry time) the needs are weaker. Steps add up, in order of `after`.
struct RelaxationStep {
    Duration after = 0;
    SkillNumber skill = SkillNumber::none; // none = every skill
    std::uint8_t lowerBy = 0;              // points of proficiency less; 100 drops the skill
    bool toAny = false;                    // from here on one of the skills is enough
    std::uint16_t level = 0;               // agents up to this tier level are asked too; 0 = as before
    friend bool operator==(const RelaxationStep&, const RelaxationStep&) = default;
};

enum class OverflowKind : std::uint8_t { none, queue, voicemail, callback, external, end };

// Where an interaction goes instead. `queue` is set for OverflowKind::queue, `external` is a
// label of the directory (a number, a voicemail box) that the engine only carries.
struct OverflowTarget {
    OverflowKind kind = OverflowKind::none;
    QueueNumber queue = QueueNumber::none;
    std::uint32_t external = 0;
    friend bool operator==(const OverflowTarget&, const OverflowTarget&) = default;
};

// A queue. Durations of 0 mean "not used" unless said otherwise.
struct QueueDefinition {
    QueueNumber number = QueueNumber::none;
    std::string name;
    Strategy strategy = Strategy::longest_idle;
    std::int32_t weight = 0;                           // seconds of virtual age for all its work
    std::array<std::uint16_t, kChannelCount> effort{}; // by channel; 0 = the channel's
    Duration offerTimeout = 0;                         // 1 s … 1 h; 0 = the channel's
    Duration bridgeTimeout = 10 * kSecond;             // accepted → bridge confirmed, 1 s … 5 min
    WrapUpMode wrapUp = WrapUpMode::none;
    Duration wrapUpTime = 0;                // for WrapUpMode::fixed, up to 24 h
    Duration preferredFor = 30 * kSecond;   // how long the preferred agent is insisted on
    Duration lastAgentMemory = 0;           // prefer who served the contact that long ago
    std::uint16_t startLevel = 0;           // tier levels asked at once; 0 = all levels
    std::vector<RelaxationStep> relaxation; // ascending by `after`, at most 16
    std::uint32_t waitingLimit = 0;         // full from here on; 0 = no limit
    Duration expectedWaitLimit = 0;         // overflow on entry when EWT is more
    OverflowTarget whenFull;
    OverflowTarget whenClosed;
    OverflowTarget whenUnstaffed; // nobody logged in
    OverflowTarget whenSlow;      // EWT over the limit
    Duration overflowAfter = 0;
    OverflowTarget afterWait;
    Duration serviceTarget = 20 * kSecond; // answered within: for the service level
    std::uint8_t servicePercent = 80;
    Duration shortAbandon = 0;            // abandoned sooner = short abandon
    Duration resumeWithin = 0;            // a caller who abandoned gets the place back
    std::uint16_t declineLimit = 0;       // failed offers of one item before afterWait; 0 = no limit
    Duration announceEvery = 0;           // PositionChanged for live waiting items
    Duration callbackRetry = 5 * kMinute; // customer of a callback not reached
    std::uint8_t callbackAttempts = 3;
    std::uint16_t windowReserve = 2;              // digital: items beyond what agents can take now
    Duration putDownWithin = 1500 * kMillisecond; // live: put down sooner is no conversation, up to 10 s; 0 = it is one
    friend bool operator==(const QueueDefinition&, const QueueDefinition&) = default;
};

struct AgentSkill {
    SkillNumber skill = SkillNumber::none;
    std::uint8_t proficiency = 1; // 1 … 100
    friend bool operator==(const AgentSkill&, const AgentSkill&) = default;
};

// Membership of a queue. Lower levels are asked first; within a level lower positions.
struct AgentQueue {
    QueueNumber queue = QueueNumber::none;
    std::uint16_t level = 1;    // 1 … 1000
    std::uint16_t position = 1; // 1 … 10,000
    friend bool operator==(const AgentQueue&, const AgentQueue&) = default;
};

struct AgentDefinition {
    AgentNumber number = AgentNumber::none;
    std::string login;
    std::uint16_t capacity = 100;                     // points, 0 … kEffortLimit
    std::array<std::uint16_t, kChannelCount> limit{}; // items at once by channel; 0 = the channel's
    std::vector<AgentQueue> queues;
    std::vector<AgentSkill> skills;
    std::uint8_t noAnswerLimit = 1;           // unanswered offers in a row → not_responding
    std::uint8_t declineLimit = 0;            // declines in a row → not_responding; 0 = never
    Duration delayAfterDecline = 5 * kSecond; // at least kMinimumReofferDelay
    Duration delayAfterBusy = 10 * kSecond;
    Duration delayAfterNoAnswer = 10 * kSecond;
    Duration deskLostLimit = 2 * kMinute; // desk gone that long → presence offline
    friend bool operator==(const AgentDefinition&, const AgentDefinition&) = default;
};

inline constexpr Duration kMinimumReofferDelay = kSecond;

struct SkillDefinition {
    SkillNumber number = SkillNumber::none;
    std::string name;
    friend bool operator==(const SkillDefinition&, const SkillDefinition&) = default;
};

// A new directory or the difference to the last one. With `whole`, what is not named is removed.
// Definitions replace those of the same number. It is taken entirely or refused entirely.
struct DirectoryChange {
    std::uint64_t version = 0; // the directory's own; must not go back
    bool whole = false;
    std::uint64_t seed = 0; // of random choices; 0 = keep
    std::vector<ChannelPolicy> channels;
    std::vector<SkillDefinition> skills;
    std::vector<QueueDefinition> queues;
    std::vector<AgentDefinition> agents;
    std::vector<SkillNumber> removedSkills;
    std::vector<QueueNumber> removedQueues;
    std::vector<AgentNumber> removedAgents;
    QueueNumber fallbackQueue = QueueNumber::none; // for work of a removed queue; none = keep
    friend bool operator==(const DirectoryChange&, const DirectoryChange&) = default;
};

} // namespace acd::routing
