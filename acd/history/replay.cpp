#include "acd/history/replay.h"

#include "acd/history/interaction_story.h"
#include "acd/history/journal_codec.h"
#include "acd/history/journal_reader.h"
#include "acd/history/replay_time.h"
#include "acd/history/state_difference.h"
#include "proto/base/uuid7.h"

#include <optional>

namespace acd::history {

using proto::base::Result;
using proto::base::Status;

namespace {

constexpr int kEntriesAtOnce = 4096;

QString quoted(const std::string& text) {
    return QString::fromStdString(text);
}

class Replay {
public:
    Replay(const JournalReader& reader, Labels labels, const PrintLine& print)
        : m_reader(reader)
        , m_text(m_engine, std::move(labels))
        , m_print(print) {}

    Status begin();
    Status stopAt(const QString& until);
    Status tellOf(const QString& interaction);
    Status run();
    Status end() const;
    ReplayResult result() const { return m_different > 0 ? ReplayResult::Different : ReplayResult::Same; }

private:
    Status beginWith(const std::vector<KeptSnapshot>& snapshots, qint64 firstEntry);
    Status bridge(qint64 next);
    Status take(const JournalEntry& entry);
    Status compare(const KeptSnapshot& snapshot);
    std::string stepLine(const JournalEntry& entry, const routing::Event& event, routing::Actions actions) const;
    std::string verdict() const;

