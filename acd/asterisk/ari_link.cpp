#include "acd/asterisk/ari_link.h"

#include <QJsonDocument>
#include <QNetworkRequest>
#include <QUrl>
#include <QUrlQuery>
#include <QWebSocket>

#include <algorithm>
#include <utility>

namespace acd::asterisk {

namespace {

constexpr quint64 messageLimit = 8U << 20U; // GET /channels of some thousand calls
constexpr qint64 unsentLimit = qint64{8} << 20;
constexpr int firstBackOffMs = 100;
// A connection that was given up sooner was of no use: the back-off goes on where it was.
constexpr qint64 usefulMs = 10'000;

QNetworkRequest upgradeRequest(const AriOptions& options) {
    QUrl url;
    url.setScheme(QStringLiteral("ws"));
    url.setHost(options.host);
    url.setPort(options.port);
    url.setPath(QStringLiteral("/ari/events"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("app"), options.application);
    query.addQueryItem(QStringLiteral("subscribeAll"), QStringLiteral("false"));
    url.setQuery(query);
    QNetworkRequest request(url);
    // In a header: a password in an address ends up in logs.
    const QByteArray credentials = (options.user + u':' + options.password).toUtf8().toBase64();
    request.setRawHeader("Authorization", "Basic " + credentials);
    return request;
}

} // namespace

AriLink::AriLink(AriOptions options) : m_options(std::move(options)) {}
AriLink::~AriLink() = default;

void AriLink::open() {
    if (m_socket == nullptr) {
        m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
        m_socket->setMaxAllowedIncomingFrameSize(messageLimit);
        m_socket->setMaxAllowedIncomingMessageSize(messageLimit);
        connect(m_socket, &QWebSocket::textMessageReceived, this, &AriLink::onMessage);
        connect(m_socket, &QWebSocket::pong, this, [this] { m_lastSign.start(); });
        connect(m_socket, &QWebSocket::disconnected, this, &AriLink::onClosed);
        // A refused handshake leaves the connection open until Asterisk closes it, 15 s later. Not from inside the signal.
        connect(
            m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            [this] {
                if (!m_isOpen)
                    reopen(m_socket->errorString());
            },
            Qt::QueuedConnection);
        connect(m_socket, &QWebSocket::connected, this, [this] {
            m_isOpen = true;
            m_openSince.start();
            m_lastSign.start();
            Q_EMIT opened();
        });
        m_pingTimer = new QTimer(this);
        m_pingTimer->setInterval(m_options.pingMs);
        connect(m_pingTimer, &QTimer::timeout, this, &AriLink::onPingDue);
        m_reopenTimer = new QTimer(this);
        m_reopenTimer->setSingleShot(true);
        connect(m_reopenTimer, &QTimer::timeout, this, &AriLink::open);
    }
    m_lastSign.start();
    m_pingTimer->start();
    m_closeReason.clear();
    m_socket->open(upgradeRequest(m_options));
}

void AriLink::send(const QByteArray& frame) {
    if (!m_isOpen)
        return;
    m_socket->sendTextMessage(QString::fromUtf8(frame));
    if (m_socket->bytesToWrite() > unsentLimit)
        reopen(QStringLiteral("Asterisk does not read what it is sent: %1 bytes wait").arg(m_socket->bytesToWrite()));
}

void AriLink::reopen(const QString& why) {
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        return; // it is being reopened
    m_closeReason = why;
    m_socket->abort();
}

void AriLink::onMessage(const QString& text) {
    m_lastSign.start();
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isObject())
        return reopen(QStringLiteral("Asterisk sent something that is no JSON object"));
    if (m_backlog.fetch_add(1, std::memory_order_relaxed) >= backlogLimit)
        return reopen(QStringLiteral("acd is %1 messages behind Asterisk").arg(backlogLimit));
    Q_EMIT received(document.object());
}

void AriLink::onClosed() {
    const QString why = reason();
    if (std::exchange(m_isOpen, false) && m_openSince.elapsed() > usefulMs)
        m_backOffMs = 0;
    m_pingTimer->stop();
    m_backOffMs = std::clamp(m_backOffMs * 2, firstBackOffMs, m_options.longestReconnectMs);
    m_reopenTimer->start(m_backOffMs);
    Q_EMIT closed(why);
}

// Also the watchdog of an attempt to connect that nobody answers.
void AriLink::onPingDue() {
    if (m_lastSign.elapsed() > 3LL * m_options.pingMs)
        return reopen(QStringLiteral("no sign of life for %1 ms").arg(m_lastSign.elapsed()));
    if (m_isOpen)
        m_socket->ping();
}

QString AriLink::reason() const {
    if (!m_closeReason.isEmpty())
        return m_closeReason;
    return m_socket->error() == QAbstractSocket::UnknownSocketError && m_socket->errorString().isEmpty()
               ? QStringLiteral("the connection was closed")
               : m_socket->errorString();
}

} // namespace acd::asterisk
