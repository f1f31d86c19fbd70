#include "desk/server/pages/fan_out.h"

#include "desk/server/pages/welcome.h"

namespace desk::server {

using namespace antesala::v1;

FanOut::FanOut(Pages& pages, const StateCache& cache, const Rights& rights, const DirectoryWatch& watch,
               QObject* parent)
    : QObject(parent)
    , m_pages(pages)
    , m_cache(cache)
    , m_rights(rights)
    , m_watch(watch) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(flushEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &FanOut::flush);
    connect(&m_pages, &Pages::greet, this, &FanOut::greet);
    connect(&m_cache, &StateCache::changed, this, &FanOut::note);
    connect(&m_cache, &StateCache::systemChanged, this, [this] {
        m_systemChanged = true;
        if (!m_timer.isActive())
            m_timer.start();
    });
}

void FanOut::note(StateKind kind, const QString& name) {
    m_changed.insert({static_cast<int>(kind), name});
    if (!m_timer.isActive())
        m_timer.start();
}

void FanOut::flush() {
    if (std::exchange(m_systemChanged, false)) {
        for (const bool supervises : {true, false})
            m_pages.sendWhere(systemMessage(supervises),
                              [supervises](const Page& page) { return page.who.supervises() == supervises; });
    }
    const auto changed = std::exchange(m_changed, {});
    for (const auto& [kind, name] : changed) {
        const bool isAgent = static_cast<StateKind>(kind) == StateKind::Agent;
        m_pages.sendWhere(messageOf(static_cast<StateKind>(kind), name), [&, login = name](const Page& page) {
            return page.supervises || (isAgent && page.who.person.login == login);
        });
    }
}

ServerMessage FanOut::messageOf(StateKind kind, const QString& name) const {
    ServerMessage message;
    switch (kind) {
    case StateKind::Agent:
        *message.mutable_agent() = m_cache.agents().value(name);
        break;
    case StateKind::Queue:
        *message.mutable_queue() = m_cache.queues().value(name);
        break;
    case StateKind::Prequeue:
        *message.mutable_prequeue() = m_cache.prequeues().value(name);
        break;
    case StateKind::Mailbox:
        *message.mutable_mailbox() = m_cache.mailboxes().value(name);
        break;
    }
    return message;
}

// What is wrong inside is for those who can do something about it.
ServerMessage FanOut::systemMessage(bool supervises) const {
    ServerMessage message;
    *message.mutable_system() = m_cache.system();
    if (!supervises)
        message.mutable_system()->clear_troubles();
    return message;
}

void FanOut::greet(PageId id) {
    const Page* page = m_pages.find(id);
    if (!page)
        return;
    ServerMessage message;
    *message.mutable_welcome() = welcome(page->who, m_watch.directory());
    m_pages.send(id, message);
    m_pages.send(id, systemMessage(page->who.supervises()));
    if (m_cache.agent(page->who.person.login))
        m_pages.send(id, messageOf(StateKind::Agent, page->who.person.login));
    if (page->supervises)
        sendAll(id);
}

void FanOut::sendAll(PageId id) {
    const auto sendEach = [&](StateKind kind, const QStringList& names) {
        for (const QString& name : names)
            m_pages.send(id, messageOf(kind, name));
    };
    sendEach(StateKind::Agent, m_cache.agents().keys());
    sendEach(StateKind::Queue, m_cache.queues().keys());
    sendEach(StateKind::Prequeue, m_cache.prequeues().keys());
    sendEach(StateKind::Mailbox, m_cache.mailboxes().keys());
}

void FanOut::sendReply(const ReplyChanged& reply) {
    ServerMessage message;
    *message.mutable_reply() = reply;
    const QString interaction = QString::fromStdString(reply.interaction_id());
    m_pages.sendWhere(message, [&](const Page& page) {
        return page.supervises || m_rights.isOrWasOnList(page.who.person.login, interaction);
    });
}

void FanOut::sendThreadChange(const ThreadChanged& change) {
    ServerMessage message;
    *message.mutable_thread_changed() = change;
    m_pages.sendWhere(message, [&](const Page& page) {
        return m_rights.hasConversation(page.who.person.login, QString::fromStdString(change.thread_id()));
    });
}

void FanOut::sendDraftChange(const QString& login, const Draft& draft) {
    ServerMessage message;
    message.mutable_draft_changed()->set_interaction_id(draft.interaction_id());
    message.mutable_draft_changed()->set_version(draft.version());
    m_pages.sendWhere(message, [&](const Page& page) { return page.who.person.login == login; });
}

} // namespace desk::server
