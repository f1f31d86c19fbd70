// The passwords of mailboxes, which stand apart from the directory's versions and never in clear: sealed with a key that lies
// in a file of its own (libsodium: XChaCha20-Poly1305), so that a copy of the store tells nobody a password. A version holds
// only a mark of each: the same password has the same mark, and a mark tells nothing without the key. From any thread.
#pragma once

#include "proto/base/status.h"

#include <QByteArray>
#include <QString>

namespace proto::directory {

class Secrets {
public:
    // Where the key lies when nothing is set: directory.key in the store's folder; for PostgreSQL in /var/lib/antesala.
    static QString keyFile(const QString& setting, const QString& storeUrl);
    // NotFound names the file and the cure; Refused when others may read it.
    static base::Result<Secrets> load(const QString& keyFile);
    // Makes the key first when there is none: mode 0600, of this user.
    static base::Result<Secrets> loadOrMake(const QString& keyFile);

    // "sealed:…", the same for the same text. A text of this form is a mark and not the secret itself.
    QString markOf(const QString& text) const;
    static bool isMark(const QString& text);
    // Base64. It is bound to its mark: under another it does not open.
    QString seal(const QString& mark, const QString& text) const;
    // Refused when it was sealed with another key, or is damaged.
    base::Result<QString> open(const QString& mark, const QString& sealed) const;

private:
    Secrets(QString file, QByteArray key) : m_file(std::move(file)), m_key(std::move(key)) {}

    QString m_file;
    QByteArray m_key;
};

} // namespace proto::directory
