// Calls and mails through the switchboard over a real broker and a real store: the commands of a desk, the hand-overs of mcan,
// and an acd that is killed in between.
#include "acd_node.h"

#include "acd/history/interaction_table.h"
#include "acd/turn/ids.h"
#include "messages/agent.pb.h"
#include "messages/interaction.pb.h"
#include "proto/base/clock.h"
#include "proto/base/uuid7.h"

#include <QTemporaryDir>
#include <QTest>

#include <malloc.h>
#include <memory>
#include <optional>

namespace routing = acd::routing;
using acd::voice::FoundLeg;
using acd::voice::RingFailure;
using antesala::v1::AgentCommand;
using antesala::v1::AgentState;
using antesala::v1::Answer;
using proto::bus::Bus;
using proto::bus::Topic;

namespace {

const QString caller = QStringLiteral("01a00000-0000-7000-8000-000000000001");
const QString mail = QStringLiteral("01a00000-0000-7000-8000-000000000002");

Topic toAcd(const char* noun, const QString& id, const char* verb) {
    return {QStringLiteral("demo"),   QStringLiteral("demo"),    QStringLiteral("acd"),
            QStringLiteral("one"),    QString::fromLatin1(noun), id,
            QString::fromLatin1(verb)};
}

// Of which the first queue is closed today and tomorrow.
proto::directory::Directory closedSite(std::int64_t version) {
    static const QStringList days{QStringLiteral("mon"), QStringLiteral("tue"), QStringLiteral("wed"),
                                  QStringLiteral("thu"), QStringLiteral("fri"), QStringLiteral("sat"),
                                  QStringLiteral("sun")};
    proto::directory::Directory site = tests::demoSite(version);
    const int inThreeDays = QDate::currentDate().addDays(3).dayOfWeek();
    site.hours = {{QStringLiteral("otro-dia"),
                   {},
                   {{{days[inThreeDays - 1]}, QStringLiteral("00:00"), QStringLiteral("24:00")}},
                   {}}};
    site.queues[0].hours = QStringLiteral("otro-dia");
    return site;
}

} // namespace

class SwitchboardTest : public QObject {
    Q_OBJECT

    tests::MosquittoBroker m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Bus> m_desk;
    antesala::v1::QueueState m_shown; // on the desk, of soporte
    std::unique_ptr<tests::AcdNode> m_acd;
    // mcan: its store with outbox and inbox.
    std::unique_ptr<proto::base::Store> m_mcanStore;
    std::unique_ptr<Bus> m_mcan;
    std::unique_ptr<proto::bus::Outbox> m_releases;
    std::unique_ptr<proto::bus::Inbox> m_ends;
    std::vector<antesala::v1::InteractionEnded> m_ended;
    QStringList m_acknowledged;

    void startAcd(const proto::directory::Directory& directory = tests::demoSite()) {
        m_acd = std::make_unique<tests::AcdNode>(m_broker, m_folder->path(), directory);
        QTRY_VERIFY(m_acd->bus.isConnected());
        m_acd->phoneOn();
    }
    void killAcd() { m_acd.reset(); }

    void startMcan() {
        m_mcanStore =
            std::make_unique<proto::base::Store>(QStringLiteral("mcan"), QStringLiteral("sqlite:") + m_folder->path());
        const std::vector<proto::base::Migration> tables{
            {1, proto::bus::Outbox::tables() + proto::bus::Inbox::tables()}};
        QVERIFY(m_mcanStore->open(proto::base::StoreAccess::Writer, tables).isOk());
        m_mcan = std::make_unique<Bus>(tests::busOptions(m_broker, "mcan"));
        m_releases = std::make_unique<proto::bus::Outbox>(*m_mcan, *m_mcanStore);
        m_ends = std::make_unique<proto::bus::Inbox>(*m_mcan, *m_mcanStore);
        connect(m_releases.get(), &proto::bus::Outbox::acknowledged, this,
                [this](const QString& interaction, const QString&) { m_acknowledged << interaction; });
        m_ends->receive(
            QStringLiteral("acd"), QStringLiteral("interaction"), QStringLiteral("ended"),
            [](QSqlDatabase&, const Topic&, const antesala::v1::Envelope&) { return proto::base::Status::ok(); },
            [this](const Topic&, const antesala::v1::Envelope& envelope) {
                antesala::v1::InteractionEnded ended;
                if (proto::bus::unpack(envelope, ended))
                    m_ended.push_back(ended);
            });
        m_releases->start();
        m_mcan->start();
        QTRY_VERIFY(m_mcan->isConnected());
    }
    void release(const QString& id, const char* queue = "soporte", const char* from = "", quint32 number = 1) {
        antesala::v1::InteractionReleased released;
        released.set_release(number);
        released.mutable_interaction()->set_id(id.toStdString());
        released.mutable_interaction()->set_channel(antesala::v1::CHANNEL_EMAIL);
        released.mutable_interaction()->set_queue(queue);
        released.mutable_interaction()->set_subject("hola");
        released.mutable_interaction()->set_contact_address(from);
        QVERIFY(m_mcanStore
                    ->writeNow([&](QSqlDatabase& db) {
                        return m_releases->append(db, QStringLiteral("interaction"), id, QStringLiteral("released"),
                                                  released);
                    })
                    .isOk());
        m_releases->notify();
    }

    // The customer wrote again, for the number-th time.
    void update(const QString& id, quint32 number, quint32 release = 1) {
        antesala::v1::InteractionUpdated updated;
        updated.set_release(release);
        updated.mutable_interaction()->set_id(id.toStdString());
        updated.mutable_interaction()->set_channel(antesala::v1::CHANNEL_EMAIL);
        updated.mutable_interaction()->set_queue("soporte");
        updated.mutable_interaction()->set_update(number);
        QVERIFY(m_mcanStore
                    ->writeNow([&](QSqlDatabase& db) {
                        return m_releases->append(db, QStringLiteral("interaction"), id, QStringLiteral("updated"),
                                                  updated);
                    })
                    .isOk());
        m_releases->notify();
    }
    void acceptMail() {
        ready();
        release(mail);
        QTRY_COMPARE(ana().work_size(), 1);
        QCOMPARE(command(accepting(ana().work(0).offer_id())).code(), antesala::v1::ANSWER_OK);
    }
    void finishMail(std::optional<quint32> seen = {}) {
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        if (seen)
            finish.mutable_finish()->set_seen_update(*seen);
        QCOMPARE(command(finish).code(), antesala::v1::ANSWER_OK);
    }
    // The update its outcome names as the last that was seen.
    quint32 lastSeen() {
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(mail.toStdString());
        [&] { QCOMPARE(command(done).code(), antesala::v1::ANSWER_OK); }();
        [&] { QTRY_COMPARE(m_ended.size(), std::size_t{1}); }();
        return m_ended.empty() ? 99 : m_ended[0].update();
    }

