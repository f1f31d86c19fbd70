// The desk: builds its parts and joins them. Main loop only; the web server and the stores have threads of their own.
#pragma once

#include "desk/server/api/rest_api.h"
#include "desk/server/audit.h"
#include "desk/server/http/web_server.h"
#include "desk/server/pages/desk_connections.h"
#include "desk/server/pages/fan_out.h"
#include "desk/server/pages/page_requests.h"
#include "desk/server/pages/pages.h"
#include "desk/server/session/identity.h"
#include "desk/server/session/known_browsers.h"
#include "desk/server/session/rights.h"
#include "desk/server/session/session_api.h"
#include "desk/server/session/session_store.h"
#include "desk/server/session/sign_in.h"
#include "desk/server/state/directory_watch.h"
#include "desk/server/state/state_feed.h"
#include "desk/server/work/conversations.h"
#include "desk/server/work/draft_store.h"
#include "desk/server/work/explanations.h"
#include "desk/server/work/replies.h"
#include "desk/server/work/served_work.h"

#include <QObject>
#include <QTimer>

namespace proto::bus {
class NodeHealth;
}

namespace desk::server {

struct DeskOptions {
    WebOptions web;
    SessionRules sessions{8LL * 3600 * 1'000'000, 24LL * 3600 * 1'000'000};
    SignInRules signIn;
};

class Desk : public QObject, public WebHandler {
    Q_OBJECT
public:
    struct Parts {
        proto::base::Store& store;     // schema desk, open for writing with deskMigrations()
        proto::base::Store& directory; // schema directory, open for reading
        proto::bus::Bus& bus;          // not started yet
        const proto::base::Clock& clock;
    };
    Desk(Parts parts, DeskOptions options, QObject* parent = nullptr);
    ~Desk() override;

    // Reads what is kept, opens the port, starts the bus. Blocking; before the loop runs.
    proto::base::Status start();
    // What this desk knows to be wrong goes to those who supervise.
    void follow(const proto::bus::NodeHealth& health);

    quint16 port() const { return m_web.port(); }
    WebFigures webFigures() const { return m_web.figures(); }
    const SessionStore& sessions() const { return m_sessions; }
    const SignIn& signIn() const { return m_signIn; }
    const StateCache& state() const { return m_cache; }
    const Pages& pages() const { return m_pages; }
    const DirectoryWatch& directory() const { return m_watch; }
    DirectoryWatch& directory() { return m_watch; }
    proto::bus::Bus& bus() { return m_feed.bus(); }
    const proto::base::Store& store() const { return m_parts.store; }

    void onRequest(const WebRequest& request, Respond respond) override;
    std::optional<WebResponse> onPageAsks(PageId page, const WebRequest& request) override;
    void onPageOpened(PageId page) override;
    void onPageMessage(PageId page, const QByteArray& text) override;
    void onPageClosed(PageId page) override;

private:
    void noteServed(StateKind kind, const QString& login);
    void announceDirectory();
    void everyMinute();

    Parts m_parts;
    const DeskOptions m_options;
    SessionStore m_sessions;
    Audit m_audit;
    DraftStore m_drafts;
    ServedWork m_served;
    DirectoryWatch m_watch;
    StateCache m_cache;
    StateFeed m_feed;
    DeskConnections m_connections;
    Identities m_identities;
    Rights m_rights;
    Replies m_replies;
    KnownBrowsers m_browsers;
    SignIn m_signIn;
    Conversations m_conversations;
    Explanations m_explanations;
    SupervisorCommands m_supervision;
    MailsAside m_mailsAside;
    SessionApi m_sessionApi;
    SupervisorApi m_supervisorApi;
    RestApi m_rest;
    WebServer m_web; // before what sends by it
    Pages m_pages;
    FanOut m_fanOut;
    PageRequests m_requests;
    QTimer m_minute;
};

} // namespace desk::server
