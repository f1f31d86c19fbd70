// The people and the desk daemon they work with. A person outlives the desk: who is in front of a page comes back to it. What
// a person asks is asked again under the same id until it is answered, as the pages do.
#pragma once

#include "desk/server/state/state_cache.h"
#include "desk/server/state/state_feed.h"
#include "messages/agent.pb.h"
#include "proto/bus/bus.h"
#include "tests/sim/seeded.h"

#include <QHash>
#include <QSet>
#include <QTimer>

#include <map>
#include <memory>

namespace sim {

struct Person {
    QString login;
    antesala::v1::Presence wanted = antesala::v1::PRESENCE_AVAILABLE;
    bool atPage = true;
    bool asking = false; // for the presence
};

// What people ask, for the ledger.
class DeskWatcher {
public:
    virtual ~DeskWatcher() = default;
    // With the last update of it that their page had shown.
    virtual void finishAsked(const QString& interaction, quint32 seen) = 0;
    // They asked to hand it on or put it aside: from then on it may be anybody's.
    virtual void passingAsked(const QString& login, const QString& interaction) = 0;
    // acd said that the mail is hers.
    virtual void mailGiven(const QString& login, const QString& interaction) = 0;
    // acd said that it keeps how it ended as this agent chose it.
    virtual void dispositionsKept(const QString& login, const QString& interaction) = 0;
};

class Desks : public QObject {
    Q_OBJECT
public:
    Desks(std::map<QString, Person>& people, Seeded chance, DeskWatcher& watcher, const bool& obedient);

    // What pages show; null while acd cannot be heard.
    const desk::server::StateCache* pages() const {
        return m_feed.isOnline(QStringLiteral("acd")) ? &m_cache : nullptr;
    }

private:
    void look(const QString& login);
    void lookAtAll();
    void compare();
    void act(Person& person, const antesala::v1::AgentState& state);
    void act(const QString& login, const antesala::v1::WorkItem& item);
    void onOffer(const QString& login, const antesala::v1::WorkItem& item);
    void onWork(const QString& login, const antesala::v1::WorkItem& item);
    void onParked(const QString& login, const antesala::v1::WorkItem& item);
    void onAsked(const QString& login, const antesala::v1::WorkItem& item);
    // Whether it is, or will be in a moment, with somebody else, aside, or talked over with a colleague.
    bool passesOn(const QString& login, const antesala::v1::WorkItem& item);
    antesala::v1::AgentCommand transferring(const QString& login, const QString& id);
    const QString& leavesPerhaps(const QString& colleague);
    antesala::v1::AgentCommand parking(const QString& id);
    antesala::v1::AgentCommand consulting(const QString& login, const QString& id);
    QString somebody();
    // Once for each `key`.
    void later(const QString& key, Micros delay, const QString& login, const antesala::v1::AgentCommand& command);
    void ask(const QString& login, antesala::v1::AgentCommand command, const QString& key, int tries = 0);

    std::map<QString, Person>& m_people;
    Seeded m_chance;
    DeskWatcher& m_watcher;
    const bool& m_obedient; // the faults are over: everybody works
    proto::bus::Bus m_bus;
    desk::server::StateCache m_cache;
    desk::server::StateFeed m_feed;
    QHash<QString, QString> m_offered; // offer → interaction
    QSet<QString> m_done;              // keys of what was asked
    QTimer m_second;
    QTimer m_glance;
};

} // namespace sim
