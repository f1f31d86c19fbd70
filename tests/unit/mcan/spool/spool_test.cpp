// The same cases on SQLite and PostgreSQL.
#include "mcan/spool/spool.h"

#include "mcan/spool/migrations.h"
#include "proto/base/uuid7.h"
#include "tests/unit/support/postgres_server.h"

#include <QSignalSpy>
#include <QTest>

using namespace mcan::spool;
using proto::base::execute;
using proto::base::Status;
using proto::base::Store;

namespace {

const QString ayuda = QStringLiteral("ayuda@demo.test");

RawMail mail(std::uint32_t uid, const QByteArray& raw) {
    return {proto::base::newUuid7(), uid, raw, 1'000'000 + uid, MailState::Incoming, {}};
}

QStringList list(Store& store, const QString& sql) {
    QSqlDatabase db = store.reader();
    QStringList found;
    auto rows = execute(db, sql);
    while (rows && rows.value().next())
        found << rows->value(0).toString();
    return found;
}

} // namespace

class SpoolTest : public QObject {
    Q_OBJECT
private:
    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_schemas = 0;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Spool> m_spool;

    void open(const QString& schema) {
        QFETCH_GLOBAL(QString, database);
        m_store = std::make_unique<Store>(schema, database == QLatin1String("sqlite")
                                                      ? QStringLiteral("sqlite:") + m_folder.path()
                                                      : m_postgres.url());
        const Status opened = m_store->open(proto::base::StoreAccess::Writer, migrations());
        QVERIFY2(opened, qPrintable(opened.message()));
        m_spool = std::make_unique<Spool>(*m_store, 3);
        QVERIFY(m_spool->recover());
    }

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }
    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }
    void init() { open(QStringLiteral("spool%1").arg(++m_schemas)); }
    void cleanup() {
        m_spool.reset();
        m_store.reset();
    }

    void mailAndCursorAreStoredTogetherAsReceived() {
        const QByteArray bytes("Subject: a\r\n\r\n\0\xff\x80 binary", 24);
        QSignalSpy stored(m_spool.get(), &Spool::stored);
        QVERIFY(m_spool->store({ayuda, 7, 2}, {mail(1, "one"), mail(2, bytes)}));
        QCOMPARE(stored.size(), 1);
        QCOMPARE(m_spool->cursor(ayuda)->uid, 2u);
        QCOMPARE(m_spool->cursor(ayuda)->uidValidity, 7u);
        const auto waiting = m_spool->incomingAfter(0, 10, 1 << 20);
        QCOMPARE(waiting->size(), std::size_t{2});
        QCOMPARE(waiting->at(0).raw, QByteArray("one"));
        QCOMPARE(waiting->at(1).raw, bytes);
        QCOMPARE(waiting->at(1).receivedAtMicros, 1'000'002);
    }

    void theSameUidIsStoredOnce() {
        QVERIFY(m_spool->store({ayuda, 7, 1}, {mail(1, "one")}));
        QVERIFY(m_spool->store({ayuda, 7, 2}, {mail(1, "one"), mail(2, "two")}));
        QCOMPARE(m_spool->figures().incoming, 2);
        QCOMPARE(m_spool->figures().stored, 2);
    }

    void aRenumberedMailboxBringsNoMailTwice() {
        QVERIFY(m_spool->store({ayuda, 7, 2}, {mail(1, "one"), mail(2, "two")}));
        QVERIFY(m_spool->store({ayuda, 8, 3}, {mail(1, "one"), mail(2, "two"), mail(3, "new")}));
        QCOMPARE(m_spool->figures().incoming, 3);
        QCOMPARE(list(*m_store, QStringLiteral("select state from mail where uidvalidity = 8 order by uid")),
                 (QStringList{QStringLiteral("duplicate"), QStringLiteral("duplicate"), QStringLiteral("incoming")}));
    }

    // For every n: the n-th write of a batch fails, and neither its mails nor the cursor are there.
    void aFailingWriteLeavesNothing() {
        QVERIFY(m_spool->store({ayuda, 7, 1}, {mail(1, "one")}));
        for (std::uint32_t n = 2; n <= 5; ++n) {
            std::vector<RawMail> batch;
            for (std::uint32_t uid = 2; uid <= 5; ++uid)
                batch.push_back(mail(uid, QByteArray::number(uid)));
            batch[n - 2].id = QString(); // NULL: refused by the table
            const Status stored = m_spool->store({ayuda, 7, 5}, batch);
            QVERIFY(!stored);
            QCOMPARE(m_spool->cursor(ayuda)->uid, 1u);
            QCOMPARE(list(*m_store, QStringLiteral("select uid from mail")), QStringList{QStringLiteral("1")});
        }
        QCOMPARE(m_spool->figures().incoming, 1);
    }

    void aSettledMailWaitsNoMoreAndSettlesOnce() {
        QVERIFY(m_spool->store({ayuda, 7, 1}, {mail(1, "one")}));
        const QString id = m_spool->incomingAfter(0, 1, 1)->front().id;
        const auto settle = [&] {
            return m_store->writeNow([&](QSqlDatabase& db) {
                return Spool::settle(db, id, MailState::Quarantined, QStringLiteral("too deep"));
            });
        };
        QVERIFY(settle());
        m_spool->settled(MailState::Quarantined);
        QVERIFY(!settle());
        QCOMPARE(m_spool->figures().incoming, 0);
        QCOMPARE(m_spool->figures().quarantined, 1);
        QSqlDatabase db = m_store->reader();
        QCOMPARE(*Spool::raw(db, id), QByteArray("one"));
        QVERIFY(!Spool::raw(db, QStringLiteral("nobody")));
    }

    void itIsFullAtItsBoundAndHasRoomAgain() {
        QVERIFY(m_spool->hasRoom());
        QVERIFY(m_spool->store({ayuda, 7, 3}, {mail(1, "1"), mail(2, "2"), mail(3, "3")}));
        QVERIFY(!m_spool->hasRoom());
        m_spool->settled(MailState::Threaded);
        QVERIFY(m_spool->hasRoom());
    }

    void batchesAreBoundedByCountAndBytesButNeverEmpty() {
        QVERIFY(m_spool->store({ayuda, 7, 3},
                               {mail(1, QByteArray(100, 'a')), mail(2, QByteArray(100, 'b')), mail(3, "c")}));
        QCOMPARE(m_spool->incomingAfter(0, 2, 1 << 20)->size(), std::size_t{2});
        QCOMPARE(m_spool->incomingAfter(0, 10, 50)->size(), std::size_t{1});
        const qint64 first = m_spool->incomingAfter(0, 1, 1)->front().sequence;
        QCOMPARE(m_spool->incomingAfter(first, 10, 1 << 20)->front().raw, QByteArray(100, 'b'));
    }

    void afterARestartTheCountsComeFromTheStore() {
        QVERIFY(m_spool->store({ayuda, 7, 2}, {mail(1, "one"), mail(2, "two")}));
        const QString id = m_spool->incomingAfter(0, 1, 1)->front().id;
        QVERIFY(m_store->writeNow(
            [&](QSqlDatabase& db) { return Spool::settle(db, id, MailState::Parked, QStringLiteral("loop")); }));
        cleanup();
        open(QStringLiteral("spool%1").arg(m_schemas));
        QCOMPARE(m_spool->figures().incoming, 1);
        QCOMPARE(m_spool->figures().parked, 1);
        QCOMPARE(m_spool->cursor(ayuda)->uid, 2u);
    }
};

QTEST_GUILESS_MAIN(SpoolTest)
#include "spool_test.moc"
