// Why, asked over a real broker as a desk asks it: of a call, of an agent, of what is not here.
#include "tests/unit/acd/switchboard/acd_node.h"

#include "acd/routing/state_tables.h"
#include "acd/routing/value_names.h"
#include "acd/state/explanation_messages.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "messages/agent.pb.h"
#include "messages/explanation.pb.h"
#include "proto/base/uuid7.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace antesala::v1;
using acd::voice::RingFailure;
using proto::bus::Bus;
using proto::bus::Topic;
namespace routing = acd::routing;

namespace {

const QString caller = QStringLiteral("01a00000-0000-7000-8000-000000000001");

proto::directory::Agent member(std::uint32_t number, const QString& login) {
    proto::directory::Agent agent;
    agent.number = number;
    agent.login = login;
    agent.name = login.toUpper();
    agent.phone = QString::number(1000 + number);
    agent.queues = {{QStringLiteral("soporte"), 1, 1}};
    agent.skills = {{QStringLiteral("frances"), 5}};
    return agent;
}

// soporte asks for French. ana and luis speak it, nora does not, marta belongs to no queue.
proto::directory::Directory frenchSite() {
    proto::directory::Directory directory = tests::demoSite(2);
    directory.skills = {{7, QStringLiteral("frances"), {}}};
    directory.queues[0].skills = {{QStringLiteral("frances"), 3}};
    directory.agents = {member(1, QStringLiteral("ana")), member(2, QStringLiteral("luis")),
                        member(3, QStringLiteral("nora")), member(4, QStringLiteral("marta"))};
    directory.agents[2].skills.clear();
    directory.agents[3].queues.clear();
    return directory;
}

template <typename Value>
std::string upper(const char* prefix, Value value) {
    return prefix + QString::fromLatin1(routing::nameOf(value).data()).toUpper().toStdString();
}

} // namespace

class ExplanationTest : public QObject {
    Q_OBJECT

    tests::MosquittoBroker m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Bus> m_desk;
    std::unique_ptr<tests::AcdNode> m_acd;

