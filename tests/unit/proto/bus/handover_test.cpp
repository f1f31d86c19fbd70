// Outbox and inbox over a real mosquitto that is killed in the middle: nothing lost, nothing done twice.
#include "messages/interaction.pb.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <mutex>

using namespace proto::bus;
using antesala::v1::Envelope;
using proto::base::execute;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;

namespace {

std::vector<proto::base::Migration> tables() {
    return {{1, Outbox::tables() + Inbox::tables() +
                    QStringList{QStringLiteral("CREATE TABLE taken (number {bigserial}, interaction TEXT NOT NULL)")}}};
}

// A daemon: bus, store, outbox, inbox. Ended and made anew it is a daemon that was restarted.
struct Node {
    Node(const tests::MosquittoBroker& broker, const QString& folder, const char* owner)
        : store(QString::fromLatin1(owner), QStringLiteral("sqlite:") + folder)
        , bus(optionsFor(broker, owner))
        , outbox(bus, store)
        , inbox(bus, store) {
        const Status opened = store.open(StoreAccess::Writer, tables());
        if (!opened)
            qFatal("%s", qPrintable(opened.message()));
    }
    static BusOptions optionsFor(const tests::MosquittoBroker& broker, const char* owner) {
        BusOptions options;
        options.port = broker.port();
        options.site = QStringLiteral("demo");
        options.owner = QString::fromLatin1(owner);
        options.node = QStringLiteral("one");
        return options;
    }
    // As mcan releases: the message is made in the transaction.
    void release(const QString& interaction) {
        store.write(
            [this, interaction](QSqlDatabase& db) {
                antesala::v1::InteractionReleased message;
                message.mutable_interaction()->set_id(interaction.toStdString());
                message.set_release(1);
                return outbox.append(db, QStringLiteral("interaction"), interaction, QStringLiteral("released"),
                                     message);
            },
            &outbox,
            [this](const Status& status) {
                if (status)
                    outbox.notify();
            });
    }
    // As acd takes it.
    void receive(const std::function<bool()>& refuse = {}) {
        inbox.receive(
            QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("released"),
            [refuse](QSqlDatabase& db, const Topic& topic, const Envelope&) {
                if (refuse && refuse())
                    return Status::internal(QStringLiteral("not now"));
                return execute(db, QStringLiteral("INSERT INTO taken (interaction) VALUES (?)"), {topic.id}).status();
            },
            [this](const Topic& topic, const Envelope&) { told << topic.id; });
    }
    void start() {
        outbox.start();
        bus.start();
    }
    QStringList taken() {
        QStringList found;
        QSqlDatabase db = store.reader();
        auto rows = execute(db, QStringLiteral("SELECT interaction FROM taken ORDER BY number"));
        while (rows && rows.value().next())
            found << rows->value(0).toString();
        return found;
    }
    qint64 waiting() {
        QSqlDatabase db = store.reader();
        auto rows = execute(db, QStringLiteral("SELECT COUNT(*) FROM outbox"));
        return rows && rows.value().next() ? rows->value(0).toLongLong() : -1;
    }

    Store store;
    Bus bus;
    Outbox outbox;
    Inbox inbox;
    QStringList told;
};

QStringList named(int count) {
    QStringList names;
    for (int i = 0; i < count; ++i)
        names << QStringLiteral("i%1").arg(i, 5, 10, QLatin1Char('0'));
    return names;
}

} // namespace

class HandoverTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isGivenAcknowledgedAndForgotten() {
        tests::MosquittoBroker broker;
        QVERIFY2(broker.start(), broker.output().constData());
        QTemporaryDir folder;
        Node mcan(broker, folder.path(), "mcan");
        Node acd(broker, folder.path(), "acd");
        acd.receive();
        QSignalSpy acknowledged(&mcan.outbox, &Outbox::acknowledged);
        mcan.start();
        acd.start();
        QTRY_VERIFY(mcan.bus.isConnected() && acd.bus.isConnected());
        mcan.release(QStringLiteral("a"));
        QTRY_COMPARE(acknowledged.size(), 1);
        QCOMPARE(acknowledged[0][0].toString(), QStringLiteral("a"));
        QCOMPARE(acknowledged[0][1].toString(), QStringLiteral("antesala.v1.InteractionReleased"));
        QCOMPARE(mcan.waiting(), 0);
        QCOMPARE(mcan.outbox.unacknowledged(), 0);
        QCOMPARE(acd.told, QStringList{QStringLiteral("a")});
    }

    void waitsForAReceiverThatComesLateAndKeepsTheOrder() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        const QStringList all = named(2500); // more than the outbox holds in memory
        {
            Node mcan(broker, folder.path(), "mcan");
            for (const QString& name : all)
                mcan.release(name);
            mcan.start();
            QTRY_COMPARE_WITH_TIMEOUT(mcan.outbox.unacknowledged(), 2500, 20000);
            QVERIFY(mcan.outbox.oldestUnacknowledgedMs() > 0);
        }
        Node mcan(broker, folder.path(), "mcan");
        Node acd(broker, folder.path(), "acd");
        acd.receive();
        acd.start();
        QTRY_VERIFY(acd.bus.isConnected());
        mcan.start();
        QTRY_COMPARE_WITH_TIMEOUT(acd.told.size(), all.size(), 60000);
        QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
        QCOMPARE(acd.taken(), all);
    }

    void nothingIsLostOrDoubledWhenTheBrokerIsKilled() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        Node mcan(broker, folder.path(), "mcan");
        Node acd(broker, folder.path(), "acd");
        acd.receive();
        mcan.start();
        acd.start();
        const QStringList all = named(600);
        for (int round = 0; round < 3; ++round) {
            QTRY_VERIFY_WITH_TIMEOUT(mcan.bus.isConnected() && acd.bus.isConnected(), 20000);
            const qsizetype before = acd.told.size();
            for (int i = 0; i < 200; ++i)
                mcan.release(all[round * 200 + i]);
            QTRY_VERIFY_WITH_TIMEOUT(acd.told.size() > before + 20, 20000);
            broker.kill();
            QVERIFY(broker.start());
        }
        QTRY_COMPARE_WITH_TIMEOUT(mcan.outbox.unacknowledged(), 0, 60000);
        QStringList taken = acd.taken();
        QCOMPARE(taken.size(), all.size());
        taken.sort();
        QCOMPARE(taken, all);
        QCOMPARE(acd.told.size(), all.size());
    }

    void aRestartedGiverGivesAgainAndTheRepeatIsHarmless() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        Node acd(broker, folder.path(), "acd");
        acd.receive();
        acd.start();
        QTRY_VERIFY(acd.bus.isConnected());
        {
            Node mcan(broker, folder.path(), "mcan");
            mcan.start();
            QTRY_VERIFY(mcan.bus.isConnected());
            // As if the acknowledgement never came: the same row is put back under its number.
            mcan.release(QStringLiteral("a"));
            QTRY_COMPARE(mcan.outbox.unacknowledged(), 1);
            QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
            QVERIFY(mcan.store.writeNow([](QSqlDatabase& db) {
                return execute(db,
                               QStringLiteral("INSERT INTO outbox (sequence, message_id, made_at_us, topic, "
                                              "interaction_id, type, body) "
                                              "VALUES (1, 'x', 1, 'cc/v1/demo/-/mcan/one/interaction/a/released', 'a', "
                                              "'antesala.v1.InteractionReleased', ?)"),
                               {QByteArray("\x10\x01")})
                    .status();
            }));
        }
        Node mcan(broker, folder.path(), "mcan");
        mcan.start();
        QTRY_COMPARE(acd.inbox.repeated(), quint64{1});
        QTRY_COMPARE(mcan.waiting(), 0);
        QCOMPARE(acd.taken(), QStringList{QStringLiteral("a")});
        QCOMPARE(acd.told, QStringList{QStringLiteral("a")});
    }

    // Topics had neither company nor node: nobody would hear what was left under such a one.
    void whatTheVersionBeforeLeftIsGiven() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        Node acd(broker, folder.path(), "acd");
        acd.receive();
        acd.start();
        {
            Node mcan(broker, folder.path(), "mcan"); // not started: nothing is published yet
            QVERIFY(mcan.store.writeNow([](QSqlDatabase& db) {
                auto left =
                    execute(db,
                            QStringLiteral("INSERT INTO outbox (message_id, made_at_us, topic, interaction_id, "
                                           "type, body) VALUES ('x', 1, 'cc/v1/demo/mcan/interaction/a/released', "
                                           "'a', 'antesala.v1.InteractionReleased', ?)"),
                            {QByteArray("\x10\x01")});
                for (const QString& step : Outbox::nodesInTopics(QStringLiteral("mcan")))
                    left = left ? execute(db, step) : left.status();
                return left.status();
            }));
        }
        Node mcan(broker, folder.path(), "mcan");
        mcan.start();
        QTRY_COMPARE(acd.taken(), QStringList{QStringLiteral("a")});
        QTRY_COMPARE(mcan.waiting(), 0);
    }

    void whatTheReceiverCouldNotStoreIsGivenAgain() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        Node mcan(broker, folder.path(), "mcan");
        Node acd(broker, folder.path(), "acd");
        std::atomic<int> refusals = 1;
        acd.receive([&] { return refusals.fetch_sub(1) > 0; });
        mcan.start();
        acd.start();
        QTRY_VERIFY(mcan.bus.isConnected() && acd.bus.isConnected());
        mcan.release(QStringLiteral("a"));
        QTRY_COMPARE_WITH_TIMEOUT(acd.taken(), QStringList{QStringLiteral("a")}, 15000);
        QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
    }

    // While the receiver's store is away the giver repeats every few seconds: the copies must not fill its queue.
    void repeatsOfWhatIsBeingWrittenDoNotPileUp() {
        tests::MosquittoBroker broker;
        QVERIFY(broker.start());
        QTemporaryDir folder;
        Node mcan(broker, folder.path(), "mcan");
        Node acd(broker, folder.path(), "acd");
        std::mutex away;
        away.lock();
        acd.store.write([&away](QSqlDatabase&) {
            const std::lock_guard until(away);
            return Status::ok();
        });
        acd.receive();
        int given = 0;
        acd.bus.subscribe(topicFilter(QStringLiteral("demo"), QStringLiteral("mcan"), QStringLiteral("interaction"), {},
                                      QStringLiteral("released")),
                          [&given](const Topic&, const Envelope&) { ++given; });
        mcan.start();
        acd.start();
        QTRY_VERIFY(mcan.bus.isConnected() && acd.bus.isConnected());
        mcan.release(QStringLiteral("a"));
        QTRY_VERIFY_WITH_TIMEOUT(given >= 3, 30000); // and again, and again
        QTRY_COMPARE(acd.store.figures().queued, qint64{1});
        away.unlock();
        QTRY_COMPARE(acd.taken(), QStringList{QStringLiteral("a")});
        QTRY_COMPARE(mcan.outbox.unacknowledged(), 0);
    }
};

QTEST_GUILESS_MAIN(HandoverTest)
#include "handover_test.moc"
