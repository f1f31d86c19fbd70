// The directory as the engine gets it: what the administrator wrote is what the engine routes by.
#include "tests/unit/acd/switchboard/acd_node.h"

#include "acd/directory/directory_change.h"

#include <QTest>

using namespace acd::directory;
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

    void aQueueSaysHowItRelaxesAndOverflows() {
        namespace dir = proto::directory;
        dir::Directory site = tests::demoSite();
        site.skills = {{7, QStringLiteral("ingles"), {}}};
        dir::Queue other = site.queues[0];
        other.number = 2;
        other.name = QStringLiteral("quejas");
        site.queues.push_back(other);
        dir::Queue& queue = site.queues[0];
        queue.offerSeconds = 12;
        queue.effort.email = 20;
        queue.preferredSeconds = 45;
        queue.lastAgentHours = 24;
        queue.startLevel = 1;
        queue.relaxation = {{30, QStringLiteral("ingles"), 3, false, 0}, {60, {}, 10, true, 2}};
        queue.maxWaiting = 5;
        queue.whenFull = {dir::OverflowKind::Queue, QStringLiteral("quejas"), {}};
        queue.whenUnstaffed = {dir::OverflowKind::External, {}, QStringLiteral("guardia")};
        queue.expectedWaitLimitSeconds = 300;
        queue.whenSlow = {dir::OverflowKind::End, {}, {}};
        queue.overflowAfterSeconds = 600;
        queue.declineLimit = 4;
        queue.afterWait = {dir::OverflowKind::Voicemail, {}, QStringLiteral("buzon")};
        queue.resumeWithinSeconds = 90;
        Numbers numbers;
        QCOMPARE(numbers.take(site).size(), std::size_t{4}); // two labels, a disposition and a break reason to be kept
        const auto change = directoryChangeOf(numbers);
        const QueueDefinition& made = change->queues[0];
        QCOMPARE(made.offerTimeout, 12 * kSecond);
        QCOMPARE(made.effort[static_cast<std::size_t>(Channel::email)], 20);
        QCOMPARE(made.effort[static_cast<std::size_t>(Channel::voice)], 0);
        QCOMPARE(made.preferredFor, 45 * kSecond);
        QCOMPARE(made.lastAgentMemory, 24 * kHour);
        QCOMPARE(made.startLevel, 1);
        QVERIFY(made.relaxation ==
                (std::vector<RelaxationStep>{{30 * kSecond, SkillNumber{7}, 3, false, 0},
                                             {60 * kSecond, SkillNumber::none, kProficiencyLimit, true, 2}}));
        QVERIFY(made.whenFull == (OverflowTarget{OverflowKind::queue, QueueNumber{2}, 0}));
        QVERIFY(made.whenUnstaffed.kind == OverflowKind::external);
        QCOMPARE(numbers.overflowLabel(made.whenUnstaffed.external), QStringLiteral("guardia"));
        QVERIFY(made.whenSlow.kind == OverflowKind::end);
        QCOMPARE(made.expectedWaitLimit, 300 * kSecond);
        QCOMPARE(made.overflowAfter, 600 * kSecond);
        QCOMPARE(made.declineLimit, 4);
        QVERIFY(made.afterWait.kind == OverflowKind::voicemail);
        QCOMPARE(numbers.overflowLabel(made.afterWait.external), QStringLiteral("buzon"));
        QCOMPARE(made.resumeWithin, 90 * kSecond);
        // The label's number stays: a journal is replayed by it.
        const std::uint32_t number = made.afterWait.external;
        QVERIFY(numbers.take(site).empty());
        QCOMPARE(numbers.overflowLabel(QStringLiteral("buzon")), number);
        Engine engine;
        engine.apply(DirectoryChanged{change}, kSecond);
        QVERIFY(isTaken(engine.directory(), *change));
    }

    // Who said nothing but a bound has it as before: the queue is full, the call ends.
    void afullQueueWithoutATargetEndsTheCall() {
        proto::directory::Directory site = tests::demoSite();
        site.queues[0].maxWaiting = 1;
        QVERIFY(changeOf(site)->queues[0].whenFull.kind == OverflowKind::end);
        site.queues[0].maxWaiting = 0;
        QVERIFY(changeOf(site)->queues[0].whenFull.kind == OverflowKind::none);
    }

    // Relaxation counts in the directory's points, as the needs and the agents do.
    void relaxationUsesTheScaleOfTheSkills() {
        proto::directory::Directory site = tests::demoSite();
        site.skills = {{1, QStringLiteral("ingles"), {}}};
        site.queues[0].skills = {{QStringLiteral("ingles"), 8}};
        site.queues[0].relaxation = {{30, QStringLiteral("ingles"), 3, false, 0}};
        site.agents[0].skills = {{QStringLiteral("ingles"), 5}};
        site.agents[0].phone = QStringLiteral("1001");
        Numbers numbers;
        numbers.take(site);
        Engine engine;
        engine.apply(DirectoryChanged{directoryChangeOf(numbers)}, kSecond);
        engine.apply(PhoneReachable{AgentNumber{1}, true}, kSecond);
        engine.apply(DeskConnected{AgentNumber{1}}, kSecond);
        engine.apply(PresenceChosen{AgentNumber{1}, Presence::available, {}}, kSecond);
        InteractionArrived call;
        call.id.bytes[0] = 1;
        call.queue = QueueNumber{1};
        call.needs = needsOf(numbers, QStringLiteral("soporte"), {});
        engine.apply(call, kSecond);
        const auto offersAt = [&engine](Time at) {
            int offers = 0;
            for (const Action& action : engine.apply(TimePassed{}, at))
                offers += std::holds_alternative<OfferMade>(action) ? 1 : 0;
            return offers;
        };
        QCOMPARE(offersAt(30 * kSecond), 0);
        QCOMPARE(offersAt(31 * kSecond), 1);
    }

    void anAgentSaysHerLimitsAndDelays() {
        proto::directory::Directory site = tests::demoSite();
        proto::directory::Agent& ana = site.agents[0];
        ana.limits.email = 3;
        ana.declineLimit = 2;
        ana.delayAfterDeclineSeconds = 7;
        ana.delayAfterBusySeconds = 8;
        ana.delayAfterNoAnswerSeconds = 9;
        ana.deskLostSeconds = 30;
        const auto change = changeOf(site);
        const AgentDefinition& made = change->agents[0];
        QCOMPARE(made.limit[static_cast<std::size_t>(Channel::email)], 3);
        QCOMPARE(made.declineLimit, 2);
        QCOMPARE(made.delayAfterDecline, 7 * kSecond);
        QCOMPARE(made.delayAfterBusy, 8 * kSecond);
        QCOMPARE(made.delayAfterNoAnswer, 9 * kSecond);
        QCOMPARE(made.deskLostLimit, 30 * kSecond);
        // Without a word the engine's own: nothing changed for sites of before.
        const AgentDefinition silent = changeOf(tests::demoSite())->agents[0];
        QCOMPARE(silent.delayAfterDecline, AgentDefinition{}.delayAfterDecline);
        QCOMPARE(silent.delayAfterBusy, AgentDefinition{}.delayAfterBusy);
        QCOMPARE(silent.delayAfterNoAnswer, AgentDefinition{}.delayAfterNoAnswer);
        QCOMPARE(silent.deskLostLimit, AgentDefinition{}.deskLostLimit);
        const QueueDefinition queue = changeOf(tests::demoSite())->queues[0];
        QCOMPARE(queue.preferredFor, QueueDefinition{}.preferredFor);
        QCOMPARE(queue.callbackRetry, QueueDefinition{}.callbackRetry);
        QCOMPARE(queue.callbackAttempts, QueueDefinition{}.callbackAttempts);
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
        proto::directory::Directory site = tests::demoSite();
        site.skills = {{1, QStringLiteral("a"), {}}, {2, QStringLiteral("b"), {}}};
        site.agents[0].skills = {{QStringLiteral("b"), 5}, {QStringLiteral("a"), 5}};
        engine.apply(DirectoryChanged{changeOf(site)}, kSecond);
        QVERIFY(isTaken(engine.directory(), *changeOf(site)));
        site.agents[0].deskLostSeconds = 30;
        QVERIFY(!isTaken(engine.directory(), *changeOf(site)));
    }
};

QTEST_GUILESS_MAIN(DirectoryChangeTest)
#include "directory_change_test.moc"
