#include "desk/server/pages/pages.h"

#include "desk/server/http/http_answer.h"
#include "desk/server/http/json.h"

#include "proto/base/clock.h"

#include <algorithm>
#include <utility>

namespace desk::server {

namespace {

std::int64_t utcMicros() {
    return proto::base::SystemClock::instance().utcMicros();
}

} // namespace

Pages::Pages(WebServer& web, Identities& identities, SessionStore& sessions, DeskConnections& connections,
             std::chrono::milliseconds silence, QObject* parent)
    : QObject(parent)
    , m_web(web)
    , m_identities(identities)
    , m_sessions(sessions)
    , m_connections(connections)
    , m_silence(silence) {
    connect(&m_sessions, &SessionStore::ended, this, &Pages::closePagesOf);
    connect(&m_beat, &QTimer::timeout, this, &Pages::beat);
    m_beat.start(std::min(beatEvery, silence / 3));
}

std::optional<WebResponse> Pages::ask(PageId id, const WebRequest& request) {
    const auto who = m_identities.ofToken(request.cookie);
    if (!who)
        return problem(401, "not_signed_in", "Sign in first: POST /api/v1/session.");
    if (countByLogin().value(who->person.login) >= mostPerLogin)
        return problem(429, "too_many_pages", "Close some of the pages that are open for this sign-in.");
    m_pages.insert(id, {*who});
    return std::nullopt;
}

void Pages::opened(PageId id) {
    Page* page = find(id);
    if (!page)
        return;
    page->open = true;
    page->heardAtMs = proto::base::steadyMs();
    if (page->who.isAgent)
        m_connections.pageCame(page->who.person.login);
    // The session may have ended between the handshake's two halves.
    if (!m_identities.ofSession(page->who.session))
        m_web.closePage(id, closeSignedOut, "signed out");
    else
        Q_EMIT greet(id);
}

void Pages::closed(PageId id) {
    Page page = m_pages.take(id);
    leave(page);
}

void Pages::leave(Page& page) {
    if (std::exchange(page.open, false) && page.who.isAgent)
        m_connections.pageWent(page.who.person.login);
}

void Pages::heard(PageId id, bool heartbeat) {
    if (Page* page = find(id)) {
        page->heardAtMs = proto::base::steadyMs();
        page->beats = page->beats || heartbeat;
    }
}

// A browser answers the WebSocket's own pings for a page that stands still: only the page itself can say that it lives. What
// has never answered is a program or an older page, and is judged by those pings alone.
void Pages::beat() {
    const qint64 now = proto::base::steadyMs();
    for (auto page = m_pages.begin(); page != m_pages.end(); ++page) {
        if (!page->open || !page->beats || now - page->heardAtMs < m_silence.count())
            continue;
        leave(*page);
        m_web.closePage(page.key(), closeSilent, "silent");
    }
    antesala::v1::ServerMessage message;
    message.mutable_heartbeat()->set_server_time_us(utcMicros());
    sendWhere(message, [](const Page&) { return true; });
}

Page* Pages::find(PageId id) {
    const auto found = m_pages.find(id);
    return found == m_pages.end() ? nullptr : &*found;
}

void Pages::send(PageId id, const antesala::v1::ServerMessage& message) {
    m_web.send(id, toJson(message), message.has_answer() ? PageMessage::Answer : PageMessage::News);
}

void Pages::sendWhere(const antesala::v1::ServerMessage& message, const std::function<bool(const Page&)>& wants) {
    QByteArray json;
    for (auto page = m_pages.constBegin(); page != m_pages.constEnd(); ++page) {
        if (!page->open || !wants(*page))
            continue;
        if (json.isEmpty())
            json = toJson(message);
        m_web.send(page.key(), json);
    }
}

void Pages::review() {
    const QList<PageId> ids = m_pages.keys();
    for (const PageId id : ids) {
        Page* page = find(id);
        const auto who = page ? m_identities.ofSession(page->who.session) : std::nullopt;
        if (!page)
            continue;
        if (!who) {
            m_sessions.end(page->who.session);
            continue;
        }
        if (page->open && page->who.isAgent != who->isAgent)
            who->isAgent ? m_connections.pageCame(who->person.login) : m_connections.pageWent(who->person.login);
        page->who = *who;
        page->supervises = page->supervises && who->supervises();
        if (page->open)
            Q_EMIT greet(id);
    }
}

void Pages::touchSessions() {
    for (const Page& page : std::as_const(m_pages))
        m_sessions.touch(page.who.session);
}

QHash<QString, int> Pages::countByLogin() const {
    QHash<QString, int> counts;
    for (const Page& page : m_pages)
        ++counts[page.who.person.login];
    return counts;
}

void Pages::closePagesOf(const QByteArray& session) {
    for (auto page = m_pages.constBegin(); page != m_pages.constEnd(); ++page)
        if (page->who.session == session)
            m_web.closePage(page.key(), closeSignedOut, "signed out");
}

} // namespace desk::server
