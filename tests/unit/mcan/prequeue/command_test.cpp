// A supervisor's commands and looks, the same cases on SQLite and PostgreSQL.
#include "mcan/prequeue/command_step.h"
#include "mcan/prequeue/item_page.h"
#include "tests/unit/mcan/prequeue/prequeue_store.h"
#include "tests/unit/support/postgres_server.h"

#include <QTemporaryDir>

using namespace mcan::prequeue;
using antesala::v1::PrequeueAction;
using antesala::v1::PrequeueChanged;
using antesala::v1::PrequeueCommand;
using antesala::v1::PrequeueFilter;
using tests::PrequeueStore;

namespace {
const QString soporte = QStringLiteral("soporte");
} // namespace

class CommandTest : public QObject {
    Q_OBJECT

    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_schemas = 0;
    std::unique_ptr<PrequeueStore> m_store;

    static PrequeueCommand command(PrequeueAction action) {
        PrequeueCommand made;
        made.set_command_id(proto::base::newUuid7().toStdString());
        made.set_action(action);
        made.set_person("sofia");
        made.set_reason("spam");
        return made;
    }
    static PrequeueCommand onIds(PrequeueAction action, const QStringList& ids) {
        PrequeueCommand made = command(action);
        for (const QString& id : ids)
            made.mutable_ids()->add_ids(id.toStdString());
        return made;
    }
    static PrequeueCommand onFilter(PrequeueAction action, const PrequeueFilter& filter) {
        PrequeueCommand made = command(action);
        *made.mutable_filter() = filter;
        return made;
    }
    PrequeueChanged obey(const PrequeueCommand& command, const QString& queue = soporte) {
        for (;;) {
            const auto effect = m_store->in([&](QSqlDatabase& db) { return obeyPortion(db, queue, command, 1); });
            if (!effect)
                qFatal("%s", qPrintable(effect.status().message()));
            ++m_portions;
            if (effect->progress == CommandProgress::Done)
                return effect->changed;
        }
    }
    int m_portions = 0;

private Q_SLOTS:
    void initTestCase_data() {
        QTest::addColumn<QString>("database");
        QTest::newRow("sqlite") << QStringLiteral("sqlite");
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    }
    void initTestCase() { QVERIFY2(m_postgres.start(), m_postgres.output().constData()); }
    void init() {
        QFETCH_GLOBAL(QString, database);
        const QString url =
            database == QLatin1String("sqlite") ? QStringLiteral("sqlite:") + m_folder.path() : m_postgres.url();
        m_store = std::make_unique<PrequeueStore>(QStringLiteral("mcan%1").arg(++m_schemas), url);
        m_portions = 0;
    }
    void cleanup() { m_store.reset(); }

