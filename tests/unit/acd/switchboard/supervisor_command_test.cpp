// A supervisor's commands over a real broker and a real store: what they do, that they are done once, and that what was done and
// by whom can be read afterwards.
#include "acd_node.h"

#include "acd/turn/ids.h"
#include "messages/agent.pb.h"
#include "messages/explanation.pb.h"
#include "messages/supervisor.pb.h"
#include "proto/base/uuid7.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace antesala::v1;
using proto::bus::Bus;
using proto::bus::Topic;

namespace {

const QString caller = QStringLiteral("01a00000-0000-7000-8000-000000000001");
const QString other = QStringLiteral("01a00000-0000-7000-8000-000000000002");

Topic toAcd(const char* noun, const QString& id, const char* verb) {
    return {QStringLiteral("demo"),   QStringLiteral("demo"),    QStringLiteral("acd"),
            QStringLiteral("one"),    QString::fromLatin1(noun), id,
            QString::fromLatin1(verb)};
}

// Ana and Luis in support, a second queue for Luis alone, Sofia who supervises.
proto::directory::Directory twoQueues() {
    proto::directory::Directory directory = tests::demoSite(2);
    proto::directory::Queue sales = directory.queues[0];
    sales.number = 2;
    sales.name = QStringLiteral("ventas");
    directory.queues.push_back(sales);
    proto::directory::Agent luis = directory.agents[0];
    luis.number = 2;
    luis.login = QStringLiteral("luis");
    luis.phone = QStringLiteral("1002");
    luis.queues = {{QStringLiteral("ventas"), 1, 1}};
    directory.agents.push_back(luis);
    proto::directory::Person sofia;
    sofia.number = 9;
    sofia.login = QStringLiteral("sofia");
    sofia.name = QStringLiteral("Sofia");
    sofia.role = proto::directory::Role::Supervisor;
    directory.people.push_back(sofia);
    return directory;
}

} // namespace

class SupervisorCommandTest : public QObject {
    Q_OBJECT

    tests::MosquittoBroker m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Bus> m_desk;
    std::unique_ptr<tests::AcdNode> m_acd;
    // mcan: its store with the outbox.
    std::unique_ptr<proto::base::Store> m_mcanStore;
    std::unique_ptr<Bus> m_mcan;
    std::unique_ptr<proto::bus::Outbox> m_releases;

    void startMcan() {
        m_mcanStore =
            std::make_unique<proto::base::Store>(QStringLiteral("mcan"), QStringLiteral("sqlite:") + m_folder->path());
        QVERIFY(m_mcanStore->open(proto::base::StoreAccess::Writer, {{1, proto::bus::Outbox::tables()}}).isOk());
        m_mcan = std::make_unique<Bus>(tests::busOptions(m_broker, "mcan"));
        m_releases = std::make_unique<proto::bus::Outbox>(*m_mcan, *m_mcanStore);
        m_releases->start();
        m_mcan->start();
        QTRY_VERIFY(m_mcan->isConnected());
    }
    void release(const QString& id) {
        if (!m_mcan)
            startMcan();
        InteractionReleased released;
        released.set_release(1);
        released.mutable_interaction()->set_id(id.toStdString());
        released.mutable_interaction()->set_channel(CHANNEL_EMAIL);
        released.mutable_interaction()->set_queue("soporte");
        QVERIFY(m_mcanStore
                    ->writeNow([&](QSqlDatabase& db) {
                        return m_releases->append(db, QStringLiteral("interaction"), id, QStringLiteral("released"),
                                                  released);
                    })
                    .isOk());
        m_releases->notify();
        QTRY_VERIFY(m_acd->engine.interaction(acd::turn::idOf(id)));
    }

