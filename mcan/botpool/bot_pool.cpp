#include "mcan/botpool/bot_pool.h"

#include "proto/base/log.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <utility>

namespace mcan::botpool {

struct BotPool::Round {
    QStringList bots; // left to ask
    antesala::v1::BotMail mail;
    Done done;
    BotRuns runs;
};

namespace {

bool same(const proto::directory::Bot& a, const proto::directory::Bot& b) {
    return a.name == b.name && a.file == b.file && a.table == b.table && a.timeoutMs == b.timeoutMs &&
           a.workers == b.workers;
}

} // namespace

BotPool::BotPool(BotOptions options, const proto::base::Clock& clock, proto::base::Metrics& metrics, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_metrics(metrics) {}

BotPool::~BotPool() = default;

void BotPool::setDirectory(const proto::directory::Directory& directory) {
    m_queues.clear();
    for (const auto& queue : directory.queues)
        m_queues.insert(queue.name);
    m_skills.clear();
    for (const auto& skill : directory.skills)
        m_skills.insert(skill.name);
    auto former = std::exchange(m_crews, {});
    for (const auto& bot : directory.bots) {
        const auto kept = std::find_if(former.begin(), former.end(),
                                       [&bot](const auto& crew) { return crew && same(crew->bot(), bot); });
        m_crews.push_back(kept != former.end() ? std::move(*kept) : std::make_unique<BotCrew>(bot, m_options, m_clock));
    }
    for (const auto& crew : former)
        if (crew)
            crew->retire();
}

void BotPool::replaceWorkers() {
    for (const auto& crew : m_crews)
        crew->replaceWorkers();
}

void BotPool::ask(const QStringList& bots, const antesala::v1::BotMail& mail, Done done) {
    askNext(std::make_shared<Round>(Round{bots, mail, std::move(done), {}}));
}

void BotPool::askNext(const std::shared_ptr<Round>& round) {
    if (round->bots.isEmpty())
        return round->done(round->runs);
    const QString name = round->bots.takeFirst();
    const auto crew =
        std::find_if(m_crews.begin(), m_crews.end(), [&name](const auto& c) { return c->bot().name == name; });
    if (crew != m_crews.end())
        return (*crew)->ask(round->mail, [this, round](const BotRun& run) { take(round, run); });
    take(round, {name,
                 BotOutcome::Unavailable,
                 QStringLiteral("the directory has no bot %1").arg(name),
                 {},
                 m_clock.utcMicros(),
                 0});
}

void BotPool::take(const std::shared_ptr<Round>& round, BotRun run) {
    check(run);
    count(run);
    const bool decided = run.outcome == BotOutcome::Decided;
    round->runs.push_back(std::move(run));
    decided ? round->done(round->runs) : askNext(round);
}

void BotPool::check(BotRun& run) const {
    if (run.outcome != BotOutcome::Decided)
        return;
    const QString queue = QString::fromStdString(run.decision.queue());
    QString wrong;
    if (!queue.isEmpty() && !m_queues.contains(queue))
        wrong = QStringLiteral("it decided for queue %1, which the directory does not have").arg(queue);
    for (const auto& need : run.decision.skills())
        if (!m_skills.contains(QString::fromStdString(need.skill())))
            wrong = QStringLiteral("it asked for skill %1, which the directory does not have")
                        .arg(QString::fromStdString(need.skill()));
    if (wrong.isEmpty())
        return;
    run.outcome = BotOutcome::Failed;
    run.detail = wrong;
    run.decision.Clear();
}

void BotPool::count(const BotRun& run) {
    ++m_runs;
    const std::string bot = run.bot.toStdString();
    m_metrics
        .counter("mcan_bot_runs_total", "Mails a bot was asked about",
                 {{"bot", bot}, {"outcome", botOutcomeName(run.outcome).toStdString()}})
        .Increment();
    m_metrics
        .histogram("mcan_bot_run_seconds", "Time a bot took", {0.0002, 0.001, 0.005, 0.025, 0.1, 0.5, 2, 10},
                   {{"bot", bot}})
        .Observe(static_cast<double>(run.tookMicros) / 1e6);
    if (run.outcome == BotOutcome::Decided || run.outcome == BotOutcome::NotMine)
        return;
    ++m_troubles;
    if (run.outcome == BotOutcome::Unavailable)
        return; // said once, when the worker was lost
    proto::base::logWarning("mcan.botpool", QStringLiteral("bot counted as not mine"),
                            {{"bot", run.bot}, {"outcome", botOutcomeName(run.outcome)}, {"detail", run.detail}});
}

BotFigures BotPool::figures() const {
    BotFigures figures{m_runs, m_troubles, static_cast<int>(m_crews.size()), 0, 0, 0};
    for (const auto& crew : m_crews) {
        figures.running += crew->running();
        figures.waiting += crew->waiting();
        figures.waitingMax += m_options.waitingMails;
    }
    return figures;
}

QStringList BotPool::describe() const {
    QStringList lines;
    for (const auto& crew : m_crews) {
        const QString problem = crew->problem();
        lines << QStringLiteral("%1 running=%2/%3 waiting=%4%5")
                     .arg(crew->bot().name)
                     .arg(crew->running())
                     .arg(crew->bot().workers)
                     .arg(crew->waiting())
                     .arg(problem.isEmpty() ? QString() : QStringLiteral(" problem='%1'").arg(problem));
    }
    return lines;
}

} // namespace mcan::botpool
