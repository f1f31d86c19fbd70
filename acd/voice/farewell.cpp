#include "acd/voice/farewell.h"

#include "acd/turn/words.h"

namespace acd::voice {

using turn::wordOf;

namespace {

const proto::directory::OverflowTarget& targetOf(const proto::directory::Queue& queue,
                                                 routing::OverflowTrigger trigger) {
    switch (trigger) {
    case routing::OverflowTrigger::full:
        return queue.whenFull;
    case routing::OverflowTrigger::closed:
        return queue.whenClosed;
    case routing::OverflowTrigger::unstaffed:
        return queue.whenUnstaffed;
    case routing::OverflowTrigger::slow:
        return queue.whenSlow;
    case routing::OverflowTrigger::waited:
    case routing::OverflowTrigger::declined:
        break;
    }
    return queue.afterWait;
}

// By the reason: too many are here, nobody is, or the caller has been here long enough to know.
EndCause properCause(routing::OverflowTrigger trigger) {
    switch (trigger) {
    case routing::OverflowTrigger::full:
    case routing::OverflowTrigger::slow:
        return EndCause::Busy;
    case routing::OverflowTrigger::closed:
    case routing::OverflowTrigger::unstaffed:
        return EndCause::Unavailable;
    case routing::OverflowTrigger::waited:
    case routing::OverflowTrigger::declined:
        break;
    }
    return EndCause::Normal;
}

EndCause causeOf(proto::directory::TurnAway cause, routing::OverflowTrigger trigger) {
    switch (cause) {
    case proto::directory::TurnAway::Proper:
        break;
    case proto::directory::TurnAway::Busy:
        return EndCause::Busy;
    case proto::directory::TurnAway::Unavailable:
        return EndCause::Unavailable;
    case proto::directory::TurnAway::Congestion:
        return EndCause::Congestion;
    case proto::directory::TurnAway::Rejected:
        return EndCause::Rejected;
    }
    return properCause(trigger);
}

} // namespace

Farewell farewellOf(const proto::directory::Queue* queue, routing::OverflowTrigger trigger) {
    const auto target = queue == nullptr ? proto::directory::OverflowTarget() : targetOf(*queue, trigger);
    return {causeOf(target.cause, trigger), target.prompt};
}

std::optional<Exit> exitOf(routing::OverflowKind kind) {
    switch (kind) {
    case routing::OverflowKind::external:
        return Exit::External;
    case routing::OverflowKind::voicemail:
        return Exit::Voicemail;
    default:
        return std::nullopt;
    }
}

// The reason is the one of turn/outcome.h: "voicemail ventas", or the trigger's word.
void letGo(Telephony& telephony, const QString& interaction, const antesala::v1::InteractionEnded& outcome) {
    const QString reason = QString::fromStdString(outcome.reason());
    if (outcome.outcome() == antesala::v1::OUTCOME_OVERFLOWED) {
        for (const auto kind : {routing::OverflowKind::external, routing::OverflowKind::voicemail})
            if (reason.section(u' ', 0, 0) == wordOf(kind))
                telephony.leave(interaction, *exitOf(kind), reason.section(u' ', 1));
        for (int trigger = 0; trigger <= static_cast<int>(routing::OverflowTrigger::declined); ++trigger) {
            const auto each = static_cast<routing::OverflowTrigger>(trigger);
            if (reason == wordOf(each))
                return telephony.turnAway(interaction, {properCause(each)});
        }
    }
    telephony.end(interaction); // means nothing to one that has left
}

} // namespace acd::voice
