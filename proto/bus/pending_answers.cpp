#include "proto/bus/pending_answers.h"

#include "proto/base/clock.h"

#include <QTimer>

namespace proto::bus {

bool PendingAnswers::add(const QString& command, const QString& whom, QObject* context, Bus::AnswerHandler done,
                         int timeoutMs) {
    if (m_waiting.size() >= capacity)
        return false;
    m_waiting.insert(command, {context, std::move(done), base::SystemClock::instance().steadyMicros()});
    QTimer::singleShot(timeoutMs, this, [this, command, whom, timeoutMs] {
        answer(command,
               answerFailure(
                   base::Status::unavailable(
                       QStringLiteral("%1 has not answered within %2 ms: it is away or busy").arg(whom).arg(timeoutMs)),
                   QStringLiteral("no_answer")));
    });
    return true;
}

void PendingAnswers::answer(const QString& command, const antesala::v1::Answer& answer) {
    const auto found = m_waiting.find(command);
    if (found == m_waiting.end())
        return;
    const Waiting waiting = std::move(*found);
    m_waiting.erase(found);
    m_lastAnswerMs = static_cast<int>((base::SystemClock::instance().steadyMicros() - waiting.since) / 1000);
    if (waiting.context)
        waiting.done(answer);
}

} // namespace proto::bus
