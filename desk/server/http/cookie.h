// The desk's cookies (RFC 6265), HttpOnly and SameSite=Strict. The session: antesala_session=<43 characters of base64url>; Path=/.
// Who has signed in here before: antesala_browser, see KnownBrowsers; it is sent to nothing but the sign-in.
#pragma once

#include <QByteArray>

#include <string_view>

namespace desk::server {

// Value of the session's cookie in a Cookie header; empty when absent or given twice (then one of them is not ours).
QByteArray sessionCookie(std::string_view cookieHeader);
// Value of Set-Cookie. `seconds` 0 takes the cookie away.
// The same of the browser's.
QByteArray browserCookie(std::string_view cookieHeader);
QByteArray setBrowserCookie(const QByteArray& value, qint64 seconds, bool secure);
QByteArray setSessionCookie(const QByteArray& token, qint64 seconds, bool secure);

} // namespace desk::server
