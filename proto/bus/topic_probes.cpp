#include "proto/bus/topic_probes.h"

#include "proto/base/log.h"
#include "proto/bus/published_topics.h"

namespace proto::bus {

namespace {

constexpr int patienceMs = 5000;
constexpr int againMs = 10000;

} // namespace

TopicProbes::TopicProbes(BusOptions options, Publish publish)
    : m_options(std::move(options))
    , m_publish(std::move(publish)) {
    // Its own topics under its name; of whom it asks it does not know the node yet.
    const auto nodeOf = [this](const PublishedTopic& topic) {
        return m_options.owner == QLatin1String(topic.owner) ? m_options.node : QStringLiteral("any");
    };
    for (const PublishedTopic& each : publishedTopics()) {
        if (m_options.owner == QLatin1String(each.by))
            use({m_options.site, noCompany, QString::fromLatin1(each.owner), nodeOf(each),
                 QString::fromLatin1(each.noun), QStringLiteral("any"), QString::fromLatin1(each.verb)});
    }
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, &TopicProbes::judge);
    m_again.setSingleShot(true);
    m_again.setInterval(againMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        for (const QString& pattern : denied())
            probe(pattern);
        m_patience.start();
    });
}

QString TopicProbes::probeId() const {
    return QStringLiteral("probe-") + nodeLevel(m_options.name());
}

QString TopicProbes::filter() const {
    return topicFilter(m_options.site, {}, {}, probeId(), {});
}

QString TopicProbes::patternOf(const Topic& topic) const {
    return topicFilter(topic.site, topic.owner, topic.noun, {}, topic.verb);
}

void TopicProbes::begin() {
    m_connected = true;
    for (auto state = m_states.begin(); state != m_states.end(); ++state)
        probe(state.key());
    m_patience.start();
}

void TopicProbes::end() {
    m_connected = false;
    m_patience.stop();
    m_again.stop();
    for (State& state : m_states)
        if (state != State::Denied)
            state = State::Unknown;
}

void TopicProbes::use(const Topic& topic) {
    const QString pattern = patternOf(topic);
    if (m_states.contains(pattern) || topic.site != m_options.site)
        return;
    m_states.insert(pattern, State::Unknown);
    Topic own = topic;
    own.id = probeId();
    m_topics.insert(pattern, own);
    if (!m_connected)
        return;
    probe(pattern);
    if (!m_patience.isActive())
        m_patience.start();
}

// What is known to be denied stays so until it comes back.
void TopicProbes::probe(const QString& pattern) {
    antesala::v1::TopicProbe body;
    body.set_node(m_options.name().toStdString());
    State& state = m_states[pattern];
    if (m_publish(m_topics.value(pattern), body) && state != State::Denied)
        state = State::Asked;
}

bool TopicProbes::take(const Topic& topic, const antesala::v1::Envelope& envelope) {
    if (envelope.type() != antesala::v1::TopicProbe::descriptor()->full_name())
        return false;
    const auto state = m_states.find(patternOf(topic));
    if (state == m_states.end() || QString::fromStdString(envelope.sender()) != m_options.name())
        return true;
    if (std::exchange(*state, State::Delivered) == State::Denied)
        base::logInfo("proto.bus", QStringLiteral("the broker delivers our messages on a topic again"),
                      {{"topic", state.key()}});
    return true;
}

void TopicProbes::judge() {
    for (auto state = m_states.begin(); state != m_states.end(); ++state) {
        if (*state != State::Asked)
            continue;
        *state = State::Denied;
        base::logError("proto.bus", text(state.key()), {{"topic", state.key()}});
    }
    if (!denied().isEmpty())
        m_again.start();
}

QStringList TopicProbes::denied() const {
    QStringList topics = m_states.keys(State::Denied);
    topics.sort();
    return topics;
}

QString TopicProbes::text(const QString& topic) const {
    return QStringLiteral(
               "the broker does not deliver what %1 publishes on %2: let user \"%3\" write it, and read %4, in the "
               "broker's access list (config/mosquitto/acl)")
        .arg(m_options.name(), topic, m_options.user, filter());
}

} // namespace proto::bus
