#include "desk/server/http/cookie.h"

namespace desk::server {

namespace {

constexpr std::string_view session = "antesala_session";
constexpr std::string_view browser = "antesala_browser";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

QByteArray valueOf(std::string_view name, std::string_view cookieHeader) {
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

QByteArray setCookie(std::string_view name, const QByteArray& value, const char* path, qint64 seconds, bool secure) {
    QByteArray text = QByteArray(name.data(), static_cast<qsizetype>(name.size())) + '=' + value + "; Path=" + path +
                      "; HttpOnly; SameSite=Strict; Max-Age=" + QByteArray::number(seconds);
    if (secure)
        text += "; Secure";
    return text;
}

} // namespace

QByteArray sessionCookie(std::string_view cookieHeader) {
    return valueOf(session, cookieHeader);
}

QByteArray browserCookie(std::string_view cookieHeader) {
    return valueOf(browser, cookieHeader);
}

QByteArray setSessionCookie(const QByteArray& token, qint64 seconds, bool secure) {
    return setCookie(session, token, "/", seconds, secure);
}

QByteArray setBrowserCookie(const QByteArray& value, qint64 seconds, bool secure) {
    return setCookie(browser, value, "/api/v1/session", seconds, secure);
}

} // namespace desk::server
