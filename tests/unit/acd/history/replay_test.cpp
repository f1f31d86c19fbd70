// A recorded day is repeated: the same bytes each time, the same state as acd kept, and an answer for each decision.
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/history/history.h"
#include "acd/history/replay.h"
#include "acd/history/replay_time.h"
#include "tests/unit/acd/routing/random_site.h"
#endif
#include "tests/unit/support/postgres_server.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <random>

using namespace acd::history;
using namespace acd::routing;
using namespace acd::routing::test;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;

namespace {

void must(const Status& status) {
    if (!status)
        qFatal("%s", qPrintable(status.message()));
}

// Writes what an engine is given, as acd does.
class Recording {
public:
    Recording(const QString& url, int snapshotEvery) : m_store(QStringLiteral("acd"), url) {
        must(m_store.open(StoreAccess::Writer, History::migrations()));
        m_history = std::make_unique<History>(m_store, HistoryOptions{snapshotEvery, 7});
    }
    ~Recording() { flush(); }
    void write(const Engine& engine, const Event& event, Time at) {
        m_history->write(at, event, {});
        m_history->snapshotIfDue(engine);
        if (++m_written % 1000 == 0)
            flush();
    }
    void run(const QString& sql) {
        must(m_store.writeNow([&sql](QSqlDatabase& db) { return execute(db, sql).status(); }));
    }
    void flush() {
        must(m_store.writeNow([](QSqlDatabase&) { return Status::ok(); }));
    }

private:
    Store m_store;
    std::unique_ptr<History> m_history;
    int m_written = 0;
};

void recordRandomDay(Recording& recording, unsigned seed, int steps) {
    std::mt19937 random(seed);
    const auto byte = [&random] { return static_cast<std::uint8_t>(random()); };
    RandomSite* site = nullptr;
    std::vector<std::pair<Event, Time>> beforeIt; // while it is being built
    const auto applied = [&](const Event& event, Time at) {
        if (site == nullptr)
            beforeIt.emplace_back(event, at);
        else
            recording.write(site->engine(), event, at);
    };
    RandomSite made(applied);
    for (const auto& [event, at] : beforeIt)
        recording.write(made.engine(), event, at);
    site = &made;
    for (int i = 0; i < steps; ++i)
        made.step({byte(), byte(), byte(), byte()});
}

struct Replayed {
    QStringList lines;
    Status status;
    ReplayResult result = ReplayResult::Same;
    QString text() const { return lines.join(u'\n'); }
    int count(const char* part) const { return static_cast<int>(lines.filter(QString::fromUtf8(part)).size()); }
};

Replayed replayed(const QString& source, const QString& until = {}, const QString& explain = {}) {
    Replayed found;
    const auto done =
        replay({source, until, explain}, [&](const std::string& line) { found.lines << QString::fromStdString(line); });
    found.status = done.status();
    if (done)
        found.result = *done;
    return found;
}

} // namespace

class ReplayTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString url() const { return QStringLiteral("sqlite:") + m_folder->path(); }
    QString file() const { return m_folder->path() + QStringLiteral("/acd.db"); }
    void recordDay(unsigned seed, int snapshotEvery = 500) const {
        Recording recording(url(), snapshotEvery);
        recordRandomDay(recording, seed, 2000);
    }
    // Ana alone: a mail is offered, a call comes over it, the mail comes back.
    Site shortDay(Recording& recording) const {
        Site site;
        site.applied = [&](const Event& event, Time at) { recording.write(site.engine, event, at); };
        site.addAgent(kAna, [](AgentDefinition& agent) { agent.login = "ana"; });
        site.addAgent(kLuis, [](AgentDefinition& agent) { agent.login = "luis"; });
        site.openWith({kAna});
        site.now += kSecond;
        site.apply(site.mail(1));
        site.now += kSecond;
        site.apply(site.call(2));
        site.talk();
        site.pass(kMinute);
        site.apply(InteractionFinished{interactionId(2), kAna, FinishedBy::customer, {}});
        site.accept();
        site.apply(InteractionFinished{interactionId(1), kAna, FinishedBy::agent, {}});
        site.applied = nullptr;
        return site;
    }
    static QString idOf(std::uint32_t number) { return QString::fromStdString(textOf(interactionId(number))); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRandomDayIsRepeatedToTheByte_data() {
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : {1U, 2U, 3U, 4U})
            QTest::addRow("day %u", seed) << seed;
    }
    void aRandomDayIsRepeatedToTheByte() {
        QFETCH(const unsigned, seed);
        recordDay(seed);
        const Replayed first = replayed(file());
        QVERIFY2(first.status.isOk(), qPrintable(first.status.message()));
        QVERIFY2(first.result == ReplayResult::Same, qPrintable(first.lines.last()));
        QVERIFY(first.count(" offer_made ") > 20);
        QVERIFY2(first.lines.last().contains(QStringLiteral("the same state as in each of the")),
                 qPrintable(first.lines.last()));
        QVERIFY(replayed(file()).lines == first.lines);
    }

    // Without the journal's beginning it starts at the oldest snapshot, and says the same from there on.
    void itBeginsAtTheOldestSnapshot() {
        {
            Recording recording(url(), 500);
            recordRandomDay(recording, 5, 2000);
            recording.flush();
        }
        const Replayed whole = replayed(file());
        {
            Recording recording(url(), 1'000'000);
            recording.run(QStringLiteral("DELETE FROM journal WHERE number <= 500"));
        }
        const Replayed rest = replayed(file());
        QVERIFY(rest.lines.first().contains(QStringLiteral("from the snapshot at #500,")));
        QVERIFY(rest.result == ReplayResult::Same);
        const auto steps = [](const Replayed& day) {
            return day.lines.filter(QRegularExpression(QStringLiteral("^[-0-9]+ [:.0-9]+ #")));
        };
        QVERIFY(steps(rest).size() > 1000);
        QCOMPARE(steps(rest), steps(whole).mid(500));
    }

    void aStoreThatIsBeingWrittenAndItsCopyAreReadAlike() {
        Recording recording(url(), 100);
        recordRandomDay(recording, 6, 500);
        recording.flush();
        const Replayed alive = replayed(file());
        QVERIFY2(alive.status.isOk(), qPrintable(alive.status.message()));
        QTemporaryDir copies;
        const QString copy = copies.path() + QStringLiteral("/Monday's copy.sqlite");
        QVERIFY(QFile::copy(file(), copy));
        QVERIFY(QFile::copy(file() + QStringLiteral("-wal"), copy + QStringLiteral("-wal")));
        const Replayed copied = replayed(copy);
        QVERIFY2(copied.status.isOk(), qPrintable(copied.status.message()));
        QCOMPARE(copied.lines.mid(1), alive.lines.mid(1)); // the first names the file
        QCOMPARE(replayed(url()).lines, alive.lines);
    }

    void aDifferenceIsFoundAndNamed() {
        Recording recording(url(), 8);
        shortDay(recording);
        // The mail's arrival is exchanged for what came before it: the mail is missing from then on.
        recording.run(QStringLiteral("UPDATE journal SET event = (SELECT event FROM journal WHERE number = 2) "
                                     "WHERE number = 5"));
        recording.flush();
        const Replayed day = replayed(file());
        QVERIFY(day.status.isOk());
        QVERIFY(day.result == ReplayResult::Different);
        QCOMPARE(day.count("DIFFERENT from the snapshot at #8:"), 1);
        QVERIFY2(day.text().contains(QStringLiteral("agents ana")), qPrintable(day.text()));
        QVERIFY(day.lines.last().contains(QStringLiteral("DIFFERENT from 1 of the")));
    }

    void untilStopsThereAndShowsWhoWaitsAndWhoDoesWhat() {
        Recording recording(url(), 1000);
        const Site site = shortDay(recording);
        recording.flush();
        const Time called = 1'700'000'000 * kSecond + 3 * kSecond;
        const Replayed day = replayed(file(), QString::fromStdString(momentText(called)));
        QVERIFY2(day.status.isOk(), qPrintable(day.status.message()));
        QCOMPARE(day.count("bridge_confirmed"), 1);
        QCOMPARE(day.count("interaction_finished"), 0);
        QCOMPARE(day.count("queue queue: 1 waiting"), 1);
        QVERIFY(day.text().contains(idOf(1) + QStringLiteral(" email waiting in queue")));
        QVERIFY(day.text().contains(QStringLiteral("  ana: available, busy")));
        QVERIFY(day.text().contains(QStringLiteral("    ") + idOf(2) + QStringLiteral(" voice active")));
        QVERIFY(day.text().contains(QStringLiteral("  luis: offline")));
    }

    void explainTellsEachDecisionAndWhatBecameOfIt() {
        Recording recording(url(), 1000);
        shortDay(recording);
        recording.flush();
        const Replayed day = replayed(file(), {}, idOf(1));
        QVERIFY2(day.status.isOk(), qPrintable(day.status.message()));
        QCOMPARE(day.count("    offered to ana, of 1 who could take it:"), 2);
        QCOMPARE(day.count("      luis: offline"), 3);
        QCOMPARE(day.count("outcome=rescinded reason=interrupted"), 1);
        QCOMPARE(day.count("    offered to nobody, position 1:"), 1);
        QCOMPARE(day.count("      ana: offered_other"), 1);
        QVERIFY2(day.lines.at(day.lines.size() - 2).startsWith(QStringLiteral("in the end: ")), qPrintable(day.text()));
        QVERIFY(day.lines.at(day.lines.size() - 2).contains(QStringLiteral("outcome=handled")));
        QCOMPARE(day.count(" phone_reachable "), 0); // of others nothing is told
    }

    void aSupervisorsChoiceIsToldWithHerNumber() {
        Recording recording(url(), 1000);
        Site site;
        site.applied = [&](const Event& event, Time at) { recording.write(site.engine, event, at); };
        site.addAgent(kAna, [](AgentDefinition& agent) { agent.login = "ana"; });
        site.open();
        site.apply(DeskConnected{kAna});
        site.apply(PresenceChosen{kAna, Presence::on_break, {}});
        site.apply(site.call(1));
        site.apply(SupervisorAssigned{interactionId(1), kAna, Force::over_capacity, PersonNumber{7}});
        recording.flush();
        const Replayed day = replayed(file(), {}, idOf(1));
        QVERIFY2(day.status.isOk(), qPrintable(day.status.message()));
        QVERIFY2(day.count("agent=ana force=over_capacity by=7") == 1, qPrintable(day.text()));
        QVERIFY2(day.count("    offered to ana, whom a supervisor chose:") == 1, qPrintable(day.text()));
        QCOMPARE(day.count("cause=assigned"), 1);
        site.applied = nullptr;
    }

    void explainTellsWhoWentFirst() {
        Recording recording(url(), 1000);
        Site site;
        site.applied = [&](const Event& event, Time at) { recording.write(site.engine, event, at); };
        site.addAgent(kAna, [](AgentDefinition& agent) { agent.login = "ana"; });
        site.open();
        site.apply(site.call(1));
        site.now += kSecond;
        site.apply(site.call(2));
        site.signIn(kAna);
        recording.flush();
        const Replayed day = replayed(file(), {}, idOf(2));
        QCOMPARE(day.count("passed over: ana is offered"), 1);
        QVERIFY(day.text().contains(idOf(1) + QStringLiteral(", age 2.000 s (here 1.000 s)")));
        QVERIFY(day.lines.at(day.lines.size() - 2).startsWith(QStringLiteral("in the end: voice waiting in queue")));
    }

    void whatCannotBeRepeatedIsNamed() {
        const auto refusal = [](const Replayed& day) { return day.status.message(); };
        QVERIFY(refusal(replayed(m_folder->path() + QStringLiteral("/none.db")))
                    .contains(QStringLiteral("does not exist")));
        QVERIFY(refusal(replayed(m_folder->path())).contains(QStringLiteral("is a folder: give the file acd.db")));
        {
            QFile noStore(m_folder->path() + QStringLiteral("/letter.db"));
            QVERIFY(noStore.open(QIODevice::WriteOnly) &&
                    noStore.write("Dear customer, this is no database at all.") > 0);
        }
        QVERIFY(refusal(replayed(m_folder->path() + QStringLiteral("/letter.db")))
                    .contains(QStringLiteral("is no store of acd")));
        { Recording empty(url(), 1000); }
        QVERIFY(refusal(replayed(file())).contains(QStringLiteral("neither snapshot nor journal")));
        {
            Recording recording(url(), 1000);
            shortDay(recording);
        }
        QVERIFY(
            refusal(replayed(file(), QStringLiteral("yesterday"))).contains(QStringLiteral("yesterday is no moment")));
        QVERIFY(refusal(replayed(file(), QStringLiteral("2001-01-01T00:00Z")))
                    .contains(QStringLiteral("history.journal_keep_days")));
        QVERIFY(refusal(replayed(file(), {}, QStringLiteral("42"))).contains(QStringLiteral("is no interaction's id")));
        QVERIFY(refusal(replayed(file(), {}, idOf(77))).contains(idOf(77) + QStringLiteral(" is not known to")));
        {
            Recording recording(url(), 1000);
            recording.run(
                QStringLiteral("INSERT INTO step (interaction, at, name, queue, agent, detail) VALUES ('%1', 1, "
                               "'ended', '', '', '')")
                    .arg(idOf(77)));
        }
        QVERIFY(refusal(replayed(file(), {}, idOf(77))).contains(QStringLiteral("but in the event log")));
    }

    void aTornEntryIsNamed() {
        {
            Recording recording(url(), 1000);
            shortDay(recording);
            recording.run(QStringLiteral("UPDATE journal SET event = x'0a0e6f66' WHERE number = 6"));
        }
        const Replayed day = replayed(file());
        QVERIFY2(day.status.message().contains(QStringLiteral("entry #6 of ")), qPrintable(day.status.message()));
        QVERIFY(day.status.message().contains(QStringLiteral("is damaged")));
        QCOMPARE(day.lines.size(), 6); // all before it were told
    }

    void aMissingEntryIsNamed() {
        {
            Recording recording(url(), 1000);
            shortDay(recording);
            recording.run(QStringLiteral("DELETE FROM journal WHERE number = 7"));
        }
        QVERIFY(replayed(file()).status.message().contains(QStringLiteral("entry #7 of the journal")));
        {
            Recording recording(url(), 1000);
            recording.run(QStringLiteral("DELETE FROM journal WHERE number < 7"));
        }
        QVERIFY(replayed(file()).status.message().contains(
            QStringLiteral("has no snapshot, and its journal begins at #8")));
    }

    void momentsAreReadInAllForms_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc"); // empty = unreadable
        const auto local = [](const char* text) {
            return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toUTC().toString(Qt::ISODate);
        };
        QTest::newRow("utc") << "2026-11-28T09:15:00Z"
                             << "2026-11-28T09:15:00Z";
        QTest::newRow("zone") << "2026-11-28T09:15:00+01:00"
                              << "2026-11-28T08:15:00Z";
        QTest::newRow("local") << "2026-11-28T09:15:30" << local("2026-11-28T09:15:30");
        QTest::newRow("blank between") << "2026-11-28 09:15" << local("2026-11-28T09:15:00");
        QTest::newRow("time of the last day") << "09:15" << local("2026-11-27T09:15:00");
        QTest::newRow("with seconds") << "09:15:59" << local("2026-11-27T09:15:59");
        QTest::newRow("no hour of a day") << "25:00"
                                          << "";
        QTest::newRow("a word") << "noon"
                                << "";
        QTest::newRow("a zone without a day") << "09:15Z"
                                              << "";
        QTest::newRow("no day of a month") << "2026-02-30T09:15"
                                           << "";
    }
    void momentsAreReadInAllForms() {
        QFETCH(const QString, text);
        QFETCH(const QString, utc);
        const Time last =
            QDateTime::fromString(QStringLiteral("2026-11-27T12:00:00"), Qt::ISODate).toMSecsSinceEpoch() * 1000;
        const auto read = readMoment(text, last);
        QCOMPARE(read.isOk(), !utc.isEmpty());
        if (read)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(*read / 1000).toUTC().toString(Qt::ISODate), utc);
    }
    void aPrintedMomentIsReadBack() {
        constexpr Time moment = 1'795'857'300'123'456;
        const auto read = readMoment(QString::fromStdString(momentText(moment)), 0);
        QVERIFY(read.isOk());
        QCOMPARE(*read, moment);
    }

    void aPostgreSqlStoreIsReadToo() {
        tests::PostgresServer server;
        QVERIFY2(server.start(), server.output());
        Recording recording(server.url(), 200);
        recordRandomDay(recording, 7, 500);
        recording.flush();
        const Replayed day = replayed(server.url());
        QVERIFY2(day.status.isOk(), qPrintable(day.status.message()));
        QVERIFY(day.result == ReplayResult::Same);
        QVERIFY(day.count(" #") > 500);
        QVERIFY(!day.lines.first().contains(QStringLiteral("password")));
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
