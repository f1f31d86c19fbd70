// Our signed Message-IDs and the tokens of conversations: what tells that a mail answers one of ours.
//
//   Message-ID  <antesala.<message uuid, 32 hex>.<20 hex of HMAC>@domain>     nobody else can make one that counts
//   token       16 characters of Crockford's base32, random, stored with the thread: name+TOKEN@domain, [#TOKEN]
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace mcan::email {

class MessageIdentity {
public:
    // key: 32 bytes, made with the store and kept in it, so that ids stay ours across restarts.
    explicit MessageIdentity(QByteArray key) : m_key(std::move(key)) {}

    QString messageIdFor(const QString& messageUuid, const QString& mailbox) const; // with angle brackets
    // The message's UUID when the id is ours and the signature is right; else empty.
    QString messageOf(const QString& messageId) const;

private:
    QByteArray signature(const QByteArray& hexUuid) const;
    QByteArray m_key;
};

QByteArray newIdentityKey();
QString newThreadToken();
// The token in [#TOKEN]; empty when there is none.
QString subjectTokenOf(const QString& subject);
// The token in an address name+TOKEN@domain whose rest is `mailbox`; empty when there is none.
QString addressTokenOf(const QString& address, const QString& mailbox);
// name+TOKEN@domain
QString tokenAddress(const QString& mailbox, const QString& token);

} // namespace mcan::email
