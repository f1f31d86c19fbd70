// Whether the broker delivers what we publish. A broker drops silently, and acknowledges, what its access list denies: commands
// vanish, and everything looks well. So after each connect a daemon publishes a TopicProbe on every topic it speaks on, under an
// id of its own, and hears it again, or knows which one is denied. What is denied is tried again until it passes. Main loop only.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/bus/bus.h"

#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace proto::bus {

class TopicProbes : public QObject {
    Q_OBJECT
public:
    // `publish`: as Bus::publish.
    using Publish = std::function<bool(const Topic& topic, const google::protobuf::Message& body)>;
    TopicProbes(BusOptions options, Publish publish);

    // What has to be subscribed to, to hear them.
    QString filter() const;
    void begin(); // connected
    void end();   // disconnected: nothing is known
    // Something is published on this topic: one that is not in the table is tried as well.
    void use(const Topic& topic);
    // True when it was a probe, of whomever: nobody else is to see it.
    bool take(const Topic& topic, const antesala::v1::Envelope& envelope);

    // "cc/v1/demo/+/acd/+/agent/+/command", sorted.
    QStringList denied() const;
    // In words: what is denied, to whom, and the cure.
    QString text(const QString& topic) const;

private:
    enum class State { Unknown, Asked, Delivered, Denied };
    void probe(const QString& pattern);
    void judge();
    QString probeId() const; // the id level of what it publishes: "probe-acd-one"
    QString patternOf(const Topic& topic) const;

    const BusOptions m_options;
    const Publish m_publish;
    QHash<QString, State> m_states; // by pattern
    QHash<QString, Topic> m_topics; // what is published for it
    bool m_connected = false;
    QTimer m_patience;
    QTimer m_again;
};

} // namespace proto::bus
