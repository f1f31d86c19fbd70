// The pre-queue's answers to a channel, inside the channel's own transaction. See ConversationWork.
#pragma once

#include "mcan/prequeue/conversation_work.h"
#include "mcan/prequeue/item.h"
#include "proto/base/clock.h"
#include "proto/bus/outbox.h"

namespace mcan::prequeue {

class InteractionLedger final : public ConversationWork {
public:
    // What it makes is of `channel`.
    InteractionLedger(const proto::bus::Outbox& outbox, const proto::base::Clock& clock, antesala::v1::Channel channel)
        : m_outbox(outbox)
        , m_clock(clock)
        , m_channel(channel) {}

    proto::base::Result<QString> openInteraction(QSqlDatabase& db, const QString& threadId) override;
    proto::base::Status create(QSqlDatabase& db, const MessageFacts& facts) override;
    // One that acd has is told to it as InteractionUpdated.
    proto::base::Status join(QSqlDatabase& db, const MessageFacts& facts) override;
    proto::base::Status replyRefused(QSqlDatabase& db, const RefusedReply& reply) override;
    proto::base::Result<QString> threadOf(QSqlDatabase& db, const QString& interactionId) override;
    proto::base::Result<ConversationStanding> standingOf(QSqlDatabase& db, const QString& interactionId) override;

private:
    // acd is told what was added to an item it has.
    proto::base::Status tellUpdated(QSqlDatabase& db, const Item& item) const;

    const proto::bus::Outbox& m_outbox;
    const proto::base::Clock& m_clock;
    const antesala::v1::Channel m_channel;
};

} // namespace mcan::prequeue
