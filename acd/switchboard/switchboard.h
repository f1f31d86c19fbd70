// The switchboard: the parts of acd around one turn, built in order, and the order in which they begin.
//
//   voice, digital    what happens to calls and mails → turn → orders to the telephone system, outcomes for mcan
//   commands          what agents and supervisors ask → turn
//   business hours    what the wall clock brings → turn
//   state             what others are told
//
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/commands/commands.h"
#include "acd/digital/digital.h"
#include "acd/state/explain.h"
#include "acd/state/state_publisher.h"
#include "acd/state/state_queries.h"
#include "acd/turn/business_hours.h"
#include "acd/turn/queue_needs.h"
#include "acd/turn/turn.h"
#include "acd/voice/voice.h"
#endif

#include <QObject>

namespace acd::switchboard {

// All must live longer than the switchboard. The engine is recovered already.
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

class Switchboard : public QObject {
    Q_OBJECT
public:
    Switchboard(SwitchboardParts parts, SwitchboardOptions options, QObject* parent = nullptr);

    // Reads what belongs to the recovered engine (open interactions, labels, answers). Blocking; before the loop runs.
    proto::base::Status recover();
    // The first directory and each later one. The first opens for business: opened() follows it.
    void takeDirectory(const proto::directory::Directory& directory);

    voice::Voice& voice() { return m_voice; }
    const directory::Numbers& numbers() const { return m_numbers; }
    const turn::InteractionBook& book() const { return m_book; }
    const routing::Engine& engine() const { return m_parts.engine; }
    const state::Explainer& explainer() const { return m_explainer; }
    const state::StateFigures& stateFigures() const { return m_publisher.figures(); }
    SwitchboardFigures figures() const;

Q_SIGNALS:
    void opened(); // the first directory is in: calls may come

private:
    proto::base::Status recoverBook(QSqlDatabase& db);
    void beginNumbers();
    void excuseLapsedOffers();
    void open();

    const SwitchboardParts m_parts;
    directory::Numbers m_numbers;
    turn::InteractionBook m_book;
    turn::Turn m_turn;
    state::StatePublisher m_publisher; // follows before the others: it sees where an interaction was
    turn::QueueNeeds m_needs;
    turn::BusinessHours m_hours;
    commands::Desks m_desks;
    commands::Commands m_commands;
    voice::Voice m_voice;
    digital::Digital m_digital;
    state::StateQueries m_queries;
    state::Explainer m_explainer;
    bool m_open = false;
};

} // namespace acd::switchboard
