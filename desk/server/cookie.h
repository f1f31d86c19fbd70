// The session's cookie (RFC 6265): antesala_session=<43 characters of base64url>; HttpOnly; SameSite=Strict; Path=/.
#pragma once

#include <QByteArray>

#include <string_view>

namespace desk::server {

// Value of the session's cookie in a Cookie header; empty when absent or given twice (then one of them is not ours).
QByteArray sessionCookie(std::string_view cookieHeader);
// Value of Set-Cookie. `seconds` 0 takes the cookie away.
QByteArray setSessionCookie(const QByteArray& token, qint64 seconds, bool secure);

} // namespace desk::server
