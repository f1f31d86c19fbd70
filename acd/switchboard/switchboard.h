// The switchboard: turns what happens outside into events of the routing engine, and the engine's actions into orders to
// Asterisk, hand-overs to mcan and state for the desks. The one caller of the engine.
//
// An event goes this way, in one turn of the main loop:
//   take(event) → engine.apply → the actions, each carried out (carry_*.cpp) → journal, with all that belongs to the event in
//   one transaction → after the commit, what was promised to another party (a command's answer, a hand-over).
// Offers and bridges do not wait for the commit: the call lives in Asterisk, and is found there again (on_survey.cpp).
// Main loop only. One file a source of events: on_*.cpp.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/commands/command_memory.h"
#include "acd/commands/desk_watch.h"
#include "acd/directory/numbers.h"
#include "acd/directory/queue_hours.h"
#include "acd/history/history.h"
#include "acd/routing/engine.h"
#include "acd/state/parked_work.h"
#include "acd/state/state_publisher.h"
#include "acd/turn/interaction_book.h"
#include "acd/turn/routing_clock.h"
#include "acd/voice/call_consults.h"
#endif
#include "acd/voice/telephony.h"
#include "proto/bus/bus.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"

#include <QDate>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>
#include <memory>

namespace acd::switchboard {

// All must live longer than the switchboard.
struct SwitchboardParts {
    routing::Engine& engine;
    history::History& history;
    proto::base::Store& store;
    voice::Telephony& telephony;
    proto::bus::Bus& bus;
    proto::bus::Inbox& inbox;
    proto::bus::Outbox& outbox;
};

struct SwitchboardOptions {
    int deskGraceMs = 15'000;
};

struct SwitchboardFigures {
    quint64 events = 0, refused = 0;
    quint64 arrivedCalls = 0, arrivedMails = 0, ended = 0, offers = 0;
    quint64 commands = 0, commandsRefused = 0;
    qint64 waiting = 0, inProgress = 0; // now
};

class ReleaseLedger;

class Switchboard : public QObject, public voice::TelephonyListener {
    Q_OBJECT
public:
    Switchboard(SwitchboardParts parts, SwitchboardOptions options, QObject* parent = nullptr);
    ~Switchboard() override;

    // Reads what belongs to the recovered engine (open interactions, labels, answers). Blocking; before the loop runs.
    proto::base::Status recover();
    // The first directory and each later one. The first opens for business: open() follows it.
    void takeDirectory(const proto::directory::Directory& directory);

    const directory::Numbers& numbers() const { return m_numbers; }
    const turn::InteractionBook& book() const { return m_book; }
    const routing::Engine& engine() const { return m_parts.engine; }
    const state::StateFigures& stateFigures() const { return m_publisher.figures(); }
    SwitchboardFigures figures() const;
    // Why an interaction stands where it stands; empty when it is not here. For the diagnostics, one line each. Desks get
    // messages: on_explanation_query.cpp.
    QStringList explain(const QString& interaction) const;
    // The same with its steps in the event log, also when it has ended. `say` is called later, once, unless `context` has gone.
    using Say = std::function<void(const QStringList& lines)>;
    void why(const QString& interaction, QObject* context, Say say) const;
    QStringList explainAgent(const QString& login) const;
    QStringList describeQueue(const QString& name) const;

Q_SIGNALS:
    void opened(); // the first directory is in: calls may come

public:
    // TelephonyListener
    void callArrived(const voice::ArrivedCall& call) override;
    void callerHungUp(const QString& interaction) override;
    void phoneRinging(quint64 offer) override;
    void phoneAnswered(quint64 offer) override;
    void phoneFailed(quint64 offer, voice::RingFailure why) override;
    void bridged(const QString& interaction) override;
    void bridgeFailed(const QString& interaction, voice::RingFailure why) override;
    void agentHungUp(const QString& interaction) override;
    void consultJoined(quint64 leg) override;
    void consultOver(quint64 leg) override;
    void phonesChanged(const QSet<QString>& online, const QSet<QString>& inUse) override;
    void phoneHeld(const QString& interaction) override;
    void phoneResumed(const QString& interaction) override;
    void callFound(const voice::FoundCall& found) override;
    void callsSurveyed() override;
    void telephonyLost() override;

private:
    void noteQueue(const QString& interaction, routing::QueueNumber queue);
    using Refused = std::optional<routing::EventRefused>;
    // What goes with an event.
    struct Errand {
        history::Together together;
        std::function<void(const Refused& refused, history::Together& together)> applied; // at once
        std::function<void()> committed;                                                  // when it is durable
        std::optional<routing::Time> at; // a moment that has passed: what was due since then comes after it
    };
    void take(routing::Event event, Errand errand = {});
    void apply(const routing::Event& event, Errand errand);
    void armTimer();
    void onTimer();

