#include "mcan/botpool/bot_crew.h"

#include <algorithm>
#include <utility>

namespace mcan::botpool {

BotCrew::BotCrew(proto::directory::Bot bot, const BotOptions& options, const proto::base::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_bot(std::move(bot))
    , m_waitingMax(options.waitingMails)
    , m_clock(clock) {
    m_seats.reserve(static_cast<std::size_t>(m_bot.workers)); // seats are named by index below
    for (int i = 0; i < m_bot.workers; ++i)
        addSeat(options);
}

void BotCrew::addSeat(const BotOptions& options) {
    const std::size_t index = m_seats.size();
    auto* worker = new BotWorker(m_bot, options, m_clock, this);
    m_seats.push_back({worker, {}});
    connect(worker, &BotWorker::answered, this, [this, index](const BotRun& run) {
        if (const Done done = std::exchange(m_seats[index].asked, {}))
            done(run);
    });
    connect(worker, &BotWorker::idle, this, &BotCrew::serve);
    connect(worker, &BotWorker::lost, this, &BotCrew::serveLoss);
    worker->start();
}

void BotCrew::ask(const antesala::v1::BotMail& mail, Done done) {
    if (!isComing())
        return done(unavailable(problem()));
    if (waiting() >= m_waitingMax)
        return done(
            unavailable(QStringLiteral("%1 mails wait for it already (bot.waiting_max_mails)").arg(m_waitingMax)));
    m_waiting.push_back({mail, std::move(done)});
    serve();
}

void BotCrew::replaceWorkers() {
    for (const Seat& seat : m_seats)
        seat.worker->replace();
}

void BotCrew::retire() {
    const BotRun run = unavailable(QStringLiteral("the bot was taken out of service"));
    for (Seat& seat : m_seats) {
        delete std::exchange(seat.worker, nullptr);
        if (const Done done = std::exchange(seat.asked, {}))
            done(run);
    }
    m_seats.clear();
    for (const Request& request : std::exchange(m_waiting, {}))
        request.done(run);
}

int BotCrew::running() const {
    return static_cast<int>(std::count_if(m_seats.begin(), m_seats.end(), [](const Seat& seat) {
        return seat.worker->state() == BotWorker::State::Idle || seat.worker->state() == BotWorker::State::Busy;
    }));
}

QString BotCrew::problem() const {
    if (running() > 0)
        return {};
    for (const Seat& seat : m_seats)
        if (!seat.worker->problem().isEmpty())
            return seat.worker->problem();
    return isComing() ? QString() : QStringLiteral("its worker was lost and is started again after a pause");
}

void BotCrew::serve() {
    for (Seat& seat : m_seats) {
        if (m_waiting.empty())
            return;
        if (seat.worker->state() != BotWorker::State::Idle)
            continue;
        const Request request = std::move(m_waiting.front());
        m_waiting.pop_front();
        seat.asked = request.done;
        seat.worker->ask(request.mail);
    }
}

void BotCrew::serveLoss() {
    if (isComing())
        return;
    const BotRun run = unavailable(problem());
    for (const Request& request : std::exchange(m_waiting, {}))
        request.done(run);
}

bool BotCrew::isComing() const {
    return std::any_of(m_seats.begin(), m_seats.end(), [this](const Seat& seat) {
        if (!seat.worker->problem().isEmpty())
            return false;
        return seat.worker->state() != BotWorker::State::Paused || seat.worker->pauseLeftMs() < m_bot.timeoutMs;
    });
}

BotRun BotCrew::unavailable(const QString& why) const {
    return {m_bot.name, BotOutcome::Unavailable, why, {}, m_clock.utcMicros(), 0};
}

} // namespace mcan::botpool
