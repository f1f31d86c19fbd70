// Real workers (bots/host) with bots of every kind of bad behaviour. Whatever a bot does, the mail gets its answer, the
// next bot is asked, and the pool goes on.
#include "tests/unit/mcan/botpool/written_bots.h"

#include <csignal>

using namespace mcan::botpool;
using proto::base::SystemClock;
namespace directory = proto::directory;

class BotPoolTest : public QObject, private WrittenBots {
    Q_OBJECT

    proto::base::Metrics m_metrics;

private Q_SLOTS:
    void aDecisionComesBackWhole() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(
            QStringLiteral("a"), "return Result.to_queue('quejas', 600, ['x', 'ñ'], because='why').reply('hola')")}));
        const BotRuns runs = ask(pool, {QStringLiteral("a")});
        QCOMPARE(runs.size(), std::size_t(1));
        QCOMPARE(runs[0].outcome, BotOutcome::Decided);
        QCOMPARE(runs[0].detail, QStringLiteral("why"));
        QCOMPARE(runs[0].decision.queue(), std::string("quejas"));
        QCOMPARE(runs[0].decision.priority_seconds(), 600);
        QCOMPARE(runs[0].decision.tags(1), std::string("ñ"));
        QCOMPARE(runs[0].decision.reply(), std::string("hola"));
        QVERIFY(runs[0].tookMicros > 0);
    }

    void badBehaviourCountsAsNotMine_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char* name, const char* body, BotOutcome outcome, const char* detail) {
            QTest::newRow(name) << QString::fromUtf8(body) << static_cast<int>(outcome) << QString::fromUtf8(detail);
        };
        row("raises", "raise ValueError('oops')", BotOutcome::Failed, "ValueError: oops");
        row("returns nothing", "return None", BotOutcome::Failed, "must return a Result");
        row("exits", "sys.exit(3)", BotOutcome::Failed, "SystemExit");
        row("queue that is not there", "return Result.to_queue('nowhere')", BotOutcome::Failed, "queue nowhere");
        row("skill that is not there", "return Result.to_queue('quejas', skills={'zulu': 3})", BotOutcome::Failed,
            "skill zulu");
        row("priority out of range", "return Result.to_queue('quejas', 99999999)", BotOutcome::Failed,
            "priority is 99999999");
        row("sleeps", "time.sleep(60)", BotOutcome::TimedOut, "no answer within 500 ms");
        row("loops", "while True: pass", BotOutcome::TimedOut, "no answer within 500 ms");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they catch the one and cannot have the other
        row("bad address", "ctypes.string_at(8)", BotOutcome::Crashed, "signal 11");
        row("too much memory", "x = bytearray(1 << 30)", BotOutcome::Failed, "MemoryError");