    // Actions: what the engine wants.
    void carry(const routing::Action& action);
    void carry(const routing::OfferMade& action);
    void carry(const routing::OfferEnded& action);
    void carry(const routing::InteractionConnected& action);
    void carry(const routing::InteractionChanged& action);
    void carry(const routing::InteractionEnded& action);
    void carry(const routing::WorkEnded& action);
    void carry(const routing::AgentStateChanged& action);
    void carry(const routing::QueueChanged& action);
    void carry(const routing::PositionChanged& action);
    void carry(const routing::OverflowTo& action);
    void carry(const routing::WindowChanged& action);
    void carry(const routing::EventRefused& action);
    voice::RingOrder ringOrder(const QString& interaction, const QString& phone) const;
    void ringPhone(const routing::OfferMade& offer);
    void changedHolder(const routing::InteractionId& id);
    // Why it overflowed, for the outcome that follows; empty when it did not.
    QString overflowReasonOf(const QString& interaction) const;
    void endCall(const QString& interaction);
    void letGo(const QString& interaction, const antesala::v1::InteractionEnded& ended);
    void endMail(const QString& id, const antesala::v1::InteractionEnded& ended);
    void logStep(const routing::InteractionId& id, const char* name, routing::QueueNumber queue,
                 routing::AgentNumber agent, const QString& detail = {});

    // Calls.
    proto::base::Result<antesala::v1::Interaction> enter(const voice::ArrivedCall& call) const;
    void arrive(const antesala::v1::Interaction& interaction, quint32 release);
    void adopt(const voice::FoundCall& found);
    void failOtherOffers(const voice::FoundCall& found);
    void stopRingingForNobody(const voice::FoundCall& found);
    bool isPending(quint64 offer) const;
    void takeUnknown(const voice::FoundCall& found);
    void letIn(const voice::FoundCall& found);
    void endForgotten(const QString& interaction, const std::optional<voice::ArrivedCall>& call);
    void endForgottenCalls();
    void assignInTurn(const voice::FoundCall& found);
    void assignFound(const voice::FoundCall& found);
    void giveFound(const voice::FoundCall& found, routing::AgentNumber agent);
    void acceptFound(const QString& interaction, routing::OfferId offer);
    Errand ofFound(const QString& interaction);
    void loseCall(const routing::InteractionView& view);

    // A second agent is asked about a call.
    routing::AgentNumber askedAbout(const routing::InteractionView& view) const;
    void beginConsult(const routing::InteractionChanged& action);
    void handOverCall(const routing::InteractionChanged& action);
    void endCallConsult(const routing::WorkEnded& action);
    bool leaveToConsulted(const routing::InteractionView& view);
    void adoptConsult(const voice::FoundCall& found, const routing::InteractionView& view);

