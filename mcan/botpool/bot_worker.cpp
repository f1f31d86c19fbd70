#include "mcan/botpool/bot_worker.h"

#include "proto/base/log.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

#include <csignal>
#include <unistd.h>

namespace mcan::botpool {

using antesala::v1::BotAnswer;
using antesala::v1::BotReady;
using antesala::v1::BotResult;

namespace {

constexpr auto inBotWorker = "mcan.botpool.worker";
constexpr int outputLineLimit = 50; // of one mail; more would let a bot fill the disk with its log
constexpr qsizetype lineCharacters = 500;
constexpr qsizetype detailCharacters = 2000;

QString absolute(const QString& file, const QString& folder) {
    return file.isEmpty() || QDir::isAbsolutePath(file) ? file : QDir(folder).absoluteFilePath(file);
}

QStringList arguments(const proto::directory::Bot& bot, const BotOptions& options) {
    QStringList given{QStringLiteral("--file"),        absolute(bot.file, options.botFolder),
                      QStringLiteral("--memory-mb"),   QString::number(options.memoryMegabytes),
                      QStringLiteral("--cpu-seconds"), QString::number(options.cpuSeconds)};
    if (!bot.table.isEmpty())
        given << QStringLiteral("--table") << absolute(bot.table, options.botFolder);
    if (!options.fileWallRequired)
        given << QStringLiteral("--without-file-wall");
    return given;
}

// What mcan was started with may hold passwords: a bot gets the zone and the language, no more.
QProcessEnvironment bareEnvironment() {
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment given;
    for (const auto& name : {QStringLiteral("TZ"), QStringLiteral("LANG"), QStringLiteral("LC_ALL")})
        if (own.contains(name))
            given.insert(name, own.value(name));
    return given;
}

// A group of its own, so that what the bot started is killed with it, and a terminal's Ctrl-C does not reach it first.
void ownGroup() {
    ::setpgid(0, 0);
}

// The group may not exist yet when the child has only just been made.
void killGroup(const QProcess& process) {
    const auto id = static_cast<pid_t>(process.processId());
    if (id > 0 && ::kill(-id, SIGKILL) != 0)
        ::kill(id, SIGKILL);
}

QString howItEnded(const QProcess& process) {
    if (process.exitStatus() == QProcess::CrashExit)
        return QStringLiteral("the worker was ended by signal %1").arg(process.exitCode());
    return QStringLiteral("the worker ended with status %1").arg(process.exitCode());
}

} // namespace

BotWorker::BotWorker(proto::directory::Bot bot, BotOptions options, const proto::base::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_bot(std::move(bot))
    , m_options(std::move(options))
    , m_clock(clock)
    , m_pauseMs(m_options.restartMinMs) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_state == State::Paused ? start() : onLate(); });
}

BotWorker::~BotWorker() {
    if (m_process == nullptr)
        return;
    m_process->disconnect(this);
    killGroup(*m_process);
    m_process->waitForFinished();
}

void BotWorker::start() {
    m_state = State::Starting;
    m_frames.clear();
    m_lastOutput.clear();
    m_outputLines = 0;
    QProcess* process = m_process = new QProcess(this);
    process->setChildProcessModifier(ownGroup);
    process->setProcessEnvironment(bareEnvironment());
    connect(process, &QProcess::readyReadStandardOutput, this, [this, process] { readFrames(process); });
    connect(process, &QProcess::readyReadStandardError, this, [this, process] { logOutput(process); });
    connect(process, &QProcess::finished, this, [this, process] { onFinished(process); });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart || process != m_process)
            return;
        m_problem = QStringLiteral("%1 cannot be started (%2): set bot.host_program")
                        .arg(m_options.hostProgram, process->errorString());
        lose(BotOutcome::Unavailable, m_problem);
    });
    m_timer.start(m_options.loadSeconds * 1000);
    process->start(m_options.hostProgram, arguments(m_bot, m_options));
}

void BotWorker::ask(const antesala::v1::BotMail& mail) {
    Q_ASSERT(m_state == State::Idle);
    m_state = State::Busy;
    m_outputLines = 0;
    m_askedAtUtc = m_clock.utcMicros();
    m_askedAtSteady = m_clock.steadyMicros();
    antesala::v1::BotRequest request;
    request.set_number(++m_number);
    *request.mutable_mail() = mail;
    m_timer.start(m_bot.timeoutMs);
    m_process->write(framed(request.SerializeAsString()));
}

