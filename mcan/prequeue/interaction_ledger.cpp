#include "mcan/prequeue/interaction_ledger.h"

#include "mcan/prequeue/end_step.h"
#include "mcan/prequeue/item_table.h"
#include "proto/base/store.h"

namespace mcan::prequeue {

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

Status InteractionLedger::create(QSqlDatabase& db, const MessageFacts& facts) {
    Item item;
    item.id = facts.interactionId;
    item.channel = m_channel;
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

Status InteractionLedger::join(QSqlDatabase& db, const MessageFacts& facts) {
    auto item = itemById(db, facts.interactionId);
    if (!item)
        return item.status();
    ++item.value().update;
    const auto noted = execute(
        db, QStringLiteral("update interaction set last_message = ?, joined_at_us = ?, update_number = ? where id = ?"),
        {facts.messageId, qlonglong{m_clock.utcMicros()}, item->update, facts.interactionId});
    return noted ? tellUpdated(db, *item) : noted.status();
}

Status InteractionLedger::tellUpdated(QSqlDatabase& db, const Item& item) const {
    if (item.state != ItemState::Released)
        return Status::ok();
    antesala::v1::InteractionUpdated update;
    *update.mutable_interaction() = toInteraction(item);
    update.set_release(item.release);
    return m_outbox.append(db, QStringLiteral("interaction"), item.id, QStringLiteral("updated"), update);
}

Status InteractionLedger::replyRefused(QSqlDatabase& db, const RefusedReply& reply) {
    const auto open = openInteraction(db, reply.threadId);
    if (!open)
        return open.status();
    if (open->isEmpty())
        return openForReply(db, reply, m_clock.utcMicros());
    auto item = itemById(db, *open);
    if (!item)
        return item.status();
    ++item.value().update;
    const auto noted =
        execute(db, QStringLiteral("update interaction set refused_reply = ?, update_number = ? where id = ?"),
                {reply.messageId, item->update, item->id});
    return noted ? tellUpdated(db, *item) : noted.status();
}

Result<QString> InteractionLedger::threadOf(QSqlDatabase& db, const QString& interactionId) {
    const auto item = itemById(db, interactionId);
    return item ? Result<QString>(item->threadId) : Result<QString>(item.status());
}

Result<ConversationStanding> InteractionLedger::standingOf(QSqlDatabase& db, const QString& interactionId) {
    const auto item = itemById(db, interactionId);
    if (!item)
        return item.status();
    ConversationStanding standing{item->threadId, item->update, {}};
    if (item->state != ItemState::Ended && item->state != ItemState::Discarded)
        return standing;
    auto next =
        execute(db, QStringLiteral("select message from interaction where thread = ? and seq > ? order by seq limit 1"),
                {item->threadId, item->sequence});
    if (!next)
        return next.status();
    if (next.value().next())
        standing.nextMessageId = next->value(0).toString();
    return standing;
}

} // namespace mcan::prequeue
