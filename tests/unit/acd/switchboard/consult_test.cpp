// A colleague is asked about a call or a mail: what each of them sees, what is asked of the telephones, and each way it ends.
#include "neighbours.h"

#include "acd/turn/ids.h"

using acd::voice::FoundCall;
using acd::voice::FoundLeg;
using antesala::v1::AgentCommand;
using antesala::v1::WorkItem;

namespace {

const QString caller = QStringLiteral("01a00000-0000-7000-8000-000000000001");
const QString mail = QStringLiteral("01a00000-0000-7000-8000-000000000002");
const QString wait = QStringLiteral("wait"), handOver = QStringLiteral("hand over"), stop = QStringLiteral("stop"),
              resume = QStringLiteral("resume");

AgentCommand asking(const QString& id, const char* agent) {
    AgentCommand command;
    command.mutable_start_consult()->set_interaction_id(id.toStdString());
    command.mutable_start_consult()->set_agent(agent);
    return command;
}

AgentCommand ending(const QString& id, antesala::v1::ConsultResult result) {
    AgentCommand command;
    command.mutable_end_consult()->set_interaction_id(id.toStdString());
    command.mutable_end_consult()->set_result(result);
    return command;
}

} // namespace

class ConsultTest : public tests::TwoQueueCentre {
    Q_OBJECT