    void holdsReleasesDiscardsAndBringsBack() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_HOLD, {id})).changed(), 1u);
        QCOMPARE(m_store->stateOf(id), QStringLiteral("suspended"));
        QCOMPARE(m_store->item(id).reason, QStringLiteral("by sofia: spam"));
        QCOMPARE(*m_store->release(soporte, 5), 0);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_RELEASE, {id})).changed(), 1u);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_DISCARD, {id})).changed(), 1u);
        QCOMPARE(*m_store->release(soporte, 5), 0);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_BRING_BACK, {id})).changed(), 1u);
        QCOMPARE(*m_store->release(soporte, 5), 1);
    }

    void refusesByName() {
        const QString held = m_store->held(soporte, 1);
        const QString elsewhere = m_store->held(QStringLiteral("quejas"), 1);
        const PrequeueChanged changed =
            obey(onIds(antesala::v1::PREQUEUE_BRING_BACK, {held, elsewhere, QStringLiteral("x")}));
        QCOMPARE(changed.changed(), 0u);
        QCOMPARE(changed.refusals_size(), 3);
        QVERIFY(QString::fromStdString(changed.refusals(0)).contains(QStringLiteral("is held")));
        QVERIFY(QString::fromStdString(changed.refusals(1)).contains(QStringLiteral("is in queue quejas")));
        QVERIFY(QString::fromStdString(changed.refusals(2)).contains(QStringLiteral("no interaction x")));
    }

    void aRepeatChangesNothingAndGetsTheSameAnswer() {
        const QString id = m_store->held(soporte, 1);
        const PrequeueCommand hold = onIds(antesala::v1::PREQUEUE_HOLD, {id, QStringLiteral("x")});
        const PrequeueChanged first = obey(hold);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_RELEASE, {id})).changed(), 1u);
        const PrequeueChanged again = obey(hold);
        QCOMPARE(again.SerializeAsString(), first.SerializeAsString());
        QCOMPARE(m_store->stateOf(id), QStringLiteral("held"));
    }

    void bulkBySenderSubjectAndAge() {
        const QString spam =
            m_store->held(soporte, 10, 0, QStringLiteral("a@spam.test"), QStringLiteral("OFERTA ÚNICA 100%"));
        const QString spamToo = m_store->held(soporte, 20, 0, QStringLiteral("b@spam.test"), QStringLiteral("hola"));
        const QString other =
            m_store->held(soporte, 30, 0, QStringLiteral("a@spam-test"), QStringLiteral("oferta única 1000"));
        PrequeueFilter filter;
        filter.set_sender("*@SPAM.test");
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_HOLD, filter)).changed(), 2u);
        QCOMPARE(m_store->stateOf(other), QStringLiteral("held"));
        filter.set_received_before_us(15 * 1000000);
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_RELEASE, filter)).changed(), 1u);
        QCOMPARE(m_store->stateOf(spam), QStringLiteral("held"));
        QCOMPARE(m_store->stateOf(spamToo), QStringLiteral("suspended"));
        PrequeueFilter subject;
        subject.set_subject_contains("única 100%"); // a percent sign is no wildcard
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_DISCARD, subject)).changed(), 1u);
        QCOMPARE(m_store->stateOf(spam), QStringLiteral("discarded"));
        PrequeueFilter empty;
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_DISCARD, empty)).changed(), 0u);
        empty.set_all(true);
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_DISCARD, empty)).changed(), 2u);
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_BRING_BACK, empty)).changed(), 3u);
    }

    void aBulkComesInPortions() {
        QVERIFY(m_store->in([&](QSqlDatabase& db) -> proto::base::Status {
            for (int i = 0; i < 4500; ++i) {
                Item item;
                item.id = proto::base::newUuid7();
                item.state = ItemState::Held;
                item.queue = soporte;
                item.receivedAtMicros = i;
                item.threadId = item.messageId = item.lastMessageId = item.id;
                item.mailbox = item.fromAddress = QStringLiteral("a@b");
                if (proto::base::Status made = insertItem(db, item); !made)
                    return made;
            }
            return proto::base::Status::ok();
        }));
        PrequeueFilter all;
        all.set_all(true);
        const PrequeueCommand hold = onFilter(antesala::v1::PREQUEUE_HOLD, all);
        QCOMPARE(obey(hold).changed(), 4500u);
        QCOMPARE(m_portions, 3);
        QCOMPARE(obey(hold).changed(), 4500u);
        QCOMPARE(m_portions, 4);
    }

    void whatWasFollowedDoesNotComeBack() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_DISCARD, {id})).changed(), 1u);
        auto next = tests::factsOf(proto::base::newUuid7(), 2);
        next.threadId = m_store->item(id).threadId;
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.create(db, next); }));
        QCOMPARE(obey(onIds(antesala::v1::PREQUEUE_BRING_BACK, {id})).refusals_size(), 1);
        PrequeueFilter all;
        all.set_all(true);
        QCOMPARE(obey(onFilter(antesala::v1::PREQUEUE_BRING_BACK, all)).changed(), 0u);
    }

    void nonsenseIsRefusedBeforeAnythingIsWritten() {
        PrequeueCommand wrong;
        QVERIFY(!checkCommand(wrong));
        wrong.set_command_id("x");
        QVERIFY(checkCommand(wrong).message().contains(QStringLiteral("action")));
        wrong.set_action(antesala::v1::PREQUEUE_HOLD);
        QVERIFY(checkCommand(wrong).message().contains(QStringLiteral("filter")));
        wrong.mutable_filter()->set_all(true);
        QVERIFY(checkCommand(wrong));
    }

    void pagesFollowTheOrder() {
        QStringList ids;
        for (int i = 0; i < 7; ++i)
            ids << m_store->held(soporte, 100, i % 2 == 0 ? 50 : 0);
        antesala::v1::GetPrequeue request;
        request.set_limit(3);
        QStringList seen;
        QSqlDatabase db = m_store->store.reader();
        for (;;) {
            const auto page = readPage(db, soporte, request);
            QVERIFY2(page, qPrintable(page.status().message()));
            for (const auto& item : page->items())
                seen << QString::fromStdString(item.interaction().id());
            if (page->next().empty())
                break;
            request.set_after(page->next());
        }
        QCOMPARE(seen, (QStringList{ids[0], ids[2], ids[4], ids[6], ids[1], ids[3], ids[5]}));
        request.set_after("nonsense");
        QCOMPARE(readPage(db, soporte, request).status().code(), proto::base::StatusCode::Invalid);
    }
};

QTEST_GUILESS_MAIN(CommandTest)
#include "command_test.moc"
