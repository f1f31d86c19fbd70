// SPDX-License-Identifier: GPL-3.0-or-later
#include "peer_sql_scan.h"

#include "peer_passes.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace bench {

namespace {

class Database {
public:
    Database() { check(sqlite3_open(":memory:", &m_handle)); }
    ~Database() { sqlite3_close_v2(m_handle); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    void run(const char* sql) { check(sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr)); }
    sqlite3* handle() { return m_handle; }
    void check(int code) {
        if (code == SQLITE_OK)
            return;
        std::fprintf(stderr, "routing_bench: SQLite in memory: %s\n", sqlite3_errmsg(m_handle));
        std::exit(2);
    }

private:
    sqlite3* m_handle = nullptr;
};

class Statement {
public:
    Statement(Database& database, const char* sql) {
        database.check(sqlite3_prepare_v2(database.handle(), sql, -1, &m_handle, nullptr));
    }
    ~Statement() { sqlite3_finalize(m_handle); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    template <class... Numbers>
    Statement& with(Numbers... numbers) {
        sqlite3_reset(m_handle);
        int at = 0;
        (sqlite3_bind_int64(m_handle, ++at, static_cast<sqlite3_int64>(numbers)), ...);
        return *this;
    }
    bool next() { return sqlite3_step(m_handle) == SQLITE_ROW; }
    void run() { sqlite3_step(m_handle); }
    std::int64_t at(int column) { return sqlite3_column_int64(m_handle, column); }

private:
    sqlite3_stmt* m_handle = nullptr;
};

constexpr const char* kSchema = R"(
CREATE TABLE members (uuid INTEGER PRIMARY KEY, queue INTEGER, joined INTEGER, base_score INTEGER, state INTEGER, serving INTEGER);
CREATE INDEX members_state ON members (state);
CREATE TABLE agents (name INTEGER PRIMARY KEY, status INTEGER, state INTEGER, last_bridge_end INTEGER, last_offered INTEGER);
CREATE TABLE tiers (queue INTEGER, agent INTEGER, level INTEGER, position INTEGER);
CREATE INDEX tiers_queue ON tiers (queue);
BEGIN;
)";

// One contact centre in rows.
class Rows {
public:
    explicit Rows(const Size& size) : m_size(size), m_dice(7) {
        for (const auto& agent : makeDirectory(size).agents) {
            m_addAgent.with(agent.number, 0).run();
            for (const auto& queue : agent.queues)
                m_addTier.with(queue.queue, agent.number, queue.level, queue.position).run();
        }
        for (std::uint32_t i = 0; i < size.waiting; ++i)
            arrive();
    }
    // So many agents finish and so many members arrive, then one pass gives out the work. The
    // number of events: finish, arrival and accept.
    std::uint64_t pass(std::uint32_t batch) {
        for (std::uint32_t i = 0; i < batch; ++i) {
            m_free.with(m_dice.below(m_size.agents) + 1, ++m_clock).run();
            arrive();
        }
        return 2ULL * batch + distribute();
    }

private:
    void arrive() {
        const auto arrived = makeArrival(m_size, m_dice, ++m_number);
        m_addMember.with(m_number, arrived.queue, ++m_clock, arrived.priority).run();
    }
    std::uint64_t distribute() {
        std::uint64_t taken = 0;
        std::vector<std::pair<std::int64_t, std::int64_t>> members;
        m_waiting.with(m_clock);
        while (m_waiting.next())
            members.emplace_back(m_waiting.at(0), m_waiting.at(1));
        for (const auto& [member, queue] : members) {
            m_agents.with(queue);
            if (!m_agents.next())
                continue;
            const std::int64_t agent = m_agents.at(0);
            m_offer.with(agent, ++m_clock).run();
            m_serve.with(member).run();
            ++taken;
        }
        return taken;
    }

    Size m_size;
    Dice m_dice;
    std::uint64_t m_number = 0;
    std::uint64_t m_clock = 0;
    Database m_database;
    struct Schema {
        explicit Schema(Database& database) { database.run(kSchema); }
    };
    Schema m_schema{m_database};
    Statement m_addAgent{m_database, "INSERT INTO agents VALUES (?1, 1, 1, ?2, 0)"};
    Statement m_addTier{m_database, "INSERT INTO tiers VALUES (?1, ?2, ?3, ?4)"};
    Statement m_addMember{m_database, "INSERT INTO members VALUES (?1, ?2, ?3, ?4, 0, 0)"};
    Statement m_free{m_database, "UPDATE agents SET state = 0, last_bridge_end = ?2 WHERE name = ?1"};
    Statement m_waiting{
        m_database,
        "SELECT uuid, queue, (?1 - joined) + base_score AS score FROM members WHERE state = 0 ORDER BY score DESC"};
    Statement m_agents{m_database, "SELECT agents.name FROM agents JOIN tiers ON agents.name = tiers.agent WHERE "
                                   "tiers.queue = ?1 AND agents.status = 1 "
                                   "AND agents.state = 0 ORDER BY tiers.level, agents.last_bridge_end, tiers.position"};
    Statement m_offer{m_database, "UPDATE agents SET state = 1, last_offered = ?2 WHERE name = ?1"};
    Statement m_serve{m_database, "DELETE FROM members WHERE uuid = ?1"};
};

} // namespace

double sqlScanEventsPerSecond(const Size& size, double seconds) {
    Rows rows(size);
    return passesPerSecond(seconds, 0.1, [&](std::uint32_t batch) { return rows.pass(batch); });
}

} // namespace bench