    void startAcd() {
        m_acd = std::make_unique<tests::AcdNode>(m_broker, m_folder->path());
        m_acd->board.takeDirectory(twoQueues());
        QTRY_VERIFY(m_acd->bus.isConnected());
        m_acd->board.voice().phonesChanged({QStringLiteral("1001"), QStringLiteral("1002")}, {});
    }
    template <typename Command>
    Answer ask(const char* noun, const QString& id, const Command& command) {
        std::optional<Answer> got;
        m_desk->ask(toAcd(noun, id, "command"), command, this, [&got](const Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        return got.value_or(Answer{});
    }
    Answer order(SupervisorCommand command, const QString& id = proto::base::newUuid7(), const char* by = "sofia") {
        command.set_command_id(id.toStdString());
        command.set_login(by);
        return ask("supervisor", QString::fromLatin1(by), command);
    }
    static QString reason(const Answer& answer) { return QString::fromStdString(answer.reason()); }
    static SupervisorCommand assigning(const QString& interaction, const char* agent, bool force = false) {
        SupervisorCommand command;
        command.mutable_assign()->set_interaction_id(interaction.toStdString());
        command.mutable_assign()->set_agent(agent);
        command.mutable_assign()->set_over_capacity(force);
        return command;
    }
    static SupervisorCommand moving(const QString& interaction, const char* queue) {
        SupervisorCommand command;
        command.mutable_move()->set_interaction_id(interaction.toStdString());
        command.mutable_move()->set_queue(queue);
        return command;
    }
    void signIn(const char* login, Presence presence = PRESENCE_AVAILABLE) {
        AgentCommand connection;
        connection.set_command_id(proto::base::newUuid7().toStdString());
        connection.set_login(login);
        connection.mutable_desk_connection()->set_connected(true);
        QCOMPARE(ask("agent", QString::fromLatin1(login), connection).code(), ANSWER_OK);
        AgentCommand choice;
        choice.set_command_id(proto::base::newUuid7().toStdString());
        choice.set_login(login);
        choice.mutable_choose_presence()->set_presence(presence);
        QCOMPARE(ask("agent", QString::fromLatin1(login), choice).code(), ANSWER_OK);
    }
    void callArrives(const QString& id = caller) {
        m_acd->board.voice().callArrived({id, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1});
    }
    AcdSnapshot snapshot() {
        std::optional<Answer> got;
        m_desk->ask(toAcd("state", QStringLiteral("all"), "get"), EndSession{}, this,
                    [&got](const Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        AcdSnapshot all;
        [&] { QVERIFY(got && proto::bus::unpack(*got, all)); }();
        return all;
    }
    quint64 rungOffer() const { return m_acd->telephony.rung.last().offer; }
    QString why(const QString& id) const { return tests::why(m_acd->board, id).join(u'\n'); }
    QString stateOf(const QString& id) const {
        return m_acd->board.explainer().explain(id).value(0).section(u' ', 2, 2);
    }
    acd::routing::AgentView agent(std::uint32_t number) const {
        return *m_acd->engine.agent(acd::routing::AgentNumber{number});
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_broker.start(), m_broker.output()); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Bus>(tests::busOptions(m_broker, "desk"));
        m_desk->start();
        QTRY_VERIFY(m_desk->isConnected());
        startAcd();
    }
    void cleanup() {
        m_acd.reset();
        m_releases.reset();
        m_mcan.reset();
        m_mcanStore.reset();
        m_desk.reset();
    }

    void anAssignedCallRingsAndIsConnectedWhenItIsAnswered() {
        signIn("luis");
        callArrives();
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QCOMPARE(order(assigning(caller, "luis")).code(), ANSWER_OK);
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("ring 1002")});
        QVERIFY2(why(caller).contains(QStringLiteral("to luis, whom a supervisor chose: pending")),
                 qPrintable(why(caller)));
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(caller);
        QCOMPARE(stateOf(caller), QStringLiteral("active"));
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("connect"));
        const QString log = why(caller);
        QVERIFY2(log.contains(QStringLiteral(" supervisor_assigned luis by=sofia")), qPrintable(log));
        QVERIFY2(log.contains(QStringLiteral(" changed soporte luis state=offered cause=assigned by=sofia")),
                 qPrintable(log));
    }

