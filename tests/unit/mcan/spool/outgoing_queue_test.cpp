// The same cases on SQLite and PostgreSQL.
#include "mcan/spool/outgoing_queue.h"

#include "mcan/spool/migrations.h"
#include "tests/unit/support/postgres_server.h"

#include <QTest>

using namespace mcan::spool;
using proto::base::execute;
using proto::base::Status;
using proto::base::StatusCode;
using proto::base::Store;

namespace {

const QString ayuda = QStringLiteral("ayuda@demo.test");
const QString one = QStringLiteral("message-1");

OutgoingMail outgoing(const QString& id, std::int64_t at) {
    OutgoingMail mail;
    mail.messageId = id;
    mail.commandId = QStringLiteral("command of ") + id;
    mail.mailbox = ayuda;
    mail.sender = ayuda;
    mail.recipients = {QStringLiteral("eva@cliente.test"), QStringLiteral("jefe@cliente.test")};
    mail.raw = "Subject: x\r\n\r\nñ";
    mail.createdAtMicros = at;
    return mail;
}

} // namespace

class OutgoingQueueTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_schemas = 0;
    std::unique_ptr<Store> m_store;

    Status write(const Store::Job& job) { return m_store->writeNow(job); }
    Status begin(const QString& id, std::int64_t at) {
        return write([&](QSqlDatabase& db) { return beginAttempt(db, id, at); });
    }
    Status end(const QString& id, const AttemptOutcome& outcome) {
        return write([&](QSqlDatabase& db) { return endAttempt(db, id, outcome); });
    }
    QStringList due(std::int64_t now) {
        QSqlDatabase db = m_store->reader();
        QStringList ids;
        const auto mails = dueOutgoing(db, ayuda, now, 10);
        for (const OutgoingMail& mail : *mails)
            ids << mail.messageId;
        return ids;
    }
    OutgoingMail stored(const QString& id) {
        QSqlDatabase db = m_store->reader();
        return *outgoingByMessage(db, id);
    }

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }
    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }
    void init() {
        QFETCH_GLOBAL(QString, database);
        m_store = std::make_unique<Store>(
            QStringLiteral("outgoing%1").arg(++m_schemas),
            database == QLatin1String("sqlite") ? QStringLiteral("sqlite:") + m_folder.path() : m_postgres.url());
        QVERIFY(m_store->open(proto::base::StoreAccess::Writer, migrations()));
        QVERIFY(write([](QSqlDatabase& db) { return addOutgoing(db, outgoing(one, 100)); }));
    }
    void cleanup() { m_store.reset(); }

    void whatIsQueuedIsDueAsItWasWritten() {
        QCOMPARE(due(100), QStringList{one});
        QCOMPARE(stored(one).raw, outgoing(one, 100).raw);
        QCOMPARE(stored(one).recipients, outgoing(one, 100).recipients);
    }

    void theSameCommandIsQueuedOnce() {
        OutgoingMail again = outgoing(QStringLiteral("message-2"), 100);
        again.commandId = outgoing(one, 100).commandId;
        QVERIFY(!write([&](QSqlDatabase& db) { return addOutgoing(db, again); }));
        QSqlDatabase db = m_store->reader();
        QCOMPARE(outgoingByCommand(db, again.commandId)->messageId, one);
        QCOMPARE(outgoingByCommand(db, QStringLiteral("another")).status().code(), StatusCode::NotFound);
    }

    void aMailIsTakenByOneAttemptAtATime() {
        QVERIFY(begin(one, 100));
        QVERIFY(due(1000).isEmpty());
        QVERIFY(!begin(one, 101));
        QCOMPARE(stored(one).attempts, 1);
    }

    void deferredIsDueWhenItsTimeComes() {
        QVERIFY(begin(one, 100));
        QVERIFY(end(one, {OutgoingState::Deferred, QStringLiteral("451 later"), 110, 5000, {}}));
        QVERIFY(due(4999).isEmpty());
        QCOMPARE(due(5000), QStringList{one});
        QSqlDatabase db = m_store->reader();
        QCOMPARE(*nextDueMicros(db, ayuda), 5000);
        QCOMPARE(stored(one).lastReply, QStringLiteral("451 later"));
    }

    void sentAndFailedAreNeverDueAgain() {
        QVERIFY(write([](QSqlDatabase& db) { return addOutgoing(db, outgoing(QStringLiteral("message-2"), 100)); }));
        QVERIFY(begin(one, 100));
        QVERIFY(end(one, {OutgoingState::Sent, QStringLiteral("250 ok"), 110, 0, {}}));
        QVERIFY(begin(QStringLiteral("message-2"), 100));
        QVERIFY(end(QStringLiteral("message-2"), {OutgoingState::Failed, QStringLiteral("550 nobody"), 110, 0, {}}));
        QVERIFY(due(INT64_MAX).isEmpty());
        QSqlDatabase db = m_store->reader();
        QCOMPARE(countOutgoing(db)->failed, 1);
        QCOMPARE(countOutgoing(db)->waiting, 0);
    }

    void everyAttemptIsRecorded() {
        QVERIFY(begin(one, 100));
        QVERIFY(end(one, {OutgoingState::Deferred, QStringLiteral("451 later"), 110, 200, {}}));
        QVERIFY(begin(one, 200));
        QVERIFY(end(one, {OutgoingState::Sent, QStringLiteral("250 ok"), 210, 0, {}}));
        QSqlDatabase db = m_store->reader();
        auto rows =
            execute(db, QStringLiteral("select number, outcome, reply, ended_at_us from attempt order by number"));
        QVERIFY(rows.value().next());
        QCOMPARE(rows->value(2).toString(), QStringLiteral("451 later"));
        QVERIFY(rows.value().next());
        QCOMPARE(rows->value(0).toInt(), 2);
        QCOMPARE(rows->value(1).toString(), QStringLiteral("sent"));
        QCOMPARE(rows->value(3).toLongLong(), 210);
    }

    // The daemon died between SMTP and the record of it: it is sent again.
    void whatWasBeingSentIsDueAfterARestart() {
        QVERIFY(begin(one, 100));
        QStringList again;
        const auto recover = [&](QSqlDatabase& db) {
            const auto recovered = recoverSending(db);
            again = recovered ? *recovered : QStringList();
            return recovered.status();
        };
        QVERIFY(write(recover));
        QCOMPARE(again, QStringList{one}); // the operator is told which may arrive twice
        QCOMPARE(due(100), QStringList{one});
        QVERIFY(write(recover));
        QCOMPARE(again, QStringList());
    }

    void aBounceFailsWhatWasSent() {
        QVERIFY(begin(one, 100));
        QVERIFY(end(one, {OutgoingState::Sent, QStringLiteral("250 ok"), 110, 0, {}}));
        const RecipientOutcome bounced{QStringLiteral("EVA@cliente.test"), OutgoingState::Failed,
                                       QStringLiteral("bounced: 5.1.1")};
        QVERIFY(write([&](QSqlDatabase& db) { return recordBounce(db, one, {bounced}); }));
        QCOMPARE(stored(one).state, OutgoingState::Failed);
        // Whom it reached stays reached.
        QCOMPARE(stored(one).lastReply, QStringLiteral("eva@cliente.test: bounced: 5.1.1"));
        QCOMPARE(stored(one).outcomes.size(), std::size_t(2));
        QCOMPARE(stored(one).outcomes[1].state, OutgoingState::Sent);
    }

    void whatIsTriedAgainGoesOnlyToWhomItHasNotReached() {
        QCOMPARE(stored(one).pending(), outgoing(one, 100).recipients);
        QVERIFY(begin(one, 100));
        QVERIFY(
            end(one, {OutgoingState::Deferred,
                      QStringLiteral("later"),
                      110,
                      5000,
                      {{QStringLiteral("eva@cliente.test"), OutgoingState::Sent, QStringLiteral("250 ok")},
                       {QStringLiteral("jefe@cliente.test"), OutgoingState::Deferred, QStringLiteral("451 full")}}}));
        QCOMPARE(stored(one).pending(), QStringList{QStringLiteral("jefe@cliente.test")});
        QSqlDatabase db = m_store->reader();
        QCOMPARE(dueOutgoing(db, ayuda, 5000, 10)->front().pending(), QStringList{QStringLiteral("jefe@cliente.test")});
    }

    // A report comes for one recipient while another is still tried: nobody is given up because of it.
    void aBounceDoesNotEndWhatIsStillTriedForOthers() {
        QVERIFY(begin(one, 100));
        QVERIFY(end(one, {OutgoingState::Deferred,
                          QStringLiteral("later"),
                          110,
                          5000,
                          {{QStringLiteral("eva@cliente.test"), OutgoingState::Sent, QStringLiteral("250 ok")}}}));
        QVERIFY(write([](QSqlDatabase& db) {
            return recordBounce(
                db, one, {{QStringLiteral("eva@cliente.test"), OutgoingState::Failed, QStringLiteral("bounced")}});
        }));
        QCOMPARE(due(5000), QStringList{one});
        QCOMPARE(stored(one).pending(), QStringList{QStringLiteral("jefe@cliente.test")});
    }

    void theBackOffDoublesToAQuarterOfAnHour() {
        QCOMPARE(backOffSeconds(1), 5);
        QCOMPARE(backOffSeconds(2), 10);
        QCOMPARE(backOffSeconds(7), 320);
        QCOMPARE(backOffSeconds(9), 900);
        QCOMPARE(backOffSeconds(1000000), 900);
    }
};

QTEST_GUILESS_MAIN(OutgoingQueueTest)
#include "outgoing_queue_test.moc"
