// What passes between the web thread (Boost.Beast) and the main loop: plain values, QByteArray because it is shared
// between threads without a copy.
#pragma once

#include <QByteArray>

#include <cstdint>
#include <utility>
#include <vector>

namespace desk::server {

// A WebSocket, for as long as it lives. Never used again.
using PageId = std::uint64_t;

// An HTTP request that passed the web thread's checks (size, syntax, Origin).
struct WebRequest {
    QByteArray method;      // "GET"
    QByteArray path;        // "/api/v1/session", as sent: still percent-encoded, without the query
    QByteArray query;       // "shelf=parked&limit=20", as sent; empty when there is none
    QByteArray contentType; // media type alone, lower case
    QByteArray cookie;      // value of the session's cookie, empty when there is none
    QByteArray browser;     // value of the known browser's cookie; only at the sign-in
    QByteArray address;     // of the client: the peer's, or what the proxy says when desk.behind_proxy
    QByteArray body;
};

struct WebResponse {
    unsigned status = 200;
    QByteArray contentType;
    QByteArray body;
    std::vector<std::pair<QByteArray, QByteArray>> headers; // more than the fixed ones; values without CR, LF, NUL
};

} // namespace desk::server