    const JournalReader& m_reader;
    routing::Engine m_engine;
    const StepText m_text;
    const PrintLine& m_print;
    std::vector<KeptSnapshot> m_ahead; // to compare with, the next one last
    std::optional<routing::Time> m_until;
    std::optional<InteractionStory> m_story;
    qint64 m_first = 0; // entries replayed: m_first + 1 … m_last
    qint64 m_last = 0;
    routing::Time m_firstAt = 0;
    routing::Time m_lastAt = 0;
    int m_same = 0;
    int m_different = 0;
    int m_unreadable = 0;
};

// From nothing when the journal is whole, else from the oldest snapshot that can be read.
Status Replay::begin() {
    const auto snapshots = m_reader.snapshots();
    const auto entries = m_reader.entriesAfter(0, 1);
    if (!snapshots || !entries)
        return snapshots ? entries.status() : snapshots.status();
    if (snapshots->empty() && entries->empty())
        return Status::notFound(
            QStringLiteral("%1 has neither snapshot nor journal: its acd has not routed anything yet")
                .arg(m_reader.place()));
    const qint64 firstEntry = entries->empty() ? 0 : entries->front().number;
    m_firstAt = m_lastAt = entries->empty() ? 0 : entries->front().at;
    if (firstEntry != 1) {
        if (const Status begun = beginWith(*snapshots, firstEntry); !begun)
            return begun;
    }
    for (auto at = snapshots->rbegin(); at != snapshots->rend() && at->number > m_last; ++at)
        m_ahead.push_back(*at);
    m_first = m_last;
    m_print("replay of " + m_reader.place().toStdString() + " from " +
            (m_last == 0 ? std::string("the first event") : "the snapshot at #" + std::to_string(m_last)) + ", " +
            momentText(m_firstAt) + " (" + zoneText(m_firstAt) + ")");
    return Status::ok();
}

Status Replay::beginWith(const std::vector<KeptSnapshot>& snapshots, qint64 firstEntry) {
    for (const KeptSnapshot& snapshot : snapshots) {
        const auto state = m_reader.state(snapshot.number);
        if (!state)
            return state.status();
        if (m_engine.restore({state->constData(), static_cast<std::size_t>(state->size())}) ==
            routing::RestoreResult::ok) {
            m_last = snapshot.number;
            m_firstAt = m_lastAt = snapshot.at;
            return Status::ok();
        }
        m_print("the snapshot at #" + std::to_string(snapshot.number) + " cannot be read: passed over");
    }
    return Status::notFound(
        snapshots.empty()
            ? QStringLiteral("%1 has no snapshot, and its journal begins at #%2: what came before is missing")
                  .arg(m_reader.place())
                  .arg(firstEntry)
            : QStringLiteral("no snapshot of %1 can be read: it is damaged, or of another version of acd")
                  .arg(m_reader.place()));
}

Status Replay::stopAt(const QString& until) {
    const auto last = m_reader.lastEntry();
    if (!last)
        return last.status();
    const auto moment = readMoment(until, last->number > 0 ? last->at : m_firstAt);
    if (!moment)
        return moment.status();
    if (*moment < m_firstAt)
        return Status::invalid(
            QStringLiteral("--until %1 is %2, but what %3 keeps begins %4: history.journal_keep_days "
                           "says for how long acd keeps it")
                .arg(until, quoted(momentText(*moment)), m_reader.place(), quoted(momentText(m_firstAt))));
    m_until = *moment;
    return Status::ok();
}

Status Replay::tellOf(const QString& interaction) {
    if (!proto::base::isUuid(interaction))
        return Status::invalid(
            QStringLiteral("--explain %1 is no interaction's id: give its UUID, as in the log and in "
                           "the answers of acd's diagnostics port")
                .arg(interaction));
    m_story.emplace(interactionIdOf(interaction), m_engine, m_text, m_print);
    return Status::ok();
}

Status Replay::run() {
    while (true) {
        const auto entries = m_reader.entriesAfter(m_last, kEntriesAtOnce);
        if (!entries)
            return entries.status();
        for (const JournalEntry& entry : *entries) {
            if (m_until && entry.at > *m_until)
                return Status::ok();
            if (const Status taken = take(entry); !taken)
                return taken;
        }
        if (entries->size() < kEntriesAtOnce)
            return Status::ok();
    }
}

// While the store was away for very long acd kept no events, and a snapshot in their place (history.h). It goes on from there.
Status Replay::bridge(qint64 next) {
    while (!m_ahead.empty() && m_ahead.back().number < next - 1)
        m_ahead.pop_back();
    if (m_ahead.empty() || m_ahead.back().number != next - 1)
        return Status::ok();
    const KeptSnapshot snapshot = m_ahead.back();
    const auto state = m_reader.state(snapshot.number);
    if (!state)
        return state.status();
    if (m_engine.restore({state->constData(), static_cast<std::size_t>(state->size())}) != routing::RestoreResult::ok)
        return Status::ok();
    m_ahead.pop_back();
    m_print(momentText(snapshot.at) + " #" + std::to_string(snapshot.number) +
            " the store had been away for so long that no events are kept before this: going on from the snapshot");
    m_last = snapshot.number;
    m_lastAt = snapshot.at;
    return Status::ok();
}

Status Replay::take(const JournalEntry& entry) {
    if (entry.number != m_last + 1) {
        if (const Status bridged = bridge(entry.number); !bridged)
            return bridged;
    }
    if (entry.number != m_last + 1)
        return Status::internal(
            QStringLiteral("entry #%1 of the journal of %2 is missing (the next is #%3): the file is "
                           "damaged, restore it")
                .arg(m_last + 1)
                .arg(m_reader.place())
                .arg(entry.number));
    const Result<routing::Event> event = decodeEvent(entry.event);
    if (!event)
        return Status::internal(QStringLiteral("entry #%1 of %2 (%3): %4")
                                    .arg(entry.number)
                                    .arg(m_reader.place(), quoted(momentText(entry.at)), event.status().message()));
    const routing::Actions actions = m_engine.apply(*event, entry.at);
    m_last = entry.number;
    m_lastAt = entry.at;
    if (m_story)
        m_story->step({entry.number, entry.at, *event, actions});
    else
        m_print(stepLine(entry, *event, actions));
    if (m_ahead.empty() || m_ahead.back().number > m_last)
        return Status::ok();
    const KeptSnapshot snapshot = m_ahead.back();
    m_ahead.pop_back();
    return compare(snapshot);
}

// On a difference it goes on from what acd had: what follows was decided by that.
Status Replay::compare(const KeptSnapshot& snapshot) {
    const auto state = m_reader.state(snapshot.number);
    if (!state)
        return state.status();
    routing::Engine kept;
    if (kept.restore({state->constData(), static_cast<std::size_t>(state->size())}) != routing::RestoreResult::ok) {
        m_print("the snapshot at #" + std::to_string(snapshot.number) + " cannot be read: not compared");
        ++m_unreadable;
        return Status::ok();
    }
    const std::string difference = differenceOf(m_engine, kept, m_text);
    if (difference.empty()) {
        ++m_same;
        return Status::ok();
    }
    ++m_different;
    m_print("DIFFERENT from the snapshot at #" + std::to_string(snapshot.number) + ":" + difference);
    m_engine = std::move(kept);
    return Status::ok();
}

std::string Replay::stepLine(const JournalEntry& entry, const routing::Event& event, routing::Actions actions) const {
    std::string line = momentText(entry.at) + " #" + std::to_string(entry.number) + " " + m_text.of(event);
    const char* between = " → ";
    for (const routing::Action& action : actions) {
        line += between + m_text.of(action, subjectOf(event));
        between = "; ";
    }
    return line;
}

std::string Replay::verdict() const {
    if (m_different > 0)
        return "DIFFERENT from " + std::to_string(m_different) + " of the " + std::to_string(m_different + m_same) +
               " snapshots on the way: another version of acd decided then, or the file was changed";
    if (m_same > 0)
        return "the same state as in each of the " + std::to_string(m_same) + " snapshots on the way";
    return "no snapshot on the way to compare with";
}

Status Replay::end() const {
    if (m_story && !m_story->isKnown()) {
        const QString id = quoted(textOf(m_story->id()));
        const auto logged = m_reader.isLogged(id);
        if (!logged)
            return logged.status();
        const QString span =
            QStringLiteral("%1 to %2").arg(quoted(momentText(m_firstAt)), quoted(momentText(m_lastAt)));
        return Status::notFound(*logged
                                    ? QStringLiteral("%1 is not in what was replayed (%2), but in the event log: it "
                                                     "ended before, or came later; `why` on port 1125 tells its steps")
                                          .arg(id, span)
                                    : QStringLiteral("%1 is not known to %2 (%3)").arg(id, m_reader.place(), span));
    }
    if (m_story)
        m_story->end();
    else if (m_until)
        printState(m_engine, m_text, m_print);
    m_print("replayed " + std::to_string(m_last - m_first) + " events, #" + std::to_string(m_first + 1) + " to #" +
            std::to_string(m_last) + ", until " + momentText(m_lastAt) + ": " + verdict() +
            (m_unreadable > 0 ? "; " + std::to_string(m_unreadable) + " could not be read" : std::string()));
    return Status::ok();
}

} // namespace

Result<ReplayResult> replay(const ReplayRequest& request, const PrintLine& print) {
    const auto reader = JournalReader::open(request.source);
    if (!reader)
        return reader.status();
    const auto labels = (*reader)->labels();
    if (!labels)
        return labels.status();
    Replay day(**reader, *labels, print);
    Status done = day.begin();
    if (done && !request.until.isEmpty())
        done = day.stopAt(request.until);
    if (done && !request.explain.isEmpty())
        done = day.tellOf(request.explain);
    if (done)
        done = day.run();
    if (done)
        done = day.end();
    return done ? Result<ReplayResult>(day.result()) : done;
}

} // namespace acd::history