    // The bus.
    void serveBus();
    void onReleased(const antesala::v1::InteractionReleased& released, const QString& lastAgent);
    void onUpdated(const antesala::v1::InteractionUpdated& updated);
    void takeUpdate(const QString& id);
    void noteSeen(const antesala::v1::FinishInteraction& finish, routing::AgentNumber agent);
    static proto::base::Status keepUpdate(QSqlDatabase& db, const antesala::v1::Envelope& envelope);
    static proto::base::Status keepRelease(QSqlDatabase& db, const antesala::v1::Envelope& envelope,
                                           const proto::bus::Topic& ended, ReleaseLedger& ledger);
    void failArrival(const antesala::v1::Interaction& interaction, quint32 release, bool isCall, const QString& why,
                     history::Together& together);
    void logEntry(const antesala::v1::Interaction& interaction, routing::QueueNumber queue,
                  history::Together& together) const;
    proto::bus::Topic endedTopic(const QString& interaction) const;
    // The row and the hand-over of an outcome.
    proto::base::Store::Job endingJob(const antesala::v1::InteractionEnded& ended) const;
    void onAgentCommand(const proto::bus::Topic& topic, const antesala::v1::Envelope& envelope,
                        proto::bus::Bus::AnswerFunction answer);
    void onSupervisorCommand(const proto::bus::Topic& topic, const antesala::v1::Envelope& envelope,
                             const proto::bus::Bus::AnswerFunction& answer);
    // In the event log: who commanded the event being applied.
    void noteSupervisor(const routing::Event& event);
    void carryOut(const QString& commandId, const routing::Event& event);
    void noteDesk(const antesala::v1::AgentCommand& command, routing::AgentNumber agent, const QString& node);
    void onStateQuery(const antesala::v1::Envelope& envelope, const proto::bus::Bus::AnswerFunction& answer);
    void onHoldingQuery(const proto::bus::Bus::AnswerFunction& answer);
    void onExplanationQuery(const QString& interaction, const proto::bus::Bus::AnswerFunction& answer);
    void onAgentExplanationQuery(const QString& login, const proto::bus::Bus::AnswerFunction& answer);
    void onDeskNode(const antesala::v1::Envelope& envelope);
    void onDeskLost(routing::AgentNumber agent);
    void numberAnew();
    void excuseLapsedOffers();
    void excuseUnseenOffers();
    antesala::v1::Answer withState(antesala::v1::Answer answer, routing::AgentNumber agent);
    void startDayIfNew();
    void followHours();
    void followWallClock();
    routing::Needs needsIn(const QString& queue, const antesala::v1::Interaction& interaction) const;
    void followNeeds(const routing::InteractionView& view);

    SwitchboardParts m_parts;
    directory::Numbers m_numbers;
    turn::InteractionBook m_book;
    state::ParkedWork m_parked;
    voice::CallConsults m_consults;
    commands::CommandMemory m_commands;
    commands::DeskWatch m_desks;
    state::StatePublisher m_publisher;
    turn::RoutingClock m_clock;
    directory::QueueHours m_hours;
    std::shared_ptr<ReleaseLedger> m_releases;
    bool m_open = false;

    std::deque<std::pair<routing::Event, Errand>> m_waiting; // events that came while one was being applied
    bool m_applying = false;
    std::optional<routing::Time> m_at;       // the moment of the event being applied, when it has passed
    history::Together* m_together = nullptr; // of the event being applied
    bool m_notifyOutbox = false;             // it puts something into the outbox
    Refused m_refused;
    QString m_by; // the supervisor who commanded it, her login; empty when nobody did
    struct Overflowed {
        QString interaction;
        QString reason;
        std::optional<voice::Farewell> farewell; // of a call that is ended
    };
    Overflowed m_overflow; // the last that overflowed out of acd
    // Calls that have ended, until the store knows it: a survey may find one in between.
    QHash<QString, antesala::v1::InteractionEnded> m_ending;
    bool m_hasSurveyed = false; // since the start
    QString m_talksOn;          // a call that comes in again while two talk: a full queue does not part them
    QStringList m_justEnded;    // by the event being applied
    QTimer m_timer;
    QTimer m_wallTimer;

    // A call of which the store is asked whether it has ended, and what happened to it meanwhile.
    struct AskedCall {
        quint64 asking = 0; // which of the questions; an earlier one's answer says nothing
        bool callerGone = false;
        bool agentGone = false;
    };
    QHash<QString, AskedCall> m_asked;
    quint64 m_askings = 0;
    QSet<QString> m_found;                        // calls of the survey that is being told
    std::vector<voice::FoundCall> m_foundTalking; // of it, with agents who have another call by the journal
    QSet<QString> m_bridgedAlready;               // found talking: the engine's connection of them needs no bridge
    QDate m_day;
    SwitchboardFigures m_figures;
};

} // namespace acd::switchboard
