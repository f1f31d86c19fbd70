// What agents and supervisors do with work in hand, as the desk passes it on: transfer, park, consult, assign, move …
// by the WebSocket and by REST; who may not; what cannot be meant; what the audit has of it.
#include "desk/server/work/colleagues.h"
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

ClientMessage transferTo(const std::string& interaction, const std::string& agent) {
    ClientMessage message;
    message.set_request_id(newId());
    message.mutable_transfer()->set_interaction_id(interaction);
    message.mutable_transfer()->set_agent(agent);
    return message;
}

ClientMessage assign(const std::string& interaction, const std::string& agent, bool overCapacity = false) {
    ClientMessage message;
    message.set_request_id(newId());
    message.mutable_assign()->set_interaction_id(interaction);
    message.mutable_assign()->set_agent(agent);
    message.mutable_assign()->set_over_capacity(overCapacity);
    return message;
}

ClientMessage colleagues(const std::string& search) {
    ClientMessage message;
    message.mutable_get_colleagues()->set_search(search);
    return message;
}

AgentState signedIn(const QString& login, const QString& name) {
    AgentState state;
    state.set_login(login.toStdString());
    state.set_name(name.toStdString());
    state.set_presence(PRESENCE_AVAILABLE);
    state.set_version(1);
    return state;
}

QStringList namesIn(const Colleagues& told) {
    QStringList names;
    for (const Colleague& one : told.colleagues())
        names << QString::fromStdString(one.name());
    return names;
}

} // namespace

class WorkCommandsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ScriptedCentre> m_centre;

    tests::HttpReply post(const std::string& path, const QByteArray& cookie, const QByteArray& body) {
        return tests::request(m_centre->port(), "POST", "/api/v1/" + QByteArray::fromStdString(path),
                              {cookie, "Content-Type: application/json"}, body);
    }
    static QByteArray withId(const std::string& id, const QByteArray& more = {}) {
        QByteArray body = R"({"commandId":"ID"})";
        body.replace("ID", QByteArray::fromStdString(id)).chop(1);
        return body + more + "}";
    }

