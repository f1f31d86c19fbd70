// The whole desk: real HTTP and WebSockets, a real broker and store, a scripted acd and mcan.
#include "tests/unit/desk/http_client.h"
#include "tests/unit/desk/page_client.h"
#include "tests/unit/desk/scripted_centre.h"

#include "proto/base/uuid7.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace antesala::v1;
using tests::PageClient;
using tests::ScriptedCentre;

namespace {

std::string newId() {
    return proto::base::newUuid7().toStdString();
}

QByteArray credentials(const QByteArray& login, const QByteArray& password) {
    return "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}";
}

ClientMessage choose(Presence presence) {
    ClientMessage message;
    message.mutable_choose_presence()->set_presence(presence);
    return message;
}

ClientMessage threadOf(const std::string& interaction) {
    ClientMessage message;
    message.mutable_get_thread()->set_interaction_id(interaction);
    return message;
}

ClientMessage replyTo(const std::string& interaction) {
    ClientMessage message;
    message.mutable_send_reply()->set_interaction_id(interaction);
    message.mutable_send_reply()->set_text("Mañana.");
    return message;
}

ClientMessage saveDraft(const std::string& interaction, const std::string& text, std::uint64_t basedOn = 0) {
    ClientMessage message;
    message.mutable_save_draft()->set_interaction_id(interaction);
    message.mutable_save_draft()->set_text(text);
    message.mutable_save_draft()->set_based_on(basedOn);
    return message;
}

ClientMessage sendDraft(const std::string& interaction, std::uint64_t version) {
    ClientMessage message = replyTo(interaction);
    message.set_request_id(newId());
    message.mutable_send_reply()->add_to()->set_address("eva@cliente.test");
    message.mutable_send_reply()->set_draft_version(version);
    return message;
}

ClientMessage getDraft(const std::string& interaction) {
    ClientMessage message;
    message.mutable_get_draft()->set_interaction_id(interaction);
    return message;
}

ClientMessage watch(bool everything) {
    ClientMessage message;
    message.mutable_watch()->set_supervisor(everything);
    return message;
}

} // namespace

class DeskTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ScriptedCentre> m_centre;

