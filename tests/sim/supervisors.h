// A supervisor at their page, who by seed gives the six commands to work and agents as acd shows them. Their page and its
// broker connection outlive the desks'.
#pragma once

#include "messages/agent.pb.h"
#include "messages/supervisor.pb.h"
#include "proto/bus/bus.h"
#include "proto/directory/directory.h"
#include "tests/sim/seeded.h"

namespace sim {

// What supervisors ask, for the ledger.
class SupervisorWatcher {
public:
    virtual ~SupervisorWatcher() = default;
    // From now on it may happen; `seen`: what they saw when they decided.
    virtual void ordered(const antesala::v1::SupervisorCommand& command, const antesala::v1::AcdSnapshot& seen) = 0;
    // acd said that it is done.
    virtual void done(const antesala::v1::SupervisorCommand& command, const antesala::v1::AcdSnapshot& seen) = 0;
};

class Supervisors : public QObject {
    Q_OBJECT
public:
    Supervisors(const proto::directory::Directory& directory, Seeded chance, SupervisorWatcher& watcher,
                const bool& obedient);

private:
    void turnLater();
    void look();
    void decide(const antesala::v1::AcdSnapshot& seen);
    antesala::v1::SupervisorCommand commandOn(const antesala::v1::AcdSnapshot& seen);
    // Something that waits, or that an agent has or was offered; empty when there is nothing.
    std::string anyInteraction(const antesala::v1::AcdSnapshot& seen);
    std::string anyAgent(const antesala::v1::AcdSnapshot& seen);
    // Most often one who is signed off and still has work.
    std::string absentAgent(const antesala::v1::AcdSnapshot& seen);
    std::string anyQueue();
    void give(const antesala::v1::SupervisorCommand& command, const antesala::v1::AcdSnapshot& seen);

    const proto::directory::Directory& m_directory;
    Seeded m_chance;
    SupervisorWatcher& m_watcher;
    const bool& m_obedient; // the faults are over: nobody moves anything any more
    proto::bus::Bus m_bus;
};

} // namespace sim
