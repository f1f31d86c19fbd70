// Every event of the engine comes back from the journal as it went in.
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/history/directory_codec.h"
#include "acd/history/journal.pb.h"
#include "acd/history/journal_codec.h"
#endif

#include <QTest>

using namespace acd::history;
using namespace acd::routing;

namespace {

InteractionId anId() {
    InteractionId id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i)
        id.bytes[i] = static_cast<std::uint8_t>(200 + i);
    return id;
}

Needs someNeeds() {
    Needs needs;
    needs.skills[0] = {SkillNumber{3}, 7};
    needs.skills[1] = {SkillNumber{1'000'000}, 100};
    needs.count = 2;
    needs.mode = MatchMode::any;
    return needs;
}

Dispositions someDispositions() {
    Dispositions dispositions;
    dispositions.chosen = {DispositionNumber{5}, DispositionNumber{9}};
    dispositions.count = 2;
    return dispositions;
}

// Encoded again it must be the same bytes; and the bytes must differ from those of the event with nothing set.
template <typename E>
E again(const E& event) {
    const auto decoded = decodeEvent(encodeEvent(event));
    if (!decoded)
        qFatal("%s", qPrintable(decoded.status().message()));
    if (encodeEvent(*decoded) != encodeEvent(event) || encodeEvent(event) == encodeEvent(E{}))
        qFatal("the event is not the same again");
    return std::get<E>(*decoded);
}

std::shared_ptr<DirectoryChange> aDirectory() {
    auto change = std::make_shared<DirectoryChange>();
    change->version = 12;
    change->whole = true;
    change->seed = 0xFFFFFFFFFFFFFFFFU;
    change->channels = {{Channel::chat, Admission::until_full, 25, 4, 1500, true, false, 45 * kSecond}};
    change->skills = {{SkillNumber{3}, "francés"}};
    QueueDefinition queue;
    queue.number = QueueNumber{8};
    queue.name = "soporte";
    queue.strategy = Strategy::ring_all;
    queue.weight = -600;
    queue.effort = {1, 2, 3};
    queue.wrapUp = WrapUpMode::fixed;
    queue.wrapUpTime = 15 * kSecond;
    queue.relaxation = {{30 * kSecond, SkillNumber{3}, 50, true, 2}, {60 * kSecond, SkillNumber::none, 100, false, 0}};
    queue.whenFull = {OverflowKind::queue, QueueNumber{9}, 4};
    queue.afterWait = {OverflowKind::external, QueueNumber::none, 77};
    queue.announceEvery = 20 * kSecond;
    change->queues = {queue};
    AgentDefinition agent;
    agent.number = AgentNumber{2};
    agent.login = "ana";
    agent.limit = {1, 5, 0};
    agent.queues = {{QueueNumber{8}, 2, 3}};
    agent.skills = {{SkillNumber{3}, 90}};
    agent.noAnswerLimit = 4;
    change->agents = {agent};
    change->removedSkills = {SkillNumber{1}};
    change->removedQueues = {QueueNumber{4}, QueueNumber{5}};
    change->removedAgents = {AgentNumber{6}};
    change->fallbackQueue = QueueNumber{8};
    return change;
}

} // namespace

class JournalCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anArrival() {
        const InteractionArrived event{anId(),
                                       Channel::email,
                                       Arrival::reopened,
                                       QueueNumber{8},
                                       -86400,
                                       1'700'000'000'000'001,
                                       ContactKey{0xFEDCBA9876543210U},
                                       someNeeds(),
                                       AgentNumber{2},
                                       9 * kSecond,
                                       30};
        const InteractionArrived same = again(event);
        QVERIFY(same.id == event.id && same.channel == event.channel && same.arrival == event.arrival);
        QVERIFY(same.queue == event.queue && same.priority == event.priority && same.firstEntry == event.firstEntry);
        QVERIFY(same.contact == event.contact && same.needs == event.needs && same.preferred == event.preferred);
        QVERIFY(same.preferredFor == event.preferredFor && same.effort == event.effort);
    }

    void whatIsNotSetStaysUnset() {
        InteractionUpdated event{anId(), {}, std::uint16_t{0}, AgentNumber::none, {}};
        InteractionUpdated same = again(event);
        QVERIFY(!same.priority && !same.needs);
        QVERIFY(same.effort == std::uint16_t{0} && same.preferred == AgentNumber::none);
        event = {anId(), 5, {}, {}, someNeeds()};
        same = again(event);
        QVERIFY(same.priority == 5 && !same.effort && !same.preferred && same.needs == someNeeds());
    }

    void aTransfer() {
        const InteractionTransferred event{anId(), AgentNumber{1}, QueueNumber{2}, AgentNumber{3}, -7, someNeeds()};
        const InteractionTransferred same = again(event);
        QVERIFY(same.from == event.from && same.toQueue == event.toQueue && same.toAgent == event.toAgent);
        QVERIFY(same.priority == event.priority && same.needs == event.needs);
    }

    void eachOfTheOthers() {
        QVERIFY(!again(QueueHoursChanged{QueueNumber{8}, false}).open);
        QVERIFY(again(CallerHungUp{anId()}).id == anId());
        again(CallbackRequested{anId()});
        again(CallbackFailed{anId()});
        QVERIFY(again(InteractionWithdrawn{anId(), WithdrawReason::lost}).reason == WithdrawReason::lost);
        QVERIFY(again(PresenceChosen{AgentNumber{2}, Presence::on_break, ReasonNumber{6}}).reason == ReasonNumber{6});
        again(DeskConnected{AgentNumber{2}});
        again(DeskLost{AgentNumber{2}});
        QVERIFY(!again(PhoneReachable{AgentNumber{2}, false}).reachable);
        QVERIFY(again(PhoneInUse{AgentNumber{2}, true}).inUse);
        QVERIFY(again(OfferNumbersBegin{OfferId{5}}).offer == OfferId{5});
        again(OfferDelivered{OfferId{0xFFFFFFFFFFFFFFFFU}});
        QVERIFY(again(OfferAccepted{OfferId{7}}).offer == OfferId{7});
        QVERIFY(again(OfferDeclined{OfferId{7}, ReasonNumber{3}}).reason == ReasonNumber{3});
        QVERIFY(again(OfferFailed{OfferId{7}, OfferFailure::unreachable}).why == OfferFailure::unreachable);
        again(BridgeConfirmed{anId(), AgentNumber{2}});
        QVERIFY(again(BridgeFailed{anId(), AgentNumber{2}, OfferFailure::busy}).why == OfferFailure::busy);
        const auto finished =
            again(InteractionFinished{anId(), AgentNumber{2}, FinishedBy::customer, someDispositions()});
        QVERIFY(finished.by == FinishedBy::customer && finished.dispositions == someDispositions());
        QCOMPARE(again(WrapUpExtended{anId(), AgentNumber{2}, 90 * kSecond}).by, 90 * kSecond);
        QVERIFY(again(WrapUpEnded{anId(), AgentNumber{2}, someDispositions()}).dispositions == someDispositions());
        QVERIFY(again(DispositionsChosen{anId(), AgentNumber{2}, someDispositions()}).dispositions ==
                someDispositions());
        again(InteractionHeld{anId(), AgentNumber{2}});
        again(InteractionResumed{anId(), AgentNumber{2}});
        QCOMPARE(again(InteractionParked{anId(), AgentNumber{2}, 12345}).until, Time{12345});
        QVERIFY(again(InteractionUnparked{anId(), UnparkReason::supervisor}).why == UnparkReason::supervisor);
        QVERIFY(again(ConsultStarted{anId(), AgentNumber{2}, AgentNumber{3}}).with == AgentNumber{3});
        QVERIFY(again(ConsultEnded{anId(), ConsultResult::handed_over}).result == ConsultResult::handed_over);
        const auto started =
            again(WorkStarted{anId(), AgentNumber{2}, Channel::chat, QueueNumber{8}, ContactKey{4}, kEffortWhole});
        QVERIFY(started.channel == Channel::chat && started.effort == kEffortWhole && started.contact == ContactKey{4});
        const auto assigned = again(SupervisorAssigned{anId(), AgentNumber{2}, Force::over_capacity, PersonNumber{5}});
        QVERIFY(assigned.force == Force::over_capacity && assigned.by == PersonNumber{5});
        QVERIFY(again(SupervisorMoved{anId(), QueueNumber{8}, PersonNumber{5}}).queue == QueueNumber{8});
        QCOMPARE(again(SupervisorReprioritised{anId(), -3, PersonNumber{5}}).priority, -3);
        again(SupervisorTookBack{anId(), PersonNumber{5}});
        again(SessionEnded{AgentNumber{2}, PersonNumber{5}});
        again(WorkRedistributed{AgentNumber{2}, PersonNumber{5}});
    }

    void theDirectory() {
        const auto change = aDirectory();
        const auto decoded = decodeEvent(encodeEvent(DirectoryChanged{change}));
        QVERIFY(decoded.isOk());
        QVERIFY(*std::get<DirectoryChanged>(*decoded).change == *change);
    }

    // In entries of before, the time stood with each queue: the channel then has its default, and the queue wins.
    void aChannelWithoutAnOfferTimeKeepsTheDefault() {
        DirectoryChange change;
        change.channels = {defaultPolicy(Channel::email)};
        change.channels.front().offerTimeout = kSecond;
        antesala::acd::JournalDirectory message;
        encodeDirectory(change, message);
        QCOMPARE(decodeDirectory(message).channels.front().offerTimeout, kSecond);
        message.mutable_channels(0)->clear_offer_timeout();
        QCOMPARE(decodeDirectory(message).channels.front().offerTimeout, 20 * kSecond);
    }

    // The names stand in every journal ever written: changing one needs a migration.
    void theNamesAreThoseOfWrittenJournals() {
        const QByteArray written = QByteArray::fromHex("0a0e6f666665725f6163636570746564"
                                                       "2807");
        const auto decoded = decodeEvent(written);
        QVERIFY(decoded.isOk());
        QVERIFY(std::get<OfferAccepted>(*decoded).offer == OfferId{7});
        QCOMPARE(encodeEvent(OfferAccepted{OfferId{7}}), written);
    }

    void damageAndTheUnknownAreRefused() {
        QVERIFY(!decodeEvent("\xff\xff").isOk());
        const auto unknown = decodeEvent(QByteArray::fromHex("0a036e6577"));
        QVERIFY(!unknown.isOk());
        QVERIFY(unknown.status().message().contains(QStringLiteral("new")));
    }
};

QTEST_GUILESS_MAIN(JournalCodecTest)
#include "journal_codec_test.moc"
