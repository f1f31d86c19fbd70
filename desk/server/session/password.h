// Passwords by libsodium: Argon2id, 64 MiB and about a tenth of a second each. Thread-safe and slow: never in the main
// loop.
#pragma once

#include "proto/base/status.h"

#include <QByteArray>
#include <QString>

namespace desk::server {

// libsodium's string form with its own salt and cost. Unavailable when there are not 64 MiB free.
proto::base::Result<QString> hashPassword(const QString& password);
// True when `password` is the one `hash` was made of. Any other text as hash is false.
bool passwordMatches(const QString& hash, const QByteArray& password);
// A hash that no password matches, as dear to check as a real one: so that an unknown login answers as late as a wrong
// password does. Made at the first call.
const QString& hashOfNobody();

// 256 random bits as base64url, 43 characters.
QByteArray newToken();
// What is kept of a token: its SHA-256 in hexadecimal. A random token needs no slow hash.
QByteArray tokenHash(const QByteArray& token);

} // namespace desk::server
