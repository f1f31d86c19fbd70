// The pre-queue and an acd over a real mosquitto: windows, ends, restarts and losses on either side.
#include "mcan/prequeue/prequeue.h"
#include "messages/mail.pb.h"
#include "tests/unit/mcan/prequeue/fake_acd.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace mcan::prequeue;
using proto::base::Status;
using proto::base::Store;
using proto::base::SystemClock;
using tests::FakeAcd;

namespace {

const QString soporte = QStringLiteral("soporte");

// mcan as far as the pre-queue goes. Destroyed and made anew in the same folder it is mcan started again.
struct Mcan {
    Mcan(quint16 brokerPort, const QString& folder)
        : store(std::make_unique<Store>(QStringLiteral("mcan"), QStringLiteral("sqlite:") + folder))
        , bus(tests::busOf("mcan", brokerPort))
        , outbox(bus, *store)
        , inbox(bus, *store) {
        const Status opened = store->open(proto::base::StoreAccess::Writer, tests::prequeueTables());
        if (!opened)
            qFatal("%s", qPrintable(opened.message()));
        prequeue = std::make_unique<Prequeue>(*store, bus, outbox, inbox, SystemClock::instance(), metrics);
        mails = &prequeue->workOf(antesala::v1::CHANNEL_EMAIL);
        prequeue->setQueues({soporte});
        outbox.start();
        bus.start();
    }
    ~Mcan() { store.reset(); }

    QString arrive(std::int64_t receivedAtSeconds = 1) {
        const QString id = proto::base::newUuid7();
        const Status made =
            store->writeNow([&](QSqlDatabase& db) { return mails->create(db, tests::factsOf(id, receivedAtSeconds)); });
        if (!made)
            qFatal("%s", qPrintable(made.message()));
        Sorting sorting;
        sorting.queue = soporte;
        prequeue->sort(id, sorting, [](const Status&) {});
        return id;
    }
    int count(const char* state) {
        QSqlDatabase db = store->reader();
        auto row = proto::base::execute(
            db, QStringLiteral("select count(*) from interaction where state = '%1'").arg(QLatin1String(state)));
        return row && row.value().next() ? row->value(0).toInt() : -1;
    }

    proto::base::Metrics metrics;
    std::unique_ptr<Store> store;
    proto::bus::Bus bus;
    proto::bus::Outbox outbox;
    proto::bus::Inbox inbox;
    std::unique_ptr<Prequeue> prequeue;
    ConversationWork* mails = nullptr;
};

} // namespace

class FlowTest : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::MosquittoBroker> m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() {
        m_broker = std::make_unique<tests::MosquittoBroker>();
        QVERIFY2(m_broker->start(), m_broker->output().constData());
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void releasesAsWindowsAndEndsAllow() {
        Mcan mcan(m_broker->port(), m_folder->path());
        FakeAcd acd(m_broker->port(), m_folder->path());
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids << mcan.arrive(100 + i);
        QTRY_COMPARE(mcan.count("held"), 5);
        QTRY_COMPARE(mcan.prequeue->acd().nodesOnline(), 1);
        QVERIFY2(acd.taken().isEmpty(), "nothing moves without a window");
        acd.grant(soporte, 2);
        QTRY_COMPARE(acd.taken(), ids.mid(0, 2));
        acd.end(ids[1]);
        QTRY_COMPARE(acd.taken(), ids.mid(0, 3));
        QTRY_COMPARE(mcan.count("ended"), 1);
        QCOMPARE(mcan.count("released"), 2);
        acd.grant(soporte, 5);
        QTRY_COMPARE(acd.taken(), ids);
        QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
        QCOMPARE(acd.doubled(), 0);
    }

    void nothingMovesWhileAcdIsAway() {
        Mcan mcan(m_broker->port(), m_folder->path());
        auto acd = std::make_unique<FakeAcd>(m_broker->port(), m_folder->path());
        acd->grant(soporte, 3);
        QTRY_COMPARE(mcan.prequeue->acd().windowOfAll(soporte), 3u);
        acd.reset();
        QTRY_COMPARE(mcan.prequeue->acd().windowOfAll(soporte), 0u);
        mcan.arrive();
        QTRY_COMPARE(mcan.count("held"), 1);
        QCOMPARE(mcan.count("released"), 0);
        FakeAcd again(m_broker->port(), m_folder->path());
        again.grant(soporte, 1);
        QTRY_COMPARE(mcan.count("released"), 1);
    }

    void whatAcdHasLostIsReleasedAgainUnderTheSameNumber() {
        Mcan mcan(m_broker->port(), m_folder->path());
        auto acd = std::make_unique<FakeAcd>(m_broker->port(), m_folder->path());
        acd->grant(soporte, 3);
        const QString id = mcan.arrive();
        QTRY_COMPARE(acd->taken(), QStringList{id});
        QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
        acd->loseEverything();
        acd.reset();
        FakeAcd again(m_broker->port(), m_folder->path());
        QTRY_COMPARE(again.taken(), QStringList{id});
        QCOMPARE(again.list(QStringLiteral("select release_number from taken")), QStringList{QStringLiteral("1")});
    }