    Answer command(AgentCommand command, const QString& id = proto::base::newUuid7(), const char* login = "ana") {
        command.set_command_id(id.toStdString());
        command.set_login(login);
        std::optional<Answer> got;
        m_desk->ask(toAcd("agent", QString::fromLatin1(login), "command"), command, this,
                    [&got](const Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        return got.value_or(Answer{});
    }
    static AgentCommand accepting(const std::string& offer) {
        AgentCommand command;
        command.mutable_accept_offer()->set_offer_id(offer);
        return command;
    }
    AgentState ready(const char* login = "ana") {
        AgentCommand connection;
        connection.mutable_desk_connection()->set_connected(true);
        const auto say = [&](const AgentCommand& what) { return command(what, proto::base::newUuid7(), login); };
        [&] { QCOMPARE(say(connection).code(), antesala::v1::ANSWER_OK); }();
        AgentCommand presence;
        presence.mutable_choose_presence()->set_presence(antesala::v1::PRESENCE_AVAILABLE);
        AgentState state;
        [&] { QVERIFY(proto::bus::unpack(say(presence), state)); }();
        return state;
    }
    AgentState ana() {
        AgentCommand connection;
        connection.mutable_desk_connection()->set_connected(true);
        AgentState state;
        [&] { QVERIFY(proto::bus::unpack(command(connection), state)); }();
        return state;
    }
    void callArrives(const QString& id = caller, const char* number = "600") {
        m_acd->board.voice().callArrived(
            {id, QStringLiteral("900"), QString::fromLatin1(number), QStringLiteral("Eva"), 1});
    }
    // From a number, rung at a phone, answered, talked and ended by the caller; the phone.
    QString served(const char* number) {
        const QString id = proto::base::newUuid7();
        callArrives(id, number);
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(id);
        m_acd->board.voice().callerHungUp(id);
        return m_acd->telephony.rung.last().phone;
    }
    // With Luis beside Ana, no wrap-up, and a memory for a day.
    static proto::directory::Directory rememberingSite(int hours) {
        proto::directory::Directory site = tests::demoSite(2);
        proto::directory::Agent luis = site.agents[0];
        luis.number = 2;
        luis.login = QStringLiteral("luis");
        luis.phone = QStringLiteral("1002");
        site.agents.push_back(luis);
        site.queues[0].wrapUp = proto::directory::WrapUpKind::None;
        site.queues[0].lastAgentHours = hours;
        return site;
    }
    void bothReady() {
        m_acd->board.voice().phonesChanged({QStringLiteral("1001"), QStringLiteral("1002")}, {});
        ready();
        ready("luis");
    }
    quint64 rungOffer() const { return m_acd->telephony.rung.last().offer; }
    void talk() {
        callArrives();
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(caller);
    }
    static proto::directory::Directory overflowing(proto::directory::OverflowKind kind, const char* label) {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].whenUnstaffed = {kind, {}, QString::fromLatin1(label)};
        return site;
    }
    // As the store has it.
    QString outcomeOf(const QString& id) const {
        QSqlDatabase db = m_acd->store.reader();
        const auto row = acd::history::findInteraction(db, id);
        if (!row || !*row || !(*row)->ended)
            return QStringLiteral("none");
        const antesala::v1::InteractionEnded& ended = *(*row)->ended;
        return QString::fromStdString(antesala::v1::Outcome_Name(ended.outcome()) + ' ' + ended.reason());
    }
    QString stateOf(const QString& id) const {
        return m_acd->board.explainer().explain(id).value(0).section(u' ', 2, 2);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_broker.start(), m_broker.output()); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_ended.clear();
        m_acknowledged.clear();
        m_desk = std::make_unique<Bus>(tests::busOptions(m_broker, "desk"));
        m_desk->subscribe(
            proto::bus::topicFilter(QStringLiteral("demo"), QStringLiteral("acd"), QStringLiteral("queue"),
                                    QStringLiteral("soporte"), QStringLiteral("changed")),
            [this](const Topic&, const antesala::v1::Envelope& envelope) { proto::bus::unpack(envelope, m_shown); });
        m_desk->start();
        QTRY_VERIFY(m_desk->isConnected());
        startMcan();
        startAcd();
    }
    void cleanup() {
        m_acd.reset();
        m_ends.reset();
        m_releases.reset();
        m_mcan.reset();
        m_mcanStore.reset();
        m_desk.reset();
    }

    antesala::v1::AcdSnapshot snapshot(const antesala::v1::GetState& asked = {}) {
        std::optional<antesala::v1::AcdSnapshot> got;
        m_desk->ask(toAcd("state", QStringLiteral("all"), "get"), asked, this, [&got](const Answer& answer) {
            antesala::v1::AcdSnapshot told;
            if (proto::bus::unpack(answer, told))
                got = told;
        });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        return got.value_or(antesala::v1::AcdSnapshot{});
    }

    // Else every state would go to every page again with every snapshot.
    void anIdleCentresStatesKeepTheirVersions() {
        ready();
        callArrives();
        const antesala::v1::AcdSnapshot first = snapshot();
        const antesala::v1::AcdSnapshot second = snapshot();
        QCOMPARE(first.agents_size(), 1);
        QCOMPARE(first.agents(0).SerializeAsString(), second.agents(0).SerializeAsString());
        QCOMPARE(first.queues(0).SerializeAsString(), second.queues(0).SerializeAsString());
        // And who has had one is told only what is new since.
        antesala::v1::GetState since;
        since.set_since_version(second.version());
        since.set_started_at_us(m_acd->bus.startedAtMicros());
        const antesala::v1::AcdSnapshot nothing = snapshot(since);
        QVERIFY(nothing.changes_only());
        QCOMPARE(nothing.agents_size() + nothing.queues_size(), 0);
        m_acd->board.voice().phoneAnswered(rungOffer());
        m_acd->board.voice().bridged(caller);
        const antesala::v1::AcdSnapshot news = snapshot(since);
        QCOMPARE(news.agents_size(), 1);
        QCOMPARE(news.agents(0).state(), antesala::v1::AGENT_STATE_BUSY);
        // Of another start, or after another directory, everything.
        since.set_started_at_us(1);
        QVERIFY(!snapshot(since).changes_only());
        since.set_started_at_us(m_acd->bus.startedAtMicros());
        m_acd->board.takeDirectory(tests::demoSite(3));
        QVERIFY(!snapshot(since).changes_only());
    }

    // A counter, not a clock: of a thousand that wait elsewhere not one is looked at.
    void onlyTheQueueThatChangedIsLookedAt() {
        proto::directory::Directory site = tests::demoSite(2);
        proto::directory::Queue other = site.queues[0];
        other.number = 2;
        other.name = QStringLiteral("ventas");
        site.queues.push_back(other);
        site.dids.push_back({QStringLiteral("901"), QStringLiteral("ventas"), 0});
        m_acd->board.takeDirectory(site);
        constexpr int many = 1000;
        for (int i = 0; i < many; ++i)
            m_acd->board.voice().callArrived({proto::base::newUuid7(), QStringLiteral("901"),
                                              QStringLiteral("6%1").arg(i, 8, 10, QLatin1Char('0')),
                                              QStringLiteral("Eva"), 1});
        // A queue is told four times a second at most: until nothing is left to be told.
        const auto isSettled = [this] {
            const quint64 looks = m_acd->board.stateFigures().looks;
            QTest::qWait(2 * 250);
            return m_acd->board.stateFigures().looks == looks;
        };
        QTRY_VERIFY(isSettled());
        const auto before = m_acd->board.stateFigures();
        callArrives();
        QTRY_COMPARE(m_shown.waiting(), 1U);
        const auto after = m_acd->board.stateFigures();
        QVERIFY2(after.interactionsSeen - before.interactionsSeen <= 4,
                 qPrintable(QString::number(after.interactionsSeen - before.interactionsSeen)));
        // Nothing happens: nothing is looked at.
        QTRY_VERIFY(isSettled());
        const auto settled = m_acd->board.stateFigures();
        (void)snapshot();
        QCOMPARE(m_acd->board.stateFigures().looks, settled.looks);
    }

