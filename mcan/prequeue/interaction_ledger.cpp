#include "mcan/prequeue/interaction_ledger.h"

#include "mcan/prequeue/item_table.h"
#include "proto/base/store.h"

namespace mcan::prequeue {

using email::MailFacts;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

Result<QString> InteractionLedger::openInteraction(QSqlDatabase& db, const QString& threadId) {
    auto row = execute(
        db, QStringLiteral("select id from interaction where thread = ? and state <> 'ended' and state <> 'discarded'"),
        {threadId});
    if (!row)
        return row.status();
    return row.value().next() ? row->value(0).toString() : QString();
}

Status InteractionLedger::create(QSqlDatabase& db, const MailFacts& facts) {
    Item item;
    item.id = facts.interactionId;
    item.receivedAtMicros = facts.receivedAtMicros;
    item.sinceMicros = m_clock.utcMicros();
    item.mayAnswer = facts.mayAnswerAutomatically;
    item.threadId = facts.threadId;
    item.messageId = item.lastMessageId = facts.messageId;
    item.mailbox = facts.mailbox;
    item.fromAddress = facts.fromAddress;
    item.fromName = facts.fromName;
    item.subject = facts.subject;
    item.preferredAgent = facts.preferredAgent;
    return insertItem(db, item);
}

Status InteractionLedger::join(QSqlDatabase& db, const MailFacts& facts) {
    const auto item = itemById(db, facts.interactionId);
    if (!item)
        return item.status();
    const auto noted =
        execute(db, QStringLiteral("update interaction set last_message = ?, joined_at_us = ? where id = ?"),
                {facts.messageId, qlonglong{m_clock.utcMicros()}, facts.interactionId});
    if (!noted || item->state != ItemState::Released)
        return noted.status();
    antesala::v1::InteractionUpdated update;
    *update.mutable_interaction() = toInteraction(*item);
    update.set_release(item->release);
    const proto::bus::Topic topic{m_site, QStringLiteral("mcan"), QStringLiteral("interaction"), item->id,
                                  QStringLiteral("updated")};
    return m_outbox.append(db, topic, update, item->id);
}

Result<QString> InteractionLedger::threadOf(QSqlDatabase& db, const QString& interactionId) {
    const auto item = itemById(db, interactionId);
    return item ? Result<QString>(item->threadId) : Result<QString>(item.status());
}

} // namespace mcan::prequeue