    Answer ask(const char* noun, const QString& id, const char* verb, const google::protobuf::Message& body) {
        std::optional<Answer> got;
        const Topic topic = m_desk->askedTopic(QStringLiteral("acd"), QStringLiteral("one"), QString::fromLatin1(noun),
                                               id, QString::fromLatin1(verb));
        m_desk->ask(topic, body, this, [&got](const Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        return got.value_or(Answer{});
    }
    Explanation why(const QString& interaction) {
        Explanation explanation;
        [&] { QVERIFY(proto::bus::unpack(ask("interaction", interaction, "get", GetExplanation{}), explanation)); }();
        return explanation;
    }
    AgentExplanation whyAgent(const QString& login) {
        AgentExplanation explanation;
        [&] { QVERIFY(proto::bus::unpack(ask("agent", login, "get", GetAgentExplanation{}), explanation)); }();
        return explanation;
    }
    void choose(const QString& login, Presence presence, const char* reason = "") {
        AgentCommand connection;
        connection.set_command_id(proto::base::newUuid7().toStdString());
        connection.set_login(login.toStdString());
        connection.mutable_desk_connection()->set_connected(true);
        QCOMPARE(ask("agent", login, "command", connection).code(), ANSWER_OK);
        AgentCommand choice;
        choice.set_command_id(proto::base::newUuid7().toStdString());
        choice.set_login(login.toStdString());
        choice.mutable_choose_presence()->set_presence(presence);
        choice.mutable_choose_presence()->set_break_reason(reason);
        QCOMPARE(ask("agent", login, "command", choice).code(), ANSWER_OK);
    }
    void callArrives() {
        m_acd->board.voice().callArrived(
            {caller, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1});
    }
    static Verdict verdictOn(const Explanation& explanation, const std::string& login) {
        for (const Candidate& candidate : explanation.candidates())
            if (candidate.login() == login)
                return candidate.verdict();
        return VERDICT_UNSPECIFIED;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_broker.start(), m_broker.output()); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Bus>(tests::busOptions(m_broker, "desk"));
        m_desk->start();
        m_acd = std::make_unique<tests::AcdNode>(m_broker, m_folder->path());
        m_acd->board.takeDirectory(frenchSite());
        QTRY_VERIFY(m_desk->isConnected() && m_acd->bus.isConnected());
        m_acd->board.voice().phonesChanged({QStringLiteral("1001"), QStringLiteral("1002")}, {});
    }
    void cleanup() {
        m_acd.reset();
        m_desk.reset();
    }

    void aCallThatNobodyCanTakeSaysWhyOfEachAgent() {
        choose(QStringLiteral("luis"), PRESENCE_ON_BREAK, "comida");
        callArrives();
        const Explanation told = why(caller);
        QCOMPARE(told.state(), INTERACTION_STATE_WAITING);
        QCOMPARE(told.interaction().contact_name(), std::string("Eva"));
        QCOMPARE(told.interaction().queue(), std::string("soporte"));
        QCOMPARE(told.position(), 1U);
        QVERIFY(told.entered_queue_at_us() > 0 && told.taken_at_us() >= told.entered_queue_at_us());
        QCOMPARE(told.needs_size(), 1);
        QCOMPARE(told.needs(0).skill(), std::string("frances"));
        QCOMPARE(told.candidates_size(), 4);
        QCOMPARE(verdictOn(told, "ana"), VERDICT_OFFLINE);
        QCOMPARE(verdictOn(told, "luis"), VERDICT_ON_BREAK);
        QCOMPARE(verdictOn(told, "nora"), VERDICT_LACKS_SKILL);
        QCOMPARE(verdictOn(told, "marta"), VERDICT_NOT_MEMBER);
        // The most telling first; what is missing by name.
        QCOMPARE(told.candidates(0).login(), std::string("luis"));
        QCOMPARE(told.candidates(0).name(), std::string("LUIS"));
        QCOMPARE(told.candidates(2).lacking_skill(), std::string("frances"));
        QCOMPARE(told.candidates(3).verdict(), VERDICT_NOT_MEMBER);
        QCOMPARE(told.counts_size(), 4);
        QCOMPARE(told.counts(0).verdict(), VERDICT_ON_BREAK);
        QCOMPARE(told.counts(0).agents(), 1U);
    }

    void anOfferIsToldWhileItLastsAndAfterwards() {
        choose(QStringLiteral("ana"), PRESENCE_AVAILABLE);
        callArrives();
        QCOMPARE(m_acd->telephony.rung.size(), 1);
        const Explanation offered = why(caller);
        QCOMPARE(offered.state(), INTERACTION_STATE_OFFERED);
        QCOMPARE(verdictOn(offered, "ana"), VERDICT_CHOSEN);
        QCOMPARE(offered.decisions_size(), 1);
        QCOMPARE(offered.decisions(0).login(), std::string("ana"));
        QCOMPARE(offered.decisions(0).could_take(), 1U);
        QCOMPARE(offered.decisions(0).outcome(), OFFER_OUTCOME_UNSPECIFIED);
        m_acd->board.voice().phoneFailed(m_acd->telephony.rung.last().offer, RingFailure::Busy);
        const Explanation waiting = why(caller);
        QCOMPARE(waiting.state(), INTERACTION_STATE_WAITING);
        QVERIFY(waiting.decisions(0).outcome() != OFFER_OUTCOME_UNSPECIFIED);
        QCOMPARE(waiting.decisions(0).reason(), OFFER_END_BUSY);
        QCOMPARE(verdictOn(waiting, "ana"), VERDICT_PHONE_RESTS);
        QVERIFY(waiting.candidates(0).until_us() > waiting.taken_at_us());
    }

    void whatAgentsWouldBeGivenBeforeIsNamedOnce() {
        callArrives();
        routing::Explanation made = *m_acd->engine.explain(acd::turn::idOf(caller));
        for (routing::Candidate& candidate : made.candidates) {
            candidate.verdict = routing::Verdict::older_work_first;
            candidate.instead = made.interaction.id;
        }
        const Explanation told = acd::state::explanationMessage(made, m_acd->board.numbers(), m_acd->board.book());
        QCOMPARE(told.mentioned_size(), 1);
        QCOMPARE(told.mentioned(0).contact_name(), std::string("Eva"));
        for (const Candidate& candidate : told.candidates())
            QCOMPARE(candidate.instead_id(), caller.toStdString());
        QCOMPARE(told.counts(0).agents(), 4U);
    }

    void anAgentIsToldWhyNothingIsOffered() {
        choose(QStringLiteral("luis"), PRESENCE_ON_BREAK, "comida");
        callArrives();
        const AgentExplanation told = whyAgent(QStringLiteral("luis"));
        QCOMPARE(told.verdict(), VERDICT_ON_BREAK);
        QCOMPARE(told.agent().break_reason(), std::string("comida"));
        QVERIFY(told.phone_reachable());
        QCOMPARE(told.waiting_size(), 1);
        QCOMPARE(told.waiting(0).interaction().id(), caller.toStdString());
        QCOMPARE(told.waiting(0).verdict(), VERDICT_ON_BREAK);
        const AgentExplanation nora = whyAgent(QStringLiteral("nora"));
        QCOMPARE(nora.waiting(0).verdict(), VERDICT_LACKS_SKILL);
        QCOMPARE(nora.waiting(0).lacking_skill(), std::string("frances"));
        QVERIFY(!nora.phone_reachable());
    }

    void workInHandIsTold() {
        choose(QStringLiteral("ana"), PRESENCE_AVAILABLE);
        callArrives();
        QCOMPARE(m_acd->telephony.rung.size(), 1);
        m_acd->board.voice().phoneAnswered(m_acd->telephony.rung.last().offer);
        m_acd->board.voice().bridged(caller);
        const AgentExplanation told = whyAgent(QStringLiteral("ana"));
        QCOMPARE(told.verdict(), VERDICT_NO_CAPACITY);
        QCOMPARE(told.agent().work_size(), 1);
        QCOMPARE(told.agent().work(0).interaction().id(), caller.toStdString());
        const Explanation call = why(caller);
        QCOMPARE(call.state(), INTERACTION_STATE_ACTIVE);
        QCOMPARE(call.agent(), std::string("ana"));
        QCOMPARE(call.position(), 0U);
        QCOMPARE(call.decisions(0).outcome(), OFFER_OUTCOME_ACCEPTED);
    }

    void whatIsNotHereIsSaidByName() {
        const QString unknown = proto::base::newUuid7();
        const Answer gone = ask("interaction", unknown, "get", GetExplanation{});
        QCOMPARE(gone.code(), ANSWER_NOT_FOUND);
        QCOMPARE(gone.reason(), std::string("not_in_router"));
        QVERIFY(QString::fromStdString(gone.message()).contains(unknown));
        QCOMPARE(ask("interaction", QStringLiteral("nada"), "get", GetExplanation{}).reason(),
                 std::string("not_in_router"));
        const Answer nobody = ask("agent", QStringLiteral("nadie"), "get", GetAgentExplanation{});
        QCOMPARE(nobody.code(), ANSWER_NOT_FOUND);
        QCOMPARE(nobody.reason(), std::string("no_such_agent"));
    }

    void aLargeCentreIsCutOffAndCounted() {
        auto site = frenchSite();
        site.version = 3;
        for (std::uint32_t number = 5; number <= 700; ++number)
            site.agents.push_back(member(number, QStringLiteral("a%1").arg(number)));
        m_acd->board.takeDirectory(site);
        callArrives();
        const Explanation told = why(caller);
        QCOMPARE(told.candidates_size(), 500);
        QCOMPARE(told.candidates_left_out(), 200U);
        std::uint32_t counted = 0;
        for (const VerdictCount& count : told.counts())
            counted += count.agents();
        QCOMPARE(counted, 700U);
        QCOMPARE(told.counts(told.counts_size() - 1).verdict(), VERDICT_NOT_MEMBER);
    }

    void theWordsOfTheBusAreTheEngines() {
        using acd::turn::stateName;
        using acd::turn::toMessage;
        for (int i = 0; i < Verdict_ARRAYSIZE - 1; ++i) {
            const auto value = static_cast<routing::Verdict>(i);
            QCOMPARE(Verdict_Name(toMessage(value)), upper("VERDICT_", value));
        }
        for (int i = 0; i < InteractionStateName_ARRAYSIZE - 1; ++i) {
            const auto value = static_cast<routing::InteractionState>(i);
            QCOMPARE(InteractionStateName_Name(stateName(value)), upper("INTERACTION_STATE_", value));
        }
        for (int i = 0; i < OfferOutcomeName_ARRAYSIZE - 1; ++i) {
            const auto value = static_cast<routing::OfferOutcome>(i);
            QCOMPARE(OfferOutcomeName_Name(toMessage(value)), upper("OFFER_OUTCOME_", value));
        }
        for (int i = 1; i < OfferEndName_ARRAYSIZE; ++i) {
            const auto value = static_cast<routing::OfferEndReason>(i);
            QCOMPARE(OfferEndName_Name(toMessage(value)), upper("OFFER_END_", value));
        }
        // And none of the engine's is missing on the bus.
        QCOMPARE(toMessage(routing::Verdict::phone_rests), Verdict_MAX);
        QCOMPARE(stateName(routing::InteractionState::wrap_up), InteractionStateName_MAX);
        QCOMPARE(toMessage(routing::OfferOutcome::rescinded), OfferOutcomeName_MAX);
        QCOMPARE(toMessage(routing::OfferEndReason::interrupted), OfferEndName_MAX);
    }
};

QTEST_GUILESS_MAIN(ExplanationTest)
#include "explanation_test.moc"
