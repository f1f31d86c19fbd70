// What the pre-queue knows of acd: whether one is there, and the windows it grants each queue, one a channel. Without an acd,
// without a broker, or before a grant, every window is 0 and nothing moves. When acd appears it is asked what it holds.
// A grant that comes late, or stands in holdings that crossed it, does not overwrite a newer one.
// Main loop only.
#pragma once

#include "messages/envelope.pb.h"
#include "messages/interaction.pb.h"
#include "proto/base/trouble.h"
#include "proto/bus/bus.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <map>
#include <set>

namespace mcan::prequeue {

// Of one queue: what may be released and unfinished. Only those above 0.
using ChannelWindows = std::map<antesala::v1::Channel, std::uint32_t>;

class AcdLink : public QObject {
    Q_OBJECT
public:
    // Subscribes: before Bus::start().
    explicit AcdLink(proto::bus::Bus& bus, QObject* parent = nullptr);

    // The windows of other channels are nothing to us: nothing of them waits here.
    void carry(antesala::v1::Channel channel) { m_channels.insert(channel); }
    ChannelWindows windows(const QString& queue) const;
    std::uint32_t window(const QString& queue, antesala::v1::Channel channel) const;
    std::uint32_t windowOfAll(const QString& queue) const;
    QStringList queuesWithWindow() const;
    int nodesOnline() const { return static_cast<int>(m_online.size()); }

Q_SIGNALS:
    void windowChanged(const QString& queue);
    // acd's answer: time to hand over again what it lacks.
    void holdingsTold(const antesala::v1::Holdings& holdings);
    void presenceChanged();

private:
    void noteNode(const antesala::v1::NodeState& state);
    bool isOfThisStart(const antesala::v1::Envelope& envelope) const;
    void noteWindow(const antesala::v1::WindowGranted& grant);
    void noteHoldings(const antesala::v1::Answer& answer);
    void forgetAll();
    void askHoldings();

    proto::bus::Bus& m_bus;
    QHash<std::string, qint64> m_online; // node → when it was started
    struct Granted {
        std::uint64_t version = 0;
        ChannelWindows windows;
    };

    std::set<antesala::v1::Channel> m_channels;
    QHash<QString, Granted> m_granted; // by queue
    QTimer m_askAgain;
    proto::base::Trouble m_trouble;
};

} // namespace mcan::prequeue
