#include "desk/server/state/state_feed.h"

#include "proto/base/log.h"

#include <google/protobuf/empty.pb.h>

#include <algorithm>
#include <utility>

namespace desk::server {

using namespace antesala::v1;
using proto::bus::Topic;
using proto::bus::unpack;

namespace {

const QString acd = QStringLiteral("acd");
const QString mcan = QStringLiteral("mcan");

// Takes the envelope's body into the cache when it is a State.
template <typename State>
bool takeAs(const Envelope& envelope, StateCache& cache) {
    State state;
    if (!unpack(envelope, state))
        return false;
    cache.take(state);
    return true;
}

} // namespace

StateFeed::StateFeed(proto::bus::Bus& bus, StateCache& cache, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
    , m_cache(cache) {
    for (const QString& owner : {acd, mcan})
        m_bus.subscribe(proto::bus::topicFilter(m_bus.options().site, owner, {}, {}, QStringLiteral("changed")),
                        [this, owner](const Topic&, const Envelope& envelope) {
                            NodeState node;
                            if (unpack(envelope, node))
                                onNode(owner, node);
                            else
                                onState(owner, envelope);
                        });
    connect(&m_bus, &proto::bus::Bus::connected, this, &StateFeed::onConnected);
    connect(&m_bus, &proto::bus::Bus::disconnected, this, &StateFeed::onDisconnected);
    connect(&m_turn, &QTimer::timeout, this, [this] {
        resync(acd);
        resync(mcan);
    });
    m_turn.start(resyncEveryMs);
}

Topic StateFeed::topic(const QString& owner, const QString& noun, const QString& id, const QString& verb) const {
    const auto nodes = m_online.value(owner);
    const QString first = nodes.isEmpty() ? QString() : nodes.firstKey();
    return m_bus.askedTopic(owner, first.section(u'/', 1), noun, id, verb);
}

bool StateFeed::isOnline(const QString& owner) const {
    return m_bus.isConnected() && !m_online.value(owner).isEmpty();
}

void StateFeed::setOwnTroubles(const std::vector<NodeTrouble>& troubles) {
    m_troubles[QString()] = troubles;
    publishSystem();
}

// Who does not say when it was started is believed.
bool StateFeed::isOfThisStart(const QString& owner, const Envelope& envelope) const {
    const auto nodes = m_online.value(owner);
    return envelope.started_at_us() == 0 ||
           std::any_of(nodes.begin(), nodes.end(), [&](qint64 start) { return start == envelope.started_at_us(); });
}

void StateFeed::onState(const QString& owner, const Envelope& envelope) {
    ReplyChanged reply;
    if (unpack(envelope, reply)) {
        Q_EMIT replyChanged(reply);
        return;
    }
    ThreadChanged change;
    if (unpack(envelope, change)) {
        Q_EMIT threadChanged(change);
        return;
    }
    if (!isOfThisStart(owner, envelope))
        return;
    // Other news of acd and mcan are not for pages.
    (void)(takeAs<AgentState>(envelope, m_cache) || takeAs<QueueState>(envelope, m_cache) ||
           takeAs<PrequeueState>(envelope, m_cache) || takeAs<MailboxState>(envelope, m_cache));
}

void StateFeed::onNode(const QString& owner, const NodeState& node) {
    auto& nodes = m_online[owner];
    const QString name = QString::fromStdString(node.node());
    m_troubles[name] = {node.troubles().begin(), node.troubles().end()};
    if (!node.online()) {
        nodes.remove(name);
        publishSystem();
        return;
    }
    const bool isNew = nodes.value(name) != node.started_at_us();
    nodes.insert(name, node.started_at_us());
    publishSystem();
    if (!isNew)
        return;
    if (std::exchange(m_lastStart[owner], node.started_at_us()) != node.started_at_us())
        m_cache.beginAnew(owner == acd ? StateCache::Owner::Acd : StateCache::Owner::Mcan);
    // What was asked of the one before it may never be answered, and its answer would be old.
    m_asked.remove(owner);
    m_silent.remove(owner);
    ++m_round[owner];
    m_acdVersion = owner == acd ? 0 : m_acdVersion;
    resync(owner);
    if (owner == acd)
        Q_EMIT acdCame();
    else
        Q_EMIT mcanCame();
}

void StateFeed::onConnected() {
    // The retained states of the nodes follow, and with them the resync.
    publishSystem();
}

void StateFeed::onDisconnected() {
    // Who is online is told anew on the next connection; what was known is old then.
    m_online.clear();
    m_troubles.removeIf([](const auto& entry) { return !entry.key().isEmpty(); });
    m_asked.clear();
    m_silent.clear();
    m_acdVersion = 0;
    publishSystem();
}

void StateFeed::resync(const QString& owner) {
    if (!isOnline(owner) || m_asked.contains(owner))
        return;
    m_asked.insert(owner);
    GetState news;
    news.set_since_version(m_acdVersion);
    news.set_started_at_us(m_lastStart.value(owner));
    const google::protobuf::Empty all;
    const auto& wanted = owner == acd ? static_cast<const google::protobuf::Message&>(news) : all;
    m_bus.ask(
        topic(owner, QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get")), wanted, this,
        [this, owner, round = m_round.value(owner)](const Answer& answer) {
            if (round != m_round.value(owner))
                return;
            m_asked.remove(owner);
            onSnapshot(owner, answer);
        },
        snapshotPatienceMs);
}

void StateFeed::onSnapshot(const QString& owner, const Answer& answer) {
    AcdSnapshot ofAcd;
    McanSnapshot ofMcan;
    const bool wasSilent = m_silent.remove(owner);
    if (owner == acd && unpack(answer, ofAcd)) {
        m_asterisk = ofAcd.asterisk_connected();
        m_acdVersion = ofAcd.version();
        m_cache.take(ofAcd);
        publishSystem();
    } else if (owner == mcan && unpack(answer, ofMcan)) {
        m_cache.take(ofMcan);
        if (wasSilent)
            publishSystem();
    } else {
        m_silent.insert(owner);
        publishSystem();
        proto::base::logWarning("desk.state", QStringLiteral("no snapshot from %1; asking again").arg(owner),
                                {{"why", QString::fromStdString(answer.message())}});
        QTimer::singleShot(resyncAgainMs, this, [this, owner] { resync(owner); });
    }
}

void StateFeed::publishSystem() {
    SystemState state;
    state.set_broker(m_bus.isConnected());
    state.set_acd(isOnline(acd) && !m_silent.contains(acd));
    state.set_mcan(isOnline(mcan) && !m_silent.contains(mcan));
    state.set_asterisk(state.acd() && m_asterisk);
    for (const auto& ofNode : std::as_const(m_troubles))
        for (const NodeTrouble& trouble : ofNode)
            *state.add_troubles() = trouble;
    m_cache.take(state);
}

void StateFeed::ask(const Topic& topic, const google::protobuf::Message& body, QObject* context,
                    proto::bus::Bus::AnswerHandler done) {
    const QString& owner = topic.owner;
    Answer away;
    away.set_code(ANSWER_UNAVAILABLE);
    if (!m_bus.isConnected() || !isOnline(owner)) {
        const QString who = m_bus.isConnected() ? owner : QStringLiteral("broker");
        away.set_reason((who + QStringLiteral("_away")).toStdString());
        away.set_message((who + QStringLiteral(" is away: try again")).toStdString());
        QTimer::singleShot(0, context, [away, done = std::move(done)] { done(away); });
        return;
    }
    m_bus.ask(topic, body, context, [owner, done = std::move(done)](const Answer& answer) {
        Answer told = answer;
        // The bus' own words for it; what the owner itself answers is left as it is.
        if (told.reason() == "no_broker")
            told.set_reason("broker_away");
        else if (told.code() == ANSWER_UNAVAILABLE && (told.reason() == "no_answer" || told.reason().empty()))
            told.set_reason((owner + QStringLiteral("_away")).toStdString());
        done(told);
    });
}

} // namespace desk::server
