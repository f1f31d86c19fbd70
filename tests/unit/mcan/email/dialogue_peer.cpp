#include "tests/unit/mcan/email/dialogue_peer.h"

#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>

namespace tests {

DialoguePeer::DialoguePeer(QList<QByteArray> dialogues) : m_dialogues(std::move(dialogues)) {
    start();
    while (m_port == 0)
        QThread::yieldCurrentThread();
}

DialoguePeer::~DialoguePeer() {
    requestInterruption();
    wait();
}

QString DialoguePeer::complaint() const {
    const std::lock_guard lock(m_mutex);
    return m_complaint;
}

QList<QByteArray> DialoguePeer::contents() const {
    const std::lock_guard lock(m_mutex);
    return m_contents;
}

void DialoguePeer::run() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    m_port = server.serverPort();
    while (!isInterruptionRequested()) {
        if (!server.waitForNewConnection(50))
            continue;
        const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
        ++m_connections;
        QByteArray dialogue;
        {
            const std::lock_guard lock(m_mutex);
            dialogue = m_dialogues.size() > 1 ? m_dialogues.takeFirst() : m_dialogues.first();
        }
        if (play(*socket, dialogue))
            ++m_finished;
        socket->abort();
    }
}

bool DialoguePeer::play(QTcpSocket& socket, const QByteArray& dialogue) {
    for (const QByteArray& step : dialogue.split('\n')) {
        const QByteArray& line = step;
        const QByteArray text = line.mid(3);
        bool good = true;
        if (line.startsWith("S: ") || line.startsWith("S~ ")) {
            socket.write(QByteArray(text).replace("$tag", m_tag) + (line.at(1) == ':' ? "\r\n" : ""));
            socket.flush();
            good = socket.bytesToWrite() == 0 || socket.waitForBytesWritten(5000);
        } else if (line.startsWith("C: ")) {
            good = expect(socket, text);
        } else if (line == "D:") {
            good = takeContent(socket);
        } else if (line == "X:") {
            return true;
        }
        if (!good)
            return false;
    }
    return true;
}

bool DialoguePeer::takeLine(QTcpSocket& socket, QByteArray& line) {
    while (!socket.canReadLine())
        if (isInterruptionRequested() ||
            (!socket.waitForReadyRead(100) && socket.state() != QTcpSocket::ConnectedState))
            return false;
    line = socket.readLine();
    return true;
}

bool DialoguePeer::expect(QTcpSocket& socket, const QByteArray& wanted) {
    QByteArray line;
    if (!takeLine(socket, line))
        return false;
    line = line.trimmed();
    static const QRegularExpression tagged(QStringLiteral("^[A-Z]\\d{3} "));
    if (tagged.match(QString::fromLatin1(line)).hasMatch()) {
        m_tag = line.left(4);
        line = line.mid(5);
    }
    const bool right = wanted.startsWith('~') ? line.contains(wanted.mid(1)) : line == wanted;
    if (!right) {
        const std::lock_guard lock(m_mutex);
        m_complaint += QStringLiteral("expected %1, got %2\n").arg(QString::fromUtf8(wanted), QString::fromUtf8(line));
    }
    return right;
}

bool DialoguePeer::takeContent(QTcpSocket& socket) {
    QByteArray content;
    QByteArray line;
    while (takeLine(socket, line)) {
        if (line == ".\r\n") {
            const std::lock_guard lock(m_mutex);
            m_contents << content;
            return true;
        }
        content += line.startsWith("..") ? line.mid(1) : line;
    }
    return false;
}

} // namespace tests