private Q_SLOTS:
    // The rows of a table share a centre, for it takes seconds to start.
    void init() {
        if (m_centre && QTest::currentDataTag())
            return;
        m_centre = std::make_unique<ScriptedCentre>();
        QVERIFY2(m_centre->start(), m_centre->broker.output().constData());
    }
    void cleanup() {
        if (!QTest::currentDataTag())
            m_centre.reset();
    }
    void cleanupTestCase() { m_centre.reset(); }

    void aPageIsGreetedWithItsOwnState() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        const Welcome& welcome = page.messages.front().welcome();
        QCOMPARE(welcome.login(), std::string("ana"));
        QCOMPARE(welcome.role(), std::string("agent"));
        QCOMPARE(welcome.phone(), std::string("1001"));
        QCOMPARE(welcome.dispositions(0).title_en(), std::string("Solved"));
        QVERIFY(page.waitFor(
            [](const ServerMessage& m) { return m.system().acd() && m.system().mcan() && m.system().asterisk(); }));
        QVERIFY(page.waitFor(
            [](const ServerMessage& m) { return m.agent().login() == "ana" && m.agent().desk_connected(); }));
        // Somebody else's changes do not come here.
        m_centre->change(QStringLiteral("luis"), [](AgentState& state) { state.set_load(30); });
        m_centre->change(QStringLiteral("ana"), [](AgentState& state) { state.set_load(60); });
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().load() == 60; }));
        QVERIFY(!page.waitFor([](const ServerMessage& m) { return m.agent().login() == "luis" || m.has_queue(); }, 0));
    }

    void commandsReachAcdUnderThePagesId() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        ClientMessage request = choose(PRESENCE_AVAILABLE);
        request.set_request_id(newId());
        const DeskAnswer answer = page.ask(request);
        QCOMPARE(answer.code(), ANSWER_OK);
        QCOMPARE(m_centre->commands.size(), std::size_t{1});
        QCOMPARE(m_centre->commands[0].command_id(), request.request_id());
        QCOMPARE(m_centre->commands[0].login(), std::string("ana"));
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().presence() == PRESENCE_AVAILABLE; }));
        ClientMessage accept;
        accept.mutable_accept_offer()->set_offer_id("gone");
        const DeskAnswer refused = page.ask(accept);
        QCOMPARE(refused.code(), ANSWER_REFUSED);
        QCOMPARE(refused.reason(), std::string("offer_expired"));
    }

    void whatCannotBeUnderstoodIsSaidAndHarmless_data() {
        QTest::addColumn<QString>("text");
        const QString id = proto::base::newUuid7();
        QTest::newRow("no JSON") << "{";
        QTest::newRow("no object") << "[]";
        QTest::newRow("nothing asked") << QStringLiteral("{\"requestId\":\"%1\"}").arg(id);
        QTest::newRow("unknown request") << QStringLiteral("{\"requestId\":\"%1\",\"dance\":{}}").arg(id);
        QTest::newRow("no id") << QStringLiteral("{\"watch\":{}}");
        QTest::newRow("id is no UUID") << QStringLiteral("{\"requestId\":\"1\",\"watch\":{}}");
        QTest::newRow("two requests") << QStringLiteral("{\"requestId\":\"%1\",\"watch\":{},\"getDraft\":{}}").arg(id);
        QTest::newRow("deep nesting") << QString(5000, u'[');
    }
    void whatCannotBeUnderstoodIsSaidAndHarmless() {
        QFETCH(QString, text);
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        page.socket.sendTextMessage(text);
        QVERIFY(page.waitFor([](const ServerMessage& m) {
            return m.answer().code() == ANSWER_INVALID && m.answer().reason() == "bad_request";
        }));
        QCOMPARE(page.ask(watch(false)).code(), ANSWER_OK);
    }

    void anAgentReadsOnlyConversationsOfHisOwn() {
        const std::string mine = newId();
        const std::string others = newId();
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mine, WORK_STATE_ACTIVE);
        m_centre->giveMail(QStringLiteral("luis"), others, WORK_STATE_ACTIVE);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        const DeskAnswer given = page.ask(threadOf(mine));
        QCOMPARE(given.code(), ANSWER_OK);
        QCOMPARE(given.thread().messages(0).text(), std::string("¿Cuándo llega?"));
        QCOMPARE(page.ask(threadOf(others)).reason(), std::string("not_yours"));
        QCOMPARE(page.ask(replyTo(others)).reason(), std::string("not_yours"));
        QCOMPARE(page.ask(saveDraft(others, "x")).reason(), std::string("not_yours"));
        // What they have served they may read afterwards, but not answer.
        m_centre->change(QStringLiteral("ana"), [](AgentState& state) { state.clear_work(); });
        QVERIFY(
            page.waitFor([](const ServerMessage& m) { return m.agent().version() > 2 && m.agent().work_size() == 0; }));
        QCOMPARE(page.ask(threadOf(mine)).code(), ANSWER_OK);
        QCOMPARE(page.ask(replyTo(mine)).reason(), std::string("not_yours"));
        PageClient supervisor(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(supervisor.waitWelcome());
        QCOMPARE(supervisor.ask(threadOf(others)).code(), ANSWER_OK);
    }

    void aReplyIsAcceptedOnceAndTakesItsDraftAway() {
        const std::string mail = newId();
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        QCOMPARE(page.ask(saveDraft(mail, "Maña")).draft().version(), std::uint64_t{1});
        QCOMPARE(page.ask(getDraft(mail)).draft().text(), std::string("Maña"));
        const ClientMessage request = sendDraft(mail, 1);
        const DeskAnswer accepted = page.ask(request);
        QCOMPARE(accepted.reply_accepted().message_id(), std::string("<answer@demo.test>"));
        QCOMPARE(accepted.draft().state(), DRAFT_SENT);
        QCOMPARE(m_centre->replies[0].agent(), std::string("ana"));
        QCOMPARE(m_centre->replies[0].to(0).address(), std::string("eva@cliente.test"));
        QVERIFY(!m_centre->replies[0].has_draft_version());
        QVERIFY(page.ask(getDraft(mail)).draft().text().empty());
        // The answer was lost and the mail is finished: the repeat gets the same answer and sends nothing twice.
        m_centre->change(QStringLiteral("ana"), [](AgentState& state) { state.clear_work(); });
        QVERIFY(
            page.waitFor([](const ServerMessage& m) { return m.agent().version() > 2 && m.agent().work_size() == 0; }));
        QCOMPARE(page.ask(request).reply_accepted().id(), request.request_id());
        QCOMPARE(m_centre->repliesAsked, 2);
        QCOMPARE(m_centre->replies.size(), std::size_t{1});
    }

    // Two windows of one person.
    void allPagesOfAPersonFollowADraftAndNoneOverwritesAnother() {
        const std::string mail = newId();
        PageClient here(m_centre->port(), m_centre->signIn("ana"));
        PageClient there(m_centre->port(), m_centre->signIn("ana"));
        PageClient luis(m_centre->port(), m_centre->signIn("luis"));
        QVERIFY(here.waitWelcome() && there.waitWelcome() && luis.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(here.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        QCOMPARE(here.ask(saveDraft(mail, "uno")).code(), ANSWER_OK);
        QVERIFY(there.waitFor([&](const ServerMessage& m) {
            return m.draft_changed().interaction_id() == mail && m.draft_changed().version() == 1;
        }));
        const DeskAnswer late = there.ask(saveDraft(mail, "otro"));
        QCOMPARE(late.code(), ANSWER_REFUSED);
        QCOMPARE(late.reason(), std::string("draft_changed"));
        QCOMPARE(late.draft().text(), std::string("uno"));
        // A repeat after a lost answer is no quarrel.
        QCOMPARE(here.ask(saveDraft(mail, "uno")).draft().version(), std::uint64_t{1});
        QCOMPARE(there.ask(saveDraft(mail, "uno y dos", 1)).draft().version(), std::uint64_t{2});
        QVERIFY(here.waitFor([](const ServerMessage& m) { return m.draft_changed().version() == 2; }));
        // Sent by both: once. What was sent is not there any more, for none of them.
        QCOMPARE(here.ask(sendDraft(mail, 2)).code(), ANSWER_OK);
        const DeskAnswer second = there.ask(sendDraft(mail, 2));
        QCOMPARE(second.reason(), std::string("draft_changed"));
        QCOMPARE(second.draft().state(), DRAFT_SENT);
        QCOMPARE(second.draft().text(), std::string());
        QCOMPARE(m_centre->replies.size(), std::size_t{1});
        QCOMPARE(there.ask(saveDraft(mail, "uno y dos", 2)).reason(), std::string("draft_changed"));
        QCOMPARE(luis.ask(watch(false)).code(), ANSWER_OK);
        QVERIFY(!luis.waitFor([](const ServerMessage& m) { return m.has_draft_changed(); }, 0));
    }

    void aReplyThatWasTakenArrivesThoughPageAndDeskGo() {
        const std::string mail = newId();
        {
            PageClient page(m_centre->port(), m_centre->signIn("ana"));
            QVERIFY(page.waitWelcome());
            m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
            QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
            m_centre->mcanAnswers = false;
            QCOMPARE(page.ask(sendDraft(mail, 0)).code(), ANSWER_UNAVAILABLE);
            QCOMPARE(page.ask(getDraft(mail)).draft().state(), DRAFT_SENDING);
            QCOMPARE(page.ask(saveDraft(mail, "otra cosa", 1)).reason(), std::string("draft_changed"));
        }
        m_centre->killDesk();
        m_centre->mcanAnswers = true;
        QVERIFY(m_centre->startDesk());
        QTRY_COMPARE_WITH_TIMEOUT(m_centre->replies.size(), std::size_t{1}, 15000);
        PageClient again(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(again.waitWelcome());
        QTRY_COMPARE(again.ask(getDraft(mail)).draft().state(), DRAFT_SENT);
        QCOMPARE(m_centre->replies[0].text(), std::string("Mañana."));
    }

    void aReplyThatIsRefusedIsOpenAgainWithItsTextAndTheReason() {
        const std::string mail = newId();
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        m_centre->refuseReplies = "newer_message";
        const DeskAnswer refused = page.ask(sendDraft(mail, 0));
        QCOMPARE(refused.reason(), std::string("newer_message"));
        QCOMPARE(refused.draft().state(), DRAFT_OPEN);
        QCOMPARE(refused.draft().text(), std::string("Mañana."));
        QCOMPARE(refused.draft().problem(), std::string("newer_message"));
        QCOMPARE(refused.draft().details().to(0).address(), std::string("eva@cliente.test"));
        m_centre->refuseReplies.clear();
        QCOMPARE(page.ask(sendDraft(mail, refused.draft().version())).code(), ANSWER_OK);
        QCOMPARE(m_centre->replies.size(), std::size_t{1});
    }

    // 262,144 characters, whatever JSON makes of them, and not one more: said in Welcome.
    void aReplyAsLongAsSaidFitsAndALongerOneIsSaidToBeTooLong() {
        const std::string mail = newId();
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        const Limits limits = page.messages.front().welcome().limits();
        QCOMPARE(limits.reply_characters(), 262'144u);
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        for (const char16_t letter : {u'\x01', u'ñ', u'€'}) {
            ClientMessage longest = replyTo(mail);
            longest.mutable_send_reply()->set_text(QString(262'144, letter).toStdString());
            QCOMPARE(page.ask(longest).code(), ANSWER_OK);
            QCOMPARE(m_centre->replies.back().text().size(), longest.send_reply().text().size());
        }
        ClientMessage over = replyTo(mail);
        over.mutable_send_reply()->set_text(std::string(262'145, 'a'));
        QCOMPARE(page.ask(over).reason(), std::string("too_large"));
        QCOMPARE(page.ask(saveDraft(mail, std::string(262'145, 'a'))).reason(), std::string("too_large"));
    }

    // The customer writes again, or another page has sent: whoever has the conversation on their list is told.
    void aNewMessageIsToldToThePagesThatShowTheConversation() {
        const std::string mail = newId();
        PageClient ana(m_centre->port(), m_centre->signIn("ana"));
        PageClient luis(m_centre->port(), m_centre->signIn("luis"));
        QVERIFY(ana.waitWelcome() && luis.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(ana.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        ThreadChanged change;
        change.set_thread_id("thread of " + mail);
        change.set_message_id(newId());
        change.set_incoming(true);
        m_centre->mcan->publishState(
            m_centre->mcan->topic(QStringLiteral("thread"), QStringLiteral("t1"), QStringLiteral("changed")), change,
            false);
        QVERIFY(ana.waitFor(
            [&](const ServerMessage& m) { return m.thread_changed().message_id() == change.message_id(); }));
        QCOMPARE(luis.ask(watch(false)).code(), ANSWER_OK);
        QVERIFY(!luis.waitFor([](const ServerMessage& m) { return m.has_thread_changed(); }, 0));
    }

    void draftsSurviveARestartAndPagesComeBackWithTheirCookie() {
        const std::string mail = newId();
        const QByteArray cookie = m_centre->signIn("ana");
        {
            PageClient page(m_centre->port(), cookie);
            QVERIFY(page.waitWelcome());
            m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
            QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
            QCOMPARE(page.ask(saveDraft(mail, "a medias")).code(), ANSWER_OK);
            m_centre->killDesk();
            QVERIFY(page.waitClosed());
        }
        QVERIFY(m_centre->startDesk());
        PageClient again(m_centre->port(), cookie);
        QVERIFY(again.waitWelcome());
        QVERIFY(again.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        QCOMPARE(again.ask(getDraft(mail)).draft().text(), std::string("a medias"));
    }

    void aSupervisorWatchesAll() {
        PageClient page(m_centre->port(), m_centre->signIn("sofia"));
        QVERIFY(page.waitWelcome());
        QCOMPARE(page.ask(choose(PRESENCE_AVAILABLE)).reason(), std::string("not_an_agent"));
        QCOMPARE(page.ask(watch(true)).code(), ANSWER_OK);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().login() == "luis"; }));
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.queue().waiting() == 3; }));
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.prequeue().queue() == "soporte"; }));
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.mailbox().mailbox() == "ayuda@demo.test"; }));
        PageClient agent(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(agent.waitWelcome());
        QCOMPARE(agent.ask(watch(true)).reason(), std::string("not_allowed"));
    }

    void aBurstOfChangesBecomesItsLastState() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        for (std::uint32_t load = 1; load <= 500; ++load)
            m_centre->change(QStringLiteral("ana"), [load](AgentState& state) { state.set_load(load); });
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().load() == 500; }));
        QVERIFY2(page.messages.size() < 250, QByteArray::number(qlonglong(page.messages.size())).constData());
    }

    void awayIsSaidAtOnceAndMadeGoodLater() {
        const std::string mail = newId();
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));

        m_centre->mcanAnswers = false; // there, but busy
        const DeskAnswer late = page.ask(replyTo(mail));
        QCOMPARE(late.code(), ANSWER_UNAVAILABLE);
        QCOMPARE(late.reason(), std::string("mcan_away"));
        m_centre->mcanAnswers = true;

        m_centre->broker.kill();
        QVERIFY(page.waitFor([](const ServerMessage& m) { return m.has_system() && !m.system().broker(); }));
        QCOMPARE(page.ask(choose(PRESENCE_AVAILABLE)).reason(), std::string("broker_away"));
        QCOMPARE(page.ask(saveDraft(mail, "entretanto")).code(), ANSWER_OK);
        const std::size_t before = page.messages.size();
        QVERIFY(m_centre->broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(std::any_of(page.messages.begin() + static_cast<std::ptrdiff_t>(before),
                                             page.messages.end(),
                                             [](const ServerMessage& m) { return m.system().acd(); }),
                                 15000);
        QCOMPARE(page.ask(choose(PRESENCE_AVAILABLE)).code(), ANSWER_OK);
    }

    void acdIsToldWhoseDeskIsOpen() {
        const QString ana = QStringLiteral("ana");
        const QByteArray cookie = m_centre->signIn("ana");
        auto one = std::make_unique<PageClient>(m_centre->port(), cookie);
        auto two = std::make_unique<PageClient>(m_centre->port(), cookie);
        QVERIFY(one->waitWelcome() && two->waitWelcome());
        QTRY_VERIFY(m_centre->agents[ana].desk_connected());
        one.reset();
        QVERIFY(two->waitFor([](const ServerMessage& m) { return m.agent().desk_connected(); }));
        // acd starts anew and knows nothing.
        m_centre->stopAcd();
        QVERIFY(two->waitFor(
            [](const ServerMessage& m) { return m.has_system() && !m.system().acd() && m.system().broker(); }));
        m_centre->agents[ana].set_desk_connected(false);
        m_centre->startAcd();
        QTRY_VERIFY_WITH_TIMEOUT(m_centre->agents[ana].desk_connected(), 10000);
        two.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!m_centre->agents[ana].desk_connected(), 10000);
    }

    void signingOutClosesEveryPageOfTheSession() {
        const QByteArray cookie = m_centre->signIn("ana");
        PageClient page(m_centre->port(), cookie);
        PageClient other(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome() && other.waitWelcome());
        QCOMPARE(tests::request(m_centre->port(), "DELETE", "/api/v1/session", {cookie}).status, 204);
        QVERIFY(page.waitClosed());
        QCOMPARE(static_cast<int>(page.socket.closeCode()), 4401);
        QCOMPARE(tests::request(m_centre->port(), "GET", "/api/v1/session", {cookie}).status, 401);
        QCOMPARE(other.ask(watch(false)).code(), ANSWER_OK);
    }

    void aNewPasswordOrAnInactivePersonIsSignedOut() {
        PageClient ana(m_centre->port(), m_centre->signIn("ana"));
        PageClient luis(m_centre->port(), m_centre->signIn("luis"));
        QVERIFY(ana.waitWelcome() && luis.waitWelcome());
        auto changed = m_centre->directory();
        changed.people[0].passwordHash = changed.people[1].passwordHash;
        QVERIFY(m_centre->writeDirectory(changed) > 1);
        QVERIFY(ana.waitClosed());
        // The others are greeted anew: texts may have changed.
        QTRY_COMPARE(std::count_if(luis.messages.begin(), luis.messages.end(),
                                   [](const ServerMessage& m) { return m.has_welcome(); }),
                     2);
        changed.people[1].active = false;
        QVERIFY(m_centre->writeDirectory(changed) > 2);
        QVERIFY(luis.waitClosed());
        QVERIFY(m_centre->signIn("luis").isEmpty());
    }

    void tooManyWrongPasswordsAreRefusedUnread() {
        desk::server::SignInRules rules;
        rules.triesPerLogin = 2;
        QVERIFY(m_centre->startDesk(rules));
        QVERIFY(m_centre->signIn("ana", "wrong").isEmpty());
        QVERIFY(m_centre->signIn("ana", "wrong").isEmpty());
        const tests::HttpReply refused =
            tests::request(m_centre->port(), "POST", "/api/v1/session", {"Content-Type: application/json"},
                           credentials("ana", "secret-ana"));
        QCOMPARE(refused.status, 429);
        QVERIFY(refused.headers.value("retry-after").toInt() > 0);
        QVERIFY(refused.body.contains("too_many_tries"));
        QVERIFY(!m_centre->signIn("luis").isEmpty());
        QCOMPARE(m_centre->desk().signIn().counts().limited, std::uint64_t{1});
    }

    void wrongTriesOfOthersDoNotKeepTheTruePersonOut() {
        desk::server::SignInRules rules;
        rules.triesPerLogin = 2;
        rules.triesPerAddress = 6;
        rules.windowMicros = 600'000'000;
        QVERIFY(m_centre->startDesk(rules));
        const auto tryTo = [&](const QByteArray& login, const QByteArray& password, const QByteArray& cookie = {}) {
            const QByteArray body = credentials(login, password);
            tests::HttpClient client(m_centre->port());
            client.send("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
                        cookie + (cookie.isEmpty() ? "" : "\r\n") +
                        "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            return client.read(30'000); // a busy machine takes its time for a password
        };
        const QByteArray known = tests::browserOf(tryTo("ana", "secret-ana"));
        QVERIFY2(known.contains('.'), known.constData());
        // Somebody behind the same address tries ana's login, then many others.
        QCOMPARE(tryTo("ana", "wrong").status, 401);
        QCOMPARE(tryTo("ana", "wrong").status, 401);
        const tests::HttpReply slowed = tryTo("ana", "secret-ana");
        QCOMPARE(slowed.status, 429);
        // The true wait: half of the window, for two tries.
        QCOMPARE_LE(slowed.headers.value("retry-after").toInt(), 300);
        QVERIFY(slowed.body.contains("try again in " + slowed.headers.value("retry-after") + " s"));
        QCOMPARE(tryTo("ana", "secret-ana", known).status, 200); // from her own browser at once
        for (const char* login : {"one", "two", "three", "four"})
            QCOMPARE(tryTo(login, "wrong").status, 401);
        // The address is over its limit: everybody else behind it is slowed by two seconds at most, not locked out.
        const tests::HttpReply busy = tryTo("luis", "secret-luis");
        QVERIFY(busy.status == 200 || busy.status == 429);
        QCOMPARE_LE(busy.headers.value("retry-after").toInt(), 2);
        QCOMPARE(tryTo("ana", "secret-ana", known).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(tryTo("luis", "secret-luis").status, 200, 30'000);
        // The cookie is hers: it makes no way to luis, and wrong passwords in her own browser are slowed as well.
        QCOMPARE(tryTo("ana", "wrong", known).status, 401);
        QCOMPARE(tryTo("ana", "wrong", known).status, 401);
        QCOMPARE(tryTo("ana", "secret-ana", known).status, 429);
    }

    // The name of another site was made to lead here: its page would have the desk's own Origin.
    void aReboundHostCannotSignIn() {
        tests::HttpClient client(m_centre->port());
        const QByteArray body = credentials("ana", "secret-ana");
        const QByteArray host = "evil.test:" + QByteArray::number(m_centre->port());
        client.send("POST /api/v1/session HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                    "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                    "\r\n\r\n" + body);
        const tests::HttpReply refused = client.read();
        QCOMPARE(refused.status, 421);
        QVERIFY(refused.body.contains("desk.public_origin"));
        QVERIFY(refused.headers.value("set-cookie").isEmpty());
    }

    // A browser answers WebSocket pings for a page that stands still, and for the page pings cannot be seen.
    void heartbeatsInBothDirectionsTellADeadPage() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        QTRY_VERIFY(m_centre->agents.value(QStringLiteral("ana")).desk_connected());
        QVERIFY(
            page.waitFor([](const ServerMessage& message) { return message.heartbeat().server_time_us() > 0; }, 4000));
        page.socket.sendTextMessage(QStringLiteral(R"({"heartbeat":{}})"));
        const std::size_t heard = page.messages.size();
        QElapsedTimer silent;
        silent.start();
        // It says nothing more, though its socket is open and answers pings.
        QTRY_VERIFY_WITH_TIMEOUT(!m_centre->agents.value(QStringLiteral("ana")).desk_connected(), 14'000);
        QCOMPARE_GE(silent.elapsed(), 8000);
        QVERIFY(page.waitClosed());
        QCOMPARE(static_cast<int>(page.socket.closeCode()), 4408);
        const auto beats =
            std::count_if(page.messages.begin() + static_cast<std::ptrdiff_t>(heard), page.messages.end(),
                          [](const ServerMessage& message) { return message.has_heartbeat(); });
        QCOMPARE_GE(beats, 2); // and no answer to its own
        QVERIFY(std::none_of(page.messages.begin(), page.messages.end(),
                             [](const ServerMessage& m) { return m.has_answer(); }));
    }

    void anAcdThatStandsStillIsToldAsAway() {
        PageClient page(m_centre->port(), m_centre->signIn("ana"));
        QVERIFY(page.waitWelcome());
        const auto acdIs = [&](bool online) {
            const auto last = std::find_if(page.messages.rbegin(), page.messages.rend(),
                                           [](const ServerMessage& message) { return message.has_system(); });
            return last != page.messages.rend() && last->system().acd() == online;
        };
        QTRY_VERIFY(acdIs(true)); // the welcome may come before the system's state
        m_centre->acdStands = true;
        QTRY_VERIFY_WITH_TIMEOUT(acdIs(false), 12'000); // 9 s, and the machine's own
        m_centre->acdStands = false;
        QTRY_VERIFY_WITH_TIMEOUT(acdIs(true), 12'000);
    }

    void badSignIns_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const QByteArray json = "application/json";
        QTest::newRow("wrong password") << json << credentials("ana", "x") << 401;
        QTest::newRow("unknown login") << json << credentials("nobody", "x") << 401;
        QTest::newRow("no JSON") << json << QByteArray("login=ana") << 400;
        QTest::newRow("no password") << json << QByteArray("{\"login\":\"ana\"}") << 400;
        QTest::newRow("number as password") << json << QByteArray("{\"login\":\"ana\",\"password\":1}") << 400;
        QTest::newRow("endless password") << json << credentials("ana", QByteArray(2000, 'x')) << 400;
        QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << QByteArray("login=ana&password=x")
                              << 415;
    }
    void badSignIns() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const auto reply = tests::request(m_centre->port(), "POST", "/api/v1/session", {"Content-Type: " + type}, body);
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers.value("content-type"), QByteArray("application/problem+json"));
        QVERIFY(!reply.headers.contains("set-cookie"));
    }

    void restAnswersByRight() {
        const QByteArray ana = m_centre->signIn("ana");
        const QByteArray sofia = m_centre->signIn("sofia");
        const auto get = [&](const QByteArray& path, const QByteArrayList& headers = {}) {
            return tests::request(m_centre->port(), "GET", path, headers);
        };
        QCOMPARE(get("/api/v1/health").status, 200);
        QCOMPARE(get("/api/v1/agents").status, 401);
        QVERIFY(get("/api/v1/agents", {ana}).body.contains("\"ana\""));
        QVERIFY(!get("/api/v1/agents", {ana}).body.contains("luis"));
        QVERIFY(get("/api/v1/agents", {sofia}).body.contains("luis"));
        QCOMPARE(get("/api/v1/queues", {ana}).status, 403);
        QVERIFY(get("/api/v1/queues", {sofia}).body.contains("\"waiting\":3"));
        QCOMPARE(get("/api/v1/nothing", {sofia}).status, 404);
        QCOMPARE(get("/api/v2/agents", {sofia}).status, 404);
        QCOMPARE(get("/api/v1/interactions/1/thread", {sofia}).status, 404);
        QCOMPARE(get("/api/v1/interactions/" + QByteArray::fromStdString(newId()) + "/thread", {ana}).status, 403);
        QVERIFY(get("/api/v1/interactions/" + QByteArray::fromStdString(newId()) + "/thread", {sofia})
                    .body.contains("llega"));
        const auto wrong = tests::request(m_centre->port(), "PUT", "/api/v1/session", {ana});
        QCOMPARE(wrong.status, 405);
        QCOMPARE(wrong.headers.value("allow"), QByteArray("POST, GET, DELETE"));
        QCOMPARE(
            tests::request(m_centre->port(), "DELETE", "/api/v1/session", {ana, "Origin: http://evil.test"}).status,
            403);
        QVERIFY(tests::request(m_centre->port(), "HEAD", "/api/v1/health").body.isEmpty());
    }

    void attachmentsAreFilesNeverPages() {
        const std::string mail = newId();
        const QByteArray cookie = m_centre->signIn("ana");
        const QByteArray path = "/api/v1/messages/" + QByteArray::fromStdString(m_centre->messageId) + "/parts/";
        QCOMPARE(tests::request(m_centre->port(), "GET", path + "1", {cookie}).status, 403);
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QTRY_COMPARE(m_centre->desk().state().agent(QStringLiteral("ana"))->work_size(), 1);
        const auto given = tests::request(m_centre->port(), "GET", path + "1", {cookie});
        QCOMPARE(given.status, 200);
        QCOMPARE(given.body, m_centre->part);
        QCOMPARE(given.headers.value("content-type"), QByteArray("application/octet-stream"));
        QCOMPARE(given.headers.value("content-disposition"),
                 QByteArray("attachment; filename=\"informe a_o.pdf\"; filename*=UTF-8''informe%20a%C3%B1o.pdf"));
        QVERIFY(given.headers.value("content-security-policy").contains("sandbox"));
        QCOMPARE(tests::request(m_centre->port(), "GET", path + "2", {cookie}).status, 404);
        QCOMPARE(tests::request(m_centre->port(), "GET", path + "x", {cookie}).status, 404);
        m_centre->part = QByteArray(65 << 20, 'p');
        const auto large = tests::request(m_centre->port(), "GET", path + "1", {cookie});
        QCOMPARE(large.status, 409);
    }

    // Luis has served the conversation, then its customer wrote again, and it is Ana's now: as another interaction.
    void attachmentsOfAReopenedConversationAreThePresentHolders() {
        const std::string former = newId();
        const std::string present = newId();
        const std::string first = newId();
        const std::string later = newId();
        m_centre->messagesOf = {{former, {first}}, {present, {first, later}}};
        const QByteArray luis = m_centre->signIn("luis");
        const QByteArray ana = m_centre->signIn("ana");
        const auto status = [this](const std::string& message, const QByteArray& cookie) {
            const QByteArray path = "/api/v1/messages/" + QByteArray::fromStdString(message) + "/parts/1";
            return tests::request(m_centre->port(), "GET", path, {cookie}).status;
        };
        const auto open = [this](const std::string& interaction, const QByteArray& cookie) {
            const QByteArray path = "/api/v1/interactions/" + QByteArray::fromStdString(interaction) + "/thread";
            return tests::request(m_centre->port(), "GET", path, {cookie}).status;
        };
        m_centre->giveMail(QStringLiteral("luis"), former, WORK_STATE_ACTIVE);
        QTRY_COMPARE(open(former, luis), 200);
        QCOMPARE(status(first, luis), 200);
        m_centre->change(QStringLiteral("luis"), [](AgentState& state) { state.clear_work(); });
        m_centre->giveMail(QStringLiteral("ana"), present, WORK_STATE_ACTIVE);
        // Known with the former interaction alone, and on the list of who asks.
        QTRY_COMPARE(status(first, ana), 200);
        QCOMPARE(status(later, ana), 200);
        // Luis goes on reading what was his, and nothing that came afterwards; and takes nothing from Ana by it.
        QCOMPARE(open(former, luis), 200);
        QCOMPARE(status(first, luis), 200);
        QCOMPARE(status(later, luis), 403);
        QCOMPARE(status(first, ana), 200);
        QCOMPARE(open(present, ana), 200);
        QCOMPARE(status(first, luis), 200);
    }

    void repliesThatWereSentAreTold() {
        const std::string mail = newId();
        PageClient ana(m_centre->port(), m_centre->signIn("ana"));
        PageClient luis(m_centre->port(), m_centre->signIn("luis"));
        QVERIFY(ana.waitWelcome() && luis.waitWelcome());
        m_centre->giveMail(QStringLiteral("ana"), mail, WORK_STATE_ACTIVE);
        QVERIFY(ana.waitFor([](const ServerMessage& m) { return m.agent().work_size() == 1; }));
        ReplyChanged sent;
        sent.set_interaction_id(mail);
        sent.set_id(newId());
        sent.set_status(REPLY_SENT);
        m_centre->mcan->publishState(m_centre->mcan->topic(QStringLiteral("reply"), QString::fromStdString(sent.id()),
                                                           QStringLiteral("changed")),
                                     sent, false);
        QVERIFY(ana.waitFor([](const ServerMessage& m) { return m.reply().status() == REPLY_SENT; }));
        QCOMPARE(luis.ask(watch(false)).code(), ANSWER_OK);
        QVERIFY(!luis.waitFor([](const ServerMessage& m) { return m.has_reply(); }, 0));
    }
};

QTEST_GUILESS_MAIN(DeskTest)
#include "desk_test.moc"
