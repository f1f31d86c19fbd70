// Fields of a site file that are right each by itself, but not together. Each mistake says what to write instead.
#include "proto/directory/site_reader.h"

#include "proto/base/toml_text.h"

#include <algorithm>

namespace proto::directory {

void SiteReader::fits(const Relaxation& step) {
    if (!isRight())
        return;
    if (step.lowerBy == 0 && !step.toAny && step.level == 0)
        m_reading.mistake(
            base::lineOf(m_table),
            QStringLiteral("%1: a step of relaxation changes nothing: give it lower_by, to_any or level").arg(m_label));
    if (step.lowerBy == 0 && !step.skill.isEmpty())
        wrong("skill", QStringLiteral("is named, but not by how much it counts less: add lower_by, 1 to 10"));
}

void SiteReader::fits(const OverflowTarget& target) {
    if (!isRight())
        return;
    const bool toQueue = target.kind == OverflowKind::Queue;
    const bool outside = target.kind == OverflowKind::External || target.kind == OverflowKind::Voicemail;
    if (toQueue && target.queue.isEmpty())
        wrong("queue", QStringLiteral("is missing: say which queue, { kind = \"queue\", queue = \"…\" }"));
    if (!toQueue && !target.queue.isEmpty())
        wrong("queue", QStringLiteral("is there, but only kind \"queue\" goes to one: leave it out"));
    if (outside && target.label.isEmpty())
        wrong("label", QStringLiteral("is missing: it is the extension the dialplan has for it"));
    if (!outside && !target.label.isEmpty())
        wrong("label", QStringLiteral("is there, but only external and voicemail carry one: leave it out"));
    const bool ends = target.kind == OverflowKind::End;
    if (!ends && target.cause != TurnAway::Proper)
        wrong("cause", QStringLiteral("is there, but only kind \"end\" tells the caller one: leave it out"));
    if (!ends && !target.prompt.isEmpty())
        wrong("prompt", QStringLiteral("is there, but only kind \"end\" plays one: leave it out"));
    if (target.kind == OverflowKind::Callback)
        wrong("kind", QStringLiteral("is \"callback\", but acd cannot dial customers yet: "
                                     "take queue, external, voicemail or end"));
}

void SiteReader::fits(const OpeningTimes& times) {
    if (!isRight())
        return;
    if (times.days.isEmpty())
        wrong("days", QStringLiteral("is missing: say on which, as [\"mon-fri\"]"));
    if (times.from == QLatin1String("24:00"))
        wrong("from", QStringLiteral("is 24:00: write 00:00 of the next day"));
    if (times.from == times.until)
        wrong("until", QStringLiteral("is when it opens, too: a whole day is from 00:00 until 24:00"));
}

void SiteReader::fits(const Hours& hours) {
    if (isRight() && hours.open.empty())
        wrong("open", QStringLiteral("is missing: without a time it never opens"));
}

void SiteReader::fits(const Queue& queue) {
    if (!isRight())
        return;
    constexpr std::size_t stepLimit = 16; // the engine's
    if (queue.relaxation.size() > stepLimit)
        wrong("relaxation",
              QStringLiteral("has %1 steps, but at most %2 are possible").arg(queue.relaxation.size()).arg(stepLimit));
    if (!std::is_sorted(queue.relaxation.begin(), queue.relaxation.end(),
                        [](const Relaxation& a, const Relaxation& b) { return a.afterSeconds < b.afterSeconds; }))
        wrong("relaxation", QStringLiteral("must stand in order of after_seconds"));

    // A target without what leads to it, and the other way round, would silently never happen.
    const auto is = [](const OverflowTarget& target) { return target.kind != OverflowKind::None; };
    if (is(queue.whenClosed) && queue.hours.isEmpty())
        wrong("when_closed", QStringLiteral("never happens without hours: say when the queue is open"));
    if (is(queue.whenFull) && queue.maxWaiting == 0)
        wrong("when_full", QStringLiteral("never happens without max_waiting: say when the queue is full"));
    if (is(queue.whenSlow) != (queue.expectedWaitLimitSeconds > 0))
        wrong(is(queue.whenSlow) ? "when_slow" : "expected_wait_limit_seconds",
              QStringLiteral("does nothing: when_slow and expected_wait_limit_seconds need each other"));
    if (is(queue.afterWait) && queue.overflowAfterSeconds == 0 && queue.declineLimit == 0)
        wrong("after_wait", QStringLiteral("never happens: say when, by overflow_after_seconds or decline_limit"));
    if (!is(queue.afterWait) && queue.overflowAfterSeconds > 0)
        wrong("overflow_after_seconds", QStringLiteral("leads nowhere: say where to, by after_wait"));

    struct Way {
        const char* key;
        const OverflowTarget& target;
    };
    for (const Way& way : {Way{"when_closed", queue.whenClosed}, Way{"when_full", queue.whenFull},
                           Way{"when_unstaffed", queue.whenUnstaffed}, Way{"when_slow", queue.whenSlow},
                           Way{"after_wait", queue.afterWait}}) {
        if (way.target.kind == OverflowKind::Queue && way.target.queue == queue.name)
            wrong(way.key, QStringLiteral("leads from %1 to %1: name another queue").arg(queue.name));
    }
}

} // namespace proto::directory
