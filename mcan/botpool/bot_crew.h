// The workers of one bot and the mails that wait for one of them. A mail waits while a worker is or will soon be there;
// when none will be within the bot's time-out, it is answered Unavailable at once: a bot that is away delays nobody.
// Main loop only.
#pragma once

#include "mcan/botpool/bot_worker.h"

#include <QObject>

#include <deque>
#include <functional>
#include <vector>

namespace mcan::botpool {

class BotCrew : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const BotRun& run)>;

    BotCrew(proto::directory::Bot bot, const BotOptions& options, const proto::base::Clock& clock,
            QObject* parent = nullptr);

    // `done` is called once, maybe at once; never if the crew is destroyed before.
    void ask(const antesala::v1::BotMail& mail, Done done);
    void replaceWorkers();
    // Out of the directory: what waits or runs is answered Unavailable. Nothing may be asked afterwards.
    void retire();

    const proto::directory::Bot& bot() const { return m_bot; }
    int waiting() const { return static_cast<int>(m_waiting.size()); }
    int running() const; // workers with a loaded bot
    // Why the bot cannot be used now; empty when it can.
    QString problem() const;

private:
    struct Request {
        antesala::v1::BotMail mail;
        Done done;
    };
    struct Seat {
        BotWorker* worker;
        Done asked; // of the mail it has
    };

    void addSeat(const BotOptions& options);
    void serve();
    void serveLoss();
    // True while some worker is there or will be within the bot's time-out.
    bool isComing() const;
    BotRun unavailable(const QString& why) const;

    const proto::directory::Bot m_bot;
    const int m_waitingMax;
    const proto::base::Clock& m_clock;
    std::vector<Seat> m_seats;
    std::deque<Request> m_waiting;
};

} // namespace mcan::botpool
