#include "tests/sim/beliefs.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"

namespace sim {

namespace v1 = antesala::v1;

namespace {

// Less than the time after which a lost message is asked for again.
constexpr Micros longestWrong = seconds(7);

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

QString piece(const QString& id, v1::WorkState state, const QString& offer) {
    return QStringLiteral("%1:%2:%3").arg(id).arg(state).arg(offer);
}

// What is parked is no work of the engine.
QString shown(const v1::AgentState& state) {
    QStringList work;
    for (const v1::WorkItem& item : state.work())
        if (item.state() != v1::WORK_STATE_PARKED)
            work << piece(text(item.interaction().id()), item.state(), text(item.offer_id()));
    work.sort();
    return QStringLiteral("%1 %2 load %3 %4")
        .arg(state.presence())
        .arg(state.state())
        .arg(state.load())
        .arg(work.join(u' '));
}

QString real(const acd::routing::AgentView& view) {
    QStringList work;
    for (const acd::routing::WorkItem& item : view.work) {
        const bool isOffered = item.state == acd::routing::InteractionState::offered;
        work << piece(acd::turn::textOf(item.id), acd::turn::toMessage(item.state),
                      isOffered ? acd::turn::textOf(item.offer) : QString());
    }
    work.sort();
    return QStringLiteral("%1 %2 load %3 %4")
        .arg(acd::turn::toMessage(view.presence))
        .arg(acd::turn::toMessage(view.state))
        .arg(view.load)
        .arg(work.join(u' '));
}

QString shown(const v1::QueueState& state) {
    QStringList waiting;
    for (const v1::WaitingItem& item : state.first_waiting())
        waiting << text(item.interaction().id());
    waiting.sort();
    return QStringLiteral("%1 in progress, today %2 in %3 answered, %4")
        .arg(state.in_progress())
        .arg(state.offered_today())
        .arg(state.answered_today())
        .arg(waiting.join(u' '));
}

QString real(const acd::routing::QueueView& view, const acd::routing::Engine& engine) {
    QStringList waiting;
    int inProgress = 0;
    for (const acd::routing::InteractionView& item : engine.interactions()) {
        using State = acd::routing::InteractionState;
        if (item.queue != view.queue)
            continue;
        if (item.state == State::waiting || item.state == State::offered)
            waiting << acd::turn::textOf(item.id);
        inProgress += item.state == State::connecting || item.state == State::active || item.state == State::held ||
                      item.state == State::suspended;
    }
    waiting.sort();
    return QStringLiteral("%1 in progress, today %2 in %3 answered, %4")
        .arg(inProgress)
        .arg(view.counters.entered)
        .arg(view.counters.answered)
        .arg(waiting.join(u' '));
}

} // namespace

void Beliefs::judge(const QString& rule, const QString& about, const QString& truth, const QString& belief) {
    const QString key = rule + about;
    if (truth == belief) {
        m_wrongSince.remove(key);
        return;
    }
    const Micros now = VirtualLoop::instance().now();
    if (!m_wrongSince.contains(key))
        m_wrongSince.insert(key, now);
    if (now - m_wrongSince.value(key) > longestWrong)
        m_violated(rule, about, QStringLiteral("it is %1, believed is %2").arg(truth, belief));
}

void Beliefs::compare(const AcdNode& acd, const desk::server::StateCache* pages, const McanNode* mcan) {
    // Whoever is not told anything cannot know.
    if (!pages || !mcan || !acd.bus.isConnected() ||
        std::exchange(m_start, acd.bus.startedAtMicros()) != acd.bus.startedAtMicros())
        m_wrongSince.clear();
    for (const acd::routing::AgentView& view : acd.engine.agents()) {
        const QString login = acd.board.numbers().loginOf(view.agent);
        if (const v1::AgentState* page = pages ? pages->agent(login) : nullptr)
            judge(QStringLiteral("a page shows work that is not so"), login, real(view), shown(*page));
    }
    for (const acd::routing::QueueView& view : acd.engine.queues()) {
        const QString name = acd.board.numbers().nameOf(view.queue);
        if (pages && pages->queues().contains(name))
            judge(QStringLiteral("a page shows a queue that is not so"), name, real(view, acd.engine),
                  shown(pages->queues().value(name)));
        if (!mcan || mcan->prequeue().acd().nodesOnline() == 0)
            continue;
        for (const auto channel : {acd::routing::Channel::email, acd::routing::Channel::chat}) {
            const v1::Channel itsName = acd::turn::toMessage(channel);
            const qint64 granted =
                qint64{view.window[static_cast<std::size_t>(channel)]} + acd.board.book().windowShift(name, itsName);
            judge(QStringLiteral("mcan goes by a window that is not so"), name + u' ' + acd::turn::wordOf(channel),
                  QString::number(std::max<qint64>(0, granted)),
                  QString::number(mcan->prequeue().acd().window(name, itsName)));
        }
    }
}

} // namespace sim
