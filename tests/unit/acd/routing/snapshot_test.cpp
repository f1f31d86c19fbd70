// SPDX-License-Identifier: GPL-3.0-or-later
//
// A snapshot is read by the version that wrote it and by later ones; damage is noticed.
#include <QTest>

#include "site.h"
#include "snapshot_of_version_2.h"

#include <QByteArray>

#include <cstring>

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

constexpr std::size_t kHeader = 24; // magic, version, length, check sum
constexpr std::uint32_t kLater = 4;
constexpr std::size_t kChannel = 53; // of the body: where the directory's first channel begins

std::string saved(const Engine& engine) {
    std::string bytes;
    engine.save(bytes);
    return bytes;
}

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

Site workingSite() {
    Site site;
    ChannelPolicy email = defaultPolicy(Channel::email);
    email.effort = 40;
    site.directory().channels = {email};
    site.addAgent(kAna);
    site.openWith({kAna});
    site.apply(site.mail(1));
    site.apply(site.mail(2));
    return site;
}

} // namespace

class SnapshotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void the_version_before_is_read();
    void a_later_version_is_not();
    void a_flipped_bit_is_damage();
};

void SnapshotTest::the_version_before_is_read() {
    const QByteArray bytes = QByteArray::fromBase64(kSnapshotOfVersion2);
    Engine engine;
    QCOMPARE(engine.restore({bytes.constData(), static_cast<std::size_t>(bytes.size())}), RestoreResult::ok);
    QCOMPARE(engine.directory().channels.front().effort, std::uint16_t{40});
    QCOMPARE(engine.interactions().size(), std::size_t{5});
    QCOMPARE(engine.agent(kLuis)->state, AgentState::busy);
    // What was kept for an agent without end has one now.
    const auto handedOn = engine.interaction(interactionId(1));
    QCOMPARE(handedOn->preferred, kLuis);
    QCOMPARE(handedOn->keptUntil, engine.now() + kMinute);
    Engine again;
    QCOMPARE(again.restore(saved(engine)), RestoreResult::ok);
    QVERIFY(saved(again) == saved(engine));
    // And it goes on from there.
    engine.apply(CallerHungUp{interactionId(2)}, engine.now() + kSecond);
    engine.apply(WrapUpEnded{interactionId(2), kLuis, {}}, engine.now() + kSecond);
    QCOMPARE(engine.interaction(interactionId(1))->state, InteractionState::offered);
}

void SnapshotTest::a_later_version_is_not() {
    std::string bytes = saved(workingSite().engine);
    put(bytes, 4, kLater);
    Engine engine;
    QCOMPARE(engine.restore(bytes), RestoreResult::wrong_version);
}

void SnapshotTest::a_flipped_bit_is_damage() {
    const std::string bytes = saved(workingSite().engine);
    for (const std::size_t at : {kHeader, kHeader + kChannel, bytes.size() - 1}) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        Engine engine;
        QCOMPARE(engine.restore(damaged), RestoreResult::damaged);
    }
}

QTEST_APPLESS_MAIN(SnapshotTest)
#include "snapshot_test.moc"
