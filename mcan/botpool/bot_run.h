// What came of asking one bot about one mail. Everything but Decided means "not mine": the mail goes on.
#pragma once

#include "messages/bot.pb.h"

#include <QString>

#include <cstdint>

namespace mcan::botpool {

enum class BotOutcome {
    Decided,
    NotMine,
    Failed,     // the bot raised, or decided something that does not exist
    TimedOut,   // killed
    Crashed,    // its process ended by itself
    Garbage,    // what it sent was no answer; killed
    Unavailable // not asked: it cannot be loaded, or is being started again
};

// Stable names for the table bot_run, metrics and `why`.
QString botOutcomeName(BotOutcome outcome);

struct BotRun {
    QString bot;
    BotOutcome outcome = BotOutcome::NotMine;
    QString detail;                     // why, for people; at most 2,000 characters
    antesala::v1::BotDecision decision; // of Decided
    std::int64_t startedAtMicros = 0;   // UTC
    std::int64_t tookMicros = 0;
};

} // namespace mcan::botpool
