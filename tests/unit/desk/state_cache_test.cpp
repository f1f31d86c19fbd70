// What pages are shown when snapshots and states cross on their way.
#include "desk/server/state/state_cache.h"

#include <QSignalSpy>
#include <QTest>

using namespace antesala::v1;
using desk::server::StateCache;

namespace {

AgentState ana(std::uint64_t version, std::uint32_t load) {
    AgentState state;
    state.set_login("ana");
    state.set_version(version);
    state.set_load(load);
    return state;
}

AcdSnapshot snapshotOf(const std::vector<AgentState>& agents, std::uint64_t version) {
    AcdSnapshot snapshot;
    for (const AgentState& state : agents)
        *snapshot.add_agents() = state;
    snapshot.set_version(version);
    return snapshot;
}

} // namespace

class StateCacheTest : public QObject {
    Q_OBJECT

    StateCache m_cache;

    std::uint32_t loadOfAna() const { return m_cache.agent(QStringLiteral("ana"))->load(); }

private Q_SLOTS:
    void init() {
        m_cache.take(AcdSnapshot());
        m_cache.beginAnew(StateCache::Owner::Acd);
        m_cache.take(snapshotOf({}, 1'000'000));
    }

    void anOlderSnapshotDoesNotOverwriteNewerState() {
        m_cache.take(ana(6, 60)); // an offer, say; the snapshot was made before it, and took longer
        m_cache.take(snapshotOf({ana(5, 0)}, 5));
        QCOMPARE(loadOfAna(), 60U);
        m_cache.take(snapshotOf({ana(7, 70)}, 7));
        QCOMPARE(loadOfAna(), 70U);
    }

    void whoCameAfterASnapshotIsNotGone() {
        m_cache.take(ana(6, 60));
        m_cache.take(snapshotOf({}, 5)); // made before they were in the directory
        QVERIFY(m_cache.agent(QStringLiteral("ana")));
        m_cache.take(snapshotOf({}, 7));
        QVERIFY(!m_cache.agent(QStringLiteral("ana")));
    }

    void whatChangedSinceTheLastSnapshotTakesNobodyAway() {
        m_cache.take(ana(6, 60));
        AcdSnapshot changes = snapshotOf({}, 9);
        changes.set_changes_only(true);
        m_cache.take(changes);
        QVERIFY(m_cache.agent(QStringLiteral("ana")));
    }

    void aStateThatSaysNothingNewIsToldToNobody() {
        m_cache.take(ana(6, 60));
        QSignalSpy told(&m_cache, &StateCache::changed);
        m_cache.take(ana(6, 60));
        m_cache.take(snapshotOf({ana(6, 60)}, 8));
        QCOMPARE(told.size(), 0);
    }

    // With the clock set back the versions of a new start are smaller.
    void versionsBeginAnewWithTheirOwner() {
        m_cache.take(ana(600, 60));
        m_cache.beginAnew(StateCache::Owner::Acd);
        QCOMPARE(loadOfAna(), 60U); // shown until something is known
        m_cache.take(ana(3, 30));
        m_cache.take(snapshotOf({ana(2, 20)}, 2)); // crossed it
        QCOMPARE(loadOfAna(), 30U);
    }

    void anOlderMailboxStateIsIgnored() {
        MailboxState state;
        state.set_mailbox("ayuda@demo.test");
        state.set_version(8);
        state.set_connected(true);
        m_cache.take(state);
        McanSnapshot snapshot;
        MailboxState* older = snapshot.add_mailboxes();
        older->set_mailbox("ayuda@demo.test");
        older->set_version(7);
        snapshot.set_version(7);
        m_cache.take(snapshot);
        QVERIFY(m_cache.mailboxes().value(QStringLiteral("ayuda@demo.test")).connected());
    }
};

QTEST_APPLESS_MAIN(StateCacheTest)
#include "state_cache_test.moc"
