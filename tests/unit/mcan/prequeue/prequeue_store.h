// A store with the pre-queue's tables, and short words for what tests do with it.
#pragma once

#include "mcan/prequeue/interaction_ledger.h"
#include "mcan/prequeue/item_table.h"
#include "mcan/prequeue/migrations.h"
#include "mcan/prequeue/release_step.h"
#include "mcan/prequeue/sort_step.h"
#include "proto/base/uuid7.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"

#include <QTest>

namespace tests {

inline proto::bus::BusOptions busOf(const char* owner, quint16 port = 1) {
    proto::bus::BusOptions options;
    options.port = port;
    options.site = QStringLiteral("demo");
    options.owner = QString::fromLatin1(owner);
    options.node = QStringLiteral("one");
    options.answerTimeoutMs = 2000;
    return options;
}

inline std::vector<proto::base::Migration> prequeueTables() {
    std::vector<proto::base::Migration> all = mcan::prequeue::migrations();
    all.push_back({100, proto::bus::Outbox::tables() + proto::bus::Inbox::tables()});
    return all;
}

inline mcan::prequeue::MessageFacts factsOf(const QString& id, std::int64_t receivedAtSeconds) {
    mcan::prequeue::MessageFacts facts;
    facts.interactionId = id;
    facts.messageId = proto::base::newUuid7();
    facts.threadId = proto::base::newUuid7();
    facts.mailbox = QStringLiteral("ayuda@demo.test");
    facts.fromAddress = QStringLiteral("cliente1@cliente.test");
    facts.fromName = QStringLiteral("Cliente Uno");
    facts.subject = QStringLiteral("Pregunta");
    facts.receivedAtMicros = receivedAtSeconds * 1000000;
    return facts;
}

// Steps run as store jobs; a bus that never connects makes the envelopes.
struct PrequeueStore {
    PrequeueStore(const QString& schema, const QString& url)
        : store(schema, url)
        , bus(busOf("mcan"))
        , outbox(bus, store)
        , mails(outbox, clock, antesala::v1::CHANNEL_EMAIL)
        , chats(outbox, clock, antesala::v1::CHANNEL_CHAT) {
        const proto::base::Status opened = store.open(proto::base::StoreAccess::Writer, prequeueTables());
        if (!opened)
            qFatal("%s", qPrintable(opened.message()));
    }
    // Runs in a job and gives what it gave.
    template <typename Work>
    auto in(Work work) {
        std::optional<decltype(work(std::declval<QSqlDatabase&>()))> result;
        const proto::base::Status done = store.writeNow([&](QSqlDatabase& db) -> proto::base::Status {
            result.emplace(work(db));
            return statusOf(*result);
        });
        Q_UNUSED(done)
        return *result;
    }
    static proto::base::Status statusOf(const proto::base::Status& status) { return status; }
    template <typename T>
    static proto::base::Status statusOf(const proto::base::Result<T>& result) {
        return result.status();
    }

    // An item held in `queue`; the id.
    QString held(const QString& queue, std::int64_t receivedAtSeconds, int prioritySeconds = 0,
                 const QString& sender = {}, const QString& subject = {}) {
        return heldOf(mails, queue, receivedAtSeconds, prioritySeconds, sender, subject);
    }
    QString heldOf(mcan::prequeue::ConversationWork& channel, const QString& queue, std::int64_t receivedAtSeconds,
                   int prioritySeconds = 0, const QString& sender = {}, const QString& subject = {}) {
        const QString id = proto::base::newUuid7();
        auto facts = factsOf(id, receivedAtSeconds);
        if (!sender.isEmpty())
            facts.fromAddress = sender;
        if (!subject.isEmpty())
            facts.subject = subject;
        mcan::prequeue::Sorting sorting;
        sorting.queue = queue;
        sorting.prioritySeconds = prioritySeconds;
        const proto::base::Status made = in([&](QSqlDatabase& db) -> proto::base::Status {
            if (proto::base::Status created = channel.create(db, facts); !created)
                return created;
            return mcan::prequeue::sortItem(db, id, sorting, clock.utcMicros());
        });
        if (!made)
            qFatal("%s", qPrintable(made.message()));
        return id;
    }
    proto::base::Result<int> release(const QString& queue, const mcan::prequeue::ChannelWindows& windows) {
        return in([&](QSqlDatabase& db) {
            return mcan::prequeue::releaseInOrder(db, outbox, {queue, windows}, clock.utcMicros());
        });
    }
    // Of mails.
    proto::base::Result<int> release(const QString& queue, std::uint32_t window) {
        return release(queue, {{antesala::v1::CHANNEL_EMAIL, window}});
    }
    mcan::prequeue::Item item(const QString& id) {
        QSqlDatabase db = store.reader();
        auto found = mcan::prequeue::itemById(db, id);
        if (!found)
            qFatal("%s", qPrintable(found.status().message()));
        return *found;
    }
    QString stateOf(const QString& id) { return itemStateName(item(id).state); }
    QStringList list(const QString& sql) {
        QSqlDatabase db = store.reader();
        QStringList found;
        auto rows = proto::base::execute(db, sql);
        while (rows && rows.value().next())
            found << rows->value(0).toString();
        return found;
    }
    // Interactions of the outbox, in order.
    QStringList handedOver() { return list(QStringLiteral("select interaction_id from outbox order by sequence")); }

    proto::base::ManualClock clock{1'000'000'000'000};
    proto::base::Store store;
    proto::bus::Bus bus;
    proto::bus::Outbox outbox;
    // Each channel's: the second is all that a further channel needs here.
    mcan::prequeue::InteractionLedger mails;
    mcan::prequeue::InteractionLedger chats;
};

} // namespace tests
