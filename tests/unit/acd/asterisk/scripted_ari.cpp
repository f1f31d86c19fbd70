#include "scripted_ari.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QWebSocket>

namespace tests {

ScriptedAri::ScriptedAri() : m_server(QStringLiteral("ari"), QWebSocketServer::NonSecureMode) {
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no port for the scripted Asterisk");
    connect(&m_server, &QWebSocketServer::newConnection, this, [this] {
        m_client = m_server.nextPendingConnection();
        m_authorization = m_client->request().rawHeader("Authorization");
        ++m_connections;
        m_requests.clear();
        connect(m_client, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
            m_requests.push_back(QJsonDocument::fromJson(text.toUtf8()).object());
            proceed();
        });
        proceed();
    });
}

void ScriptedAri::say(const char* script) {
    const QStringList lines = QString::fromUtf8(script).split(u'\n', Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        if (!line.trimmed().isEmpty())
            m_lines.push_back(line.trimmed());
    }
    proceed();
}

void ScriptedAri::cut() {
    if (m_client != nullptr)
        m_client->abort();
    m_client = nullptr;
}

void ScriptedAri::proceed() {
    while (m_client != nullptr && !m_lines.empty() && m_problem.isEmpty()) {
        const QString line = m_lines.front();
        if (line.startsWith(u'C') && !hear(line.mid(3)))
            return;
        if (line.startsWith(u'S'))
            speak(line.mid(3));
        m_lines.pop_front();
    }
}

bool ScriptedAri::hear(const QString& line) {
    if (m_requests.empty())
        return false;
    m_asked = m_requests.front();
    m_requests.pop_front();
    const QString asked =
        m_asked[QStringLiteral("method")].toString() + u' ' +
        QString::fromUtf8(QByteArray::fromPercentEncoding(m_asked[QStringLiteral("uri")].toString().toUtf8()));
    if (!asked.startsWith(line))
        m_problem = QStringLiteral("expected C: %1\n  but heard C: %2").arg(line, asked);
    return m_problem.isEmpty();
}

void ScriptedAri::speak(const QString& line) {
    const QString first = line.section(u' ', 0, 0);
    const QString rest = line.section(u' ', 1);
    if (first == QLatin1String("!")) {
        m_client->sendTextMessage(rest);
        return;
    }
    const QJsonObject answer{{QStringLiteral("type"), QStringLiteral("RESTResponse")},
                             {QStringLiteral("request_id"), m_asked[QStringLiteral("request_id")]},
                             {QStringLiteral("status_code"), first.toInt()},
                             {QStringLiteral("message_body"), rest}};
    m_client->sendTextMessage(QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
}

} // namespace tests
