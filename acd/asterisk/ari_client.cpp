#include "acd/asterisk/ari_client.h"

#include "acd/asterisk/ari_link.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace acd::asterisk {

namespace {

constexpr const char* where = "acd.asterisk.ari";

qint64 steadyMs() {
    return proto::base::SystemClock::instance().steadyMicros() / 1000;
}

} // namespace

QString AriAnswer::message() const {
    if (status == 0)
        return QStringLiteral("Asterisk did not answer");
    const QString word = body.toObject().value(QStringLiteral("message")).toString();
    return word.isEmpty() ? QStringLiteral("Asterisk answered %1").arg(status) : word;
}

AriClient::AriClient(AriOptions options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_link(new AriLink(m_options)) {
    m_thread.setObjectName(QStringLiteral("ari"));
    m_link->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_link, &QObject::deleteLater);
    connect(m_link, &AriLink::opened, this, &AriClient::onOpened);
    connect(m_link, &AriLink::closed, this, &AriClient::onClosed);
    connect(m_link, &AriLink::received, this, &AriClient::onReceived);
    m_expiry.setInterval(250);
    connect(&m_expiry, &QTimer::timeout, this, &AriClient::expire);
}

AriClient::~AriClient() {
    disconnect(m_link, nullptr, this, nullptr);
    m_thread.quit();
    m_thread.wait();
}

void AriClient::start() {
    m_thread.start();
    QMetaObject::invokeMethod(m_link, &AriLink::open);
}

void AriClient::send(const AriRequest& request, Done done) {
    const QString id = QString::number(++m_lastId);
    ++m_figures.requests;
    m_pending.insert(id, {std::move(done), request.text(), steadyMs() + m_options.answerTimeoutMs});
    if (!m_expiry.isActive())
        m_expiry.start();
    if (!m_connected) {
        QMetaObject::invokeMethod(
            this, [this, id] { finish(id, {}); }, Qt::QueuedConnection);
        return;
    }
    const QByteArray frame = request.frame(id);
    QMetaObject::invokeMethod(m_link, [link = m_link, frame] { link->send(frame); });
}

void AriClient::onOpened() {
    m_connected = true;
    m_lastComplaint.clear();
    ++m_figures.connects;
    proto::base::logInfo(where, QStringLiteral("connected to Asterisk"),
                         {{"host", m_options.host}, {"port", m_options.port}});
    Q_EMIT connected();
}

void AriClient::onClosed(const QString& why) {
    if (why != m_lastComplaint) {
        proto::base::logWarning(
            where, QStringLiteral("no connection to Asterisk at %1:%2 (%3); trying again until it answers. Is it "
                                  "running, and do asterisk.user and asterisk.password match its ari.conf?")
                       .arg(m_options.host)
                       .arg(m_options.port)
                       .arg(why));
        m_lastComplaint = why;
    }
    if (!m_connected)
        return;
    m_connected = false;
    failAll();
    Q_EMIT disconnected();
}

void AriClient::onReceived(const QJsonObject& message) {
    m_link->taken();
    const QString type = message.value(QStringLiteral("type")).toString();
    if (type == QLatin1String("RESTResponse")) {
        const QByteArray body = message.value(QStringLiteral("message_body")).toString().toUtf8();
        const QJsonDocument document = QJsonDocument::fromJson(body);
        finish(message.value(QStringLiteral("request_id")).toString(),
               {message.value(QStringLiteral("status_code")).toInt(),
                document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object())});
        return;
    }
    if (type == QLatin1String("ApplicationReplaced")) {
        Q_EMIT replaced();
        return;
    }
    ++m_figures.events;
    Q_EMIT eventArrived(message);
}

void AriClient::finish(const QString& id, const AriAnswer& answer) {
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return; // its time was over, and it was told so
    const Pending pending = std::move(*found);
    m_pending.erase(found);
    if (!answer.isOk()) {
        ++m_figures.failures;
        proto::base::logDebug(where, QStringLiteral("request failed"),
                              {{"request", pending.text}, {"status", answer.status}, {"why", answer.message()}});
    }
    if (pending.done)
        pending.done(answer);
}

void AriClient::expire() {
    const qint64 now = steadyMs();
    QStringList late;
    for (auto each = m_pending.cbegin(); each != m_pending.cend(); ++each) {
        if (each->deadlineMs <= now)
            late << each.key();
    }
    for (const QString& id : late)
        finish(id, {});
    if (m_pending.isEmpty())
        m_expiry.stop();
}

void AriClient::failAll() {
    const QStringList all = m_pending.keys();
    for (const QString& id : all)
        finish(id, {});
}

AriFigures AriClient::figures() const {
    AriFigures figures = m_figures;
    figures.connected = m_connected;
    figures.pending = static_cast<int>(m_pending.size());
    figures.backlog = m_link->backlog();
    figures.backlogCapacity = AriLink::backlogLimit;
    return figures;
}

} // namespace acd::asterisk