    void anAssignedCallThatIsNotAnsweredWaitsOn() {
        signIn("luis");
        callArrives();
        QCOMPARE(order(assigning(caller, "luis")).code(), ANSWER_OK);
        m_acd->board.voice().phoneFailed(rungOffer(), acd::voice::RingFailure::NoAnswer);
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("end")));
        signIn("ana"); // of its queue
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("ring 1001"));
    }

    void aForcedAssignmentIsRecorded() {
        signIn("luis");
        callArrives();
        QCOMPARE(order(assigning(caller, "luis")).code(), ANSWER_OK);
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(caller);
        release(other);
        const Answer refused = order(assigning(other, "luis"));
        QCOMPARE(refused.code(), ANSWER_REFUSED);
        QCOMPARE(reason(refused), QStringLiteral("no_capacity"));
        QCOMPARE(order(assigning(other, "luis", true)).code(), ANSWER_OK);
        QCOMPARE(agent(2).load, 130U);
        const QString log = why(other);
        QVERIFY2(log.contains(QStringLiteral("it was given beyond the agent's capacity")), qPrintable(log));
        QVERIFY2(log.contains(QStringLiteral(" supervisor_assigned luis by=sofia force=over_capacity")),
                 qPrintable(log));
        QVERIFY2(log.contains(QStringLiteral("state=active cause=assigned_forced by=sofia")), qPrintable(log));
        QVERIFY2(log.contains(QStringLiteral(" connected soporte luis beyond_capacity")), qPrintable(log));
        std::optional<Answer> got;
        m_desk->ask(toAcd("interaction", other, "get"), GetExplanation{}, this,
                    [&got](const Answer& answer) { got = answer; });
        QTRY_VERIFY(got.has_value());
        Explanation told;
        QVERIFY(proto::bus::unpack(*got, told));
        QVERIFY(told.beyond_capacity());
        QCOMPARE(told.decisions_size(), 1);
        QCOMPARE(told.decisions(0).login(), std::string("luis"));
        QVERIFY(told.decisions(0).offer_id().empty() && told.decisions(0).could_take() == 0);
    }

    void aMovedCallKeepsItsWaitingTimeAndFindsTheOtherQueuesAgents() {
        signIn("luis");
        callArrives();
        QCOMPARE(order(moving(caller, "ventas")).code(), ANSWER_OK);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("ring 1002"));
        QVERIFY2(why(caller).contains(QStringLiteral(" supervisor_moved ventas by=sofia")), qPrintable(why(caller)));
        QCOMPARE(m_acd->board.book().find(caller)->interaction.queue(), std::string("ventas"));
    }

    void aPriorityGoesBeforeWaitingTime() {
        callArrives();
        callArrives(other);
        SupervisorCommand command;
        command.mutable_reprioritise()->set_interaction_id(other.toStdString());
        command.mutable_reprioritise()->set_priority_seconds(600);
        QCOMPARE(order(command).code(), ANSWER_OK);
        QCOMPARE(m_acd->board.book().find(other)->interaction.priority_seconds(), 600);
        QVERIFY2(why(other).contains(QStringLiteral(" supervisor_reprioritised by=sofia priority=600")),
                 qPrintable(why(other)));
        m_acd.reset(); // what was ordered is so after a restart
        startAcd();
        for (const QString& id : {caller, other})
            m_acd->board.voice().callFound(
                {{id, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1},
                 acd::voice::FoundLeg::None,
                 0,
                 {},
                 {}});
        m_acd->board.voice().callsSurveyed();
        const AcdSnapshot all = snapshot();
        QCOMPARE(all.queues(0).first_waiting(0).interaction().id(), other.toStdString());
        QCOMPARE(all.queues(0).first_waiting(0).interaction().priority_seconds(), 600);
        signIn("ana");
        QCOMPARE(stateOf(other), QStringLiteral("offered"));
    }

    void whatIsTakenBackWaitsAgain() {
        signIn("ana");
        callArrives();
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(caller);
        SupervisorCommand command;
        command.mutable_take_back()->set_interaction_id(caller.toStdString());
        QCOMPARE(order(command).code(), ANSWER_OK);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("wait"));
        QVERIFY(agent(1).work.empty());
        QVERIFY2(why(caller).contains(QStringLiteral("state=waiting cause=taken_back by=sofia")),
                 qPrintable(why(caller)));
    }

    void aSessionIsEndedAndAbsentAgentsWorkIsGivenToAll() {
        signIn("ana");
        release(other);
        QCOMPARE(order(assigning(other, "ana")).code(), ANSWER_OK); // offered to her already: now it is hers
        SupervisorCommand end;
        end.mutable_end_session()->set_agent("ana");
        QCOMPARE(order(end).code(), ANSWER_OK);
        QCOMPARE(agent(1).presence, acd::routing::Presence::offline);
        QCOMPARE(stateOf(other), QStringLiteral("waiting"));
        QCOMPARE(order(end).code(), ANSWER_OK); // they are off already
        signIn("ana", PRESENCE_ON_BREAK);
        QCOMPARE(order(assigning(other, "ana")).code(), ANSWER_OK);
        signIn("ana", PRESENCE_OFFLINE); // with the mail in hand
        QCOMPARE(stateOf(other), QStringLiteral("active"));
        SupervisorCommand redistribute;
        redistribute.mutable_redistribute()->set_agent("ana");
        QCOMPARE(order(redistribute).code(), ANSWER_OK);
        QCOMPARE(stateOf(other), QStringLiteral("waiting"));
        QVERIFY2(why(other).contains(QStringLiteral("cause=redistributed by=sofia")), qPrintable(why(other)));
    }

    // A page that heard no answer says it again: nothing happens twice, also after a restart.
    void aRepeatGetsTheSameAnswerAndChangesNothing() {
        signIn("luis");
        callArrives();
        const QString id = proto::base::newUuid7();
        QCOMPARE(order(assigning(caller, "luis"), id).code(), ANSWER_OK);
        m_acd->board.voice().phoneFailed(rungOffer(), acd::voice::RingFailure::NoAnswer);
        QCOMPARE(order(assigning(caller, "luis"), id).code(), ANSWER_OK);
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        m_acd.reset();
        startAcd();
        QCOMPARE(order(assigning(caller, "luis"), id).code(), ANSWER_OK);
        QVERIFY(m_acd->telephony.rung.isEmpty());
    }

    void whatIsWrongIsSaidByName_data() {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* wrong, int code, const char* word, const char* said) {
            QTest::newRow(wrong) << QString::fromLatin1(wrong) << code << QString::fromLatin1(word)
                                 << QString::fromLatin1(said);
        };
        row("interaction", ANSWER_NOT_FOUND, "interaction_over", "no interaction 01a00000-0000-7000-8000-000000000002");
        row("agent", ANSWER_NOT_FOUND, "unknown_agent", "no agent nadie");
        row("queue", ANSWER_NOT_FOUND, "unknown_queue", "no queue nada");
        row("person", ANSWER_NOT_FOUND, "unknown_person", "no person nadie");
        row("priority", ANSWER_INVALID, "invalid", "give -86400 to 86400");
        row("nothing", ANSWER_INVALID, "invalid", "a command is missing");
        row("signed off", ANSWER_REFUSED, "not_eligible", "cannot take it now");
    }
    void whatIsWrongIsSaidByName() {
        QFETCH(const QString, wrong);
        callArrives();
        SupervisorCommand command = assigning(caller, "luis");
        if (wrong == QLatin1String("interaction"))
            command = assigning(other, "luis");
        else if (wrong == QLatin1String("agent"))
            command = assigning(caller, "nadie");
        else if (wrong == QLatin1String("queue"))
            command = moving(caller, "nada");
        else if (wrong == QLatin1String("nothing"))
            command = {};
        if (wrong == QLatin1String("priority")) {
            command.mutable_reprioritise()->set_interaction_id(caller.toStdString());
            command.mutable_reprioritise()->set_priority_seconds(86'401);
        }
        const Answer answer =
            order(command, proto::base::newUuid7(), wrong == QLatin1String("person") ? "nadie" : "sofia");
        QTEST(static_cast<int>(answer.code()), "code");
        QTEST(reason(answer), "word");
        QFETCH(const QString, said);
        QVERIFY2(QString::fromStdString(answer.message()).contains(said), answer.message().c_str());
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
    }

    void aCommandForAnotherTopicOrWithoutIdIsRefused() {
        SupervisorCommand command = assigning(caller, "luis");
        command.set_login("sofia");
        QCOMPARE(reason(ask("supervisor", QStringLiteral("ana"), command)), QStringLiteral("invalid"));
        QCOMPARE(reason(ask("supervisor", QStringLiteral("sofia"), command)), QStringLiteral("invalid"));
    }

    // What the survey finds talking is with its agent without a phone that rings.
    void aCallFoundTalkingNeedsNoRinging() {
        signIn("ana");
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1},
             acd::voice::FoundLeg::Talking,
             77,
             QStringLiteral("1001"),
             {}});
        QTRY_COMPARE(agent(1).state, acd::routing::AgentState::busy);
        QCOMPARE(stateOf(caller), QStringLiteral("active"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("connect")));
    }
};

QTEST_GUILESS_MAIN(SupervisorCommandTest)
#include "supervisor_command_test.moc"
