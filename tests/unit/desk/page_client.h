// A page: a WebSocket that speaks ClientMessage and ServerMessage. Runs the test's event loop while it waits.
#pragma once

#include "messages/desk.pb.h"

#include <QByteArray>
#include <QWebSocket>

#include <functional>
#include <vector>

namespace tests {

class PageClient {
public:
    // `cookie`: "Cookie: antesala_session=…"
    PageClient(quint16 port, const QByteArray& cookie);

    bool waitWelcome();
    // Sends under a new request_id (or the one set) and waits for its answer.
    antesala::v1::DeskAnswer ask(antesala::v1::ClientMessage request);
    // The last message that `matches`, waiting for it.
    bool waitFor(const std::function<bool(const antesala::v1::ServerMessage&)>& matches, int ms = 5000);
    bool waitClosed(int ms = 5000);

    std::vector<antesala::v1::ServerMessage> messages; // all, in order
    QWebSocket socket;
};

} // namespace tests