private Q_SLOTS:
    // One centre for all: it takes seconds to start.
    void initTestCase() {
        m_centre = std::make_unique<ScriptedCentre>();
        QVERIFY(m_centre->start());
    }
    void init() {
        m_centre->commands.clear();
        m_centre->supervised.clear();
    }
    void cleanupTestCase() { m_centre.reset(); }

    void agentsCommandsReachAcdAsTheyWereSaid() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        const std::string mail = newId();
        const ClientMessage transfer = transferTo(mail, "luis");
        QCOMPARE(page.ask(transfer).code(), ANSWER_OK);
        ClientMessage park;
        park.mutable_park()->set_interaction_id(mail);
        park.mutable_park()->set_until_us(1795237000000000);
        QCOMPARE(page.ask(park).code(), ANSWER_OK);
        ClientMessage unpark;
        unpark.mutable_unpark()->set_interaction_id(mail);
        QCOMPARE(page.ask(unpark).code(), ANSWER_OK);
        ClientMessage consult;
        consult.mutable_start_consult()->set_interaction_id(mail);
        consult.mutable_start_consult()->set_agent("luis");
        QCOMPARE(page.ask(consult).code(), ANSWER_OK);
        ClientMessage end;
        end.set_request_id(newId());
        end.mutable_end_consult()->set_interaction_id(mail);
        end.mutable_end_consult()->set_result(CONSULT_HANDED_OVER);
        QCOMPARE(page.ask(end).code(), ANSWER_OK);

        QCOMPARE(m_centre->commands.size(), std::size_t{5});
        QCOMPARE(m_centre->commands[0].command_id(), transfer.request_id());
        QCOMPARE(m_centre->commands[0].login(), std::string("ana"));
        QCOMPARE(m_centre->commands[0].transfer().agent(), std::string("luis"));
        QVERIFY(!m_centre->commands[0].transfer().has_priority_seconds());
        QCOMPARE(m_centre->commands[1].park().until_us(), qint64{1795237000000000});
        QCOMPARE(m_centre->commands[2].unpark().interaction_id(), mail);
        QCOMPARE(m_centre->commands[3].start_consult().agent(), std::string("luis"));
        QCOMPARE(m_centre->commands[4].end_consult().result(), CONSULT_HANDED_OVER);
        const QString id = QString::fromStdString(mail);
        QCOMPARE(m_centre->audited(transfer.request_id()), QStringLiteral("ana transfer: %1 agent=luis").arg(id));
        QCOMPARE(m_centre->audited(end.request_id()),
                 QStringLiteral("ana end_consult: %1 result=CONSULT_HANDED_OVER").arg(id));
    }

    void colleaguesAreThoseSignedInButOneself() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        m_centre->change(QStringLiteral("luis"), [](AgentState& state) { state.set_presence(PRESENCE_OFFLINE); });
        QTRY_COMPARE(m_centre->desk().state().agent(QStringLiteral("luis"))->presence(), PRESENCE_OFFLINE);
        QCOMPARE(page.ask(colleagues("")).colleagues().colleagues_size(), 0);
        m_centre->change(QStringLiteral("luis"), [](AgentState& state) {
            state.set_presence(PRESENCE_ON_BREAK);
            state.set_state(AGENT_STATE_IDLE);
        });
        QTRY_COMPARE(m_centre->desk().state().agent(QStringLiteral("luis"))->presence(), PRESENCE_ON_BREAK);
        m_centre->acdAnswers = false; // looked up all the same
        const Colleagues told = page.ask(colleagues("LU")).colleagues();
        m_centre->acdAnswers = true;
        QCOMPARE(told.colleagues_size(), 1);
        QCOMPARE(told.colleagues(0).login(), std::string("luis"));
        QCOMPARE(told.colleagues(0).presence(), PRESENCE_ON_BREAK);
        QCOMPARE(told.colleagues(0).state(), AGENT_STATE_IDLE);
    }

    void colleaguesAreFoundWithoutCaseAndAccents() {
        desk::server::StateCache cache;
        cache.take(signedIn(QStringLiteral("nuria"), QStringLiteral("Núria Álvarez")));
        cache.take(signedIn(QStringLiteral("angel"), QStringLiteral("Ángel Nuñez")));
        cache.take(signedIn(QStringLiteral("bea"), QStringLiteral("Beatriz Gil")));
        const auto found = [&](const char* search) {
            return namesIn(desk::server::colleaguesOf(cache, QStringLiteral("ana"), QString::fromUtf8(search)));
        };
        QCOMPARE(found(""), QStringList({QStringLiteral("Ángel Nuñez"), QStringLiteral("Beatriz Gil"),
                                         QStringLiteral("Núria Álvarez")}));
        QCOMPARE(found("alvarez"), QStringList{QStringLiteral("Núria Álvarez")});
        QCOMPARE(found(" ÁNGEL "), QStringList{QStringLiteral("Ángel Nuñez")});
        QCOMPARE(found("bea"), QStringList{QStringLiteral("Beatriz Gil")});
        QCOMPARE(found("nobody"), QStringList());
    }

    void atMostAHundredColleaguesAndHowManyMore() {
        desk::server::StateCache cache;
        for (int i = 0; i < 130; ++i)
            cache.take(signedIn(QStringLiteral("agent%1").arg(i, 3, 10, QLatin1Char('0')), {}));
        const Colleagues told = desk::server::colleaguesOf(cache, QStringLiteral("agent000"), {});
        QCOMPARE(told.colleagues_size(), 100);
        QCOMPARE(told.colleagues(0).login(), std::string("agent001"));
        QCOMPARE(told.left_out(), 29U);
    }

    void supervisorsCommandsReachAcdUnderThePagesId() {
        PageClient page(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(page.waitWelcome());
        const std::string mail = newId();
        const ClientMessage plain = assign(mail, "luis");
        const DeskAnswer refused = page.ask(plain);
        QCOMPARE(refused.code(), ANSWER_REFUSED);
        QCOMPARE(refused.reason(), std::string("no_capacity"));
        const ClientMessage insisting = assign(mail, "luis", true);
        QCOMPARE(page.ask(insisting).code(), ANSWER_OK);
        ClientMessage end;
        end.set_request_id(newId());
        end.mutable_end_session()->set_agent("luis");
        QCOMPARE(page.ask(end).code(), ANSWER_OK);

        QCOMPARE(m_centre->supervised.size(), std::size_t{3});
        QCOMPARE(m_centre->supervised[0].command_id(), plain.request_id());
        QCOMPARE(m_centre->supervised[0].login(), std::string("sofia"));
        QVERIFY(m_centre->supervised[1].assign().over_capacity());
        QCOMPARE(m_centre->supervised[2].end_session().agent(), std::string("luis"));
        QCOMPARE(m_centre->audited(insisting.request_id()),
                 QStringLiteral("sofia assign: %1 agent=luis over_capacity=true").arg(QString::fromStdString(mail)));
        QCOMPARE(m_centre->audited(end.request_id()), QStringLiteral("sofia end_session: luis"));
    }

    void anAgentMayNot() {
        const QByteArray ana = m_centre->signIn("ana");
        PageClient page(m_centre->port(), ana);
        QVERIFY(page.waitWelcome());
        const DeskAnswer told = page.ask(assign(newId(), "ana"));
        QCOMPARE(told.code(), ANSWER_REFUSED);
        QCOMPARE(told.reason(), std::string("not_allowed"));
        QCOMPARE(post("agents/luis/end-session", ana, withId(newId())).status, 403);
        QCOMPARE(post("agents/luis/end-session", {}, withId(newId())).status, 401);
        QVERIFY(m_centre->supervised.empty());
        // Nor is a supervisor an agent.
        PageClient supervisor(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(supervisor.waitWelcome());
        QCOMPARE(supervisor.ask(transferTo(newId(), "ana")).reason(), std::string("not_an_agent"));
        QVERIFY(m_centre->commands.empty());
    }

    void whatCannotBeMeantIsSaidByNameAndAsksNothing() {
        PageClient page(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(page.waitWelcome());
        QCOMPARE(page.ask(assign("nada", "luis")).reason(), std::string("no_such_interaction"));
        QCOMPARE(page.ask(assign(newId(), "")).reason(), std::string("bad_request"));
        ClientMessage move;
        move.mutable_move()->set_interaction_id(newId());
        QVERIFY(page.ask(move).message().find("name the queue") != std::string::npos);
        for (const int seconds : {86'401, -86'401, std::numeric_limits<int>::min()}) {
            ClientMessage priority;
            priority.mutable_reprioritise()->set_interaction_id(newId());
            priority.mutable_reprioritise()->set_priority_seconds(seconds);
            QCOMPARE(page.ask(priority).code(), ANSWER_INVALID);
        }
        QVERIFY(m_centre->supervised.empty());
    }

    void restDoesTheSame() {
        const QByteArray sofia = m_centre->signIn("sofia");
        const std::string mail = newId();
        const std::string id = newId();
        QCOMPARE(post("interactions/" + mail + "/assign", sofia, withId(id, R"(,"agent":"marta")")).status, 204);
        QCOMPARE(post("interactions/" + mail + "/move", sofia, withId(newId(), R"(,"queue":"quejas")")).status, 204);
        QCOMPARE(
            post("interactions/" + mail + "/priority", sofia, withId(newId(), R"(,"prioritySeconds":-600)")).status,
            204);
        QCOMPARE(post("interactions/" + mail + "/take-back", sofia, withId(newId())).status, 204);
        QCOMPARE(post("agents/l%75is/end-session", sofia, withId(newId())).status, 204);
        QCOMPARE(post("agents/luis/redistribute", sofia, withId(newId())).status, 204);
        const auto& got = m_centre->supervised;
        QCOMPARE(got.size(), std::size_t{6});
        QCOMPARE(got[0].command_id(), id);
        QCOMPARE(got[0].login(), std::string("sofia"));
        QCOMPARE(got[0].assign().interaction_id(), mail);
        QCOMPARE(got[0].assign().agent(), std::string("marta"));
        QCOMPARE(got[1].move().queue(), std::string("quejas"));
        QCOMPARE(got[2].reprioritise().priority_seconds(), -600);
        QCOMPARE(got[3].take_back().interaction_id(), mail);
        QCOMPARE(got[4].end_session().agent(), std::string("luis"));
        QCOMPARE(got[5].redistribute().agent(), std::string("luis"));
        QCOMPARE(m_centre->audited(id),
                 QStringLiteral("sofia assign: %1 agent=marta").arg(QString::fromStdString(mail)));
        // Refused by acd: its reason.
        const auto full = post("interactions/" + mail + "/assign", sofia, withId(newId(), R"(,"agent":"luis")"));
        QCOMPARE(full.status, 409);
        QVERIFY(full.body.contains("no_capacity"));
    }

    void badRestRequests_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("told");
        const QByteArray mail = "interactions/" + QByteArray::fromStdString(newId());
        const QByteArray id = withId(newId()).chopped(1);
        QTest::newRow("no JSON") << mail + "/take-back" << QByteArray("{") << 400 << QByteArray("JSON object");
        QTest::newRow("list") << mail + "/take-back" << QByteArray("[]") << 400 << QByteArray("JSON object");
        QTest::newRow("no commandId") << mail + "/take-back" << QByteArray("{}") << 400 << QByteArray("commandId");
        QTest::newRow("commandId no UUID")
            << mail + "/take-back" << QByteArray(R"({"commandId":"1"})") << 400 << QByteArray("commandId");
        QTest::newRow("unknown field") << mail + "/assign" << id + R"(,"agnet":"luis"})" << 400 << QByteArray("agnet");
        QTest::newRow("wrong type") << mail + "/priority" << id + R"(,"prioritySeconds":"much"})" << 400
                                    << QByteArray("priority_seconds");
        QTest::newRow("too wide") << mail + "/priority" << id + R"(,"prioritySeconds":90000})" << 400
                                  << QByteArray("86400");
        QTest::newRow("nobody") << mail + "/assign" << id + "}" << 400 << QByteArray("login");
        QTest::newRow("said twice") << mail + "/take-back" << id + R"(,"interactionId":"x"})" << 400
                                    << QByteArray("stands in the path");
        QTest::newRow("no interaction") << QByteArray("interactions/1/take-back") << id + "}" << 404
                                        << QByteArray("no_such_interaction");
        QTest::newRow("no such verb") << mail + "/dance" << id + "}" << 404 << QByteArray("no_such_path");
    }
    void badRestRequests() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, told);
        const auto reply = post(path.toStdString(), m_centre->signIn("sofia"), body);
        QCOMPARE(reply.status, status);
        QVERIFY2(reply.body.contains(told), reply.body.constData());
        QVERIFY(m_centre->supervised.empty());
    }

    void restRefusesOtherTypesMethodsAndSites() {
        const QByteArray sofia = m_centre->signIn("sofia");
        const QByteArray path = "/api/v1/agents/luis/redistribute";
        const quint16 port = m_centre->port();
        const QByteArray json = "Content-Type: application/json";
        QCOMPARE(tests::request(port, "POST", path, {sofia, "Content-Type: text/plain"}, withId(newId())).status, 415);
        QCOMPARE(tests::request(port, "GET", path, {sofia}).status, 405);
        QCOMPARE(tests::request(port, "POST", path, {sofia, json, "Origin: http://evil.test"}, withId(newId())).status,
                 403);
        QVERIFY(m_centre->supervised.empty());
    }

    void awayIsSaid() {
        const QByteArray sofia = m_centre->signIn("sofia");
        PageClient page(m_centre->port(), sofia);
        QVERIFY(page.waitWelcome());
        m_centre->acdAnswers = false; // there, but silent
        QCOMPARE(page.ask(assign(newId(), "ana")).reason(), std::string("acd_away"));
        const auto reply = post("agents/luis/end-session", sofia, withId(newId()));
        m_centre->acdAnswers = true;
        QCOMPARE(reply.status, 503);
        QVERIFY(reply.headers.contains("retry-after"));
    }
};

QTEST_GUILESS_MAIN(WorkCommandsTest)
#include "work_commands_test.moc"
