// A server that plays a written dialogue: what a fault of a real one looks like, word for word.
//
//   S: text     says it (CR LF added);  S~ text  says it without a line end
//   C: text     waits for exactly this line; C: ~text waits for a line that contains it
//   $tag in S: is the tag of the client's last IMAP command; C: is written without it
//   D:          waits for mail content up to the line "." (SMTP)
//   X:          closes the connection at once
//
// One dialogue a connection, in order; the last one is played again for every further connection. A line that is not as
// written is kept as complaint(). Runs in a thread of its own.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QThread>

#include <atomic>
#include <mutex>

class QTcpSocket;

namespace tests {

class DialoguePeer : public QThread {
public:
    explicit DialoguePeer(QList<QByteArray> dialogues);
    ~DialoguePeer() override;

    quint16 port() const { return m_port; }
    int connections() const { return m_connections; }
    int finished() const { return m_finished; } // dialogues played to their end
    QString complaint() const;
    QList<QByteArray> contents() const; // of D:, without the dot

protected:
    void run() override;

private:
    bool play(QTcpSocket& socket, const QByteArray& dialogue);
    bool expect(QTcpSocket& socket, const QByteArray& wanted);
    bool takeContent(QTcpSocket& socket);
    bool takeLine(QTcpSocket& socket, QByteArray& line);

    std::atomic<quint16> m_port{0};
    std::atomic<int> m_connections{0};
    std::atomic<int> m_finished{0};
    mutable std::mutex m_mutex;
    QList<QByteArray> m_dialogues;
    QString m_complaint;
    QList<QByteArray> m_contents;
    QByteArray m_tag;
};

} // namespace tests
