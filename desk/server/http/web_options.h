// Bounds and identity of the web server. Defaults are those of the settings table (desk_settings.cpp).
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <cstddef>

namespace desk::server {

// To a page: what it asked for, and what it is told unasked. Each has its bound.
enum class PageMessage { Answer, News };

struct WebOptions {
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 8080;      // 0: any free one, see WebServer::port()
    QString webRoot;          // folder of the built pages
    QByteArray publicOrigin;  // "https://desk.example.org"; empty: http:// and the Host header
    bool behindProxy = false; // take the client's address from the last of X-Forwarded-For

    std::size_t maxConnections = 2000;
    std::size_t headerMaxBytes = std::size_t{16} << 10;
    std::size_t bodyMaxBytes = std::size_t{1} << 20;
    // One message of a page. A reply as long as it may be, each character written in the six bytes JSON takes at most,
    // fits with its recipients; a longer message ends the connection with 1009.
    static constexpr std::size_t pageMessageMaxBytes = std::size_t{2} << 20;
    // A request must have come completely in this time; a connection kept alive may be silent as long.
    std::chrono::seconds requestTimeout{15};
    // A client that takes its answer more slowly than this, beyond requestTimeout, is given up.
    std::size_t slowestBytesPerSecond = std::size_t{32} << 10;
    // A page that answers no ping and no heartbeat in this time is gone; a ping is sent after half of it.
    std::chrono::seconds pageTimeout{10};
    // What of the news may wait for a page that reads slowly; then it is dropped and may come back for the present state.
    std::size_t pageQueueBytes = std::size_t{1} << 20;
    // What of the answers it asked for may wait before another is added: three conversations.
    static constexpr std::size_t pageAnswerBytes = std::size_t{8} << 20;

    bool secure() const { return publicOrigin.startsWith("https://"); }
};

struct WebFigures {
    std::size_t connections = 0;
    std::size_t pages = 0;
    std::uint64_t requests = 0;
    std::uint64_t refusedConnections = 0; // above maxConnections
    std::uint64_t droppedPages = 0;       // too slow
};

} // namespace desk::server
