#include "desk/server/desk.h"

#include "messages/directory.pb.h"
#include "proto/bus/node_health.h"

namespace desk::server {

using namespace antesala::v1;
using proto::base::Status;

Desk::Desk(Parts parts, DeskOptions options, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_options(std::move(options))
    , m_sessions(parts.store, parts.clock, m_options.sessions)
    , m_audit(parts.store, parts.clock)
    , m_drafts(parts.store, parts.clock)
    , m_served(parts.store, parts.clock)
    , m_watch(parts.directory)
    , m_feed(parts.bus, m_cache)
    , m_connections(m_feed, m_cache)
    , m_identities(m_sessions, m_watch)
    , m_rights(m_cache, m_served)
    , m_replies(m_feed, m_rights, m_drafts, m_audit)
    , m_browsers(parts.store, parts.clock)
    , m_signIn({m_watch, m_sessions, m_audit, m_browsers, parts.clock}, m_options.signIn)
    , m_conversations(m_feed, m_rights)
    , m_explanations(m_feed)
    , m_supervision(m_feed, m_audit)
    , m_mailsAside(m_feed, m_audit)
    , m_sessionApi({m_signIn, m_browsers, m_identities, m_sessions, m_audit,
                    m_options.sessions.absoluteMicros / 1'000'000, m_options.web.secure()})
    , m_supervisorApi(m_supervision)
    , m_rest({m_sessionApi, m_identities, m_conversations, m_explanations, m_supervisorApi, m_mailsAside, m_cache,
              parts.store, m_watch})
    , m_web(m_options.web, *this, this)
    , m_pages(m_web, m_identities, m_sessions, m_connections, m_options.web.pageTimeout)
    , m_fanOut(m_pages, m_cache, m_rights, m_watch)
    , m_requests({m_pages, m_fanOut, m_feed, m_cache, m_rights, m_conversations, m_explanations, m_supervision,
                  m_mailsAside, m_drafts, m_replies, m_audit}) {
    connect(&m_cache, &StateCache::changed, this, &Desk::noteServed);
    connect(&m_feed, &StateFeed::replyChanged, &m_fanOut, &FanOut::sendReply);
    connect(&m_feed, &StateFeed::threadChanged, &m_fanOut, &FanOut::sendThreadChange);
    connect(&m_drafts, &DraftStore::changed, &m_fanOut, &FanOut::sendDraftChange);
    connect(&m_watch, &DirectoryWatch::changed, &m_pages, &Pages::review);
    connect(&m_watch, &DirectoryWatch::changed, this, [this] {
        m_parts.bus.setCompany(m_watch.directory().tenant);
        announceDirectory();
    });
    connect(&parts.bus, &proto::bus::Bus::connected, this, &Desk::announceDirectory);
    connect(&m_minute, &QTimer::timeout, this, &Desk::everyMinute);
}

Desk::~Desk() = default;

Status Desk::start() {
    if (Status loaded = m_sessions.load(); !loaded)
        return loaded;
    if (Status loaded = m_served.load(); !loaded)
        return loaded;
    if (Status loaded = m_browsers.load(); !loaded)
        return loaded;
    if (Status opened = m_web.listen(); !opened)
        return opened;
    m_watch.start();
    m_parts.bus.start();
    m_minute.start(std::chrono::minutes(1));
    return Status::ok();
}

void Desk::follow(const proto::bus::NodeHealth& health) {
    connect(&health, &proto::bus::NodeHealth::changed, this,
            [this, &health] { m_feed.setOwnTroubles(health.troubles()); });
}

void Desk::onRequest(const WebRequest& request, Respond respond) {
    m_rest.answer(request, std::move(respond));
}

std::optional<WebResponse> Desk::onPageAsks(PageId page, const WebRequest& request) {
    return m_pages.ask(page, request);
}

void Desk::onPageOpened(PageId page) {
    m_pages.opened(page);
}

void Desk::onPageMessage(PageId page, const QByteArray& text) {
    m_requests.onMessage(page, text);
}

void Desk::onPageClosed(PageId page) {
    m_pages.closed(page);
}

// An agent may read a conversation they have taken later, too; one that was only offered is not theirs.
void Desk::noteServed(StateKind kind, const QString& login) {
    const AgentState* agent = kind == StateKind::Agent ? m_cache.agent(login) : nullptr;
    if (!agent)
        return;
    for (const WorkItem& item : agent->work())
        if (!item.interaction().thread_id().empty() && item.state() != WORK_STATE_OFFERED)
            m_served.note(login, QString::fromStdString(item.interaction().id()));
}

void Desk::announceDirectory() {
    if (m_watch.directory().version == 0)
        return;
    DirectoryChanged news;
    news.set_version(m_watch.directory().version);
    m_parts.bus.publishState(
        m_parts.bus.topic(QStringLiteral("directory"), QStringLiteral("current"), QStringLiteral("changed")), news,
        true);
}

void Desk::everyMinute() {
    m_pages.touchSessions();
    m_sessions.sweep();
    m_served.forgetOld();
}

} // namespace desk::server
