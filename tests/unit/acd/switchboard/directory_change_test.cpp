// The directory as the engine gets it: what the administrator wrote is what the engine routes by.
#include "acd_node.h"

#include "acd/switchboard/directory_change.h"

#include <QTest>

using namespace acd::switchboard;
using namespace acd::routing;

namespace {

std::shared_ptr<const DirectoryChange> changeOf(const proto::directory::Directory& directory) {
    Numbers numbers;
    numbers.take(directory);
    return directoryChangeOf(numbers);
}

} // namespace

class DirectoryChangeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachChannelHasItsOwnOfferTime() {
        proto::directory::Directory site = tests::demoSite();
        site.channels[0].offerSeconds = 20;
        site.channels[1].offerSeconds = 60;
        const auto change = changeOf(site);
        QCOMPARE(change->channels.size(), std::size_t{2});
        QCOMPARE(change->channels[0].offerTimeout, 20 * kSecond);
        QCOMPARE(change->channels[1].offerTimeout, 60 * kSecond);
        QCOMPARE(change->queues[0].offerTimeout, Duration{0});
    }

    void theSameDirectoryIsNotTakenTwice() {
        Engine engine;
        const auto change = changeOf(tests::demoSite());
        QVERIFY(!isTaken(engine.directory(), *change));
        engine.apply(DirectoryChanged{change}, kSecond);
        QVERIFY(isTaken(engine.directory(), *change));
        QVERIFY(!isTaken(engine.directory(), *changeOf(tests::demoSite(2))));
    }

    // After an upgrade: what the acd before did not read of the same version.
    void theSameVersionThatSaysMoreIsTaken() {
        Engine engine;
        DirectoryChange before = *changeOf(tests::demoSite());
        for (QueueDefinition& queue : before.queues)
            queue.offerTimeout = 30 * kSecond; // as it was read then: the voice channel's for all
        engine.apply(DirectoryChanged{std::make_shared<DirectoryChange>(before)}, kSecond);
        QVERIFY(!isTaken(engine.directory(), *changeOf(tests::demoSite())));
    }
};

QTEST_GUILESS_MAIN(DirectoryChangeTest)
#include "directory_change_test.moc"
