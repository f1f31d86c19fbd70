#include "acd/asterisk/ari_request.h"

#include <QJsonDocument>
#include <QUrl>

namespace acd::asterisk {

namespace {

QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

AriRequest::AriRequest(const char* method, const QStringList& path) : m_method(method) {
    for (const QString& level : path)
        m_uri += (m_uri.isEmpty() ? QString() : QStringLiteral("/")) + encoded(level);
}

AriRequest& AriRequest::with(const char* name, const QString& value) {
    m_uri += QLatin1Char(m_hasQuery ? '&' : '?') + QLatin1String(name) + u'=' + encoded(value);
    m_hasQuery = true;
    return *this;
}

AriRequest& AriRequest::withBody(QJsonObject body) {
    m_body = std::move(body);
    return *this;
}

QString AriRequest::text() const {
    return QLatin1String(m_method) + u' ' + m_uri.section(u'?', 0, 0);
}

QByteArray AriRequest::frame(const QString& id) const {
    QJsonObject message{{QStringLiteral("type"), QStringLiteral("RESTRequest")},
                        {QStringLiteral("request_id"), id},
                        {QStringLiteral("method"), QLatin1String(m_method)},
                        {QStringLiteral("uri"), m_uri}};
    if (!m_body.isEmpty()) {
        message.insert(QStringLiteral("content_type"), QStringLiteral("application/json"));
        message.insert(QStringLiteral("message_body"),
                       QString::fromUtf8(QJsonDocument(m_body).toJson(QJsonDocument::Compact)));
    }
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

} // namespace acd::asterisk
