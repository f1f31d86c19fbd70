// The open WebSockets and whose they are. Main loop only.
#pragma once

#include "desk/server/http/web_server.h"
#include "desk/server/pages/desk_connections.h"
#include "desk/server/session/identity.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace desk::server {

// WebSocket close codes of ours.
constexpr quint16 closeSignedOut = 4401;
constexpr quint16 closeSilent = 4408;

struct Page {
    Identity who;
    bool open = false;       // the handshake is done
    bool supervises = false; // asked for everything, and may have it
    int pending = 0;         // requests not answered yet
    bool beats = false;      // it has answered a heartbeat, and is expected to go on
    qint64 heardAtMs = 0;    // by the steady clock
};

class Pages : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPerLogin = 20;
    // So often a page hears from the desk at least; it takes some of these missing for a dead connection.
    static constexpr std::chrono::milliseconds beatEvery{3000};

    // `silence`: a page that answered heartbeats and says nothing for so long is gone.
    Pages(WebServer& web, Identities& identities, SessionStore& sessions, DeskConnections& connections,
          std::chrono::milliseconds silence, QObject* parent = nullptr);

    // Nothing = let it in; else 401, or 429 when this login has mostPerLogin pages.
    std::optional<WebResponse> ask(PageId id, const WebRequest& request);
    void opened(PageId id);
    void closed(PageId id);
    // It said something; a heartbeat is the answer to one of ours.
    void heard(PageId id, bool heartbeat);
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
    void beat();
    void leave(Page& page);

    WebServer& m_web;
    Identities& m_identities;
    SessionStore& m_sessions;
    DeskConnections& m_connections;
    const std::chrono::milliseconds m_silence;
    QHash<PageId, Page> m_pages;
    QTimer m_beat;
};

} // namespace desk::server
