#include "desk/server/state_cache.h"

#include <google/protobuf/util/message_differencer.h>

namespace desk::server {

using google::protobuf::util::MessageDifferencer;
using namespace antesala::v1;

namespace {

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

// Keeps what is newer; true when it was.
template <typename State>
bool keepNewer(QMap<QString, State>& known, const QString& name, const State& state) {
    const auto found = known.constFind(name);
    if (found != known.constEnd() && found->version() >= state.version())
        return false;
    known.insert(name, state);
    return true;
}

} // namespace

const AgentState* StateCache::agent(const QString& login) const {
    const auto found = m_agents.constFind(login);
    return found == m_agents.constEnd() ? nullptr : &*found;
}

void StateCache::take(const AgentState& state) {
    if (keepNewer(m_agents, text(state.login()), state))
        Q_EMIT changed(StateKind::Agent, text(state.login()));
}

void StateCache::take(const QueueState& state) {
    if (keepNewer(m_queues, text(state.queue()), state))
        Q_EMIT changed(StateKind::Queue, text(state.queue()));
}

void StateCache::take(const PrequeueState& state) {
    if (keepNewer(m_prequeues, text(state.queue()), state))
        Q_EMIT changed(StateKind::Prequeue, text(state.queue()));
}

void StateCache::take(const MailboxState& state) {
    m_mailboxes.insert(text(state.mailbox()), state);
    Q_EMIT changed(StateKind::Mailbox, text(state.mailbox()));
}

template <typename State>
void StateCache::replaceAll(StateKind kind, QMap<QString, State>& known, QMap<QString, State> fresh) {
    known.swap(fresh); // fresh is now what was known before
    for (auto entry = known.constBegin(); entry != known.constEnd(); ++entry) {
        const auto before = fresh.constFind(entry.key());
        if (before == fresh.constEnd() || !MessageDifferencer::Equals(*before, *entry))
            Q_EMIT changed(kind, entry.key());
    }
}

void StateCache::take(const AcdSnapshot& snapshot) {
    QMap<QString, AgentState> agents;
    for (const AgentState& state : snapshot.agents())
        agents.insert(text(state.login()), state);
    QMap<QString, QueueState> queues;
    for (const QueueState& state : snapshot.queues())
        queues.insert(text(state.queue()), state);
    replaceAll(StateKind::Agent, m_agents, std::move(agents));
    replaceAll(StateKind::Queue, m_queues, std::move(queues));
}

void StateCache::take(const McanSnapshot& snapshot) {
    QMap<QString, PrequeueState> prequeues;
    for (const PrequeueState& state : snapshot.prequeues())
        prequeues.insert(text(state.queue()), state);
    QMap<QString, MailboxState> mailboxes;
    for (const MailboxState& state : snapshot.mailboxes())
        mailboxes.insert(text(state.mailbox()), state);
    replaceAll(StateKind::Prequeue, m_prequeues, std::move(prequeues));
    replaceAll(StateKind::Mailbox, m_mailboxes, std::move(mailboxes));
}

void StateCache::take(const SystemState& state) {
    if (MessageDifferencer::Equals(state, m_system))
        return;
    m_system = state;
    Q_EMIT systemChanged();
}

} // namespace desk::server
