// One seed: a contact centre, its customers, its people, and what goes wrong.
#pragma once

#include "tests/sim/beliefs.h"
#include "tests/sim/broker.h"
#include "tests/sim/desks.h"
#include "tests/sim/disk.h"
#include "tests/sim/ledger.h"
#include "tests/sim/mcan_node.h"
#include "tests/sim/supervisors.h"

#include <QTemporaryDir>

#include <memory>

namespace sim {

struct Verdict {
    QStringList violations;
    QStringList trace; // when asked for
    std::uint64_t traceHash = 0;
    int interactions = 0;
    Micros virtualTime = 0;
};

class World : public QObject {
    Q_OBJECT
public:
    World(std::uint64_t seed, bool keepTrace);
    ~World() override;
    Verdict run();

private:
    void planWork();
    void planFaults();
    void at(Micros time, std::function<void()> what);
    void fault();
    void killAtMoment(const QString& topic);
    void writeAcrossEnd(const QString& topic, const std::string& payload);
    void writeAgain(mcan::prequeue::MessageFacts facts);
    void mailComes(const mcan::prequeue::MessageFacts& facts);
    void startAcd();
    void startMcan();
    void startDesks();
    void killAcd();
    void killMcan();
    void killDesks();
    void everybodyLeaves();
    void supervise(antesala::v1::PrequeueAction action);
    void somebodyWritesAgain();
    void openUp();
    void endFaults();
    void sampleOn();
    void until(Micros time);
    QString url() const { return QStringLiteral("sqlite:") + m_folder.path(); }

    Seeded m_chance;
    QTemporaryDir m_folder;
    proto::directory::Directory m_directory;
    Ledger m_ledger;
    Beliefs m_beliefs;
    Disk m_disk;
    Broker m_broker;
    Seeded m_moments; // in which a hand-over or a command is on its way and somebody is killed
    Seeded m_letters; // customers who write again while their mail is being finished, or while bots look at it
    std::unique_ptr<TelephoneSystem> m_telephones;
    std::map<QString, Person> m_people;
    bool m_obedient = false;
    bool m_eventful = false; // whether this seed has such moments
    int m_mailCount = 0;
    std::vector<mcan::prequeue::MessageFacts> m_threads;
    std::unique_ptr<AcdNode> m_acd;
    std::unique_ptr<McanNode> m_mcan;
    std::unique_ptr<Desks> m_desks;
    std::unique_ptr<Supervisors> m_supervisors;
};

} // namespace sim
