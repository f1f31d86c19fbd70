// One worker process of one bot. It is asked about one mail at a time; whatever goes wrong, the process is killed (its
// whole group) and another is started after a pause that doubles until a mail is answered again.
//
//   state      event            next      what is done
//   starting   ready            idle      idle()
//   starting   problem, late    paused    problem() says why; lost()
//   idle       ask              busy      the frame is sent, the time-out runs
//   busy       answer           idle      answered(), idle()
//   busy       late             paused    killed; answered(timed_out), lost()
//   any        garbage          paused    killed; answered(garbage) when busy, lost()
//   any        process ended    paused    answered(crashed) when busy, lost()
//   paused     pause over       starting
//
// Main loop only.
#pragma once

#include "mcan/botpool/bot_run.h"
#include "mcan/botpool/bot_settings.h"
#include "mcan/botpool/frame_buffer.h"
#include "proto/base/clock.h"
#include "proto/directory/directory.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <algorithm>

namespace mcan::botpool {

class BotWorker : public QObject {
    Q_OBJECT
public:
    enum class State { Paused, Starting, Idle, Busy };

    BotWorker(proto::directory::Bot bot, BotOptions options, const proto::base::Clock& clock,
              QObject* parent = nullptr);
    ~BotWorker() override; // kills the process

    void start();
    // State must be Idle.
    void ask(const antesala::v1::BotMail& mail);
    // A new process, at once or after the present mail: the bot's file or table has changed.
    void replace();

    State state() const { return m_state; }
    // Why the bot cannot be loaded; empty when it can, or when that is not known yet.
    const QString& problem() const { return m_problem; }
    // Until it is started again; 0 unless paused.
    int pauseLeftMs() const { return m_state == State::Paused ? std::max(0, m_timer.remainingTime()) : 0; }
    qint64 processId() const { return m_process == nullptr ? 0 : m_process->processId(); }

Q_SIGNALS:
    void idle();
    void answered(const mcan::botpool::BotRun& run);
    void lost();

private:
    void readFrames(QProcess* process);
    void take(const antesala::v1::BotAnswer& answer);
    void takeReady(const antesala::v1::BotReady& ready);
    void takeResult(const antesala::v1::BotResult& result);
    void logOutput(QProcess* process);
    void onFinished(QProcess* process);
    void onLate();
    void becomeIdle();
    void finish(BotOutcome outcome, const QString& detail, const antesala::v1::BotDecision& decision = {});
    // Ends the process, answers what it was asked, and begins the pause.
    void lose(BotOutcome outcome, const QString& detail);
    void endProcess();

    const proto::directory::Bot m_bot;
    const BotOptions m_options;
    const proto::base::Clock& m_clock;
    QProcess* m_process = nullptr;
    FrameBuffer m_frames;
    QTimer m_timer; // of the present state: load, answer, or pause
    State m_state = State::Paused;
    QString m_problem;
    QString m_lastOutput;
    int m_pauseMs;
    int m_outputLines = 0; // logged of the present mail
    bool m_replaceWhenDone = false;
    quint64 m_number = 0;
    std::int64_t m_askedAtUtc = 0;
    std::int64_t m_askedAtSteady = 0;
};

} // namespace mcan::botpool
