// Commands that wait for their answer. Each is answered exactly once: by the answer, by time, or by the end.
// Main loop only.
#pragma once

#include "proto/bus/bus.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QStringList>

namespace proto::bus {

class PendingAnswers : public QObject {
public:
    static constexpr int capacity = 10000;

    // False when too many wait. `whom`: for the message when none comes.
    bool add(const QString& command, const QString& whom, QObject* context, Bus::AnswerHandler done, int timeoutMs);
    // Of a command that no longer waits: ignored. `whom` answered.
    void answer(const QString& command, const antesala::v1::Answer& answer);

    bool contains(const QString& command) const { return m_waiting.contains(command); }
    int size() const { return static_cast<int>(m_waiting.size()); }
    int lastAnswerMs() const { return m_lastAnswerMs; }
    quint64 unanswered() const { return m_unanswered; }
    // Those whose last command had no answer in time, and that have not answered another one since.
    QStringList silent() const;

private:
    struct Waiting {
        QPointer<QObject> context;
        Bus::AnswerHandler done;
        qint64 since = 0;
        QString whom;
    };
    void giveUp(const QString& command, int timeoutMs);
    void finish(const QString& command, const antesala::v1::Answer& answer);

    QHash<QString, Waiting> m_waiting;
    QSet<QString> m_silent;
    quint64 m_unanswered = 0;
    int m_lastAnswerMs = 0;
};

} // namespace proto::bus
