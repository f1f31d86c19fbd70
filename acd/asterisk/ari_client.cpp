#include "acd/asterisk/ari_client.h"

#include "acd/asterisk/ari_link.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <utility>

namespace acd::asterisk {

namespace {

constexpr const char* inAriClient = "acd.asterisk.ari";

// ARI's own words for a path that no loaded module serves; a channel or bridge that is gone has others.
const QString noSuchResource = QStringLiteral("Resource not found");

// The setting to look at, by HTTP's status.
QString cureOf(int status, const AriOptions& options) {
    switch (status) {
    case 401:
        return QStringLiteral("asterisk.user \"%1\" and asterisk.password must be those of a user in its ari.conf")
            .arg(options.user);
    case 403:
        return QStringLiteral("the user \"%1\" (asterisk.user) may only read: read_only in its ari.conf must be no")
            .arg(options.user);
    case 404:
        return QStringLiteral(
            "ARI is not all there: enabled must be yes in its ari.conf and http.conf, and the modules "
            "res_ari_*.so must be loaded (modules.conf)");
    default:
        return QStringLiteral("it starts, ends, or has no more sessions (sessionlimit in its http.conf)");
    }
}

// QWebSocket tells an HTTP answer to its upgrade in words alone. 0: it was something else.
int httpStatusIn(const QString& words) {
    static const QRegularExpression status(QStringLiteral("http status code: (\\d{3})"),
                                           QRegularExpression::CaseInsensitiveOption);
    return status.match(words).captured(1).toInt();
}

} // namespace

QString AriAnswer::message() const {
    if (status == 0)
        return QStringLiteral("Asterisk did not answer");
    const QJsonObject told = body.toObject();
    const QString word = told.value(QStringLiteral("message")).toString(told.value(QStringLiteral("error")).toString());
    return word.isEmpty() ? QStringLiteral("Asterisk answered %1").arg(status) : word;
}

bool isRefusal(const AriAnswer& answer) {
    switch (answer.status) {
    case 401:
    case 403:
    case 503:
        return true;
    case 404:
        return answer.message() == noSuchResource;
    default:
        return false;
    }
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
    m_pending.insert(id, {std::move(done), request.text(), proto::base::steadyMs() + m_options.answerTimeoutMs});
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

void AriClient::reopen(const QString& why) {
    if (!m_connected || std::exchange(m_reopening, true))
        return;
    QMetaObject::invokeMethod(m_link, [link = m_link, why] { link->reopen(why); });
}

void AriClient::onOpened() {
    m_connected = true;
    m_reopening = false;
    m_obeyed = false;
    ++m_figures.connects;
    Q_EMIT connected();
}

// Only now acd knows that it can command: a wrong password or a missing right may show at the first request.
void AriClient::onObeyed() {
    if (std::exchange(m_obeyed, true))
        return;
    m_fault.clear();
    m_reason.clear();
    proto::base::logInfo(inAriClient, QStringLiteral("connected to Asterisk, which takes requests"),
                         {{"host", m_options.host}, {"port", m_options.port}});
}

// Once for each reason, until Asterisk obeys again: a request that is refused and a connection that is refused are one.
void AriClient::complain(const QString& why) {
    const int status = httpStatusIn(why);
    const QString fault = status == 0 ? why : QStringLiteral("%1: %2").arg(why, cureOf(status, m_options));
    m_fault = fault;
    const QString reason = status == 0 ? why : QString::number(status);
    if (reason == std::exchange(m_reason, reason))
        return;
    const QString at = QStringLiteral("%1:%2").arg(m_options.host).arg(m_options.port);
    if (status != 0)
        return proto::base::logError(
            inAriClient,
            QStringLiteral("Asterisk at %1 refuses acd (%2). Callers are held in the dialplan, and nobody is offered "
                           "a call; acd tries again until it is let in")
                .arg(at, fault));
    proto::base::logWarning(
        inAriClient,
        QStringLiteral("no connection to Asterisk at %1 (%2); trying again until it answers. Is it running, and are "
                       "asterisk.host and asterisk.port those of its http.conf?")
            .arg(at, fault));
}

void AriClient::onClosed(const QString& why) {
    complain(why);
    m_reopening = false;
    if (!m_connected) {
        m_figures.refused += httpStatusIn(why) != 0 ? 1 : 0;
        return;
    }
    m_connected = false;
    failAll();
    Q_EMIT disconnected();
}

// What was asked did not happen, and not for its own sake: as if Asterisk were away, which for acd it is. It is told with all
// others that are not answered, as soon as the connection is closed.
void AriClient::onRefused(const QString& id, const AriAnswer& answer) {
    ++m_figures.refused;
    reopen(QStringLiteral("HTTP status code: %1 to %2").arg(answer.status).arg(m_pending.value(id).text));
}

void AriClient::onReceived(const QJsonObject& message) {
    m_link->taken();
    const QString type = message.value(QStringLiteral("type")).toString();
    if (type == QLatin1String("RESTResponse")) {
        const QByteArray body = message.value(QStringLiteral("message_body")).toString().toUtf8();
        const QJsonDocument document = QJsonDocument::fromJson(body);
        const QString id = message.value(QStringLiteral("request_id")).toString();
        const AriAnswer answer{message.value(QStringLiteral("status_code")).toInt(),
                               document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object())};
        if (isRefusal(answer))
            return onRefused(id, answer);
        if (answer.isOk() && !m_pending.value(id).text.startsWith(QLatin1String("GET")))
            onObeyed();
        return finish(id, answer);
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
        proto::base::logDebug(inAriClient, QStringLiteral("request failed"),
                              {{"request", pending.text}, {"status", answer.status}, {"why", answer.message()}});
    }
    if (pending.done)
        pending.done(answer);
}

void AriClient::expire() {
    const qint64 now = proto::base::steadyMs();
    QStringList late;
    for (auto each = m_pending.cbegin(); each != m_pending.cend(); ++each) {
        if (each->deadlineMs <= now)
            late << each.key();
    }
    if (!late.isEmpty()) // what became of them, the survey of the next connection says
        reopen(QStringLiteral("no answer to %1 in %2 ms")
                   .arg(m_pending.value(late.first()).text)
                   .arg(m_options.answerTimeoutMs));
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
    figures.fault = m_fault;
    figures.pending = static_cast<int>(m_pending.size());
    figures.backlog = m_link->backlog();
    figures.backlogCapacity = AriLink::backlogLimit;
    return figures;
}

} // namespace acd::asterisk
