// A daemon's place on the bus: whoever comes asks first whether somebody is there already, and does not come in then.
//
// The drawback it cures: the broker lets the latest client of an id in and throws the earlier one out, which does the same a
// moment later; two mcans on copies of one store each send the same reply; a second acd takes the calls away from the first.
//
//     ask (a client of its own):  publish our claim; heard within half a second
//                                     `held` by somebody with the same place       it is taken: this process ends
//                                     `asked` by somebody who asks at the same time  who started first comes in
//     connect, ask again          for who asked in the same moment; of two it is again who had the place, then who started first
//     hold:                       answer every claim of our place with ours
//
// Nothing is retained, so whoever was killed or hangs holds nothing. Who comes back after the broker was away goes before
// somebody who came in meanwhile, for as long as that is only seconds ago.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/status.h"
#include "proto/bus/bus.h"
#include "proto/bus/mqtt_client.h"
#include "proto/bus/send_queue.h"
#include "proto/bus/topic.h"

#include <atomic>
#include <optional>

namespace proto::bus {

class Place {
public:
    Place(BusOptions bus, PlaceOptions options);

    // What others of this owner ask, and what they answer us: to be subscribed to by who holds a place.
    QStringList filters() const;
    struct Asked {
        base::Status reached; // not ok: the broker could not be asked
        base::Status free;    // refused, naming who is there, when the place is taken
    };
    // Blocking, in the link's thread, until it knows, is ending or the broker does not answer.
    Asked ask(Wakeup& wakeup, const std::function<bool()>& isEnding);
    // It is ours now. To be published: whoever asked in the same moment hears of it.
    Publication take();

    // A claim of somebody else, on one of the filters. From any thread.
    struct Heard {
        std::optional<Publication> answer; // that the place is ours
        base::Status yielded;              // refused, naming them, when it is theirs
    };
    Heard hear(const std::string& topic, const std::string& payload) const;

private:
    antesala::v1::PlaceClaim claim() const;
    bool isSamePlace(const antesala::v1::PlaceClaim& other) const;
    bool goesFirst(const antesala::v1::PlaceClaim& other) const;
    QString askedFilter() const;
    QString heldFilter() const;
    Topic topic(const QString& asker, const QString& verb) const;
    bool isAnswer(const std::string& topic) const;
    base::Status takenBy(const antesala::v1::PlaceClaim& other) const;
    Publication asked() const;
    Publication held(const antesala::v1::PlaceClaim& asker) const;
    std::string wrapped() const;

    const BusOptions m_bus;
    const PlaceOptions m_options;
    const QString m_instance;
    const qint64 m_startedAtMicros;
    std::atomic<qint64> m_takenAtMicros = 0; // steady; 0: never
    std::atomic<bool> m_comesBack = false;   // it had its place before it asked
};

} // namespace proto::bus