    // What acd keeps of each interaction are the answers to its commands: bounded, and small.
    void whatIsKeptOfCommandsIsBounded() {
        using acd::commands::CommandMemory;
        const auto id = [](std::size_t i) {
            return QStringLiteral("01a00000-0000-7000-8000-%1").arg(i, 12, 16, QLatin1Char('0'));
        };
        CommandMemory memory;
        const auto before = mallinfo2().uordblks;
        for (std::size_t i = 0; i < CommandMemory::keptInMemory; ++i)
            memory.answered(id(i), Answer());
        const auto each = (mallinfo2().uordblks - before) / CommandMemory::keptInMemory;
        QVERIFY2(each < 150, qPrintable(QString::number(each)));
        Answer refused;
        refused.set_code(antesala::v1::ANSWER_REFUSED);
        refused.set_reason("offer_expired");
        memory.answered(id(CommandMemory::keptInMemory), refused);
        std::string told;
        const auto note = [&told](const Answer& answer) { told = answer.reason(); };
        QCOMPARE(memory.begin(id(CommandMemory::keptInMemory), note), CommandMemory::Standing::Answered);
        QCOMPARE(told, std::string("offer_expired"));
        QCOMPARE(memory.begin(id(1), note), CommandMemory::Standing::Answered);
        QCOMPARE(memory.begin(id(0), note), CommandMemory::Standing::New); // the oldest made room
    }

