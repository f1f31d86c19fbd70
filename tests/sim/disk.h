// What the simulated disks do: how long a commit takes, and when one is away. Of the seed that runs.
#pragma once

#include "tests/sim/seeded.h"

#include <QHash>
#include <QString>

namespace sim {

class Disk {
public:
    explicit Disk(Seeded chance) : m_chance(chance), m_isTight(m_chance.percent(20)) { theDisk = this; }
    ~Disk() { theDisk = nullptr; }
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    static Disk& instance() { return *theDisk; }

    Micros commitTime() { return m_chance.between(300, m_chance.percent(3) ? 80'000 : 5'000); }
    // Between the commit and who waits for it being told: a kill in it is the hardest.
    Micros tellTime() { return m_chance.between(50, 3'000); }
    Micros readTime() { return m_chance.between(100, 4'000); }

    // In one seed of five acd's queue of writes, and its journal's backlog, are soon full, as a day without the store fills
    // those of a daemon; and outages are longer.
    bool isTight() const { return m_isTight; }
    std::size_t queueCapacity(const QString& schema, std::size_t usual) {
        return m_isTight && schema == QLatin1String("acd") ? static_cast<std::size_t>(m_chance.between(3, 40)) : usual;
    }
    int journalBacklog() { return m_isTight ? static_cast<int>(m_chance.between(20, 300)) : 500'000; }
    Micros outage() {
        return m_isTight ? m_chance.between(seconds(2), seconds(40)) : m_chance.between(millis(200), seconds(8));
    }

    // Writes of the schema fail for so long.
    void failFor(const QString& schema, Micros time) { m_awayUntil[schema] = VirtualLoop::instance().now() + time; }
    bool isAway(const QString& schema) const { return VirtualLoop::instance().now() < m_awayUntil.value(schema, 0); }
    // One batch is run and then not committed: it runs again.
    bool losesBatch() { return m_faults && m_chance.percent(1); }
    void endFaults() {
        m_faults = false;
        m_awayUntil.clear();
    }

private:
    static Disk* theDisk;
    Seeded m_chance;
    const bool m_isTight;
    QHash<QString, Micros> m_awayUntil;
    bool m_faults = true;
};

} // namespace sim
