#include "mcan/botpool/bot_run.h"

namespace mcan::botpool {

QString botOutcomeName(BotOutcome outcome) {
    switch (outcome) {
    case BotOutcome::Decided:
        return QStringLiteral("decided");
    case BotOutcome::NotMine:
        return QStringLiteral("not_mine");
    case BotOutcome::Failed:
        return QStringLiteral("failed");
    case BotOutcome::TimedOut:
        return QStringLiteral("timed_out");
    case BotOutcome::Crashed:
        return QStringLiteral("crashed");
    case BotOutcome::Garbage:
        return QStringLiteral("garbage");
    case BotOutcome::Unavailable:
        return QStringLiteral("unavailable");
    }
    return {};
}

} // namespace mcan::botpool
