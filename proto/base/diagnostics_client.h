// One person or script connected to a diagnostics port. Bounded: a line of 1 KiB, 1 MiB unread, 60 s of silence after a
// command. Who has ended their half (nc -N) gets the block, the answers to what they typed, and then the close. Deletes itself
// when the connection ends.
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace proto::base {

class ServedSocket;

class DiagnosticsClient : public QObject {
    Q_OBJECT
public:
    struct Answers {
        std::function<QString()> block;
        std::function<void(const QString& line, const std::function<void(const QStringList& lines)>& say)> command;
    };
    DiagnosticsClient(int descriptor, Answers answers, QObject* parent);

    // No more than this is said, and nothing is read.
    void dismiss(const QString& lastWords);

private:
    void read();
    void obey(const QString& line);
    void ask(const QString& line);
    void watch(const QString& seconds);
    void send(const QString& text);

    ServedSocket* m_socket;
    Answers m_answers;
    bool m_waiting = false; // for an answer; what was typed after the command is read when it is there
    QTimer m_silence;       // ends the connection
    QTimer m_watch;         // repeats the block
};

} // namespace proto::base
