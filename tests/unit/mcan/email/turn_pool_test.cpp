// Many mailboxes on few threads: who has a turn when, and what hundreds of them cost.
#include "mcan/email/mail_service.h"
#include "mcan/email/turn_pool.h"
#include "tests/unit/mcan/email/mail_bench.h"
#include "tests/unit/support/postgres_server.h"

#include <QDir>
#include <QTest>

#include <functional>
#include <semaphore>

using namespace mcan::email;
using namespace std::chrono_literals;

namespace {

class Taker final : public TurnTaker {
public:
    explicit Taker(std::function<Turn(Taker&)> turn) : m_turn(std::move(turn)) {}
    Turn takeTurn() override {
        ++running;
        ++turns;
        const Turn turn = m_turn(*this);
        --running;
        return turn;
    }
    bool isStopping() const { return stopping(); }
    std::atomic<int> turns{0};
    std::atomic<int> running{0};

private:
    std::function<Turn(Taker&)> m_turn;
};

} // namespace

class TurnPoolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allHaveTheirTurnsOnFewThreadsOneAtATimeEach() {
        std::vector<std::shared_ptr<Taker>> takers;
        std::atomic<int> twice = 0;
        TurnPool pool(3);
        for (int i = 0; i < 100; ++i) {
            takers.push_back(std::make_shared<Taker>([&](Taker& taker) {
                twice += taker.running > 1 ? 1 : 0;
                return Turn{1ms};
            }));
            pool.add(takers.back());
        }
        for (const auto& taker : takers) {
            QTRY_VERIFY_WITH_TIMEOUT(taker->turns > 2, 20000);
            pool.wake(*taker);
        }
        QCOMPARE(pool.threads(), std::size_t(3));
        QCOMPARE(twice.load(), 0);
    }

    void aWakeShortensTheWaitAlsoDuringATurn() {
        std::counting_semaphore<> go(0);
        auto taker = std::make_shared<Taker>([&](Taker&) {
            go.acquire();
            return Turn{1h};
        });
        TurnPool pool(1);
        pool.add(taker);
        QTRY_COMPARE(taker->turns.load(), 1);
        pool.wake(*taker); // in the middle of the first
        go.release(2);
        QTRY_COMPARE(taker->turns.load(), 2);
        QTRY_COMPARE(taker->running.load(), 0);
        pool.wake(*taker);
        go.release(1);
        QTRY_COMPARE(taker->turns.load(), 3);
    }

    // Four servers that do not answer, four threads: those that do are served all the same.
    void deadServersDoNotTakeTheTurnsOfOthers() {
        std::counting_semaphore<> go(0);
        std::vector<std::shared_ptr<Taker>> dead;
        TurnPool pool(4);
        for (int i = 0; i < 8; ++i) {
            dead.push_back(std::make_shared<Taker>([&](Taker& taker) {
                if (taker.turns > 1)
                    go.acquire(); // a connection that is never answered
                return Turn{1ms, true};
            }));
            pool.add(dead.back());
        }
        for (const auto& taker : dead)
            QTRY_VERIFY(taker->turns >= 1);
        auto well = std::make_shared<Taker>([](Taker&) { return Turn{1ms}; });
        pool.add(well);
        QTRY_VERIFY(well->turns > 20);
        int waiting = 0;
        for (const auto& taker : dead)
            waiting += taker->running;
        QCOMPARE(waiting, 1);
        go.release(1000);
    }

    // A change of a mailbox's settings must not wait for a server: this runs on the main loop.
    void whoIsRemovedInTheMiddleOfATurnIsToldAndNotWaitedFor() {
        std::atomic<bool> over = false;
        auto taker = std::make_shared<Taker>([&](Taker& self) {
            while (!self.isStopping())
                std::this_thread::sleep_for(1ms);
            over = true;
            return Turn{};
        });
        const std::weak_ptr<Taker> watched = taker;
        TurnPool pool(1);
        pool.add(taker);
        QTRY_COMPARE(taker->running.load(), 1);
        pool.remove(std::move(taker));
        QTRY_VERIFY(over && watched.expired());
    }

    void hundredsOfMailboxesTakeABoundedNumberOfThreadsAndConnections() {
        constexpr int mailboxes = 300;
        tests::PostgresServer postgres;
        QVERIFY2(postgres.start(), postgres.output().constData());
        tests::MailBench bench(postgres.url());
        const auto settings = tests::mailSettings();
        proto::base::Metrics metrics;
        MailService mail(*settings, *bench.store, metrics, bench.conversationWork);
        const auto opened = mail.open();
        QVERIFY2(opened, qPrintable(opened.message()));
        std::vector<proto::directory::Mailbox> all;
        for (int i = 0; i < mailboxes; ++i) {
            // Nobody listens there.
            all.push_back(
                tests::demoMailbox(QStringLiteral("imap://127.0.0.1:1"), QStringLiteral("smtp://127.0.0.1:1")));
            all.back().address = QStringLiteral("buzon%1@demo.test").arg(i);
        }
        mail.setMailboxes(all);
        const auto haveHadATurn = [&] {
            const auto states = mail.mailboxStates();
            return std::all_of(states.begin(), states.end(),
                               [](const auto& state) { return !state.problem().empty(); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(haveHadATurn(), 60000);
        const int connections =
            bench.list(QStringLiteral("select count(*) from pg_stat_activity where datname = current_database()"))
                .first()
                .toInt();
        const auto threads =
            QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
        qInfo("%d mailboxes: %d connections to the store, %lld threads", mailboxes, connections, qint64(threads));
        QVERIFY2(connections <= 20, qPrintable(QString::number(connections)));
        QVERIFY2(threads <= 40, qPrintable(QString::number(threads)));
    }
};

QTEST_GUILESS_MAIN(TurnPoolTest)
#include "turn_pool_test.moc"
