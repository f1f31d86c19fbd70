#include "proto/base/diagnostics_client.h"

#include "proto/base/served_socket.h"

#include <QPointer>

#include <memory>

namespace proto::base {

namespace {

constexpr int firstSilenceMs = 1000;
constexpr int silenceMs = 60000;
constexpr qsizetype lineLimitBytes = 1024;
constexpr qsizetype unreadLimitBytes = 1024 * 1024;
constexpr int watchLimitSeconds = 3600;

} // namespace

DiagnosticsClient::DiagnosticsClient(int descriptor, Answers answers, QObject* parent)
    : QObject(parent)
    , m_socket(new ServedSocket(descriptor, lineLimitBytes, this))
    , m_answers(std::move(answers)) {
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, m_socket, &ServedSocket::finish);
    connect(&m_watch, &QTimer::timeout, this, [this] { send(m_answers.block()); });
    connect(m_socket, &ServedSocket::arrived, this, &DiagnosticsClient::read);
    connect(m_socket, &ServedSocket::closed, this, &QObject::deleteLater);
    m_silence.start(firstSilenceMs);
    send(m_answers.block());
}

void DiagnosticsClient::dismiss(const QString& lastWords) {
    m_silence.stop();
    send(lastWords + u'\n');
    m_socket->finish();
}

void DiagnosticsClient::read() {
    while (!m_waiting) {
        const auto line = m_socket->takeLine();
        if (!line)
            break;
        const QString words = QString::fromUtf8(*line).simplified();
        if (!words.isEmpty())
            obey(words);
    }
    if (m_waiting)
        return;
    if (m_socket->hasPeerEnded() && !m_watch.isActive())
        return m_socket->finish();
    if (m_socket->hasPeerEnded())
        return send(m_answers.block()); // if it has gone altogether it refuses this, and its place is free
    if (m_socket->isFull())
        m_socket->abort();
}

void DiagnosticsClient::obey(const QString& line) {
    m_watch.stop();
    m_silence.start(silenceMs);
    const QString word = line.section(u' ', 0, 0);
    if (word == QLatin1String("watch"))
        watch(line.section(u' ', 1));
    else if (word == QLatin1String("quit"))
        m_socket->finish();
    else
        ask(line);
}

// The next command is read when this one is answered, so that answers come in the order of the commands.
void DiagnosticsClient::ask(const QString& line) {
    m_waiting = true;
    const auto later = std::make_shared<bool>(false);
    m_answers.command(line, [self = QPointer(this), later](const QStringList& lines) {
        if (!self)
            return;
        self->m_waiting = false;
        self->send(lines.join(u'\n') + u'\n');
        if (*later) // else read() goes on by itself
            self->read();
    });
    *later = true;
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
    if (m_socket->unwritten() > unreadLimitBytes)
        m_socket->abort();
}

} // namespace proto::base
