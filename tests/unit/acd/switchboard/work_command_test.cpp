// Work in hand goes on elsewhere, by an agent's command: transferred, put aside, taken back. Over a real broker and store.
#include "neighbours.h"

#include "acd/turn/ids.h"
#include "proto/base/clock.h"

using antesala::v1::AgentCommand;
using antesala::v1::WorkItem;

namespace {

const QString caller = QStringLiteral("01a00000-0000-7000-8000-000000000001");
const QString mail = QStringLiteral("01a00000-0000-7000-8000-000000000002");

AgentCommand transferring(const QString& id, const char* queue, const char* agent) {
    AgentCommand command;
    command.mutable_transfer()->set_interaction_id(id.toStdString());
    command.mutable_transfer()->set_queue(queue);
    command.mutable_transfer()->set_agent(agent);
    return command;
}

AgentCommand parking(const QString& id, std::int64_t untilUs = 0) {
    AgentCommand command;
    command.mutable_park()->set_interaction_id(id.toStdString());
    command.mutable_park()->set_until_us(untilUs);
    return command;
}

AgentCommand unparking(const QString& id) {
    AgentCommand command;
    command.mutable_unpark()->set_interaction_id(id.toStdString());
    return command;
}

std::int64_t inSeconds(std::int64_t seconds) {
    return proto::base::SystemClock::instance().utcMicros() + seconds * 1'000'000;
}

} // namespace

namespace routing = acd::routing;

class WorkCommandTest : public tests::TwoQueueCentre {
    Q_OBJECT