    void restartsOfMcanReleaseNothingTwice() {
        FakeAcd acd(m_broker->port(), m_folder->path());
        acd.grant(soporte, 4);
        QStringList ids;
        for (int round = 0; round < 3; ++round) {
            Mcan mcan(m_broker->port(), m_folder->path());
            ids << mcan.arrive(round * 10 + 1) << mcan.arrive(round * 10 + 2);
            QTRY_VERIFY(acd.taken().size() >= std::min<qsizetype>(4, ids.size()));
        }
        Mcan mcan(m_broker->port(), m_folder->path());
        for (int i = 0; i < 6; ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(acd.open() > 0 || mcan.count("ended") == 6, 20000);
            acd.endAllOpen();
            if (mcan.count("ended") == 6)
                break;
        }
        QTRY_COMPARE_WITH_TIMEOUT(mcan.count("ended"), 6, 20000);
        QCOMPARE(acd.taken().size(), 6);
        QCOMPARE(acd.doubled(), 0);
    }

    void theBrokerIsKilledInTheMiddle() {
        Mcan mcan(m_broker->port(), m_folder->path());
        FakeAcd acd(m_broker->port(), m_folder->path());
        acd.grant(soporte, 10);
        for (int i = 0; i < 60; ++i)
            mcan.arrive(i);
        QTRY_VERIFY(acd.taken().size() >= 10);
        for (int round = 0; round < 2; ++round) {
            acd.endAllOpen();
            m_broker->kill();
            QVERIFY2(m_broker->start(), m_broker->output().constData());
            const qsizetype before = acd.taken().size();
            QTRY_VERIFY_WITH_TIMEOUT(acd.taken().size() > before, 20000);
        }
        const auto drained = [&] {
            acd.endAllOpen();
            return mcan.count("ended") == 60;
        };
        QTRY_VERIFY_WITH_TIMEOUT(drained(), 30000);
        QCOMPARE(acd.taken().size(), 60);
        QCOMPARE(acd.doubled(), 0);
    }

    void aSupervisorCommandsOverTheBus() {
        Mcan mcan(m_broker->port(), m_folder->path());
        FakeAcd acd(m_broker->port(), m_folder->path());
        const QString id = mcan.arrive();
        QTRY_COMPARE(mcan.count("held"), 1);
        QTRY_VERIFY(acd.bus().isConnected() && mcan.bus.isConnected());
        antesala::v1::PrequeueCommand command;
        command.set_command_id(proto::base::newUuid7().toStdString());
        command.set_action(antesala::v1::PREQUEUE_DISCARD);
        command.mutable_ids()->add_ids(id.toStdString());
        antesala::v1::Answer got;
        bool answered = false;
        acd.bus().ask(acd.bus().askedTopic(QStringLiteral("mcan"), QStringLiteral("one"), QStringLiteral("prequeue"),
                                           soporte, QStringLiteral("command")),
                      command, &mcan.bus, [&](const antesala::v1::Answer& answer) {
                          got = answer;
                          answered = true;
                      });
        QTRY_VERIFY(answered);
        antesala::v1::PrequeueChanged changed;
        QVERIFY2(proto::bus::unpack(got, changed), got.message().c_str());
        QCOMPARE(changed.changed(), 1u);
        QCOMPARE(mcan.count("discarded"), 1);
    }

    void publishesWhatItHolds() {
        proto::bus::Bus desk(tests::busOf("desk", m_broker->port()));
        antesala::v1::PrequeueState last;
        desk.subscribe(proto::bus::topicFilter(QStringLiteral("demo"), QStringLiteral("mcan"),
                                               QStringLiteral("prequeue"), {}, QStringLiteral("changed")),
                       [&last](const proto::bus::Topic&, const antesala::v1::Envelope& envelope) {
                           (void)proto::bus::unpack(envelope, last);
                       });
        desk.start();
        Mcan mcan(m_broker->port(), m_folder->path());
        FakeAcd acd(m_broker->port(), m_folder->path());
        acd.grant(soporte, 1);
        mcan.arrive(7);
        mcan.arrive(8);
        mcan.arrive(9);
        QTRY_COMPARE(last.held(), 2u);
        QTRY_COMPARE(last.released(), 1u);
        QTRY_COMPARE(last.window(), 1u);
        QCOMPARE(last.oldest_held_since_us(), 8000000);
        const auto version = last.version();
        mcan.arrive(10);
        QTRY_COMPARE(last.held(), 3u);
        QVERIFY(last.version() > version);
    }
};

QTEST_GUILESS_MAIN(FlowTest)
#include "flow_test.moc"
