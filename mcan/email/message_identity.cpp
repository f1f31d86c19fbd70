#include "mcan/email/message_identity.h"

#include <QRegularExpression>

#include <sodium.h>

namespace mcan::email {

namespace {

constexpr qsizetype uuidHex = 32;
constexpr qsizetype signatureHex = 20; // 80 bits
constexpr int tokenLength = 16;
const QLatin1String prefix("<antesala.");
constexpr char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

QString dashed(const QByteArray& hex) {
    QString uuid = QString::fromLatin1(hex);
    for (const int at : {20, 16, 12, 8})
        uuid.insert(at, u'-');
    return uuid;
}

// Without this libsodium's random numbers and constant-time comparison are not ready.
bool sodiumReady() {
    static const bool ready = sodium_init() >= 0;
    return ready;
}

} // namespace

QByteArray MessageIdentity::signature(const QByteArray& hexUuid) const {
    QByteArray digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(
        reinterpret_cast<unsigned char*>(digest.data()), reinterpret_cast<const unsigned char*>(hexUuid.constData()),
        static_cast<unsigned long long>(hexUuid.size()), reinterpret_cast<const unsigned char*>(m_key.constData()));
    return digest.toHex().left(signatureHex);
}

QString MessageIdentity::messageIdFor(const QString& messageUuid, const QString& mailbox) const {
    const QByteArray hex = QString(messageUuid).remove(u'-').toLatin1();
    const QString domain = mailbox.mid(mailbox.lastIndexOf(u'@') + 1);
    return prefix + QString::fromLatin1(hex + '.' + signature(hex)) + u'@' + domain + u'>';
}

QString MessageIdentity::messageOf(const QString& messageId) const {
    // Mail programs change the case of ids and cut off their ends; what is signed is whole or it is nothing.
    const QString id = messageId.toLower();
    const qsizetype end = prefix.size() + uuidHex + 1 + signatureHex;
    if (!id.startsWith(prefix) || id.size() < end || (id.size() > end && id.at(end) != u'@' && id.at(end) != u'>'))
        return {};
    const QByteArray hex = id.mid(prefix.size(), uuidHex).toLatin1();
    const QByteArray signedWith = id.mid(prefix.size() + uuidHex + 1, signatureHex).toLatin1();
    const QByteArray right = signature(hex);
    const bool ours =
        id.at(prefix.size() + uuidHex) == u'.' && sodiumReady() &&
        sodium_memcmp(signedWith.constData(), right.constData(), static_cast<std::size_t>(signatureHex)) == 0;
    return ours ? dashed(hex) : QString();
}

QByteArray newIdentityKey() {
    QByteArray key(crypto_auth_hmacsha256_KEYBYTES, '\0');
    if (sodiumReady())
        randombytes_buf(key.data(), static_cast<std::size_t>(key.size()));
    return key;
}

QString newThreadToken() {
    QString token;
    sodiumReady();
    for (int i = 0; i < tokenLength; ++i)
        token += QLatin1Char(crockford[randombytes_uniform(32)]);
    return token;
}

QString subjectTokenOf(const QString& subject) {
    static const QRegularExpression pattern(QStringLiteral("\\[#([0-9A-HJKMNP-TV-Z]{16})\\]"));
    return pattern.match(subject).captured(1);
}

QString addressTokenOf(const QString& address, const QString& mailbox) {
    const qsizetype at = mailbox.lastIndexOf(u'@');
    const QString start = mailbox.left(at) + u'+';
    const QString end = mailbox.mid(at);
    if (!address.startsWith(start, Qt::CaseInsensitive) || !address.endsWith(end, Qt::CaseInsensitive) ||
        address.size() != start.size() + tokenLength + end.size())
        return {};
    return address.mid(start.size(), tokenLength).toUpper();
}

QString tokenAddress(const QString& mailbox, const QString& token) {
    const qsizetype at = mailbox.lastIndexOf(u'@');
    return mailbox.left(at) + u'+' + token.toLower() + mailbox.mid(at);
}

} // namespace mcan::email
