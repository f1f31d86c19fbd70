#include "proto/directory/secrets.h"

#include "proto/base/store_connection.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <sodium.h>

namespace proto::directory {

using base::Result;
using base::Status;

namespace {

constexpr qsizetype keyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype markBytes = 16;
const QString markPrefix = QStringLiteral("sealed:");

void startSodium() {
    static const int started = sodium_init();
    if (started < 0)
        qFatal("libsodium cannot be started: no source of random numbers");
}

unsigned char* bytes(QByteArray& data) {
    return reinterpret_cast<unsigned char*>(data.data());
}
const unsigned char* bytes(const QByteArray& data) {
    return reinterpret_cast<const unsigned char*>(data.constData());
}
unsigned long long sizeOf(const QByteArray& data) {
    return static_cast<unsigned long long>(data.size());
}

Status makeKey(const QString& path) {
    QByteArray key(keyBytes, Qt::Uninitialized);
    randombytes_buf(key.data(), static_cast<std::size_t>(key.size()));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(key.toBase64() + '\n') < 0 || !file.commit())
        return Status::unavailable(
            QStringLiteral("the key file %1 cannot be made (%2): make its folder writable, or set directory.key_file")
                .arg(path, file.errorString()));
    return Status::ok();
}

} // namespace

QString Secrets::keyFile(const QString& setting, const QString& storeUrl) {
    if (!setting.isEmpty())
        return setting;
    const auto target = base::parseStoreUrl(QStringLiteral("directory"), storeUrl);
    const bool inFolder = target && target->kind == base::StoreKind::Sqlite;
    return (inFolder ? target->folder : QStringLiteral("/var/lib/antesala")) + QStringLiteral("/directory.key");
}

Result<Secrets> Secrets::load(const QString& keyFile) {
    startSodium();
    QFile file(keyFile);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!file.exists())
            return Status::notFound(
                QStringLiteral("the key of the mailboxes' passwords is not at %1: copy it from where "
                               "desk --import-site ran, or set directory.key_file")
                    .arg(keyFile));
        return Status::unavailable(
            QStringLiteral("the key file %1 cannot be read (%2): give it to this daemon's user (chown)")
                .arg(keyFile, file.errorString()));
    }
    if (file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther))
        return Status::refused(
            QStringLiteral("others may read the key file %1: chmod 600 %1, and change the mailboxes' passwords if it "
                           "has been so for long")
                .arg(keyFile));
    const QByteArray key = QByteArray::fromBase64(file.readAll().trimmed());
    if (key.size() != keyBytes)
        return Status::invalid(
            QStringLiteral("%1 holds no key: restore it, or remove it and import the site file again").arg(keyFile));
    return Secrets(keyFile, key);
}

Result<Secrets> Secrets::loadOrMake(const QString& keyFile) {
    startSodium();
    if (!QFileInfo::exists(keyFile)) {
        if (Status made = makeKey(keyFile); !made)
            return made;
    }
    return load(keyFile);
}

bool Secrets::isMark(const QString& text) {
    return text.startsWith(markPrefix);
}

QString Secrets::markOf(const QString& text) const {
    const QByteArray utf8 = text.toUtf8();
    QByteArray mark(markBytes, Qt::Uninitialized);
    crypto_generichash(bytes(mark), static_cast<std::size_t>(mark.size()), bytes(utf8), sizeOf(utf8), bytes(m_key),
                       static_cast<std::size_t>(m_key.size()));
    return markPrefix + QString::fromLatin1(mark.toHex());
}

QString Secrets::seal(const QString& mark, const QString& text) const {
    const QByteArray utf8 = text.toUtf8();
    const QByteArray bound = mark.toUtf8();
    QByteArray nonce(nonceBytes, Qt::Uninitialized);
    randombytes_buf(nonce.data(), static_cast<std::size_t>(nonce.size()));
    QByteArray sealed(utf8.size() + tagBytes, Qt::Uninitialized);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed), nullptr, bytes(utf8), sizeOf(utf8), bytes(bound),
                                               sizeOf(bound), nullptr, bytes(nonce), bytes(m_key));
    return QString::fromLatin1((nonce + sealed).toBase64());
}

Result<QString> Secrets::open(const QString& mark, const QString& text) const {
    const QByteArray all = QByteArray::fromBase64(text.toLatin1());
    const QByteArray bound = mark.toUtf8();
    const QByteArray nonce = all.left(nonceBytes);
    const QByteArray sealed = all.mid(nonceBytes);
    QByteArray utf8(std::max<qsizetype>(0, sealed.size() - tagBytes), Qt::Uninitialized);
    if (sealed.size() < tagBytes ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(utf8), nullptr, nullptr, bytes(sealed), sizeOf(sealed),
                                                   bytes(bound), sizeOf(bound), bytes(nonce), bytes(m_key)) != 0)
        return Status::refused(
            QStringLiteral("a mailbox's password was sealed with another key than %1: copy the key from "
                           "where desk --import-site ran, or import the site file again with this one")
                .arg(m_file));
    return QString::fromUtf8(utf8);
}

} // namespace proto::directory
