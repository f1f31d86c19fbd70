// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values that cross the border of the routing engine. All are plain and of fixed size, so that
// the journal can store them field by field and a replay meets exactly the same bits.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace acd::routing {

// A moment: microseconds since 1970-01-01 UTC, always given by the caller.
using Time = std::int64_t;
// A length of time in microseconds.
using Duration = std::int64_t;

inline constexpr Duration kMillisecond = 1'000;
inline constexpr Duration kSecond = 1'000'000;
inline constexpr Duration kMinute = 60 * kSecond;
inline constexpr Duration kHour = 60 * kMinute;
// "No such moment": an expiry or a deadline that never comes.
inline constexpr Time kNever = INT64_MAX;
// "Use the queue's, the channel's or the agent's own value."
inline constexpr Duration kAsConfigured = -1;

// The UUIDv7 of an interaction, in network order. All zero is "none".
struct InteractionId {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const InteractionId&, const InteractionId&) = default;
    // Two words, not a call for sixteen bytes: it is asked at every step.
    friend bool operator==(const InteractionId& one, const InteractionId& other) {
        using Words = std::array<std::uint64_t, 2>;
        return std::bit_cast<Words>(one) == std::bit_cast<Words>(other);
    }
};

// Stable numbers given by the directory: never reused for another thing, valid across restarts,
// 1 … kNumberLimit. 0 is "none". Inside, the engine turns them into dense indices.
enum class AgentNumber : std::uint32_t { none = 0 };
enum class QueueNumber : std::uint32_t { none = 0 };
enum class SkillNumber : std::uint32_t { none = 0 };
// Break reasons, dispositions and people: carried for the record, never looked at by the engine.
enum class ReasonNumber : std::uint32_t { none = 0 };
enum class DispositionNumber : std::uint32_t { none = 0 };
enum class PersonNumber : std::uint32_t { none = 0 };
inline constexpr std::uint32_t kNumberLimit = 1'000'000;

// Counts up from 1 in the life of the engine's state (it is part of the snapshot).
enum class OfferId : std::uint64_t { none = 0 };
// A hash made by the caller from the customer's normalised address (number, mail address):
// finds the place of a caller who was cut off and the last agent who served. 0 is "unknown".
enum class ContactKey : std::uint64_t { none = 0 };

enum class Channel : std::uint8_t { voice, email, chat };
inline constexpr std::size_t kChannelCount = 3;

// Effort and capacity are points; an agent has 100 by default.
inline constexpr std::uint16_t kEffortAsConfigured = 0;
inline constexpr std::uint16_t kEffortLimit = 10'000;
// An effort that takes all of an agent's capacity, whatever that is.
inline constexpr std::uint16_t kEffortWhole = 0xFFFF;
// Priorities and queue weights are seconds of virtual waiting, within ± 30 days.
inline constexpr std::int32_t kPriorityLimit = 30 * 24 * 3600;
inline constexpr std::uint8_t kProficiencyLimit = 100;

inline constexpr std::size_t kNeedLimit = 8;
inline constexpr std::size_t kDispositionLimit = 4;

// One skill an interaction asks for, with the least proficiency (1 … 100) an agent must have.
struct SkillNeed {
    SkillNumber skill = SkillNumber::none;
    std::uint8_t proficiency = 1;
    friend auto operator<=>(const SkillNeed&, const SkillNeed&) = default;
};

enum class MatchMode : std::uint8_t { all, any };

// What an agent must know to take an interaction; the first `count` entries of `skills` count.
struct Needs {
    std::array<SkillNeed, kNeedLimit> skills{};
    std::uint8_t count = 0;
    MatchMode mode = MatchMode::all;
    friend auto operator<=>(const Needs&, const Needs&) = default;
};

// What was noted about the work: the first `count` entries of `chosen` count.
struct Dispositions {
    std::array<DispositionNumber, kDispositionLimit> chosen{};
    std::uint8_t count = 0;
    friend auto operator<=>(const Dispositions&, const Dispositions&) = default;
};

// What the agent chooses.
enum class Presence : std::uint8_t { offline, available, on_break };
// What the system sees.
enum class AgentState : std::uint8_t { idle, offered, busy, wrap_up, not_responding };
// Where an interaction stands. One that has ended is no longer known to the engine.
enum class InteractionState : std::uint8_t {
    waiting,    // in a queue, for any matching agent
    offered,    // one agent, or several with ring_all, may take it; it keeps its place
    connecting, // accepted, the bridge is not yet confirmed
    active,     // an agent works on it
    held,       // an agent put it on hold
    suspended,  // an agent has it, but a call came over it: its clocks stop
    parked,     // put aside; the agent's effort is free
    wrap_up     // the customer has gone; the agent finishes notes
};

enum class OfferOutcome : std::uint8_t { accepted, declined, timed_out, rescinded };

enum class InteractionOutcome : std::uint8_t { handled, abandoned, short_abandoned, overflowed, withdrawn, failed };

} // namespace acd::routing
