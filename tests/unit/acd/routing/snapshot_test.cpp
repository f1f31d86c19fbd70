// SPDX-License-Identifier: GPL-3.0-or-later
//
// A snapshot is read by the version that wrote it and by later ones; damage is noticed.
#include <QTest>

#include "site.h"

#include <cstring>

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

constexpr std::size_t kHeader = 24;  // magic, version, length, check sum
constexpr std::size_t kChannel = 53; // of the body: where the directory's first channel begins
constexpr std::size_t kOldFields = 12;

std::string saved(const Engine& engine) {
    std::string bytes;
    engine.save(bytes);
    return bytes;
}

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

// As version 1 wrote it: the one channel named in the directory without its offer time.
std::string asVersion1(std::string bytes) {
    bytes.erase(kHeader + kChannel + kOldFields, sizeof(Duration));
    std::uint64_t sum = 0xCBF29CE484222325U;
    for (std::size_t i = kHeader; i < bytes.size(); ++i)
        sum = (sum ^ static_cast<std::uint8_t>(bytes[i])) * 0x100000001B3U;
    put(bytes, 4, std::uint32_t{1});
    put(bytes, 8, std::uint64_t{bytes.size() - kHeader});
    put(bytes, 16, sum);
    return bytes;
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
    const Site site = workingSite();
    Engine engine;
    QCOMPARE(engine.restore(asVersion1(saved(site.engine))), RestoreResult::ok);
    QCOMPARE(engine.directory().channels.front().effort, std::uint16_t{40});
    QCOMPARE(engine.interactions().size(), std::size_t{2});
    QVERIFY(saved(engine) == saved(site.engine)); // the time left out was the default
}

void SnapshotTest::a_later_version_is_not() {
    std::string bytes = saved(workingSite().engine);
    put(bytes, 4, std::uint32_t{3});
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