void BotWorker::replace() {
    m_pauseMs = m_options.restartMinMs;
    if (m_state == State::Busy) {
        m_replaceWhenDone = true;
        return;
    }
    m_timer.stop();
    endProcess();
    m_problem.clear();
    start();
}

void BotWorker::readFrames(QProcess* process) {
    m_frames.append(process->readAllStandardOutput());
    while (process == m_process) {
        const auto body = m_frames.next();
        if (m_frames.broken())
            return lose(BotOutcome::Garbage, QStringLiteral("the worker sent a frame longer than 4 MiB"));
        if (!body)
            return;
        BotAnswer answer;
        if (!answer.ParseFromArray(body->constData(), static_cast<int>(body->size())))
            return lose(BotOutcome::Garbage, QStringLiteral("the worker sent a frame that is no answer"));
        take(answer);
    }
}

void BotWorker::take(const BotAnswer& answer) {
    if (m_state == State::Starting && answer.has_ready())
        takeReady(answer.ready());
    else if (m_state == State::Busy && answer.has_result() && answer.result().number() == m_number)
        takeResult(answer.result());
    else
        lose(BotOutcome::Garbage, QStringLiteral("the worker answered what it was not asked"));
}

void BotWorker::takeReady(const BotReady& ready) {
    m_problem = QString::fromStdString(ready.problem());
    if (!m_problem.isEmpty())
        return lose(BotOutcome::Unavailable, m_problem);
    becomeIdle();
}

void BotWorker::takeResult(const BotResult& result) {
    m_pauseMs = m_options.restartMinMs;
    m_timer.stop();
    if (result.has_decision())
        finish(BotOutcome::Decided, QString::fromStdString(result.decision().because()), result.decision());
    else if (result.has_not_mine())
        finish(BotOutcome::NotMine, QString::fromStdString(result.not_mine().because()));
    else
        finish(BotOutcome::Failed, QString::fromStdString(result.failure().detail()));
    if (m_replaceWhenDone) {
        m_replaceWhenDone = false;
        m_state = State::Idle;
        return replace();
    }
    becomeIdle();
}

void BotWorker::logOutput(QProcess* process) {
    process->setReadChannel(QProcess::StandardError);
    while (process->canReadLine() || process->bytesAvailable() > lineCharacters) {
        m_lastOutput = QString::fromUtf8(process->readLine(lineCharacters)).trimmed();
        if (++m_outputLines <= outputLineLimit)
            proto::base::logInfo("mcan.bot", m_lastOutput, {{"bot", m_bot.name}});
    }
}

void BotWorker::onFinished(QProcess* process) {
    if (process != m_process)
        return;
    readFrames(process);
    if (process != m_process)
        return;
    logOutput(process);
    const QString last = m_lastOutput.isEmpty() ? QString() : QStringLiteral("; it last printed: ") + m_lastOutput;
    lose(BotOutcome::Crashed, howItEnded(*process) + last);
}

void BotWorker::onLate() {
    if (m_state == State::Busy)
        return lose(BotOutcome::TimedOut, QStringLiteral("no answer within %1 ms").arg(m_bot.timeoutMs));
    m_problem = QStringLiteral("it was not loaded within %1 s").arg(m_options.loadSeconds);
    lose(BotOutcome::TimedOut, m_problem);
}

void BotWorker::becomeIdle() {
    m_timer.stop();
    m_state = State::Idle;
    Q_EMIT idle();
}

void BotWorker::finish(BotOutcome outcome, const QString& detail, const antesala::v1::BotDecision& decision) {
    Q_EMIT answered({m_bot.name, outcome, detail.left(detailCharacters), decision, m_askedAtUtc,
                     m_clock.steadyMicros() - m_askedAtSteady});
}

void BotWorker::lose(BotOutcome outcome, const QString& detail) {
    const bool wasBusy = m_state == State::Busy;
    endProcess();
    m_state = State::Paused;
    m_replaceWhenDone = false;
    m_timer.start(m_pauseMs);
    proto::base::logWarning(
        inBotWorker, QStringLiteral("bot worker lost"),
        {{"bot", m_bot.name}, {"outcome", botOutcomeName(outcome)}, {"detail", detail}, {"pause_ms", m_pauseMs}});
    m_pauseMs = std::min(m_pauseMs * 2, m_options.restartMaxMs);
    if (wasBusy)
        finish(outcome, detail);
    Q_EMIT lost();
}

void BotWorker::endProcess() {
    if (m_process == nullptr)
        return;
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning)
        return process->deleteLater();
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    killGroup(*process);
}

} // namespace mcan::botpool
