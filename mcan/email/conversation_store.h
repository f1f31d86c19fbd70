// Threads and their messages in the store. The functions run inside a store job, or on a read connection where they
// only read.
#pragma once

#include "messages/parsed_mail.pb.h"
#include "proto/base/store.h"

#include <QSqlDatabase>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace mcan::email {

enum class Direction { In, Out };
enum class MessageKind { Person, Automatic, Bounce, Reply };

struct StoredMessage {
    QString id; // that of the mail, when it came in
    QString threadId;
    QString interactionId; // empty for what opens no work
    QString mailbox;
    Direction direction = Direction::In;
    MessageKind kind = MessageKind::Person;
    QString messageId;   // RFC 5322, with angle brackets
    QString fromAddress; // lower case
    QString agent;       // of a reply: login
    std::int64_t atMicros = 0;
    antesala::v1::ParsedMail parsed;
};

struct StoredThread {
    QString id;
    QString mailbox;
    QString token;
    QString subject;
    QString lastAgent;
};

proto::base::Status addMessage(QSqlDatabase& db, const StoredMessage& message);
// It became work after all: a person's, in this conversation.
proto::base::Status becomeWork(QSqlDatabase& db, const QString& messageId, const QString& threadId,
                               const QString& interactionId);
proto::base::Result<StoredMessage> readMessage(QSqlDatabase& db, const QString& id);
// Oldest first; the newest `count`, of those before the message `before` when one is given.
proto::base::Result<std::vector<StoredMessage>> readMessages(QSqlDatabase& db, const QString& threadId, int count,
                                                             const QString& before = {});
proto::base::Result<antesala::v1::ParsedMail> readParsed(QSqlDatabase& db, const QString& id);

proto::base::Result<StoredThread> addThread(QSqlDatabase& db, const QString& mailbox, const QString& subject,
                                            std::int64_t nowMicros);
proto::base::Result<StoredThread> readThread(QSqlDatabase& db, const QString& id);
// Something was added to it; `agent`: who answered (empty: nobody, the last one stays).
proto::base::Status touchThread(QSqlDatabase& db, const QString& id, const QString& agent, std::int64_t nowMicros);
// Who takes part; known ones stay once. Lower-cased here.
proto::base::Status addThreadAddresses(QSqlDatabase& db, const QString& id, const QStringList& addresses);

} // namespace mcan::email