    void aCallRingsIsBridgedAndEnds() {
        QCOMPARE(ready().state(), antesala::v1::AGENT_STATE_IDLE);
        callArrives();
        QCOMPARE(m_acd->telephony.rung.last().callerName, QStringLiteral("Eva"));
        m_acd->board.voice().phoneRinging(rungOffer());
        m_acd->board.voice().phoneAnswered(rungOffer());
        QCOMPARE(m_acd->telephony.asked, (QStringList{QStringLiteral("ring 1001"), QStringLiteral("connect")}));
        m_acd->board.voice().bridged(caller);
        QCOMPARE(stateOf(caller), QStringLiteral("active"));
        m_acd->board.voice().callerHungUp(caller);
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_WRAP_UP);
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(caller.toStdString());
        done.mutable_end_wrap_up()->add_dispositions("resuelto");
        QCOMPARE(command(done).code(), antesala::v1::ANSWER_OK);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("end"));
        QVERIFY(m_acd->engine.interactions().empty());
    }

    void aCallIsTakenOnThePhoneAndNotOnTheDesk() {
        ready();
        callArrives();
        const Answer answer = command(accepting(std::to_string(rungOffer())));
        QCOMPARE(answer.code(), antesala::v1::ANSWER_REFUSED);
        QCOMPARE(QString::fromStdString(answer.reason()), QStringLiteral("answer_on_phone"));
        QCOMPARE(stateOf(caller), QStringLiteral("offered"));
    }

    void aCallerWhoHangsUpWhileItRingsStopsThePhone() {
        ready();
        callArrives();
        m_acd->board.voice().callerHungUp(caller);
        QVERIFY(m_acd->telephony.asked.contains(QStringLiteral("stop")));
        QVERIFY(m_acd->engine.interactions().empty());
        // The phone was answered in the same moment: nobody is connected, and it is hung up.
        const auto stops = m_acd->telephony.asked.count(QStringLiteral("stop"));
        m_acd->board.voice().phoneAnswered(rungOffer());
        QCOMPARE(m_acd->telephony.asked.count(QStringLiteral("stop")), stops + 1);
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("connect")));
    }

    void aPhoneThatFailsLeavesTheCallWaiting() {
        ready();
        callArrives();
        m_acd->board.voice().phoneFailed(rungOffer(), RingFailure::Busy);
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("end")));
    }

    // Dead, acd cannot hear an answer: what ran out meanwhile is not written to the agent.
    void anOfferThatRanOutWhileAcdWasDeadIsNobodysFailure() {
        proto::directory::Directory site = tests::demoSite(2);
        site.channels[0].offerSeconds = 1;
        site.agents[0].noAnswerLimit = 1;
        m_acd->board.takeDirectory(site);
        ready();
        callArrives();
        QCOMPARE(stateOf(caller), QStringLiteral("offered"));
        const routing::Time expires = m_acd->engine.agent(routing::AgentNumber{1})->work[0].until;
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        killAcd();
        QTRY_VERIFY(proto::base::SystemClock::instance().utcMicros() > expires + 100'000);
        startAcd(site);
        QCOMPARE(m_acd->engine.agent(routing::AgentNumber{1})->state, routing::AgentState::idle);
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        const QString why = tests::why(m_acd->board, caller).join(u'\n');
        QVERIFY2(why.contains(QStringLiteral("reason=error")), qPrintable(why));
    }

    // Without the broker no page shows it and no answer comes back.
    void anOfferNobodyCouldSeeIsNobodysFailure() {
        proto::directory::Directory site = tests::demoSite(2);
        site.channels[1].offerSeconds = 3;
        site.agents[0].noAnswerLimit = 1;
        m_acd->board.takeDirectory(site);
        ready();
        release(mail);
        QTRY_COMPARE(m_acknowledged, QStringList{mail});
        QCOMPARE(stateOf(mail), QStringLiteral("offered"));
        m_broker.kill();
        QTRY_COMPARE(stateOf(mail), QStringLiteral("waiting"));
        QCOMPARE(m_acd->engine.agent(routing::AgentNumber{1})->state, routing::AgentState::idle);
        QVERIFY(m_broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(m_acd->bus.isConnected() && m_desk->isConnected(), 15'000);
    }

    void theHoldKeyOfThePhoneIsHoldOnThePage() {
        ready();
        talk();
        m_acd->board.voice().phoneHeld(caller);
        QCOMPARE(ana().work(0).state(), antesala::v1::WORK_STATE_HELD);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("hold"));
        m_acd->board.voice().phoneHeld(caller); // said twice
        m_acd->board.voice().phoneResumed(caller);
        QCOMPARE(ana().work(0).state(), antesala::v1::WORK_STATE_ACTIVE);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("resume"));
    }

    void aPhoneInACallOfItsOwnIsShownAndNotRung() {
        ready();
        m_acd->board.voice().phonesChanged({QStringLiteral("1001")}, {QStringLiteral("1001")});
        QCOMPARE(ana().phone(), antesala::v1::PHONE_STATE_IN_USE);
        callArrives();
        QVERIFY(m_acd->telephony.rung.isEmpty());
        m_acd->board.voice().phonesChanged({QStringLiteral("1001")}, {});
        QCOMPARE(m_acd->telephony.rung.size(), 1);
        QCOMPARE(ana().phone(), antesala::v1::PHONE_STATE_READY);
    }

    // After a lost connection, say: its agent is idle, and somebody waits.
    void aPhoneThatComesBackInACallOfItsOwnIsNotRung() {
        ready();
        m_acd->board.voice().phonesChanged({}, {});
        callArrives();
        m_acd->board.voice().phonesChanged({QStringLiteral("1001")}, {QStringLiteral("1001")});
        QVERIFY(m_acd->telephony.rung.isEmpty());
        m_acd->board.voice().phonesChanged({QStringLiteral("1001")}, {});
        QCOMPARE(m_acd->telephony.rung.size(), 1);
    }

    void aPhoneThatIsBusyAgainAndAgainIsToldToItsAgent() {
        proto::directory::Directory site = tests::demoSite(2);
        site.agents[0].delayAfterBusySeconds = 1;
        m_acd->board.takeDirectory(site);
        ready();
        callArrives();
        m_acd->board.voice().phoneFailed(rungOffer(), RingFailure::Busy);
        QCOMPARE(ana().phone(), antesala::v1::PHONE_STATE_READY); // once says nothing
        QTRY_COMPARE(m_acd->telephony.rung.size(), 2);
        m_acd->board.voice().phoneFailed(rungOffer(), RingFailure::Busy);
        const AgentState told = ana();
        QCOMPARE(told.phone(), antesala::v1::PHONE_STATE_RESTS);
        QVERIFY(told.phone_rests_until_us() > m_acd->engine.now());
        QCOMPARE(told.state(), antesala::v1::AGENT_STATE_IDLE);
        const QString line = m_acd->board.explainer().agent(QStringLiteral("ana")).first();
        QVERIFY2(line.contains(QStringLiteral("refusing calls, next one not before")), qPrintable(line));
    }

    void aCustomerIsTheSameHoweverTheNumberIsWritten() {
        m_acd->board.takeDirectory(rememberingSite(24));
        bothReady();
        const QString first = served("0034600111222");
        QCOMPARE(served("600111222"), first);
        QCOMPARE(served("+34600111222"), first);
        QCOMPARE(served("34600111222;npdi"), first);
    }

    void anUnknownNumberIsRefused() {
        m_acd->board.voice().callArrived({caller, QStringLiteral("999"), {}, {}, 1});
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("refuse")});
        QVERIFY(m_acd->engine.interactions().empty());
    }

    void whoFinishedAMailIsPreferredWhenItIsOpenedAgain() {
        ready();
        release(mail);
        QTRY_COMPARE(ana().work_size(), 1);
        QCOMPARE(command(accepting(ana().work(0).offer_id())).code(), antesala::v1::ANSWER_OK);
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(finish).code(), antesala::v1::ANSWER_OK);
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(done).code(), antesala::v1::ANSWER_OK);
        release(mail, "soporte", "", 2);
        const auto again = [this] { return m_acd->engine.interaction(acd::turn::idOf(mail)); };
        QTRY_VERIFY(again());
        QCOMPARE(again()->preferred, acd::routing::AgentNumber{1});
        const auto book = m_acd->board.book().find(mail);
        QCOMPARE(book->interaction.preferred_agent(), std::string("ana"));
    }

    void aMailIsAcknowledgedOfferedAcceptedFinishedAndItsEndHandedOver() {
        ready();
        release(mail);
        QTRY_COMPARE(m_acknowledged, QStringList{mail});
        AgentState state = ana();
        QCOMPARE(state.work_size(), 1);
        QCOMPARE(state.work(0).state(), antesala::v1::WORK_STATE_OFFERED);
        QVERIFY(proto::bus::unpack(command(accepting(state.work(0).offer_id())), state));
        QCOMPARE(state.work(0).state(), antesala::v1::WORK_STATE_ACTIVE);
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        finish.mutable_finish()->add_dispositions("resuelto");
        QCOMPARE(command(finish).code(), antesala::v1::ANSWER_OK);
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(done).code(), antesala::v1::ANSWER_OK);
        QTRY_COMPARE(m_ended.size(), std::size_t{1});
        QCOMPARE(m_ended[0].outcome(), antesala::v1::OUTCOME_HANDLED);
        QCOMPARE(m_ended[0].release(), 1U);
        QCOMPARE(m_ended[0].agent(), std::string("ana"));
        QCOMPARE(m_ended[0].dispositions(0), std::string("resuelto"));
        QTRY_COMPARE(m_acd->outbox.unacknowledged(), 0);
        QTRY_VERIFY(m_acd->board.book().unacknowledged().isEmpty());
        const QString why = tests::why(m_acd->board, mail).join(u'\n'); // long ended, and still to be explained
        QVERIFY2(why.startsWith(mail + QStringLiteral(" is not here any more")), qPrintable(why));
        QVERIFY2(why.contains(QStringLiteral(" offer_made soporte ana offer=")), qPrintable(why));
        QVERIFY2(why.contains(QStringLiteral(" outcome=accepted")), qPrintable(why));
        QVERIFY2(why.contains(QStringLiteral(" ended soporte ana outcome=OUTCOME_HANDLED")), qPrintable(why));
        QVERIFY(
            tests::why(m_acd->board, proto::base::newUuid7()).first().contains(QStringLiteral("never heard of it")));
    }

    void aMailForAQueueThatDoesNotExistIsGivenBack() {
        release(mail, "nada");
        QTRY_COMPARE(m_ended.size(), std::size_t{1});
        QCOMPARE(m_ended[0].outcome(), antesala::v1::OUTCOME_FAILED);
        QVERIFY(QString::fromStdString(m_ended[0].reason()).contains(QStringLiteral("nada")));
    }

    void aMailReleasedAgainIsTakenOnceAndItsEndIsToldAgain() {
        ready();
        release(mail);
        release(mail);
        QTRY_COMPARE(m_acknowledged.size(), 2);
        QCOMPARE(m_acd->engine.interactions().size(), std::size_t{1});
        const AgentState state = ana();
        command(accepting(state.work(0).offer_id()));
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        command(finish);
        AgentCommand done;
        done.mutable_end_wrap_up()->set_interaction_id(mail.toStdString());
        command(done);
        QTRY_COMPARE(m_ended.size(), std::size_t{1});
        release(mail);
        QTRY_COMPARE(m_ended.size(), std::size_t{2});
        QCOMPARE(m_ended[1].SerializeAsString(), m_ended[0].SerializeAsString());
        QVERIFY(m_acd->engine.interactions().empty());
    }

    void theOutcomeOfAFollowUpInFlightNamesTheLastUpdateTaken() {
        acceptMail();
        update(mail, 1);
        QTRY_COMPARE(m_acd->board.book().find(mail)->update, 1U);
        QCOMPARE(ana().work(0).interaction().update(), 1U);
        finishMail();
        QCOMPARE(lastSeen(), 1U);
        update(mail, 2); // crossed the end: taken from mcan, and of no consequence here
        QTRY_COMPARE(m_acknowledged, (QStringList{mail, mail, mail}));
        QVERIFY(m_acd->engine.interactions().empty());
    }

    void aFollowUpInTheWrapUpIsNotClosedUnread() {
        acceptMail();
        finishMail();
        update(mail, 1);
        QTRY_COMPARE(m_acknowledged, (QStringList{mail, mail}));
        QTRY_COMPARE(m_acd->board.book().find(mail)->update, 1U);
        QCOMPARE(lastSeen(), 0U);
    }

    void aFollowUpThePageHadNotShownIsNotClosedUnread() {
        acceptMail();
        update(mail, 1);
        update(mail, 2);
        QTRY_COMPARE(m_acd->board.book().find(mail)->update, 2U);
        finishMail(1);
        killAcd(); // it is written down, too
        startAcd();
        QCOMPARE(lastSeen(), 1U);
    }

    void aFollowUpKeptBeforeAKillUnparksItAfterwards() {
        acceptMail();
        AgentCommand park;
        park.mutable_park()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(park).code(), antesala::v1::ANSWER_OK);
        // In the store, but the engine has not heard of it.
        antesala::v1::InteractionUpdated updated;
        updated.set_release(1);
        updated.mutable_interaction()->set_id(mail.toStdString());
        updated.mutable_interaction()->set_channel(antesala::v1::CHANNEL_EMAIL);
        updated.mutable_interaction()->set_queue("soporte");
        updated.mutable_interaction()->set_update(1);
        QVERIFY(m_acd->store.writeNow([&](QSqlDatabase& db) { return acd::history::keepUpdate(db, updated).status(); })
                    .isOk());
        killAcd();
        startAcd();
        QTRY_VERIFY(stateOf(mail) != QLatin1String("parked"));
        QCOMPARE(m_acd->board.book().find(mail)->read, 1U);
    }

    void anUpdateBeforeItsReleaseIsGivenAgain() {
        update(mail, 1);
        QTRY_VERIFY(m_releases->unacknowledged() == 1);
        release(mail);
        QTRY_COMPARE_WITH_TIMEOUT(m_acknowledged.size(), 2, 15'000);
        QCOMPARE(m_acd->board.book().find(mail)->update, 1U);
    }

    void aCommandSaidTwiceHasOneEffectAlsoAfterAKill() {
        ready();
        release(mail);
        QTRY_COMPARE(m_acknowledged.size(), 1);
        const std::string offer = ana().work(0).offer_id();
        const QString id = proto::base::newUuid7();
        QCOMPARE(command(accepting(offer), id).code(), antesala::v1::ANSWER_OK);
        QCOMPARE(command(accepting(offer), id).code(), antesala::v1::ANSWER_OK);
        QCOMPARE(command(accepting(offer)).code(), antesala::v1::ANSWER_REFUSED);
        killAcd();
        startAcd();
        QCOMPARE(command(accepting(offer), id).code(), antesala::v1::ANSWER_OK);
        QCOMPARE(ana().work(0).state(), antesala::v1::WORK_STATE_ACTIVE);
    }

    void nonsenseIsRefusedByName() {
        ready();
        AgentCommand presence;
        presence.mutable_choose_presence()->set_presence(antesala::v1::PRESENCE_ON_BREAK);
        presence.mutable_choose_presence()->set_break_reason("siesta");
        QCOMPARE(command(presence).reason(), std::string("unknown_break_reason"));
        AgentCommand finish;
        finish.mutable_finish()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(finish).reason(), std::string("interaction_over"));
        finish.mutable_finish()->add_dispositions("nada");
        QCOMPARE(command(finish).reason(), std::string("unknown_disposition"));
        QCOMPARE(command(AgentCommand{}).code(), antesala::v1::ANSWER_INVALID);
    }

    void holdingsNameWhatIsHereAndWhatHasEndedUnacknowledged() {
        release(mail);
        QTRY_COMPARE(m_acknowledged.size(), 1);
        killAcd();
        startAcd();
        std::optional<Answer> got;
        m_mcan->ask(toAcd("holding", QStringLiteral("all"), "get"), antesala::v1::Holdings{}, this,
                    [&got](const Answer& answer) { got = answer; });
        QTRY_VERIFY(got.has_value());
        antesala::v1::Holdings holdings;
        QVERIFY(proto::bus::unpack(*got, holdings));
        QCOMPARE(holdings.held_size(), 1);
        QCOMPARE(holdings.held(0).interaction_id(), mail.toStdString());
        QCOMPARE(holdings.windows_size(), 1);
        QCOMPARE(holdings.windows(0).channels_size(), 2); // mails and chats; of calls nothing is held back
        QCOMPARE(holdings.windows(0).channels(0).window(), 0U);
    }

    void aKilledAcdAdoptsTheTalkersItFinds() {
        ready();
        talk();
        const quint64 offer = rungOffer();
        killAcd();
        startAcd();
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, offer, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        QCOMPARE(stateOf(caller), QStringLiteral("active"));
        QVERIFY(m_acd->telephony.asked.isEmpty());
    }

    void aCallThatEndedWhileAcdWasAwayIsOver() {
        ready();
        talk();
        killAcd();
        startAcd();
        m_acd->board.voice().callsSurveyed();
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_WRAP_UP);
    }

    void anAgentWhoHungUpWhileAcdWasAwayFreesTheCaller() {
        ready();
        talk();
        killAcd();
        startAcd();
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("end")});
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_WRAP_UP);
    }

    // Bridges do not wait for the disk: the journal may not know what Asterisk knows.
    void talkersTheJournalDoesNotKnowAreNotParted() {
        ready();
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(stateOf(caller), QStringLiteral("active"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("wait")));
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_BUSY);
    }

    // Of 12. The store is asked who it is, and the caller does not wait for the answer.
    void aCallerWhoHangsUpWhileTheStoreIsAskedIsNoGhost() {
        ready();
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        m_acd->board.voice().callerHungUp(caller);
        QTRY_COMPARE(outcomeOf(caller), QStringLiteral("OUTCOME_ABANDONED "));
        QVERIFY(m_acd->engine.interactions().empty());
        QVERIFY(m_acd->telephony.rung.isEmpty());
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_IDLE);
        QVERIFY(tests::why(m_acd->board, caller).filter(QStringLiteral(" ended ")).size() == 1);
    }

    void anAgentWhoHangsUpWhileTheStoreIsAskedIsNotBelievedToTalk() {
        ready();
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        m_acd->board.voice().agentHungUp(caller);
        QTRY_COMPARE(ana().state(), antesala::v1::AGENT_STATE_WRAP_UP);
        QVERIFY(m_acd->telephony.asked.contains(QStringLiteral("end")));
    }

    void whatWasFoundOnAConnectionThatBrokeIsNotLetIn() {
        ready();
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        m_acd->board.voice().telephonyLost();
        bool answered = false; // reads are answered in order
        m_acd->store.read([](QSqlDatabase&) { return proto::base::Status::ok(); }, this,
                          [&answered](const proto::base::Status&) { answered = true; });
        QTRY_VERIFY(answered);
        QVERIFY(m_acd->engine.interactions().empty());
        // The next survey finds the caller, who is let in once.
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{1});
    }

    // The journal has a gap: there is a row, and nothing else.
    void aCallThatOnlyHasARowComesToItsEnd() {
        antesala::v1::Interaction row;
        row.set_id(caller.toStdString());
        row.set_channel(antesala::v1::CHANNEL_VOICE);
        row.set_queue("soporte");
        QVERIFY(m_acd->store.writeNow([&row](QSqlDatabase& db) { return acd::history::putInteraction(db, row, 0); })
                    .isOk());
        killAcd();
        startAcd();
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(outcomeOf(caller), QStringLiteral("OUTCOME_ABANDONED "));
    }

    void aCallThatCannotBeRoutedHasItsOutcome() {
        proto::directory::Directory site = tests::demoSite(2);
        site.dids[0].queue = QStringLiteral("nadie");
        m_acd->board.takeDirectory(site);
        callArrives();
        QTRY_VERIFY(outcomeOf(caller).startsWith(QLatin1String("OUTCOME_FAILED")));
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("end")});
    }

    // Of 31.
    void aFoundCallOfWhichNobodyKnowsWhenItCameCameNow() {
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 0}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(m_acd->engine.interactions().size(), std::size_t{1});
        QVERIFY(m_acd->board.book().find(caller)->interaction.first_entry_at_us() > 1'700'000'000'000'000);
    }

    // By the journal, whoever talks is offered another call.
    void talkersAreNotPartedForWhatRings() {
        ready();
        const QString other = proto::base::newUuid7();
        callArrives(other, "700");
        QTRY_VERIFY(m_acd->telephony.asked.contains(QStringLiteral("ring 1001")));
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callFound({{other, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(stateOf(caller), QStringLiteral("active"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("wait")));
        QCOMPARE(stateOf(other), QStringLiteral("waiting"));
    }

    // By the journal, whoever talks has another call in hand, which is over, and whose wrap-up begins now.
    void talkersAreNotPartedForTheWrapUpOfACallBefore() {
        ready();
        talk();
        const QString other = proto::base::newUuid7();
        killAcd();
        startAcd();
        m_acd->board.voice().callFound(
            {{other, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(stateOf(other), QStringLiteral("active"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("wait")));
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_BUSY);
        QTRY_VERIFY(outcomeOf(caller).startsWith(QLatin1String("OUTCOME_HANDLED")));
    }

    // The same, with a call the journal knows, and knows to wait: it was told first.
    void talkersAreNotPartedForACallThatTheSurveyEnds() {
        ready();
        talk();
        const QString other = proto::base::newUuid7();
        callArrives(other, "700");
        QTRY_COMPARE(stateOf(other), QStringLiteral("waiting"));
        m_acd->board.voice().callFound(
            {{other, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(stateOf(other), QStringLiteral("active"));
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("wait")));
        QTRY_VERIFY(outcomeOf(caller).startsWith(QLatin1String("OUTCOME_HANDLED")));
    }

    // By the journal, their session is over: it will be, once they have hung up.
    void aTalkerWhoseSessionIsOverKeepsTheCall() {
        ready();
        AgentCommand presence;
        presence.mutable_choose_presence()->set_presence(antesala::v1::PRESENCE_OFFLINE);
        command(presence);
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(stateOf(caller), QStringLiteral("active"));
        QCOMPARE(ana().pending_presence(), antesala::v1::PRESENCE_OFFLINE);
    }

    // The journal has lost them, and their queue is full meanwhile: two who talk are not parted.
    void aTalkThatComesInAgainAtAFullQueueGoesOn() {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].maxWaiting = 1;
        m_acd->board.takeDirectory(site);
        const QString other = proto::base::newUuid7();
        callArrives(other, "601"); // nobody is there
        m_acd->board.voice().callFound({{other, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Talking, 99, QStringLiteral("1001"), {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(m_acd->telephony.asked.filter(QStringLiteral("ring")), QStringList());
        QTRY_VERIFY(tests::why(m_acd->board, caller).join(u'\n').contains(QStringLiteral("ended")));
        QCOMPARE(m_acd->telephony.asked.filter(QStringLiteral("turn away")), QStringList());
        QVERIFY(!m_acd->telephony.asked.contains(QStringLiteral("end")));
    }

    // Several phones were rung at once, for offers the journal has lost.
    void phonesThatRingForNobodyAreStopped() {
        ready();
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::Ringing, 98, QStringLiteral("1001"), {99}});
        m_acd->board.voice().callsSurveyed();
        QTRY_VERIFY(m_acd->telephony.stopped.contains(98) && m_acd->telephony.stopped.contains(99));
        QTRY_VERIFY(m_acd->telephony.asked.contains(QStringLiteral("ring 1001"))); // and it is routed
    }

    // A phone may still ring for the offer that the journal has lost: a number that came again would be taken for it.
    void noOfferHasTheNumberOfOneThatTheJournalLost() {
        ready();
        callArrives();
        const quint64 lost = rungOffer();
        killAcd();
        {
            proto::base::Store store(QStringLiteral("acd"), QStringLiteral("sqlite:") + m_folder->path());
            QVERIFY(store.open(proto::base::StoreAccess::Writer, acd::history::History::migrations()).isOk());
            QVERIFY(store
                        .writeNow([](QSqlDatabase& db) {
                            for (const char* table : {"journal", "snapshot", "interaction"})
                                if (const auto gone =
                                        proto::base::execute(db, QStringLiteral("DELETE FROM ") + QLatin1String(table));
                                    !gone)
                                    return gone.status();
                            return proto::base::Status::ok();
                        })
                        .isOk());
        }
        startAcd();
        ready();
        callArrives();
        QVERIFY(rungOffer() > lost);
    }

    void anOfferWhosePhoneDoesNotRingIsMadeAgain() {
        ready();
        callArrives();
        killAcd();
        startAcd();
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QTRY_VERIFY_WITH_TIMEOUT(m_acd->telephony.asked.contains(QStringLiteral("ring 1001")), 20'000);
    }

    void whileTheBrokerIsAwayCallsGoOn() {
        ready();
        m_broker.kill();
        QTRY_VERIFY(!m_acd->bus.isConnected());
        talk();
        QCOMPARE(stateOf(caller), QStringLiteral("active"));
        QVERIFY(m_broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(m_acd->bus.isConnected() && m_desk->isConnected(), 20'000);
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_BUSY);
    }

    void aDirectoryOfLaterDateIsTaken() {
        proto::directory::Directory later = tests::demoSite(2);
        proto::directory::Queue second;
        second.number = 2;
        second.name = QStringLiteral("quejas");
        later.queues.push_back(second);
        m_acd->board.takeDirectory(later);
        QCOMPARE(m_acd->engine.queues().size(), std::size_t{2});
        QCOMPARE(m_acd->board.explainer().queue(QStringLiteral("quejas")).first(),
                 QStringLiteral("quejas: open, 0 waiting, 0 agents logged in, 0 idle"));
    }

    // Nobody is logged in: the caller goes on in the dialplan, and acd is through with the call.
    void aCallLeavesForTheLabelItOverflowsTo() {
        m_acd->board.takeDirectory(overflowing(proto::directory::OverflowKind::External, "guardia"));
        callArrives();
        QCOMPARE(m_acd->telephony.asked,
                 (QStringList{QStringLiteral("leave to external guardia"), QStringLiteral("end")}));
        QVERIFY(m_acd->engine.interactions().empty());
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        QVERIFY(tests::why(m_acd->board, caller)
                    .join(u'\n')
                    .contains(QLatin1String("overflow_to soporte trigger=unstaffed kind=external label=guardia")));
        QCOMPARE(outcomeOf(caller), QStringLiteral("OUTCOME_OVERFLOWED external guardia"));

        // Asterisk was not told before acd died: found there again, the caller leaves now.
        killAcd();
        startAcd(overflowing(proto::directory::OverflowKind::External, "guardia"));
        m_acd->board.voice().callFound(
            {{caller, QStringLiteral("900"), QStringLiteral("600"), QStringLiteral("Eva"), 1},
             FoundLeg::None,
             0,
             {},
             {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(m_acd->telephony.asked,
                     (QStringList{QStringLiteral("leave to external guardia"), QStringLiteral("end")}));
    }

    void aCallOverflowsToTheEnd() {
        m_acd->board.takeDirectory(overflowing(proto::directory::OverflowKind::End, ""));
        callArrives();
        QCOMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("turn away unavailable")});
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        QCOMPARE(outcomeOf(caller), QStringLiteral("OUTCOME_OVERFLOWED unstaffed"));

        // Asterisk was not told before acd died: found there again, the caller is told now.
        killAcd();
        startAcd(overflowing(proto::directory::OverflowKind::End, ""));
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QTRY_COMPARE(m_acd->telephony.asked, QStringList{QStringLiteral("turn away unavailable")});
    }

    void aFullQueueSaysBusyAndAClosedOneThatNobodyIsThere() {
        using namespace proto::directory;
        proto::directory::Directory site = closedSite(2);
        site.queues[0].whenClosed = {OverflowKind::End, {}, {}};
        m_acd->board.takeDirectory(site);
        callArrives(proto::base::newUuid7());
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("turn away unavailable"));
        site.version = 3;
        site.queues[0].whenClosed = {OverflowKind::End, {}, {}, TurnAway::Congestion, QStringLiteral("custom/closed")};
        m_acd->board.takeDirectory(site);
        callArrives(proto::base::newUuid7());
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("turn away congestion custom/closed"));

        site = tests::demoSite(4);
        site.queues[0].maxWaiting = 1;
        m_acd->board.takeDirectory(site);
        callArrives(proto::base::newUuid7());
        callArrives(proto::base::newUuid7());
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("turn away busy"));
    }

    void losersOfRingAllMissNoCall() {
        proto::directory::Directory site = rememberingSite(0);
        site.queues[0].choice = proto::directory::AgentChoice::RingAll;
        m_acd->board.takeDirectory(site);
        bothReady();
        callArrives();
        QCOMPARE(m_acd->telephony.rung.size(), 2);
        m_acd->board.voice().phoneAnswered(m_acd->telephony.rung[0].offer);
        QVERIFY(m_acd->telephony.elsewhere.isEmpty());
        m_acd->board.voice().bridged(caller);
        QCOMPARE(m_acd->telephony.elsewhere, QList<quint64>{m_acd->telephony.rung[1].offer});
        // Whoever is not reached because the caller gave up has missed a call.
        const QString other = proto::base::newUuid7();
        callArrives(other);
        m_acd->board.voice().callerHungUp(other);
        QCOMPARE(m_acd->telephony.elsewhere.size(), 1);
    }

    void aPhonePutDownAtOnceGivesTheCallerBack() {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].putDownMs = 10'000;
        m_acd->board.takeDirectory(site);
        ready();
        talk();
        m_acd->board.voice().agentHungUp(caller);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("wait"));
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QCOMPARE(ana().state(), antesala::v1::AGENT_STATE_IDLE);
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        QVERIFY(tests::why(m_acd->board, caller)
                    .filter(QStringLiteral("work_ended"))
                    .last()
                    .contains(QLatin1String("put_down")));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->telephony.asked.last(), QStringLiteral("ring 1001"), 10'000);
    }

    // The connection was away when it ended, and the survey is quicker than the disk.
    void aCallThatHasJustEndedIsNotTakenInAgain() {
        m_acd->board.takeDirectory(overflowing(proto::directory::OverflowKind::External, "guardia"));
        callArrives();
        m_acd->board.voice().callFound({{caller, QStringLiteral("900"), {}, {}, 1}, FoundLeg::None, 0, {}, {}});
        m_acd->board.voice().callsSurveyed();
        QCOMPARE(m_acd->telephony.asked.count(QStringLiteral("leave to external guardia")), 2);
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        QTest::qWait(300);
        QCOMPARE(tests::why(m_acd->board, caller).filter(QStringLiteral(" ended ")).size(), 1);
    }

    // A phone that rings is let ring; nobody takes it, and the wait is over.
    void aCallThatWaitedTooLongGoesToVoicemail() {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].offerSeconds = 2;
        site.queues[0].overflowAfterSeconds = 1;
        site.queues[0].afterWait = {proto::directory::OverflowKind::Voicemail, {}, QStringLiteral("buzon")};
        m_acd->board.takeDirectory(site);
        ready();
        callArrives();
        QTRY_VERIFY(m_acd->telephony.asked.contains(QStringLiteral("leave to voicemail buzon")));
        QVERIFY(m_acd->telephony.asked.contains(QStringLiteral("stop")));
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        QCOMPARE(outcomeOf(caller), QStringLiteral("OUTCOME_OVERFLOWED voicemail buzon"));
    }

    void aCallOverflowsIntoAnotherQueueAndKeepsItsTime() {
        proto::directory::Directory site = tests::demoSite(2);
        proto::directory::Queue second = site.queues[0];
        second.number = 2;
        second.name = QStringLiteral("quejas");
        site.queues.push_back(second);
        site.queues[0].overflowAfterSeconds = 1;
        site.queues[0].afterWait = {proto::directory::OverflowKind::Queue, QStringLiteral("quejas"), {}};
        m_acd->board.takeDirectory(site);
        callArrives();
        const auto view = [this] { return m_acd->engine.interaction(acd::turn::idOf(caller)); };
        const auto entered = view()->firstEntry;
        QTRY_COMPARE(view()->queue, acd::routing::QueueNumber{2});
        QCOMPARE(view()->firstEntry, entered);
    }

    // From a queue for English speakers into one for all: there nobody needs to speak it.
    void whatOverflowsAsksForWhatItsNewQueueAsks() {
        proto::directory::Directory site = tests::demoSite(2);
        site.skills = {{1, QStringLiteral("ingles"), {}}};
        proto::directory::Queue second = site.queues[0];
        second.number = 2;
        second.name = QStringLiteral("quejas");
        site.queues.push_back(second);
        site.queues[0].skills = {{QStringLiteral("ingles"), 8}};
        site.queues[0].overflowAfterSeconds = 1;
        site.queues[0].afterWait = {proto::directory::OverflowKind::Queue, QStringLiteral("quejas"), {}};
        site.agents[0].queues.push_back({QStringLiteral("quejas"), 1, 1});
        m_acd->board.takeDirectory(site);
        ready();
        callArrives();
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        QTRY_COMPARE(stateOf(caller), QStringLiteral("offered"));
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("ring 1001"));
    }

    void whatWaitsAsksForWhatTheNewDirectorySays() {
        proto::directory::Directory site = tests::demoSite(2);
        site.skills = {{1, QStringLiteral("ingles"), {}}};
        site.queues[0].skills = {{QStringLiteral("ingles"), 8}};
        m_acd->board.takeDirectory(site);
        ready();
        callArrives();
        QCOMPARE(stateOf(caller), QStringLiteral("waiting"));
        site.version = 3;
        site.queues[0].skills.clear();
        m_acd->board.takeDirectory(site);
        QCOMPARE(stateOf(caller), QStringLiteral("offered"));
    }

    // It has no dialplan to go to: mcan hears why, and puts it aside for a person.
    void aMailThatOverflowsComesBackWithTheReason() {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].overflowAfterSeconds = 1;
        site.queues[0].afterWait = {proto::directory::OverflowKind::External, {}, QStringLiteral("guardia")};
        m_acd->board.takeDirectory(site);
        release(mail);
        QTRY_COMPARE_WITH_TIMEOUT(m_ended.size(), std::size_t{1}, 15'000);
        QCOMPARE(m_ended[0].outcome(), antesala::v1::OUTCOME_OVERFLOWED);
        QCOMPARE(QString::fromStdString(m_ended[0].reason()), QStringLiteral("external guardia"));
        QVERIFY(m_acd->telephony.asked.isEmpty());
    }

    // The longest idle would be the other one.
    void whoServedTheCallerIsAskedFirst() {
        m_acd->board.takeDirectory(rememberingSite(24));
        bothReady();
        const QString first = served("600");
        const QString other = first == QLatin1String("1001") ? QStringLiteral("1002") : QStringLiteral("1001");
        QCOMPARE(served("600"), first);
        QCOMPARE(served("600"), first);
        QCOMPARE(served("601"), other);
        // Not before the end of a kill, either: the memory is the engine's, and its journal is replayed.
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);
        killAcd();
        startAcd(rememberingSite(24));
        bothReady();
        QCOMPARE(served("601"), other);
        QCOMPARE(served("600"), first);
        QCOMPARE(served("600"), first);
    }

    // Of 29: they are many.
    void callersWhoHideTheirNumberAreNotOneCustomer() {
        m_acd->board.takeDirectory(rememberingSite(24));
        bothReady();
        for (const char* hidden :
             {"anonymous", "Restricted", "unknown", "unavailable", "", "sip:anonymous@anonymous.invalid"}) {
            const QString first = served(hidden);
            QVERIFY2(served(hidden) != first, hidden); // the longest idle is the other one
            QCOMPARE(m_acd->telephony.rung.last().callerNumber, QStringLiteral("anonymous"));
        }
        QCOMPARE(served("1234"), served("1234")); // a short number is somebody's
    }

    void callersWhoHideTheirNumberShareNoPlace() {
        proto::directory::Directory site = tests::demoSite(2);
        site.queues[0].resumeWithinSeconds = 600;
        m_acd->board.takeDirectory(site);
        const auto entryOf = [this](const char* number) {
            const QString id = proto::base::newUuid7();
            m_acd->board.voice().callArrived({id, QStringLiteral("900"), QString::fromLatin1(number), {}, 0});
            const auto entry = m_acd->engine.interaction(acd::turn::idOf(id))->firstEntry;
            m_acd->board.voice().callerHungUp(id);
            return entry;
        };
        const auto known = entryOf("600");
        QCOMPARE(entryOf("600"), known);
        const auto hidden = entryOf("anonymous");
        QVERIFY(entryOf("anonymous") != hidden);
    }

    void aQueueWithoutMemoryTakesTheLongestIdle() {
        m_acd->board.takeDirectory(rememberingSite(0));
        bothReady();
        const QString first = served("600");
        QVERIFY(served("600") != first);
        QCOMPARE(served("600"), first);
    }

    // By the address a mail came from; capitals make no other customer.
    void whoServedTheWriterIsOfferedTheNextMail() {
        m_acd->board.takeDirectory(rememberingSite(24));
        bothReady();
        const auto offeredTo = [this](const QString& id) {
            for (const auto& agent : m_acd->engine.agents())
                for (const auto& item : agent.work)
                    if (acd::turn::textOf(item.id) == id)
                        return std::pair(m_acd->board.numbers().loginOf(agent.agent),
                                         acd::turn::textOf(item.offer).toStdString());
            return std::pair(QString(), std::string());
        };
        release(mail, "soporte", "eva@cliente.test");
        QTRY_VERIFY(!offeredTo(mail).first.isEmpty());
        const auto [login, offer] = offeredTo(mail);
        const QByteArray agent = login.toLatin1();
        QCOMPARE(command(accepting(offer), proto::base::newUuid7(), agent.constData()).code(), antesala::v1::ANSWER_OK);
        AgentCommand done;
        done.mutable_finish()->set_interaction_id(mail.toStdString());
        QCOMPARE(command(done, proto::base::newUuid7(), agent.constData()).code(), antesala::v1::ANSWER_OK);
        QTRY_COMPARE(m_ended.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(m_ended[0].agent()), login);
        const QString next = proto::base::newUuid7();
        const QString stranger = proto::base::newUuid7();
        release(stranger, "soporte", "otra@cliente.test");
        QTRY_VERIFY(!offeredTo(stranger).first.isEmpty());
        QVERIFY(offeredTo(stranger).first != login);
        release(next, "soporte", "Eva@Cliente.test");
        QTRY_COMPARE(offeredTo(next).first, login);
    }

    void aQueueIsOpenByItsHours() {
        QTRY_VERIFY(m_shown.open());
        const auto isOpen = [this] { return m_acd->engine.queue(acd::routing::QueueNumber{1})->open; };
        const auto described = [this] { return m_acd->board.explainer().queue(QStringLiteral("soporte")).first(); };
        ready();
        m_acd->board.takeDirectory(closedSite(2));
        QVERIFY(!isOpen());
        QVERIFY2(described().startsWith(QLatin1String("soporte: closed until ")), qPrintable(described()));
        QTRY_VERIFY(!m_shown.open() && m_shown.version() > 0);
        // Without a target callers wait; with one they are not let in.
        callArrives();
        QCOMPARE(stateOf(caller), QStringLiteral("offered"));
        m_acd->board.voice().callerHungUp(caller);
        proto::directory::Directory strict = closedSite(3);
        strict.queues[0].whenClosed.kind = proto::directory::OverflowKind::End;
        m_acd->board.takeDirectory(strict);
        const QString second = proto::base::newUuid7();
        callArrives(second);
        QCOMPARE(m_acd->telephony.asked.last(), QStringLiteral("turn away unavailable"));
        QVERIFY(!m_acd->engine.interaction(acd::turn::idOf(second)));
        QTRY_COMPARE(m_acd->history.figures().uncommitted, 0);

        // Killed while it was closed, started when it is open: at once.
        killAcd();
        proto::directory::Directory open = strict;
        open.hours[0].open[0].days = QStringList{QStringLiteral("mon-sun")};
        startAcd(open);
        QVERIFY(isOpen());
        QVERIFY2(described().startsWith(QLatin1String("soporte: open")), qPrintable(described()));
        const QString third = proto::base::newUuid7();
        callArrives(third);
        QVERIFY(m_acd->engine.interaction(acd::turn::idOf(third)));
        // And the other way round.
        killAcd();
        startAcd(strict);
        QVERIFY(!isOpen());
        QTRY_VERIFY(!m_shown.open());
    }
};

QTEST_GUILESS_MAIN(SwitchboardTest)
#include "switchboard_test.moc"
