// One person or script connected to a diagnostics port. Bounded: a line of 1 KiB, 1 MiB unread, 60 s of silence after a
// command. Deletes itself when the connection ends.
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>

class QTcpSocket;

namespace proto::base {

class DiagnosticsClient : public QObject {
    Q_OBJECT
public:
    struct Answers {
        std::function<QString()> block;
        std::function<QStringList(const QString& line)> command;
    };
    DiagnosticsClient(QTcpSocket* socket, Answers answers, QObject* parent);

private:
    void read();
    void obey(const QString& line);
    void watch(const QString& seconds);
    void send(const QString& text);

    QTcpSocket* m_socket;
    Answers m_answers;
    QTimer m_silence; // ends the connection
    QTimer m_watch;   // repeats the block
};

} // namespace proto::base
