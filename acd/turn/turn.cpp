#include "acd/turn/turn.h"

#include "acd/turn/action_log.h"
#include "acd/turn/ids.h"
#include "acd/turn/outcome.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"

#include <algorithm>

namespace acd::turn {

namespace {

constexpr const char* inTurn = "acd.turn";
constexpr qint64 longestSleepMs = 1000;

} // namespace

Turn::Turn(routing::Engine& engine, history::History& history, const directory::Numbers& numbers, InteractionBook& book)
    : m_engine(engine)
    , m_history(history)
    , m_numbers(numbers)
    , m_book(book)
    , m_clock(proto::base::SystemClock::instance()) {
    m_clock.notBefore(engine.now());
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Turn::onTimer);
}

void Turn::start() {
    m_started = true;
    armTimer();
}

void Turn::take(routing::Event event, EventContext context) {
    // What an event of a moment that has passed leads to is of that moment too: taken now, it would let everything that was due
    // since then fire before it.
    if (m_applying && !context.at)
        context.at = m_at;
    m_waiting.emplace_back(std::move(event), std::move(context));
    if (m_applying)
        return;
    m_applying = true;
    while (!m_waiting.empty()) {
        auto [next, its] = std::move(m_waiting.front());
        m_waiting.pop_front();
        apply(next, std::move(its));
    }
    m_applying = false;
    m_history.snapshotIfDue(m_engine);
    armTimer();
}

void Turn::apply(const routing::Event& event, EventContext context) {
    const routing::Time at = std::max(context.at.value_or(m_clock.now()), m_engine.now());
    m_at = context.at;
    m_current = &context;
    m_refused.reset();
    m_committed.clear();
    for (const routing::Action& action : m_engine.apply(event, at))
        carry(action);
    ++m_figures.events;
    for (Follower* follower : m_followers)
        if (!m_refused)
            follower->applied(event);
    if (context.applied)
        context.applied(m_refused);
    m_current = nullptr;
    if (context.committed)
        m_committed.push_back(std::move(context.committed));
    std::function<void()> committed;
    if (!m_committed.empty())
        committed = [all = std::exchange(m_committed, {})] {
            for (const auto& each : all)
                each();
        };
    // Refused or without consequence, too: timers that were due have fired before it, and a replay must meet each at its
    // moment. Only so a day is repeated exactly.
    m_history.write(at, event, std::move(context.writes), std::move(committed));
}

void Turn::carry(const routing::Action& action) {
    if (auto step = stepOf(action, m_numbers, m_current->supervisor))
        log(std::move(*step));
    for (Follower* follower : m_followers)
        follower->follow(action);
    std::visit(
        [this](const auto& each) {
            if constexpr (requires { carryTo(each); })
                carryTo(each);
            else if constexpr (requires(Carrier & carrier) { carrier.carry(each); })
                m_carriers.of(each.channel).carry(each);
        },
        action);
    m_figures.offers += std::holds_alternative<routing::OfferMade>(action) ? 1 : 0;
}

void Turn::carryTo(const routing::InteractionChanged& action) {
    if (action.cause == routing::Cause::updated)
        return; // of the notes of an agent who handed it on: it is elsewhere
    m_book.move(textOf(action.id), m_numbers.nameOf(action.queue));
    m_carriers.of(action.channel).carry(action);
}

void Turn::carryTo(const routing::OverflowTo& action) {
    m_overflow = {action.id, overflowReason(action, m_numbers)};
    m_carriers.of(action.channel).carry(action);
}

void Turn::carryTo(const routing::InteractionEnded& action) {
    ++m_figures.ended;
    antesala::v1::InteractionEnded outcome = outcomeOf(action, m_numbers, m_engine.now());
    if (action.outcome == routing::InteractionOutcome::overflowed && m_overflow.interaction == action.id)
        outcome.set_reason(m_overflow.reason.toStdString());
    m_carriers.of(action.channel).carry(action, outcome);
    m_book.close(textOf(action.id));
}

void Turn::carryTo(const routing::EventRefused& action) {
    m_refused = action;
    ++m_figures.refused;
    proto::base::logDebug(
        inTurn, QStringLiteral("event refused"),
        {{"event", QString::fromStdString(std::string(action.event))}, {"why", wordsOf(action).reason}});
    if (action.reason == routing::RefusalReason::bad_directory)
        proto::base::logError(inTurn,
                              QStringLiteral("the engine refused the directory: routing goes on by the one before"));
}

void Turn::tellFactsChanged(const routing::InteractionId& id) {
    for (Follower* follower : m_followers)
        follower->factsChanged(id);
}

void Turn::armTimer() {
    if (!m_started)
        return;
    const routing::Time deadline = m_engine.nextDeadline();
    const qint64 dueMs = deadline == routing::kNever ? longestSleepMs : (deadline - m_clock.now() + 999) / 1000;
    m_timer.start(static_cast<int>(std::clamp<qint64>(dueMs, 0, longestSleepMs)));
}

void Turn::onTimer() {
    if (m_engine.nextDeadline() <= m_clock.now())
        return take(routing::TimePassed{});
    armTimer();
}

} // namespace acd::turn
