#include "desk/server/session/password.h"

#include <QCryptographicHash>

#include <array>
#include <sodium.h>

namespace desk::server {

using proto::base::Result;
using proto::base::Status;

namespace {

void startSodium() {
    static const int started = sodium_init();
    if (started < 0)
        qFatal("libsodium cannot be started: no source of random numbers");
}

} // namespace

Result<QString> hashPassword(const QString& password) {
    startSodium();
    const QByteArray utf8 = password.toUtf8();
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int failed = crypto_pwhash_str(text.data(), utf8.constData(), static_cast<unsigned long long>(utf8.size()),
                                         crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
    if (failed)
        return Status::unavailable(QStringLiteral("a password cannot be hashed: 64 MiB of memory must be free"));
    return QString::fromLatin1(text.data());
}

bool passwordMatches(const QString& hash, const QByteArray& password) {
    startSodium();
    const QByteArray text = hash.toLatin1();
    if (text.size() >= static_cast<qsizetype>(crypto_pwhash_STRBYTES))
        return false;
    return crypto_pwhash_str_verify(text.constData(), password.constData(),
                                    static_cast<unsigned long long>(password.size())) == 0;
}

const QString& hashOfNobody() {
    static const QString hash = [] {
        const Result<QString> made = hashPassword(QString::fromLatin1(newToken()));
        return made ? *made : QString();
    }();
    return hash;
}

QByteArray newToken() {
    startSodium();
    std::array<char, 32> random{};
    randombytes_buf(random.data(), random.size());
    return QByteArray(random.data(), random.size())
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray tokenHash(const QByteArray& token) {
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256).toHex();
}

} // namespace desk::server
