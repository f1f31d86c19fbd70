// All bots of the directory. A mail is shown to the bots of its mailbox in order, until one decides; whatever goes wrong
// with a bot counts as "not mine", is recorded, and the next is asked.
//
//   for bot in mailbox.bots:
//       run = crew(bot).ask(mail)             decided | not_mine | failed | timed_out | crashed | garbage | unavailable
//       runs += run
//       if run decided and its queue and skills exist: stop
//   done(runs)
//
// Main loop only.
#pragma once

#include "mcan/botpool/bot_crew.h"
#include "proto/base/metrics.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace mcan::botpool {

// One entry a bot asked; the last one has decided, or none has.
using BotRuns = std::vector<BotRun>;

struct BotFigures {
    qint64 runs = 0;     // since start
    qint64 troubles = 0; // of them failed, timed out, crashed, garbage, unavailable
    int bots = 0;        // of the directory
    int running = 0;     // workers with a loaded bot
    qint64 waiting = 0, waitingMax = 0;
};

class BotPool : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const BotRuns& runs)>;

    BotPool(BotOptions options, const proto::base::Clock& clock, proto::base::Metrics& metrics,
            QObject* parent = nullptr);
    ~BotPool() override;

    // Starts, changes and stops crews; queues and skills are those a bot may name.
    void setDirectory(const proto::directory::Directory& directory);
    // New processes for all: files and tables are read again.
    void replaceWorkers();
    // `done` is called once, maybe at once; never if the pool is destroyed before. Until a directory is set every bot is unavailable.
    void ask(const QStringList& bots, const antesala::v1::BotMail& mail, Done done);

    BotFigures figures() const;
    // A line a bot for people: "by_subject running=1 waiting=0", with the problem if there is one.
    QStringList describe() const;

private:
    struct Round;
    void askNext(const std::shared_ptr<Round>& round);
    void take(const std::shared_ptr<Round>& round, BotRun run);
    // Turns a decision that cannot be obeyed into a failure.
    void check(BotRun& run) const;
    void count(const BotRun& run);

    const BotOptions m_options;
    const proto::base::Clock& m_clock;
    proto::base::Metrics& m_metrics;
    std::vector<std::unique_ptr<BotCrew>> m_crews;
    QSet<QString> m_queues;
    QSet<QString> m_skills;
    qint64 m_runs = 0;
    qint64 m_troubles = 0;
};

} // namespace mcan::botpool
