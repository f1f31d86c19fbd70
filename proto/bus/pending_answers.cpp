#include "proto/bus/pending_answers.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"

#include <QTimer>

namespace proto::bus {

bool PendingAnswers::add(const QString& command, const QString& whom, QObject* context, Bus::AnswerHandler done,
                         int timeoutMs) {
    if (m_waiting.size() >= capacity)
        return false;
    m_waiting.insert(command, {context, std::move(done), base::SystemClock::instance().steadyMicros(), whom});
    QTimer::singleShot(timeoutMs, this, [this, command, timeoutMs] { giveUp(command, timeoutMs); });
    return true;
}

void PendingAnswers::giveUp(const QString& command, int timeoutMs) {
    const auto found = m_waiting.constFind(command);
    if (found == m_waiting.cend())
        return;
    ++m_unanswered;
    const QString whom = found->whom;
    const QString text =
        QStringLiteral("%1 has not answered within %2 ms: it is away or busy").arg(whom).arg(timeoutMs);
    if (!m_silent.contains(whom)) {
        m_silent.insert(whom);
        base::logWarning(
            "proto.bus",
            text + QStringLiteral(", or the broker's access list keeps the command or its answer from passing"),
            {{"owner", whom}, {"command", command}});
    }
    finish(command, answerFailure(base::Status::unavailable(text), QStringLiteral("no_answer")));
}

void PendingAnswers::answer(const QString& command, const antesala::v1::Answer& answer) {
    const auto found = m_waiting.constFind(command);
    if (found == m_waiting.cend())
        return;
    m_lastAnswerMs = static_cast<int>((base::SystemClock::instance().steadyMicros() - found->since) / 1000);
    if (answer.reason() != "no_broker" && m_silent.remove(found->whom))
        base::logInfo("proto.bus", QStringLiteral("answers again"), {{"owner", found->whom}});
    finish(command, answer);
}

void PendingAnswers::finish(const QString& command, const antesala::v1::Answer& answer) {
    const Waiting waiting = m_waiting.take(command);
    if (waiting.context)
        waiting.done(answer);
}

QStringList PendingAnswers::silent() const {
    QStringList owners = m_silent.values();
    owners.sort();
    return owners;
}

} // namespace proto::bus
