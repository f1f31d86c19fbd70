#include "acd/state/explain.h"

#include "acd/history/event_log.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/uuid7.h"

#include <QDateTime>

namespace acd::state {

using turn::idOf;
using turn::textOf;
using turn::wordOf;

namespace {

constexpr std::size_t candidateLimit = 50;
constexpr int stepLimit = 200;

QString time(routing::Time at) {
    return QDateTime::fromMSecsSinceEpoch(at / 1000).toString(QStringLiteral("yyyyMMdd HHmmss.zzz"));
}

QString line(const history::PastStep& step) {
    QString text = time(step.at) + u' ' + step.name;
    for (const QString& part : {step.queue, step.agent, step.detail})
        if (!part.isEmpty())
            text += u' ' + part;
    return text;
}

QString decided(const routing::Decision& decision, const QString& login) {
    const QString end = !decision.ended ? QStringLiteral("pending")
                        : decision.reason == routing::OfferEndReason::none
                            ? wordOf(decision.outcome)
                            : wordOf(decision.outcome) + u' ' + wordOf(decision.reason);
    if (decision.offer == routing::OfferId::none)
        return QStringLiteral("%1 given to %2 by a supervisor").arg(time(decision.at), login);
    const QString of = decision.couldTake == 0 ? QStringLiteral("whom a supervisor chose")
                                               : QStringLiteral("of %1 who could take it").arg(decision.couldTake);
    return QStringLiteral("%1 offer %2 to %3, %4: %5").arg(time(decision.at), textOf(decision.offer), login, of, end);
}

} // namespace

QStringList Explainer::explain(const QString& interaction) const {
    const auto explanation =
        proto::base::isUuid(interaction) ? m_engine.explain(idOf(interaction)) : std::optional<routing::Explanation>();
    if (!explanation)
        return {};
    const routing::InteractionView& view = explanation->interaction;
    QStringList lines{QStringLiteral("%1 is %2 in %3 since %4, priority %5 s, position %6")
                          .arg(interaction, wordOf(view.state), m_numbers.nameOf(view.queue), time(view.stateSince))
                          .arg(view.priority)
                          .arg(view.position)};
    if (view.forced)
        lines << QStringLiteral("it was given beyond the agent's capacity");
    for (const routing::Decision& decision : explanation->decisions)
        lines << decided(decision, m_numbers.loginOf(decision.agent));
    for (std::size_t i = 0; i < explanation->candidates.size() && i < candidateLimit; ++i) {
        const routing::Candidate& candidate = explanation->candidates[i];
        lines << QStringLiteral("%1: %2").arg(m_numbers.loginOf(candidate.agent), wordOf(candidate.verdict)) +
                     (candidate.until > 0 ? QStringLiteral(" until ") + time(candidate.until) : QString());
    }
    return lines;
}

// What the event log knows of it: of one that has ended all there is, of one that is here what the engine no longer knows. It is
// read in the store's thread.
void Explainer::why(const QString& interaction, QObject* context, Say say) const {
    if (!proto::base::isUuid(interaction))
        return say({QStringLiteral("%1 is no interaction's id").arg(interaction)});
    const QStringList now = explain(interaction);
    const auto steps = std::make_shared<std::vector<history::PastStep>>();
    m_store.read(
        [id = interaction.toLower(), steps](QSqlDatabase& db) {
            auto found = history::stepsOf(db, id, stepLimit);
            if (found)
                *steps = std::move(found).value();
            return found.status();
        },
        context,
        [interaction, now, steps, say = std::move(say)](const proto::base::Status& status) {
            QStringList logged;
            for (const history::PastStep& step : *steps)
                logged << line(step);
            if (!status)
                logged << QStringLiteral("the event log cannot be asked now: %1").arg(status.message());
            if (!now.isEmpty())
                say(now + QStringList{QStringLiteral("so far:")} + logged);
            else if (logged.isEmpty())
                say({QStringLiteral("%1 is not here, and the event log has never heard of it").arg(interaction)});
            else
                say(QStringList{QStringLiteral("%1 is not here any more; the event log says:").arg(interaction)} +
                    logged +
                    QStringList{QStringLiteral("every agent at each of its decisions: acd --replay acd.db --explain %1")
                                    .arg(interaction)});
        });
}

namespace {

QString phoneOf(const routing::AgentView& agent) {
    if (!agent.phoneReachable)
        return QStringLiteral("unreachable");
    if (agent.phoneInUse)
        return QStringLiteral("in a call of its own");
    return agent.phoneRestsUntil > 0
               ? QStringLiteral("refusing calls, next one not before ") + time(agent.phoneRestsUntil)
               : QStringLiteral("reachable");
}

} // namespace

QStringList Explainer::agent(const QString& login) const {
    const auto explanation = m_engine.explainAgent(m_numbers.agent(login));
    if (!explanation)
        return {QStringLiteral("the directory has no agent %1").arg(login)};
    const routing::AgentView& view = explanation->agent;
    QStringList lines{QStringLiteral("%1 is %2, %3, load %4 of %5, desk %6, phone %7: %8")
                          .arg(login, wordOf(view.presence), wordOf(view.state))
                          .arg(view.load)
                          .arg(view.capacity)
                          .arg(view.deskConnected ? QStringLiteral("connected") : QStringLiteral("away"), phoneOf(view),
                               wordOf(explanation->verdict)) +
                      (explanation->until > 0 ? QStringLiteral(" until ") + time(explanation->until) : QString())};
    if (explanation->callVerdict != explanation->verdict)
        lines << QStringLiteral("calls: %1").arg(wordOf(explanation->callVerdict));
    for (const routing::WorkItem& item : view.work)
        lines << QStringLiteral("has %1 %2 (%3)").arg(wordOf(item.channel), textOf(item.id), wordOf(item.state));
    for (const routing::Candidate& waiting : explanation->waiting)
        lines << QStringLiteral("waiting %1: %2").arg(textOf(waiting.instead), wordOf(waiting.verdict));
    return lines;
}

QStringList Explainer::queue(const QString& name) const {
    const auto view = m_engine.queue(m_numbers.queue(name));
    if (!view)
        return {QStringLiteral("the directory has no queue %1").arg(name)};
    const auto change = m_hours.nextChange(view->queue);
    const QString standing = view->open ? QStringLiteral("open") : QStringLiteral("closed");
    const QString hours = change ? QStringLiteral("%1 until %2").arg(standing, time(*change * 1000)) : standing;
    QStringList lines{QStringLiteral("%1: %2, %3 waiting, %4 agents logged in, %5 idle")
                          .arg(name, hours)
                          .arg(view->waiting)
                          .arg(view->agentsLoggedIn)
                          .arg(view->agentsIdle)};
    for (const routing::InteractionView& each : m_engine.interactionsOf(view->queue))
        lines << QStringLiteral("%1 %2 %3 since %4")
                     .arg(textOf(each.id), wordOf(each.channel), wordOf(each.state), time(each.stateSince));
    return lines;
}

} // namespace acd::state
