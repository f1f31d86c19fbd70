// One event's way through acd, with channels that only write down what they are asked: chat is one that acd does not have yet.
// Adding it is one carrier in the table, and a line of the directory.
#include "acd/directory/directory_change.h"
#include "acd/history/event_log.h"
#include "acd/turn/arrival.h"
#include "acd/turn/ids.h"
#include "acd/turn/turn.h"
#include "proto/base/uuid7.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace acd;
namespace v1 = antesala::v1;

namespace {

constexpr routing::AgentNumber ana{1};

proto::directory::Directory siteWithChat() {
    using namespace proto::directory;
    Directory directory;
    directory.version = 1;
    directory.site = QStringLiteral("demo");
    Channel chat;
    chat.kind = ChannelKind::Chat;
    chat.effort = 40;
    directory.channels = {Channel(), Channel{ChannelKind::Email, 30, AdmissionPolicy::Fit, true, 100, 30, 0}, chat};
    Queue queue;
    queue.number = 1;
    queue.name = QStringLiteral("soporte");
    queue.wrapUp = WrapUpKind::None;
    directory.queues = {queue};
    Agent agent;
    agent.number = 1;
    agent.login = QStringLiteral("ana");
    agent.queues = {{QStringLiteral("soporte"), 1, 1}};
    directory.agents = {agent};
    return directory;
}

// A channel's outside world that does at once what it is asked.
class WrittenCarrier final : public turn::Carrier {
public:
    explicit WrittenCarrier(turn::Turn& turn) : m_turn(turn) {}
    using Carrier::carry;
    void carry(const routing::OfferMade& action) override {
        asked << QStringLiteral("offer");
        offer = action.offer;
        m_turn.take(routing::OfferDelivered{action.offer});
        asked << QStringLiteral("offered"); // the event waits for the end of this one
    }
    void carry(const routing::OfferEnded&) override { asked << QStringLiteral("offer ended"); }
    void carry(const routing::InteractionConnected&) override { asked << QStringLiteral("open"); }
    void carry(const routing::InteractionEnded&, const v1::InteractionEnded& outcome) override {
        asked << QStringLiteral("ended ") + QString::fromStdString(v1::Outcome_Name(outcome.outcome()));
        m_turn.whenCommitted([this] { asked << QStringLiteral("durable"); });
    }
    void fail(const v1::InteractionEnded& outcome) override {
        asked << QStringLiteral("failed: ") + QString::fromStdString(outcome.reason());
    }

    QStringList asked;
    routing::OfferId offer{};

private:
    turn::Turn& m_turn;
};

class WrittenFollower final : public turn::Follower {
public:
    void follow(const routing::Action& action) override {
        seen << QString::fromStdString(std::string(routing::nameOf(action)));
    }
    QStringList seen;
};

} // namespace

class TurnTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<proto::base::Store> m_store;
    std::unique_ptr<history::History> m_history;
    routing::Engine m_engine;
    directory::Numbers m_numbers;
    turn::InteractionBook m_book;
    std::unique_ptr<turn::Turn> m_turn;
    std::unique_ptr<WrittenCarrier> m_chat, m_others;
    WrittenFollower m_follower;

    v1::Interaction chat(const char* queue = "soporte") {
        v1::Interaction interaction;
        interaction.set_id(proto::base::newUuid7().toStdString());
        interaction.set_channel(v1::CHANNEL_CHAT);
        interaction.set_queue(queue);
        interaction.set_contact_address("eva@cliente.test");
        return interaction;
    }
    // In acd's hands, and told to the engine.
    QString arrive(const v1::Interaction& interaction) {
        m_book.put(interaction, 1);
        turn::arrive(*m_turn, interaction, 1);
        return QString::fromStdString(interaction.id());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store =
            std::make_unique<proto::base::Store>(QStringLiteral("acd"), QStringLiteral("sqlite:") + m_folder->path());
        QVERIFY(m_store->open(proto::base::StoreAccess::Writer, history::History::migrations()));
        m_engine = {};
        m_history = std::make_unique<history::History>(*m_store, history::HistoryOptions{});
        QVERIFY(m_history->recover(m_engine));
        m_book = {};
        m_turn = std::make_unique<turn::Turn>(m_engine, *m_history, m_numbers, m_book);
        m_chat = std::make_unique<WrittenCarrier>(*m_turn);
        m_others = std::make_unique<WrittenCarrier>(*m_turn);
        m_turn->carriers().set(routing::Channel::voice, *m_others);
        m_turn->carriers().set(routing::Channel::email, *m_others);
        m_turn->carriers().set(routing::Channel::chat, *m_chat);
        m_follower.seen.clear();
        m_turn->addFollower(m_follower);
        (void)m_numbers.take(siteWithChat());
        m_turn->take(routing::DirectoryChanged{directory::directoryChangeOf(m_numbers)});
        m_turn->take(routing::DeskConnected{ana});
        m_turn->take(routing::PresenceChosen{ana, routing::Presence::available, {}});
        m_turn->start();
    }
    void cleanup() {
        m_turn.reset();
        m_history.reset();
        m_store.reset();
    }

    void aThirdChannelIsOfferedWorkedOnAndEndedByItsOwnCarrier() {
        const QString id = arrive(chat());
        QCOMPARE(m_chat->asked, (QStringList{QStringLiteral("offer"), QStringLiteral("offered")}));
        m_turn->take(routing::OfferAccepted{m_chat->offer});
        m_turn->take(routing::InteractionFinished{turn::idOf(id), ana, routing::FinishedBy::agent, {}});
        QCOMPARE(m_chat->asked.mid(2), (QStringList{QStringLiteral("offer ended"), QStringLiteral("open"),
                                                    QStringLiteral("ended OUTCOME_HANDLED")}));
        QTRY_COMPARE(m_chat->asked.last(), QStringLiteral("durable"));
        QCOMPARE(m_others->asked, QStringList());
        QVERIFY(m_book.find(id) == nullptr);
    }

    void whatTheEngineCannotTakeHasItsOutcome() {
        const QString id = arrive(chat("nadie"));
        QCOMPARE(m_chat->asked, QStringList{QStringLiteral("failed: the directory has no queue nadie")});
        QVERIFY(m_book.find(id) == nullptr);
        QVERIFY(!m_engine.interaction(turn::idOf(id)));
    }

    void thoseWhoFollowSeeEveryChannel() {
        arrive(chat());
        QVERIFY2(m_follower.seen.contains(QStringLiteral("offer_made")), qPrintable(m_follower.seen.join(u' ')));
    }

    void theEventLogHasEachStepInItsOrder() {
        const QString id = arrive(chat());
        m_turn->take(routing::OfferAccepted{m_chat->offer});
        QStringList names;
        const auto read = [&] {
            QSqlDatabase db = m_store->reader();
            names.clear();
            const auto steps = history::stepsOf(db, id, 100);
            for (const history::PastStep& step : *steps)
                names << step.name;
            return names.size();
        };
        QTRY_COMPARE(read(), 6);
        QCOMPARE(names,
                 (QStringList{QStringLiteral("arrived"), QStringLiteral("changed"), QStringLiteral("offer_made"),
                              QStringLiteral("offer_ended"), QStringLiteral("connected"), QStringLiteral("changed")}));
    }

    // What an event of the past leads to is of the past, too: what has been due since then comes after it.
    void anEventOfAPastMomentTakesItsFollowersAlong() {
        const routing::Time past = m_engine.now();
        QTRY_VERIFY(m_turn->now() > past);
        turn::EventContext context;
        context.at = past;
        bool isPast = false;
        context.applied = [&](const turn::Refused&) {
            m_turn->take(routing::TimePassed{},
                         {.applied = [&](const turn::Refused&) { isPast = m_engine.now() == past; }});
        };
        m_turn->take(routing::TimePassed{}, std::move(context));
        QVERIFY(isPast);
    }
};

QTEST_GUILESS_MAIN(TurnTest)
#include "turn_test.moc"