    static antesala::v1::Interaction aMail() {
        antesala::v1::Interaction interaction;
        interaction.set_id(mail.toStdString());
        interaction.set_channel(antesala::v1::CHANNEL_EMAIL);
        interaction.set_queue("soporte");
        auto* skill = interaction.add_skills();
        skill->set_skill("vip");
        skill->set_minimum(3);
        return interaction;
    }
    // ana has the mail, open in front of her. She gets no other: only she knows `vip` of its queue.
    void openMail() {
        m_desk->signIn("ana");
        m_mcan->release(aMail());
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{1});
        m_desk->accept("ana");
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_ACTIVE);
    }
    void talk() {
        m_desk->signIn("ana");
        m_acd->board.voice().callArrived(
            {caller, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1});
        QCOMPARE(m_acd->telephony.rung.size(), 1);
        m_acd->board.voice().phoneAnswered(m_acd->telephony.rung.last().offer);
        m_acd->board.voice().bridged(caller);
        m_acd->telephony.asked.clear();
    }
    // Of the item in their list; unspecified when it is not there.
    antesala::v1::WorkState state(const char* login, const QString& id) { return item(login, id).state(); }
    routing::InteractionView view(const QString& id) const {
        return m_acd->engine.interaction(acd::turn::idOf(id)).value_or(routing::InteractionView{});
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_broker.start(), m_broker.output()); }
    void init() { begin(); }
    void cleanup() { end(); }

    void aMailGoesToAnotherQueueWithThatQueuesNeedsAndItsOwn() {
        openMail();
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "ventas", "")), QString());
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_WRAP_UP); // soporte has one
        QCOMPARE(view(mail).state, routing::InteractionState::waiting);
        QCOMPARE(view(mail).queue, routing::QueueNumber{2});
        const routing::Needs needs = view(mail).needs;
        QCOMPARE(int{needs.count}, 2);
        QCOMPARE(needs.skills[0], (routing::SkillNeed{routing::SkillNumber{1}, 5}));
        QCOMPARE(needs.skills[1], (routing::SkillNeed{routing::SkillNumber{2}, 3}));
        m_desk->signIn("luis");
        m_desk->accept("luis");
        QCOMPARE(item("luis", mail).interaction().queue(), std::string("ventas"));
    }

    void whereItStandsIsKnownAfterAKill() {
        openMail();
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "ventas", "")), QString());
        m_acd.reset();
        startAcd();
        QCOMPARE(m_acd->board.book().find(mail)->interaction.queue(), std::string("ventas"));
    }

    // mcan counts it where it released it, as long as it lives.
    // The engine tells its windows up to a quarter of a second later.
    void whatWasMovedTakesNobodysWindow() {
        openMail();
        QTRY_COMPARE(m_mcan->window("soporte"), 5U); // 30 of 100 a mail, and a reserve of 2
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "ventas", "")), QString());
        QTRY_COMPARE(m_mcan->window("soporte"), 5U); // of which one is not here: their notes take the effort of another
        m_desk->signIn("luis");
        m_desk->accept("luis");
        QTRY_COMPARE(m_mcan->window("ventas"), 4U); // the fifth is this one
        m_acd.reset();
        startAcd();
        QTRY_COMPARE(m_mcan->window("ventas"), 4U);
        m_desk->signIn("luis");
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        QCOMPARE(m_desk->refusal("luis", finish), QString());
        QTRY_COMPARE(m_mcan->window("ventas"), 5U);
        QTRY_COMPARE(m_mcan->window("soporte"), 4U); // their notes
    }

    // A third channel is carried as mails are, with the effort and the window of its own.
    void aChatHasAWindowOfItsOwnAndIsParkedAsAMailIs() {
        const auto chats = antesala::v1::CHANNEL_CHAT;
        m_desk->signIn("ana");
        QTRY_COMPARE(m_mcan->window("soporte"), 5U);
        QTRY_COMPARE(m_mcan->window("soporte", chats), 6U); // 25 of 100 a chat
        antesala::v1::Interaction chat = aMail();
        chat.set_channel(chats);
        m_mcan->release(chat);
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{1});
        m_desk->accept("ana");
        QCOMPARE(item("ana", mail).effort(), 25U);
        QTRY_COMPARE(m_mcan->window("soporte"), 4U); // 75 are left for mails
        QTRY_COMPARE(m_mcan->window("soporte", chats), 6U);
        QCOMPARE(m_desk->refusal("ana", parking(mail)), QString());
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_PARKED);
    }

    void toAnAgentByNameBeforeWhatWaitsAndWithThePriorityGiven() {
        m_desk->signIn("luis");
        openMail();
        AgentCommand command = transferring(mail, "", "luis");
        command.mutable_transfer()->set_priority_seconds(-60);
        QCOMPARE(m_desk->refusal("ana", command), QString());
        QCOMPARE(state("luis", mail), antesala::v1::WORK_STATE_OFFERED);
        QCOMPARE(view(mail).priority, -60);
        QCOMPARE(view(mail).queue,
                 routing::QueueNumber{1}); // its needs are those of its queue, which they need not serve
    }

    void whereItCannotGoIsSaidByName() {
        openMail();
        const auto refusal = [this](const char* queue, const char* agent) {
            return m_desk->refusal("ana", transferring(mail, queue, agent));
        };
        QCOMPARE(refusal("", ""), QStringLiteral("transfer_target"));
        QCOMPARE(refusal("ventas", "luis"), QStringLiteral("transfer_target"));
        QCOMPARE(refusal("nadie", ""), QStringLiteral("unknown_queue"));
        QCOMPARE(refusal("", "nadie"), QStringLiteral("unknown_target_agent"));
        QCOMPARE(refusal("", "ana"), QStringLiteral("transfer_to_yourself"));
        QCOMPARE(refusal("", "luis"), QStringLiteral("agent_signed_out"));
        AgentCommand command = transferring(mail, "ventas", "");
        command.mutable_transfer()->set_priority_seconds(routing::kPriorityLimit + 1);
        QCOMPARE(m_desk->refusal("ana", command), QStringLiteral("priority_out_of_range"));
        QCOMPARE(m_desk->refusal("luis", transferring(mail, "ventas", "")), QStringLiteral("not_yours"));
        QCOMPARE(m_desk->refusal("ana", transferring(caller, "ventas", "")), QStringLiteral("interaction_over"));
        const antesala::v1::Answer answer = m_desk->command("ana", transferring(mail, "nadie", ""));
        QVERIFY(QString::fromStdString(answer.message()).contains(QStringLiteral("nadie")));
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_ACTIVE);
    }

    // A queue that is full ends what comes in.
    void aFullQueueTakesNothing() {
        openMail();
        for (int i = 0; i < 2; ++i) {
            antesala::v1::Interaction other = aMail();
            other.set_id(proto::base::newUuid7().toStdString());
            other.set_queue("ventas");
            m_mcan->release(other);
        }
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{3});
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "ventas", "")), QStringLiteral("queue_turns_away"));
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_ACTIVE);
    }

    void aCallToAQueueWaitsWithMusicAndTheAgentWrapsUp() {
        talk();
        QCOMPARE(m_desk->refusal("ana", transferring(caller, "ventas", "")), QString());
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("wait")});
        QCOMPARE(state("ana", caller), antesala::v1::WORK_STATE_WRAP_UP);
        m_desk->signIn("luis");
        QCOMPARE(m_acd->telephony.rung.last().phone, QStringLiteral("1002"));
        m_acd->board.voice().phoneAnswered(m_acd->telephony.rung.last().offer);
        m_acd->board.voice().bridged(caller);
        QCOMPARE(state("luis", caller), antesala::v1::WORK_STATE_ACTIVE);
        QCOMPARE(state("ana", caller), antesala::v1::WORK_STATE_WRAP_UP);
        m_acd->board.voice().callerHungUp(caller);
        QVERIFY(m_acd->engine.interactions().empty()); // ventas has no wrap-up
        QCOMPARE(state("ana", caller), antesala::v1::WORK_STATE_WRAP_UP);
    }

    void aCallToAnAgentRingsTheirPhoneAsSoonAsTheyCanTakeIt() {
        talk();
        m_desk->signIn("luis");
        const QString other = proto::base::newUuid7();
        m_acd->board.voice().callArrived({other, QStringLiteral("902"), QStringLiteral("601"), {}, 1}); // ventas
        m_acd->board.voice().phoneAnswered(m_acd->telephony.rung.last().offer);
        m_acd->board.voice().bridged(other);
        m_desk->signIn("eva");
        m_acd->telephony.asked.clear();
        QCOMPARE(m_desk->refusal("ana", transferring(caller, "", "luis")), QString());
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("wait")}); // not eva's
        m_acd->board.voice().callerHungUp(other);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("ring 1002"));
    }

    // Of 28. The page says so before; a program that does not look is refused.
    void aCallGoesToNoAgentWhoIsAway() {
        talk();
        m_desk->signIn("luis", antesala::v1::PRESENCE_ON_BREAK);
        QCOMPARE(m_desk->refusal("ana", transferring(caller, "", "luis")), QStringLiteral("agent_not_available"));
        QCOMPARE(state("ana", caller), antesala::v1::WORK_STATE_ACTIVE);
        QVERIFY(m_acd->telephony.asked.isEmpty());
    }

    void aMailMayWaitForTheEndOfABreak() {
        openMail();
        m_desk->signIn("luis", antesala::v1::PRESENCE_ON_BREAK);
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "", "luis")), QString());
        QVERIFY(view(mail).keptUntil > 0);
        m_desk->signIn("luis");
        QCOMPARE(state("luis", mail), antesala::v1::WORK_STATE_OFFERED);
    }

    void aCallGoesToNoAgentWithoutAPhone() {
        talk();
        m_desk->signIn("luis");
        m_acd->board.voice().phonesChanged({QStringLiteral("1001")}, {});
        QCOMPARE(m_desk->refusal("ana", transferring(caller, "", "luis")), QStringLiteral("agent_phone_away"));
        QVERIFY(m_acd->telephony.asked.isEmpty());
    }

    void aParkedMailIsOnHerListWithoutEffortAndComesBack() {
        openMail();
        const std::int64_t until = inSeconds(3600);
        QCOMPARE(m_desk->refusal("ana", parking(mail, until)), QString());
        WorkItem parked = item("ana", mail);
        QCOMPARE(parked.state(), antesala::v1::WORK_STATE_PARKED);
        QCOMPARE(parked.deadline_us(), until);
        QCOMPARE(parked.effort(), 0U);
        QVERIFY(parked.since_us() > inSeconds(-60) && parked.since_us() <= inSeconds(0));
        QCOMPARE(m_desk->state("ana").load(), 0U);
        QCOMPARE(m_desk->refusal("ana", unparking(mail)), QString());
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_OFFERED);
        QCOMPARE(m_desk->state("ana").work_size(), 1);
    }

    void parkedWithoutATimeItHasNoDeadlineAndComesBackWithTheCustomersAnswer() {
        openMail();
        QCOMPARE(m_desk->refusal("ana", parking(mail)), QString());
        QCOMPARE(item("ana", mail).deadline_us(), 0);
        m_mcan->update(aMail());
        QTRY_COMPARE(state("ana", mail), antesala::v1::WORK_STATE_OFFERED);
    }

    void whatIsParkedIsStillThereAfterAKill() {
        openMail();
        const std::int64_t until = inSeconds(3600);
        QCOMPARE(m_desk->refusal("ana", parking(mail, until)), QString());
        const std::int64_t since = item("ana", mail).since_us();
        m_acd.reset();
        startAcd();
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_PARKED);
        QCOMPARE(item("ana", mail).deadline_us(), until);
        QCOMPARE(item("ana", mail).since_us(), since);
    }

    void itComesBackByItself() {
        openMail();
        QCOMPARE(m_desk->refusal("ana", parking(mail, inSeconds(1))), QString());
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_PARKED);
        QTRY_COMPARE_WITH_TIMEOUT(state("ana", mail), antesala::v1::WORK_STATE_OFFERED, 10'000);
    }

    // The notes of who had it before say nothing about where it is.
    void notesThatGoOnDoNotMoveWhatIsParkedElsewhere() {
        m_desk->signIn("luis");
        openMail();
        QCOMPARE(m_desk->refusal("ana", transferring(mail, "ventas", "")), QString());
        m_desk->accept("luis");
        QCOMPARE(m_desk->refusal("luis", parking(mail)), QString());
        AgentCommand extend;
        extend.mutable_extend_wrap_up()->set_interaction_id(mail.toStdString());
        extend.mutable_extend_wrap_up()->set_seconds(60);
        m_desk->command("ana", extend);
        QCOMPARE(state("luis", mail), antesala::v1::WORK_STATE_PARKED);
        QCOMPARE(item("luis", mail).interaction().queue(), std::string("ventas"));
    }

    void whatCannotBeParkedIsSaid() {
        openMail();
        QCOMPARE(m_desk->refusal("ana", parking(mail, inSeconds(-10))), QStringLiteral("park_until_past"));
        QCOMPARE(m_desk->refusal("ana", parking(mail, inSeconds(400 * 86400LL))), QStringLiteral("park_until_too_far"));
        QCOMPARE(m_desk->refusal("luis", parking(mail)), QStringLiteral("not_yours"));
        QCOMPARE(m_desk->refusal("ana", unparking(mail)), QStringLiteral("not_parked"));
        QCOMPARE(m_desk->refusal("ana", parking(mail)), QString());
        QCOMPARE(m_desk->refusal("luis", unparking(mail)), QStringLiteral("not_yours"));
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_PARKED);
        QCOMPARE(m_desk->refusal("ana", unparking(caller)), QStringLiteral("interaction_over"));
    }

    void aCallCannotBeParked() {
        talk();
        const antesala::v1::Answer answer = m_desk->command("ana", parking(caller));
        QCOMPARE(answer.reason(), std::string("call_cannot_park"));
        QVERIFY(QString::fromStdString(answer.message()).contains(QStringLiteral("transfer it")));
        QCOMPARE(state("ana", caller), antesala::v1::WORK_STATE_ACTIVE);
    }
};

QTEST_GUILESS_MAIN(WorkCommandTest)
#include "work_command_test.moc"
