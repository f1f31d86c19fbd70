// The steps of the pre-queue as store jobs, the same cases on SQLite and PostgreSQL.
#include "mcan/prequeue/end_step.h"
#include "mcan/prequeue/resync_step.h"
#include "tests/unit/mcan/prequeue/prequeue_store.h"
#include "tests/unit/support/postgres_server.h"

#include <QTemporaryDir>

using namespace mcan::prequeue;
using antesala::v1::InteractionEnded;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;
using tests::PrequeueStore;

namespace {
const QString soporte = QStringLiteral("soporte");
const QString quejas = QStringLiteral("quejas");
} // namespace

class StepsTest : public QObject {
    Q_OBJECT

    tests::PostgresServer m_postgres;
    QTemporaryDir m_folder;
    int m_schemas = 0;
    std::unique_ptr<PrequeueStore> m_store;

    Result<EndEffect> end(const QString& id, std::uint32_t release,
                          antesala::v1::Outcome outcome = antesala::v1::OUTCOME_HANDLED, std::uint32_t update = 0) {
        InteractionEnded ended;
        ended.set_interaction_id(id.toStdString());
        ended.set_release(release);
        ended.set_outcome(outcome);
        ended.set_reason("because");
        ended.set_agent("ana");
        ended.add_dispositions("resuelto");
        ended.set_update(update);
        ended.set_ended_at_us(m_store->clock.utcMicros());
        return m_store->in([&](QSqlDatabase& db) { return endItem(db, ended, m_store->clock.utcMicros()); });
    }
    int resync(const QHash<QString, std::uint32_t>& held) {
        antesala::v1::Holdings holdings;
        for (auto entry = held.begin(); entry != held.end(); ++entry) {
            auto* one = holdings.add_held();
            one->set_interaction_id(entry.key().toStdString());
            one->set_release(entry.value());
        }
        const auto again = m_store->in([&](QSqlDatabase& db) { return releaseMissing(db, m_store->outbox, holdings); });
        return again ? *again : -1;
    }
    void acknowledgeAll() {
        QVERIFY(m_store->in(
            [](QSqlDatabase& db) { return proto::base::execute(db, QStringLiteral("delete from outbox")).status(); }));
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
        const QString url =
            database == QLatin1String("sqlite") ? QStringLiteral("sqlite:") + m_folder.path() : m_postgres.url();
        m_store = std::make_unique<PrequeueStore>(QStringLiteral("mcan%1").arg(++m_schemas), url);
    }
    void cleanup() { m_store.reset(); }

    void ordersByPriorityAndAge() {
        const QString young = m_store->held(soporte, 1000);
        const QString urgent = m_store->held(soporte, 1000, 600);
        const QString old = m_store->held(soporte, 500);    // has waited 500 s more than `young`: less than 600
        const QString oldest = m_store->held(soporte, 399); // has waited more than the priority is worth
        const QString sameAsYoung = m_store->held(soporte, 1000);
        const QString patient = m_store->held(soporte, 1000, -300);
        QCOMPARE(*m_store->release(soporte, 10), 6);
        QCOMPARE(m_store->handedOver(), (QStringList{oldest, urgent, old, young, sameAsYoung, patient}));
    }

    void neverMoreThanTheWindow() {
        for (int i = 0; i < 5; ++i)
            m_store->held(soporte, 1000 + i);
        const QString other = m_store->held(quejas, 1);
        QCOMPARE(*m_store->release(soporte, 0), 0);
        QCOMPARE(*m_store->release(soporte, 2), 2);
        QCOMPARE(*m_store->release(soporte, 2), 0);
        QCOMPARE(*m_store->release(soporte, 1), 0); // a smaller window takes nothing back
        QCOMPARE(*m_store->release(soporte, 3), 1);
        QCOMPARE(m_store->stateOf(other), QStringLiteral("held"));
    }

