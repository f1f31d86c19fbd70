// The open WebSockets and whose they are. Main loop only.
#pragma once

#include "desk/server/desk_connections.h"
#include "desk/server/identity.h"
#include "desk/server/web_server.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <optional>

namespace desk::server {

// WebSocket close codes of ours.
constexpr quint16 closeSignedOut = 4401;

struct Page {
    Identity who;
    bool open = false;       // the handshake is done
    bool supervises = false; // asked for everything, and may have it
    int pending = 0;         // requests not answered yet
};

class Pages : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPerLogin = 20;

    Pages(WebServer& web, Identities& identities, SessionStore& sessions, DeskConnections& connections,
          QObject* parent = nullptr);

    // Nothing = let it in; else 401, or 429 when this login has mostPerLogin pages.
    std::optional<WebResponse> ask(PageId id, const WebRequest& request);
    void opened(PageId id);
    void closed(PageId id);
    // Null when it has gone.
    Page* find(PageId id);

    void send(PageId id, const antesala::v1::ServerMessage& message);
    // Made into JSON once, sent to the open pages that `wants` picks.
    void sendWhere(const antesala::v1::ServerMessage& message, const std::function<bool(const Page& page)>& wants);
    // The directory changed: who is no longer welcome is signed out; the others are greeted anew.
    void review();
    // An open page keeps its session from ending idle. Called every minute.
    void touchSessions();
    QHash<QString, int> countByLogin() const;

Q_SIGNALS:
    // Time for Welcome and the present state: the page is new, or what it may see has changed.
    void greet(desk::server::PageId id);

private:
    void closePagesOf(const QByteArray& session);

    WebServer& m_web;
    Identities& m_identities;
    SessionStore& m_sessions;
    DeskConnections& m_connections;
    QHash<PageId, Page> m_pages;
};

} // namespace desk::server
