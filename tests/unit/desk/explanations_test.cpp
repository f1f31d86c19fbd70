// Why, as a supervisor asks it of the desk: by the WebSocket and by REST; who may not; what is away or not there.
#include "tests/unit/desk/http_client.h"
#include "tests/unit/desk/page_client.h"
#include "tests/unit/desk/scripted_centre.h"

#include "proto/base/uuid7.h"

#include <QTest>

using namespace antesala::v1;
using tests::PageClient;
using tests::ScriptedCentre;

namespace {

std::string newId() {
    return proto::base::newUuid7().toStdString();
}

ClientMessage why(const std::string& interaction) {
    ClientMessage message;
    message.mutable_get_explanation()->set_interaction_id(interaction);
    return message;
}

ClientMessage whyAgent(const std::string& login) {
    ClientMessage message;
    message.mutable_get_agent_explanation()->set_login(login);
    return message;
}

} // namespace

class ExplanationsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ScriptedCentre> m_centre;

    tests::HttpReply get(const std::string& path, const QByteArrayList& headers) {
        return tests::request(m_centre->port(), "GET", "/api/v1/" + QByteArray::fromStdString(path), headers);
    }

private Q_SLOTS:
    void init() {
        m_centre = std::make_unique<ScriptedCentre>();
        QVERIFY(m_centre->start());
        m_centre->explained = newId();
    }
    void cleanup() { m_centre.reset(); }

    void aSupervisorIsToldWhy() {
        PageClient page(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(page.waitWelcome());
        const DeskAnswer told = page.ask(why(m_centre->explained));
        QCOMPARE(told.code(), ANSWER_OK);
        QCOMPARE(told.explanation().interaction().id(), m_centre->explained);
        QCOMPARE(told.explanation().position(), 3U);
        QCOMPARE(told.explanation().candidates(0).verdict(), VERDICT_ON_BREAK);
        const DeskAnswer agent = page.ask(whyAgent("luis"));
        QCOMPARE(agent.agent_explanation().verdict(), VERDICT_IN_WRAP_UP);
        QCOMPARE(agent.agent_explanation().agent().login(), std::string("luis"));
    }

    void anAgentIsNot() {
        const QByteArray ana = m_centre->signIn("ana");
        PageClient page(m_centre->port(), ana);
        QVERIFY(page.waitWelcome());
        for (const DeskAnswer& told : {page.ask(why(m_centre->explained)), page.ask(whyAgent("ana"))}) {
            QCOMPARE(told.code(), ANSWER_REFUSED);
            QCOMPARE(told.reason(), std::string("not_allowed"));
            QVERIFY(!told.has_explanation() && !told.has_agent_explanation());
        }
        QCOMPARE(get("interactions/" + m_centre->explained + "/explanation", {ana}).status, 403);
        QCOMPARE(get("agents/ana/explanation", {ana}).status, 403);
        QCOMPARE(get("interactions/" + m_centre->explained + "/explanation", {}).status, 401);
        QCOMPARE(get("agents/ana/explanation", {}).status, 401);
    }

    void restTellsTheSame() {
        const QByteArray sofia = m_centre->signIn("sofia");
        const auto told = get("interactions/" + m_centre->explained + "/explanation", {sofia});
        QCOMPARE(told.status, 200);
        QVERIFY(told.body.contains("\"verdict\":\"VERDICT_ON_BREAK\""));
        QVERIFY(told.body.contains("\"state\":\"INTERACTION_STATE_WAITING\""));
        const auto agent = get("agents/l%75is/explanation", {sofia});
        QCOMPARE(agent.status, 200);
        QVERIFY(agent.body.contains("\"verdict\":\"VERDICT_IN_WRAP_UP\""));
    }

    void whatIsNotThereIsSaidByName() {
        const QByteArray sofia = m_centre->signIn("sofia");
        PageClient page(m_centre->port(), sofia);
        QVERIFY(page.waitWelcome());
        // Ended, or still in the pre-queue: the router does not have it.
        const DeskAnswer gone = page.ask(why(newId()));
        QCOMPARE(gone.code(), ANSWER_NOT_FOUND);
        QCOMPARE(gone.reason(), std::string("not_in_router"));
        QCOMPARE(page.ask(why("nada")).reason(), std::string("no_such_interaction"));
        QCOMPARE(page.ask(whyAgent("nadie")).reason(), std::string("no_such_agent"));
        QCOMPARE(page.ask(whyAgent("")).reason(), std::string("bad_request"));
        QCOMPARE(get("interactions/" + newId() + "/explanation", {sofia}).status, 404);
        QVERIFY(get("interactions/1/explanation", {sofia}).body.contains("no_such_interaction"));
        QCOMPARE(get("agents/nadie/explanation", {sofia}).status, 404);
        QCOMPARE(get("agents//explanation", {sofia}).status, 400);
    }

    void awayIsSaid() {
        const QByteArray sofia = m_centre->signIn("sofia");
        PageClient page(m_centre->port(), sofia);
        QVERIFY(page.waitWelcome());
        m_centre->acdAnswers = false; // there, but silent
        QCOMPARE(page.ask(why(m_centre->explained)).reason(), std::string("acd_away"));
        m_centre->stopAcd();
        QVERIFY(page.waitFor(
            [](const ServerMessage& m) { return m.has_system() && !m.system().acd() && m.system().broker(); }));
        const DeskAnswer told = page.ask(whyAgent("ana"));
        QCOMPARE(told.code(), ANSWER_UNAVAILABLE);
        QCOMPARE(told.reason(), std::string("acd_away"));
        const auto reply = get("agents/ana/explanation", {sofia});
        QCOMPARE(reply.status, 503);
        QVERIFY(reply.headers.contains("retry-after"));
    }
};

QTEST_GUILESS_MAIN(ExplanationsTest)
#include "explanations_test.moc"