    // A hundred mails before it keep no chat waiting, and its window lets no mail through.
    void eachChannelHasItsOwnWindow() {
        for (int i = 0; i < 5; ++i)
            m_store->held(soporte, 1 + i);
        const QString chat = m_store->heldOf(m_store->chats, soporte, 1000);
        const QString laterChat = m_store->heldOf(m_store->chats, soporte, 1001);
        const auto mail = antesala::v1::CHANNEL_EMAIL, chats = antesala::v1::CHANNEL_CHAT;
        QCOMPARE(*m_store->release(soporte, {{chats, 1}}), 1);
        QCOMPARE(m_store->handedOver(), QStringList{chat});
        QCOMPARE(*m_store->release(soporte, {{mail, 2}, {chats, 1}}), 2);
        QCOMPARE(m_store->stateOf(laterChat), QStringLiteral("held"));
        QCOMPARE(end(chat, 1)->queue, soporte);
        QCOMPARE(*m_store->release(soporte, {{mail, 2}, {chats, 1}}), 1);
        QCOMPARE(m_store->stateOf(laterChat), QStringLiteral("released"));
        QCOMPARE(*m_store->release(soporte, {{mail, 3}}), 1);
    }

    void whatIsHandedOverSaysItsChannel() {
        const QString chat = m_store->heldOf(m_store->chats, soporte, 1);
        QCOMPARE(*m_store->release(soporte, {{antesala::v1::CHANNEL_CHAT, 1}}), 1);
        QCOMPARE(m_store->item(chat).channel, antesala::v1::CHANNEL_CHAT);
        QCOMPARE(toInteraction(m_store->item(chat)).channel(), antesala::v1::CHANNEL_CHAT);
        // What the customer adds after its end is a chat again.
        auto again = tests::factsOf(chat, 9);
        again.threadId = m_store->item(chat).threadId;
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->chats.join(db, again); }));
        QVERIFY(end(chat, 1));
        const auto next =
            m_store->in([&](QSqlDatabase& db) { return m_store->chats.openInteraction(db, again.threadId); });
        QVERIFY(*next != chat);
        QCOMPARE(m_store->item(*next).channel, antesala::v1::CHANNEL_CHAT);
    }

    void anEndFreesItsPlace() {
        const QString first = m_store->held(soporte, 1);
        const QString second = m_store->held(soporte, 2);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QCOMPARE(end(first, 1)->queue, soporte);
        QCOMPARE(m_store->stateOf(first), QStringLiteral("ended"));
        QCOMPARE(m_store->item(first).outcome, QStringLiteral("handled"));
        QCOMPARE(m_store->item(first).agent, QStringLiteral("ana"));
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QCOMPARE(m_store->stateOf(second), QStringLiteral("released"));
    }

    void outcomesOfNothingChangeNothing() {
        const QString id = m_store->held(soporte, 1);
        QVERIFY(end(id, 1)->queue.isEmpty()); // not released yet
        QCOMPARE(m_store->stateOf(id), QStringLiteral("held"));
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QVERIFY(end(id, 7)->queue.isEmpty()); // another release
        QCOMPARE(m_store->stateOf(id), QStringLiteral("released"));
        QVERIFY(end(proto::base::newUuid7(), 1)->queue.isEmpty());
        QVERIFY(!end(id, 1)->queue.isEmpty());
        QVERIFY(end(id, 1)->queue.isEmpty()); // a repeat
    }

    void whatAcdCannotServeIsPutAsideForAPerson() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QCOMPARE(end(id, 1, antesala::v1::OUTCOME_FAILED)->queue, soporte);
        QCOMPARE(m_store->stateOf(id), QStringLiteral("suspended"));
        QCOMPARE(m_store->item(id).reason, QStringLiteral("because"));
    }

    // Its queue was closed, full or too slow, and a mail has no dialplan to go to.
    void whatOverflowedIsPutAsideForAPerson() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QCOMPARE(end(id, 1, antesala::v1::OUTCOME_OVERFLOWED)->queue, soporte);
        QCOMPARE(m_store->stateOf(id), QStringLiteral("suspended"));
        QCOMPARE(m_store->item(id).reason, QStringLiteral("overflowed from soporte: because"));
        Item item = m_store->item(id);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return moveItem(db, item, ItemEvent::Resume, {}, 1); }));
        QCOMPARE(*m_store->release(soporte, 1), 1);
    }

    void theNextReleaseHasTheNextNumber() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QVERIFY(end(id, 1, antesala::v1::OUTCOME_FAILED));
        Item item = m_store->item(id);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return moveItem(db, item, ItemEvent::Resume, {}, 1); }));
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QCOMPARE(m_store->item(id).release, 2u);
        QVERIFY(end(id, 1)->queue.isEmpty()); // a late outcome of the first release
        QCOMPARE(m_store->stateOf(id), QStringLiteral("released"));
    }

    void aCustomerWhoWritesAgainJoins() {
        const QString id = m_store->held(soporte, 1);
        auto again = tests::factsOf(id, 2);
        again.threadId = m_store->item(id).threadId;
        QCOMPARE(*m_store->in([&](QSqlDatabase& db) { return m_store->mails.openInteraction(db, again.threadId); }),
                 id);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.join(db, again); }));
        QVERIFY2(m_store->handedOver().isEmpty(), "acd knows nothing of it yet");
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.join(db, again); }));
        QCOMPARE(m_store->list(QStringLiteral("select type from outbox order by sequence")),
                 (QStringList{QStringLiteral("antesala.v1.InteractionReleased"),
                              QStringLiteral("antesala.v1.InteractionUpdated")}));
    }

    // acd had taken `taken` of the two mails that joined when it ended the interaction, whatever the clocks say.
    void aFollowUpInFlightIsNotClosedUnread_data() {
        QTest::addColumn<int>("taken");
        QTest::addColumn<bool>("isWorkAgain");
        QTest::newRow("none") << 0 << true;
        QTest::newRow("the first") << 1 << true;
        QTest::newRow("both") << 2 << false;
    }
    void aFollowUpInFlightIsNotClosedUnread() {
        QFETCH(int, taken);
        QFETCH(bool, isWorkAgain);
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QString last;
        for (int mail = 0; mail < 2; ++mail) {
            auto again = tests::factsOf(id, 2);
            again.threadId = m_store->item(id).threadId;
            last = again.messageId;
            QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.join(db, again); }));
        }
        m_store->clock.advanceMicros(1'000'000); // it ended long after they joined
        const auto effect = end(id, 1, antesala::v1::OUTCOME_HANDLED, static_cast<std::uint32_t>(taken));
        QVERIFY(effect);
        QCOMPARE(m_store->stateOf(id), QStringLiteral("ended"));
        QCOMPARE(!effect->reopenedAs.isEmpty(), isWorkAgain);
        if (!isWorkAgain)
            return;
        const Item reopened = m_store->item(effect->reopenedAs);
        QCOMPARE(reopened.state, ItemState::InBot);
        QCOMPARE(reopened.messageId, last);
        QCOMPARE(reopened.preferredAgent, QStringLiteral("ana"));
        QCOMPARE(reopened.update, 0U);
    }

    // Its work had ended: it is there again, in its queue, for who wrote it, and no bot is asked.
    void aRefusedReplyOpensItsWorkAgain() {
        const QString id = m_store->held(soporte, 1, 600);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QVERIFY(end(id, 1));
        const QString thread = m_store->item(id).threadId;
        const mcan::prequeue::RefusedReply reply{proto::base::newUuid7(), thread, id, QStringLiteral("ana"),
                                                 QStringLiteral("550 5.1.1 no such user")};
        const auto refuse = [&] {
            return m_store->in([&](QSqlDatabase& db) { return m_store->mails.replyRefused(db, reply); });
        };
        QVERIFY(refuse());
        const auto open = m_store->in([&](QSqlDatabase& db) { return m_store->mails.openInteraction(db, thread); });
        const Item again = m_store->item(*open);
        QVERIFY(again.id != id);
        QCOMPARE(again.state, ItemState::Held);
        QCOMPARE(again.queue, soporte);
        QCOMPARE(again.prioritySeconds, 600);
        QCOMPARE(again.preferredAgent, QStringLiteral("ana"));
        QCOMPARE(again.messageId, reply.messageId);
        QCOMPARE(again.reason, QStringLiteral("reply refused: 550 5.1.1 no such user"));
        QCOMPARE(*m_store->release(soporte, 1), 1);
        // Told again while it is open it is no second work, but acd hears of it.
        QVERIFY(refuse());
        QCOMPARE(m_store->list(QStringLiteral("select count(*) from interaction where state = 'released'")),
                 QStringList{QStringLiteral("1")});
        QCOMPARE(m_store->list(QStringLiteral("select type from outbox order by sequence desc limit 1")),
                 QStringList{QStringLiteral("antesala.v1.InteractionUpdated")});
    }

    // The server refuses it while its writer is closing the work.
    void aReplyRefusedAcrossTheEndIsWorkAgain() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        const mcan::prequeue::RefusedReply reply{proto::base::newUuid7(), m_store->item(id).threadId, id,
                                                 QStringLiteral("ana"), QStringLiteral("550 no")};
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.replyRefused(db, reply); }));
        const auto effect = end(id, 1, antesala::v1::OUTCOME_HANDLED, 0);
        QVERIFY(!effect->reopenedAs.isEmpty());
        QCOMPARE(m_store->item(effect->reopenedAs).state, ItemState::Held);
        QCOMPARE(m_store->item(effect->reopenedAs).messageId, reply.messageId);
        QCOMPARE(m_store->item(effect->reopenedAs).refusedReply, QString());
        QVERIFY(end(effect->reopenedAs, 1)->queue.isEmpty()); // not released yet
    }

    // What its conversation goes on with is shown with the next one alone.
    void anEndedInteractionStandsBeforeTheNext() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        auto again = tests::factsOf(id, 2);
        again.threadId = m_store->item(id).threadId;
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.join(db, again); }));
        const auto standing = [this](const QString& interaction) {
            return *m_store->in([&](QSqlDatabase& db) { return m_store->mails.standingOf(db, interaction); });
        };
        QCOMPARE(standing(id).nextMessageId, QString());
        QCOMPARE(standing(id).update, 1U);
        const auto effect = end(id, 1);
        QCOMPARE(standing(id).nextMessageId, again.messageId);
        QCOMPARE(standing(effect->reopenedAs).nextMessageId, QString());
        QCOMPARE(standing(effect->reopenedAs).threadId, again.threadId);
    }

    // Bots had looked at the first mail alone.
    void aFollowUpThatABotHasNotSeenIsNotClosedWithIt() {
        const QString id = proto::base::newUuid7();
        const auto first = tests::factsOf(id, 1);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.create(db, first); }));
        auto again = tests::factsOf(id, 2);
        again.threadId = first.threadId;
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.join(db, again); }));
        Sorting sorting;
        sorting.queue = soporte;
        sorting.close = true;
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return sortItem(db, id, sorting, 1); }));
        QCOMPARE(m_store->stateOf(id), QStringLiteral("ended"));
        const auto open =
            m_store->in([&](QSqlDatabase& db) { return m_store->mails.openInteraction(db, first.threadId); });
        QVERIFY(!open->isEmpty());
        QCOMPARE(m_store->item(*open).messageId, again.messageId);
        QCOMPARE(m_store->item(*open).state, ItemState::InBot);
    }

    void aConversationHasOneOpenItem() {
        const QString id = m_store->held(soporte, 1);
        auto second = tests::factsOf(proto::base::newUuid7(), 2);
        second.threadId = m_store->item(id).threadId;
        QVERIFY(!m_store->in([&](QSqlDatabase& db) { return m_store->mails.create(db, second); }));
    }

    void resyncReleasesWhatAcdLacks() {
        const QString known = m_store->held(soporte, 1);
        const QString lost = m_store->held(soporte, 2);
        const QString onItsWay = m_store->held(soporte, 3);
        QCOMPARE(*m_store->release(soporte, 2), 2);
        acknowledgeAll();
        QCOMPARE(*m_store->release(soporte, 3), 1);
        QCOMPARE(resync({{known, 1}}), 1);
        QCOMPARE(m_store->handedOver(), (QStringList{onItsWay, lost}));
        QCOMPARE(m_store->item(lost).release, 1u);
        QVERIFY2(resync({{known, 1}}) == 0, "what waits in the outbox is not added again");
    }

    void resyncReleasesANewerReleaseThanAcdHas() {
        const QString id = m_store->held(soporte, 1);
        QCOMPARE(*m_store->release(soporte, 1), 1);
        QVERIFY(end(id, 1, antesala::v1::OUTCOME_FAILED));
        Item item = m_store->item(id);
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return moveItem(db, item, ItemEvent::Resume, {}, 1); }));
        QCOMPARE(*m_store->release(soporte, 1), 1);
        acknowledgeAll();
        QCOMPARE(resync({{id, 1}}), 1);
        QCOMPARE(m_store->list(QStringLiteral("select count(*) from outbox")), QStringList{QStringLiteral("1")});
    }

    void sortingTwiceChangesNothing() {
        const QString id = m_store->held(soporte, 1);
        Sorting other;
        other.queue = quejas;
        other.runs.push_back({QStringLiteral("by_subject"), QStringLiteral("decided"), QStringLiteral("rule 1"), 1, 2});
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return sortItem(db, id, other, 1); }));
        QCOMPARE(m_store->item(id).queue, soporte);
        QCOMPARE(m_store->list(QStringLiteral("select count(*) from bot_run")), QStringList{QStringLiteral("0")});
    }

    void aBotMayClose() {
        const QString id = proto::base::newUuid7();
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return m_store->mails.create(db, tests::factsOf(id, 1)); }));
        Sorting sorting;
        sorting.queue = soporte;
        sorting.close = true;
        sorting.reason = QStringLiteral("bot x: spam");
        sorting.tags = QStringList{QStringLiteral("ñ, \"x\"")};
        sorting.skills = {{QStringLiteral("ingles"), 5}};
        sorting.runs.push_back({QStringLiteral("x"), QStringLiteral("decided"), QStringLiteral("spam"), 1, 2});
        QVERIFY(m_store->in([&](QSqlDatabase& db) { return sortItem(db, id, sorting, 1); }));
        const Item item = m_store->item(id);
        QCOMPARE(item.state, ItemState::Ended);
        QCOMPARE(item.tags, sorting.tags);
        QCOMPARE(item.skills, sorting.skills);
        QSqlDatabase db = m_store->store.reader();
        QCOMPARE(botRunsOf(db, id)->at(0).detail, QStringLiteral("spam"));
        QCOMPARE(*m_store->release(soporte, 1), 0);
    }

    void countsByQueue() {
        m_store->held(soporte, 10);
        m_store->held(soporte, 5, -100);
        m_store->held(quejas, 7);
        QCOMPARE(*m_store->release(quejas, 1), 1);
        QVERIFY(m_store->in(
            [&](QSqlDatabase& db) { return m_store->mails.create(db, tests::factsOf(proto::base::newUuid7(), 1)); }));
        QSqlDatabase db = m_store->store.reader();
        const auto counts = countItems(db);
        QVERIFY(counts);
        QCOMPARE(counts->inBot, 1);
        for (const QueueCounts& queue : counts->queues) {
            if (queue.queue == soporte)
                QCOMPARE(std::make_pair(queue.held, queue.oldestHeldMicros),
                         std::make_pair(qint64(2), std::int64_t(5000000)));
            else if (queue.queue == quejas)
                QCOMPARE(std::make_pair(queue.held, queue.released), std::make_pair(qint64(0), qint64(1)));
        }
    }

    void refusalsNameTheInteractionAndItsState() {
        Item item = m_store->item(m_store->held(soporte, 1));
        const Status refused =
            m_store->in([&](QSqlDatabase& db) { return moveItem(db, item, ItemEvent::BringBack, {}, 1); });
        QCOMPARE(refused.code(), StatusCode::Refused);
        QCOMPARE(refused.message(), QStringLiteral("interaction %1 is held, which refuses to bring back").arg(item.id));
        QSqlDatabase db = m_store->store.reader();
        QCOMPARE(itemById(db, QStringLiteral("x")).status().code(), StatusCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(StepsTest)
#include "steps_test.moc"
