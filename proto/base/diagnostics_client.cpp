#include "proto/base/diagnostics_client.h"

#include <QTcpSocket>

namespace proto::base {

namespace {

constexpr int firstSilenceMs = 1000;
constexpr int silenceMs = 60000;
constexpr qint64 lineLimitBytes = 1024;
constexpr qint64 unreadLimitBytes = 1024 * 1024;
constexpr int watchLimitSeconds = 3600;

} // namespace

DiagnosticsClient::DiagnosticsClient(QTcpSocket* socket, Answers answers, QObject* parent)
    : QObject(parent)
    , m_socket(socket)
    , m_answers(std::move(answers)) {
    m_socket->setParent(this);
    m_socket->setReadBufferSize(lineLimitBytes);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, m_socket, &QTcpSocket::disconnectFromHost);
    connect(&m_watch, &QTimer::timeout, this, [this] { send(m_answers.block()); });
    connect(m_socket, &QTcpSocket::readyRead, this, &DiagnosticsClient::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    m_silence.start(firstSilenceMs);
    send(m_answers.block());
}

void DiagnosticsClient::read() {
    while (m_socket->canReadLine()) {
        const QString line = QString::fromUtf8(m_socket->readLine(lineLimitBytes)).simplified();
        if (!line.isEmpty())
            obey(line);
    }
    if (m_socket->bytesAvailable() >= lineLimitBytes)
        m_socket->abort();
}

void DiagnosticsClient::obey(const QString& line) {
    m_watch.stop();
    m_silence.start(silenceMs);
    const QString word = line.section(u' ', 0, 0);
    if (word == QLatin1String("watch"))
        watch(line.section(u' ', 1));
    else if (word == QLatin1String("quit"))
        m_socket->disconnectFromHost();
    else
        send(m_answers.command(line).join(u'\n') + u'\n');
}

void DiagnosticsClient::watch(const QString& seconds) {
    const int every = seconds.toInt();
    if (every < 1 || every > watchLimitSeconds)
        return send(QStringLiteral("watch needs 1 to %1 seconds\n").arg(watchLimitSeconds));
    m_silence.stop();
    m_watch.start(every * 1000);
    send(m_answers.block());
}

void DiagnosticsClient::send(const QString& text) {
    m_socket->write(text.toUtf8());
    if (m_socket->bytesToWrite() > unreadLimitBytes)
        m_socket->abort();
}

} // namespace proto::base