    QStringList& asked() { return m_acd->telephony.asked; }
    quint64 leg() const { return m_acd->telephony.rung.last().offer; }
    // ana talks with the caller; luis is free.
    void talk() {
        m_desk->signIn("ana");
        m_acd->board.voice().callArrived(
            {caller, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1});
        m_acd->board.voice().phoneAnswered(leg());
        m_acd->board.voice().bridged(caller);
        m_desk->signIn("luis");
        asked().clear();
    }
    // ana asks luis, whose phone rings, or who has answered.
    void ask(bool answered) {
        talk();
        QCOMPARE(m_desk->refusal("ana", asking(caller, "luis")), QString());
        QCOMPARE(asked(), (QStringList{QStringLiteral("consult 1002"), QStringLiteral("hold")}));
        asked().clear();
        if (answered)
            m_acd->board.voice().consultJoined(leg());
    }
    antesala::v1::WorkState state(const char* login, const QString& id = caller) { return item(login, id).state(); }
    bool isBackWithAna() {
        return state("ana") == antesala::v1::WORK_STATE_ACTIVE && item("ana", caller).consulted_agent().empty() &&
               m_desk->state("luis").work_size() == 0;
    }
    bool isWithLuis() {
        return state("luis") == antesala::v1::WORK_STATE_ACTIVE && item("luis", caller).consulted_by().empty() &&
               state("ana") == antesala::v1::WORK_STATE_WRAP_UP;
    }
    FoundCall found(FoundLeg first, FoundLeg second) const {
        FoundCall call{{caller, QStringLiteral("900"), {}, {}, 1}, first, 1, QStringLiteral("1001"), {}};
        call.consult = second;
        call.consultLeg = second == FoundLeg::None ? 0 : acd::voice::firstConsultLeg + 9;
        call.consultPhone = second == FoundLeg::None ? QString() : QStringLiteral("1002");
        return call;
    }
    void survey(const FoundCall& call) {
        m_acd->board.voice().callFound(call);
        m_acd->board.voice().callsSurveyed();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_broker.start(), m_broker.output()); }
    void init() { begin(); }
    void cleanup() { end(); }

    void bothSeeItAndTheCallerIsHeld() {
        ask(false);
        QVERIFY(acd::voice::isConsultLeg(leg()));
        QCOMPARE(m_acd->telephony.rung.last().callerNumber, QStringLiteral("600"));
        QCOMPARE(state("ana"), antesala::v1::WORK_STATE_HELD);
        QCOMPARE(item("ana", caller).consulted_agent(), std::string("luis"));
        QCOMPARE(item("ana", caller).consulted_by(), std::string());
        QCOMPARE(item("luis", caller).consulted_by(), std::string("ana"));
        QCOMPARE(m_desk->state("luis").load(), 100U);
    }

    void returnedByWhoAsked() {
        ask(true);
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_RETURNED)), QString());
        QCOMPARE(asked(), (QStringList{stop, resume}));
        QVERIFY(isBackWithAna());
    }
    void returnedByWhoWasAsked() {
        ask(true);
        QCOMPARE(m_desk->refusal("luis", ending(caller, antesala::v1::CONSULT_HANDED_OVER)),
                 QStringLiteral("not_yours"));
        QCOMPARE(m_desk->refusal("luis", ending(caller, antesala::v1::CONSULT_RETURNED)), QString());
        QVERIFY(isBackWithAna());
    }
    void handedOver() {
        ask(true);
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_HANDED_OVER)), QString());
        QCOMPARE(asked(), QStringList{handOver});
        QVERIFY(isWithLuis());
        m_acd->board.voice().agentHungUp(caller); // theirs: the conversation is over
        QCOMPARE(asked().last(), QStringLiteral("end"));
        QCOMPARE(state("luis"), antesala::v1::WORK_STATE_WRAP_UP); // of soporte, where the call came in
    }
    void handedOverOnlyWhenSheHasAnswered() {
        ask(false);
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_HANDED_OVER)),
                 QStringLiteral("consult_not_answered"));
        QVERIFY(asked().isEmpty());
    }
    void notAnsweredDeclinedOrHungUpByHer() {
        ask(false);
        m_acd->board.voice().consultOver(leg());
        QVERIFY(isBackWithAna());
        QCOMPARE(asked().last(), resume);
        // Late news of it ends no other.
        const quint64 first = leg();
        QCOMPARE(m_desk->refusal("ana", asking(caller, "luis")), QString());
        QVERIFY(leg() != first);
        m_acd->board.voice().consultOver(first);
        QCOMPARE(item("ana", caller).consulted_agent(), std::string("luis"));
    }
    void theFirstHangsUpWhileTheyTalkWhichHandsOver() {
        ask(true);
        m_acd->board.voice().agentHungUp(caller);
        QCOMPARE(asked(), QStringList{handOver});
        QVERIFY(isWithLuis());
    }
    void theFirstHangsUpWhileItRingsWhichTransfersToHerByName() {
        ask(false);
        m_acd->board.voice().agentHungUp(caller);
        QVERIFY(asked().contains(wait));
        QVERIFY(!asked().contains(QStringLiteral("end")));
        QCOMPARE(state("ana"), antesala::v1::WORK_STATE_WRAP_UP);
        QCOMPARE(state("luis"), antesala::v1::WORK_STATE_OFFERED);
    }
    // Of 28: nobody answers there either, and the caller is not kept for that one phone.
    void theFirstHangsUpWhileItRingsAndTheAskedOneDeclines() {
        ask(false);
        const quint64 consult = leg();
        m_acd->board.voice().agentHungUp(caller);
        QCOMPARE(m_acd->telephony.elsewhere, QList<quint64>{consult}); // it rings again: no call is missed
        m_acd->board.voice().phoneFailed(leg(), acd::voice::RingFailure::Declined);
        const auto view = m_acd->engine.interaction(acd::turn::idOf(caller));
        QCOMPARE(view->state, acd::routing::InteractionState::waiting);
        QCOMPARE(view->keptUntil, acd::routing::Time{0});
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(caller.toStdString());
        QCOMPARE(m_desk->refusal("ana", done), QString());
        QTRY_COMPARE_WITH_TIMEOUT(asked().last(), QStringLiteral("ring 1001"), 10'000);
    }
    void theCustomerHangsUpAndAllIsOver() {
        ask(true);
        m_acd->board.voice().callerHungUp(caller);
        QVERIFY(asked().contains(stop));
        QCOMPARE(state("ana"), antesala::v1::WORK_STATE_WRAP_UP);
        QCOMPARE(m_desk->state("luis").state(), antesala::v1::AGENT_STATE_IDLE);
    }
    void transferredMeanwhileAllPhonesAreFree() {
        ask(true);
        AgentCommand transfer;
        transfer.mutable_transfer()->set_interaction_id(caller.toStdString());
        transfer.mutable_transfer()->set_queue("soporte");
        QCOMPARE(m_desk->refusal("ana", transfer), QString());
        QVERIFY(asked().contains(wait) && asked().contains(stop));
        QCOMPARE(m_desk->state("luis").work_size(), 0);
    }

    void whoCannotBeAskedIsSaidByName() {
        talk();
        const auto refusal = [this](const char* agent) { return m_desk->refusal("ana", asking(caller, agent)); };
        QCOMPARE(refusal("nadie"), QStringLiteral("unknown_target_agent"));
        QCOMPARE(refusal("ana"), QStringLiteral("consult_yourself"));
        QCOMPARE(refusal("eva"), QStringLiteral("agent_signed_out"));
        m_desk->signIn("eva", antesala::v1::PRESENCE_ON_BREAK);
        QCOMPARE(refusal("eva"), QStringLiteral("agent_not_available"));
        m_acd->board.voice().phonesChanged({QStringLiteral("1001"), QStringLiteral("1003")}, {});
        QCOMPARE(refusal("luis"), QStringLiteral("agent_phone_away"));
        m_acd->telephony.ready = false;
        QCOMPARE(refusal("luis"), QStringLiteral("telephony_away"));
        QCOMPARE(m_desk->refusal("luis", asking(caller, "eva")), QStringLiteral("not_yours"));
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_RETURNED)), QStringLiteral("no_consult"));
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_UNSPECIFIED)),
                 QStringLiteral("consult_result"));
        QVERIFY(asked().isEmpty());
    }
    void oneAtATime() {
        ask(true);
        m_desk->signIn("eva");
        QCOMPARE(m_desk->refusal("ana", asking(caller, "eva")), QStringLiteral("consult_running"));
        QCOMPARE(m_desk->refusal("luis", asking(caller, "eva")), QStringLiteral("not_yours"));
    }

    void aMailIsSeenByBothAndHandedOver() {
        m_desk->signIn("ana");
        antesala::v1::Interaction interaction;
        interaction.set_id(mail.toStdString());
        interaction.set_channel(antesala::v1::CHANNEL_EMAIL);
        interaction.set_queue("soporte");
        m_mcan->release(interaction);
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{1});
        m_desk->accept("ana");
        m_desk->signIn("luis");
        QCOMPARE(m_desk->refusal("ana", asking(mail, "luis")), QString());
        QCOMPARE(item("luis", mail).consulted_by(), std::string("ana"));
        QCOMPARE(item("ana", mail).consulted_agent(), std::string("luis"));
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_ACTIVE);
        QCOMPARE(m_desk->refusal("ana", ending(mail, antesala::v1::CONSULT_HANDED_OVER)), QString());
        QCOMPARE(item("luis", mail).consulted_by(), std::string());
        QCOMPARE(state("ana", mail), antesala::v1::WORK_STATE_WRAP_UP);
        QVERIFY(asked().isEmpty());
    }

    void whoHasHerHandsFullIsNotAsked() {
        m_desk->signIn("luis");
        for (int i = 0; i < 3; ++i) {
            antesala::v1::Interaction interaction;
            interaction.set_id(proto::base::newUuid7().toStdString());
            interaction.set_channel(antesala::v1::CHANNEL_EMAIL);
            interaction.set_queue("ventas");
            m_mcan->release(interaction);
            QTRY_COMPARE(m_desk->state("luis").work_size(), i + 1);
            m_desk->accept("luis");
        }
        m_desk->signIn("ana");
        antesala::v1::Interaction interaction;
        interaction.set_id(mail.toStdString());
        interaction.set_channel(antesala::v1::CHANNEL_EMAIL);
        interaction.set_queue("soporte");
        m_mcan->release(interaction);
        QTRY_COMPARE(state("ana", mail), antesala::v1::WORK_STATE_OFFERED);
        m_desk->accept("ana");
        QCOMPARE(m_desk->refusal("ana", asking(mail, "luis")), QStringLiteral("agent_no_capacity"));
    }

    // ---- what a survey finds

    void aKilledAcdFindsBothAtTheirTalk() {
        ask(true);
        m_acd.reset();
        startAcd();
        survey(found(FoundLeg::Talking, FoundLeg::Talking));
        QVERIFY(asked().isEmpty());
        QCOMPARE(item("luis", caller).consulted_by(), std::string("ana"));
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_HANDED_OVER)), QString());
        QVERIFY(isWithLuis());
    }
    void sheWhoLeftWhileAcdWasAwayIsNotAskedAnyMore() {
        ask(true);
        m_acd.reset();
        startAcd();
        survey(found(FoundLeg::Talking, FoundLeg::None));
        QCOMPARE(asked(), QStringList{resume});
        QVERIFY(isBackWithAna());
    }
    void theFirstWhoHungUpWhileAcdWasAwayHandedOver() {
        ask(true);
        m_acd.reset();
        startAcd();
        FoundCall alone = found(FoundLeg::Talking, FoundLeg::None);
        alone.offer = acd::voice::firstConsultLeg + 9;
        alone.phone = QStringLiteral("1002");
        survey(alone);
        QCOMPARE(asked(), QStringList{handOver});
        QVERIFY(isWithLuis());
    }
    void theFirstWhoHungUpWhileItRangTransferredByName() {
        ask(false);
        m_acd.reset();
        startAcd();
        survey(found(FoundLeg::None, FoundLeg::Ringing));
        QVERIFY(asked().contains(wait));
        QVERIFY(!asked().contains(QStringLiteral("end")));
        QCOMPARE(state("luis"), antesala::v1::WORK_STATE_OFFERED);
    }
    void aConsultTheJournalDoesNotKnowIsEnded() {
        talk();
        survey(found(FoundLeg::Talking, FoundLeg::Ringing));
        QVERIFY(m_acd->telephony.stopped.contains(acd::voice::firstConsultLeg + 9));
        QCOMPARE(asked(), QStringList{resume});
    }
    void aHandOverThatWasLostOnItsWayIsAskedForAgain() {
        ask(true);
        QCOMPARE(m_desk->refusal("ana", ending(caller, antesala::v1::CONSULT_HANDED_OVER)), QString());
        asked().clear();
        survey(found(FoundLeg::Talking, FoundLeg::Talking));
        QCOMPARE(asked(), QStringList{handOver});
        QVERIFY(isWithLuis());
    }
};

QTEST_GUILESS_MAIN(ConsultTest)
#include "consult_test.moc"
