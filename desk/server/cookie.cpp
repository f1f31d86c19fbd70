#include "desk/server/cookie.h"

namespace desk::server {

namespace {

constexpr std::string_view name = "antesala_session";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace

QByteArray sessionCookie(std::string_view cookieHeader) {
    QByteArray found;
    while (!cookieHeader.empty()) {
        const auto end = cookieHeader.find(';');
        const std::string_view pair = trimmed(cookieHeader.substr(0, end));
        cookieHeader.remove_prefix(end == std::string_view::npos ? cookieHeader.size() : end + 1);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name)
            continue;
        if (!found.isNull())
            return {};
        const std::string_view value = pair.substr(equals + 1);
        found = QByteArray(value.data(), static_cast<qsizetype>(value.size()));
    }
    return found;
}

QByteArray setSessionCookie(const QByteArray& token, qint64 seconds, bool secure) {
    QByteArray text = QByteArray(name.data(), name.size()) + '=' + token +
                      "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + QByteArray::number(seconds);
    if (secure)
        text += "; Secure";
    return text;
}

} // namespace desk::server