#endif
        row("leaves", "print('bye', flush=True); os._exit(7)", BotOutcome::Crashed, "status 7; it last printed: bye");
        row("garbage in the frames",
            "for fd in range(3, 20):\n    try: os.write(fd, b'\\xff' * 8)\n    except OSError: pass\ntime.sleep(9)",
            BotOutcome::Garbage, "longer than 4 MiB");
        row("answers twice",
            "for fd in range(3, 20):\n    try: os.write(fd, b'\\0\\0\\0\\4\\x12\\2\\x1a\\0' * 2)\n    except OSError: "
            "pass\ntime.sleep(9)",
            BotOutcome::Garbage, "not asked");
    }

    void badBehaviourCountsAsNotMine() {
        QFETCH(const QString, body);
        QFETCH(const int, outcome);
        QFETCH(const QString, detail);
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("bad"), body.toUtf8().constData(), 500),
                                bot(QStringLiteral("good"), "return Result.to_queue('quejas')")}));
        for (int mailNumber = 0; mailNumber < 2; ++mailNumber) {
            const BotRuns runs = ask(pool, {QStringLiteral("bad"), QStringLiteral("good")});
            QCOMPARE(runs.size(), std::size_t(2));
            QCOMPARE(static_cast<int>(runs[0].outcome), outcome);
            QVERIFY2(runs[0].detail.contains(detail), qPrintable(runs[0].detail));
            QCOMPARE(runs[1].outcome, BotOutcome::Decided);
        }
    }

    void aBusyProcessorEndsTheWorker() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("burns"), "while True: pass", 20000)}));
        const BotRuns runs = ask(pool, {QStringLiteral("burns")});
        QCOMPARE(runs[0].outcome, BotOutcome::Crashed);
        QVERIFY2(runs[0].detail.contains(QStringLiteral("signal %1").arg(SIGXCPU)), qPrintable(runs[0].detail));
    }

    void printsDoNotBreakTheFrames() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(
            site({bot(QStringLiteral("talks"),
                      "print('x' * 100000)\nos.write(1, b'\\0\\0\\0\\1z' * 5000)\nreturn Result.keep('done')")}));
        for (int i = 0; i < 20; ++i)
            QCOMPARE(ask(pool, {QStringLiteral("talks")})[0].outcome, BotOutcome::Decided);
    }

    void aBotThatCannotBeLoadedDelaysNobody() {
        directory::Bot broken = bot(QStringLiteral("broken"), "return None");
        QFile file(broken.file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("import there_is_no_such_module\n");
        file.close();
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({broken}));
        const BotRuns runs = ask(pool, {QStringLiteral("broken"), QStringLiteral("unknown")});
        QCOMPARE(runs.size(), std::size_t(2));
        QCOMPARE(runs[0].outcome, BotOutcome::Unavailable);
        QVERIFY2(runs[0].detail.contains(QStringLiteral("there_is_no_such_module")), qPrintable(runs[0].detail));
        QVERIFY(runs[1].detail.contains(QStringLiteral("no bot unknown")));
        QVERIFY(pool.describe().first().contains(QStringLiteral("problem=")));
    }

    void aCrashCostsOneMailOfMany() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(
            site({bot(QStringLiteral("a"), "if mail.subject == 'bomb': ctypes.string_at(8)\nreturn Result.keep()")}));
        QHash<BotOutcome, int> outcomes;
        int answered = 0;
        for (int i = 0; i < 200; ++i)
            pool.ask({QStringLiteral("a")}, mail(i == 50 || i == 150 ? "bomb" : "hola"), [&](const BotRuns& runs) {
                ++outcomes[runs[0].outcome];
                ++answered;
            });
        QTRY_COMPARE_WITH_TIMEOUT(answered, 200, 20000);
        QCOMPARE(outcomes.value(BotOutcome::Crashed), 2);
        QCOMPARE(outcomes.value(BotOutcome::Decided), 198);
    }

    void repeatedCrashesLengthenThePauseAndMailsGoPast() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("a"), "ctypes.string_at(8)", 300)}));
        int unavailable = 0;
        for (int i = 0; i < 10; ++i)
            unavailable += ask(pool, {QStringLiteral("a")})[0].outcome == BotOutcome::Unavailable ? 1 : 0;
        QVERIFY2(unavailable >= 3, qPrintable(QString::number(unavailable)));
    }

    void aChangedFileIsReadAgain() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("a"), "return Result.to_queue('quejas')")}));
        QCOMPARE(ask(pool, {QStringLiteral("a")})[0].decision.queue(), std::string("quejas"));
        bot(QStringLiteral("a"), "return Result.to_queue('soporte')");
        pool.replaceWorkers();
        QCOMPARE(ask(pool, {QStringLiteral("a")})[0].decision.queue(), std::string("soporte"));
    }

    void aWorkerKilledFromOutsideIsReplaced() {
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("a"), "return Result.keep(str(os.getpid()))")}));
        const QString first = ask(pool, {QStringLiteral("a")})[0].detail;
        QVERIFY(first.toInt() > 1);
        QCOMPARE(::kill(first.toInt(), SIGKILL), 0);
        QTRY_COMPARE(pool.figures().running, 0);
        const BotRuns runs = ask(pool, {QStringLiteral("a")});
        QCOMPARE(runs[0].outcome, BotOutcome::Decided);
        QVERIFY(runs[0].detail != first);
    }

    void theWorkerProgramIsMissing() {
        BotOptions wrong = options();
        wrong.hostProgram = QStringLiteral("/nowhere/bot_host");
        BotPool pool(wrong, SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("a"), "return Result.keep()")}));
        const BotRuns runs = ask(pool, {QStringLiteral("a")});
        QCOMPARE(runs[0].outcome, BotOutcome::Unavailable);
        QVERIFY2(runs[0].detail.contains(QStringLiteral("bot.host_program")), qPrintable(runs[0].detail));
    }
};

QTEST_GUILESS_MAIN(BotPoolTest)
#include "bot_pool_test.moc"
