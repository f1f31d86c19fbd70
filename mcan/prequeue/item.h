// One piece of work of a digital channel, from the message that made it to its outcome: a row of the table `interaction`.
#pragma once

#include "mcan/prequeue/item_state.h"
#include "messages/interaction.pb.h"
#include "messages/prequeue.pb.h"

#include <QSqlQuery>
#include <QStringList>

#include <cstdint>
#include <utility>
#include <vector>

namespace mcan::prequeue {

struct Item {
    qint64 sequence = 0; // order of creation
    QString id;          // UUIDv7
    antesala::v1::Channel channel = antesala::v1::CHANNEL_UNSPECIFIED;
    ItemState state = ItemState::InBot;
    QString queue; // empty while in_bot
    int prioritySeconds = 0;
    std::uint32_t release = 0; // releases so far
    std::int64_t receivedAtMicros = 0;
    std::int64_t sinceMicros = 0;    // when it came into its state
    std::int64_t joinedAtMicros = 0; // when the customer last wrote again; 0 when never
    std::uint32_t update = 0;        // what was added since it was made, counted
    bool mayAnswer = true;
    QString threadId;
    QString messageId;     // of the channel: the one that made it
    QString lastMessageId; // the newest of those that joined
    QString refusedReply;  // a reply that came back while it was open; empty when none did
    QString mailbox;
    QString fromAddress;
    QString fromName;
    QString subject;
    QString preferredAgent;
    QStringList tags;
    std::vector<std::pair<QString, int>> skills; // name, least proficiency
    QString reason;                              // why it is in its state
    QString outcome;                             // of an ended one
    QString agent;

    // The sort key: what is smaller is released first.
    std::int64_t orderMicros() const { return receivedAtMicros - std::int64_t{prioritySeconds} * 1000000; }
};

// The columns readItem() expects, in its order.
extern const QString itemColumns;
Item readItem(const QSqlQuery& row);

// How a channel stands in the column `channel`: "email".
QString channelText(antesala::v1::Channel channel);

// Lists in a text column, as JSON.
QString listText(const QStringList& values);
QString skillText(const std::vector<std::pair<QString, int>>& skills);

// As acd and desks are told.
antesala::v1::Interaction toInteraction(const Item& item);
antesala::v1::PrequeueItem toPrequeueItem(const Item& item);
antesala::v1::PrequeueItemState toMessage(ItemState state);

} // namespace mcan::prequeue
