#include "desk/server/state/state_cache.h"

#include "proto/base/planted.h"

#include <google/protobuf/util/message_differencer.h>

namespace desk::server {

using google::protobuf::util::MessageDifferencer;
using namespace antesala::v1;

namespace {

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

const AgentState* StateCache::agent(const QString& login) const {
    const auto found = m_agents.constFind(login);
    return found == m_agents.constEnd() ? nullptr : &*found;
}

void StateCache::beginAnew(Owner owner) {
    const auto note = [this](StateKind kind, const QStringList& names) {
        for (const QString& name : names)
            m_earlier.insert({static_cast<int>(kind), name});
    };
    if (owner == Owner::Acd) {
        note(StateKind::Agent, m_agents.keys());
        note(StateKind::Queue, m_queues.keys());
    } else {
        note(StateKind::Prequeue, m_prequeues.keys());
        note(StateKind::Mailbox, m_mailboxes.keys());
    }
}

template <typename State>
void StateCache::takeOne(StateKind kind, QMap<QString, State>& known, const QString& name, const State& state) {
    const bool isFromEarlierStart = m_earlier.remove({static_cast<int>(kind), name});
    const auto found = known.find(name);
    if (found == known.end()) {
        known.insert(name, state);
        Q_EMIT changed(kind, name);
        return;
    }
    const bool isNewer = isFromEarlierStart || found->version() < state.version() ||
                         proto::base::isPlanted(proto::base::PlantedBug::older_snapshot_taken);
    if (!isNewer || MessageDifferencer::Equals(*found, state))
        return;
    *found = state;
    Q_EMIT changed(kind, name);
}

// What the whole snapshot of this version does not have is gone; what came after it stays.
template <typename State>
void StateCache::drop(StateKind kind, QMap<QString, State>& known, const QSet<QString>& there, std::uint64_t version) {
    const QStringList names = known.keys();
    for (const QString& name : names) {
        if (there.contains(name) || known.value(name).version() > version)
            continue;
        known.remove(name);
        m_earlier.remove({static_cast<int>(kind), name});
    }
}

void StateCache::take(const AgentState& state) {
    takeOne(StateKind::Agent, m_agents, text(state.login()), state);
}

void StateCache::take(const QueueState& state) {
    takeOne(StateKind::Queue, m_queues, text(state.queue()), state);
}

void StateCache::take(const PrequeueState& state) {
    takeOne(StateKind::Prequeue, m_prequeues, text(state.queue()), state);
}

void StateCache::take(const MailboxState& state) {
    takeOne(StateKind::Mailbox, m_mailboxes, text(state.mailbox()), state);
}

void StateCache::take(const AcdSnapshot& snapshot) {
    QSet<QString> agents;
    for (const AgentState& state : snapshot.agents()) {
        agents.insert(text(state.login()));
        take(state);
    }
    QSet<QString> queues;
    for (const QueueState& state : snapshot.queues()) {
        queues.insert(text(state.queue()));
        take(state);
    }
    if (snapshot.changes_only())
        return;
    drop(StateKind::Agent, m_agents, agents, snapshot.version());
    drop(StateKind::Queue, m_queues, queues, snapshot.version());
}

void StateCache::take(const McanSnapshot& snapshot) {
    QSet<QString> prequeues;
    for (const PrequeueState& state : snapshot.prequeues()) {
        prequeues.insert(text(state.queue()));
        take(state);
    }
    QSet<QString> mailboxes;
    for (const MailboxState& state : snapshot.mailboxes()) {
        mailboxes.insert(text(state.mailbox()));
        take(state);
    }
    drop(StateKind::Prequeue, m_prequeues, prequeues, snapshot.version());
    drop(StateKind::Mailbox, m_mailboxes, mailboxes, snapshot.version());
}

void StateCache::take(const SystemState& state) {
    if (MessageDifferencer::Equals(state, m_system))
        return;
    m_system = state;
    Q_EMIT systemChanged();
}

} // namespace desk::server
