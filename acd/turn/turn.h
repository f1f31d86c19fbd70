// The turn: what happens to one event. It is the one caller of the engine.
//
//   take(event) → engine.apply → each action: its line in the event log, those who follow all actions, the carrier of the
//   interaction's channel → journal, with all that belongs to the event in one transaction → after the commit, what was
//   promised to another party (a command's answer, a hand-over)
//
// The parts of acd (voice, digital, commands, state, the wall clock) know the turn and not each other. Offers and bridges do not
// wait for the commit: the call lives in the telephone system, and is found there again. Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/directory/numbers.h"
#include "acd/history/history.h"
#include "acd/routing/engine.h"
#include "acd/turn/carrier.h"
#include "acd/turn/interaction_book.h"
#include "acd/turn/routing_clock.h"
#endif

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace acd::turn {

using Refused = std::optional<routing::EventRefused>;

// What goes with an event.
struct EventContext {
    history::EventWrites writes = {};
    std::function<void(const Refused& refused)> applied = {}; // within the turn, after the actions
    std::function<void()> committed = {};                     // when the event is durable
    std::optional<routing::Time> at =
        {};                  // a moment that has passed: what has been due since then comes after the event
    QString supervisor = {}; // the login of who commanded it; empty when nobody did
};

// Sees everything, whatever the channel, before it is carried out.
class Follower {
public:
    virtual ~Follower() = default;

    virtual void follow(const routing::Action& action) = 0;
    virtual void applied(const routing::Event& /*event*/) {} // it was not refused
    // What is known of an interaction has changed, and the engine need not know.
    virtual void factsChanged(const routing::InteractionId& /*id*/) {}
};

struct TurnFigures {
    quint64 events = 0, refused = 0;
    quint64 offers = 0, ended = 0;
};

class Turn : public QObject {
    Q_OBJECT
public:
    // All must live longer than the turn.
    Turn(routing::Engine& engine, history::History& history, const directory::Numbers& numbers, InteractionBook& book);

    // Those who follow see an action in the order in which they were added, the carrier last.
    void addFollower(Follower& follower) { m_followers.push_back(&follower); }
    Carriers& carriers() { return m_carriers; }
    // The engine's deadlines fire from now on.
    void start();

    // While an event is applied, another one waits until it is through.
    void take(routing::Event event, EventContext context = {});
    void tellFactsChanged(const routing::InteractionId& id);

    const routing::Engine& engine() const { return m_engine; }
    const directory::Numbers& numbers() const { return m_numbers; }
    InteractionBook& book() { return m_book; }
    history::History& history() { return m_history; }
    routing::Time now() { return m_clock.now(); }
    // A time that somebody else read from the wall clock, as old here as it is there.
    routing::Time ofWall(std::int64_t utcMicros) { return m_clock.ofWall(utcMicros); }
    TurnFigures figures() const { return m_figures; }

    // Within a turn, of the event that is being applied.
    void write(proto::base::Store::Job job) { m_current->writes.jobs.push_back(std::move(job)); } // in its transaction
    void log(history::LoggedStep step) { m_current->writes.steps.push_back(std::move(step)); }
    void logFirst(history::LoggedStep step) {
        m_current->writes.steps.insert(m_current->writes.steps.begin(), std::move(step));
    }
    void whenCommitted(std::function<void()> then) { m_committed.push_back(std::move(then)); }

private:
    void apply(const routing::Event& event, EventContext context);
    void carry(const routing::Action& action);
    void carryTo(const routing::InteractionChanged& action);
    void carryTo(const routing::InteractionEnded& action);
    void carryTo(const routing::OverflowTo& action);
    void carryTo(const routing::EventRefused& action);
    void armTimer();
    void onTimer();

    routing::Engine& m_engine;
    history::History& m_history;
    const directory::Numbers& m_numbers;
    InteractionBook& m_book;
    RoutingClock m_clock;
    Carriers m_carriers;
    std::vector<Follower*> m_followers;
    TurnFigures m_figures;
    bool m_started = false;
    QTimer m_timer;

    std::deque<std::pair<routing::Event, EventContext>> m_waiting; // events that came while one was being applied
    bool m_applying = false;

    // Of the event that is being applied.
    EventContext* m_current = nullptr;
    std::optional<routing::Time> m_at;
    Refused m_refused;
    std::vector<std::function<void()>> m_committed;
    struct Overflowed {
        routing::InteractionId interaction;
        QString reason;
    };
    Overflowed m_overflow; // the last interaction that overflowed out of acd
};

} // namespace acd::turn
