// Asterisk's side of a dialogue. The script says what the client must ask, in order, and what it is answered:
//
//   C: GET applications/antesala        the next request must begin so (the query may follow)
//   S: 200 {"channel_ids":[]}           answers it
//   S: ! {"type":"StasisStart",…}       an event
//
// Requests that come early wait for their line. isDone() when every line was spoken; problem() when one was not as written.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QWebSocketServer>

#include <deque>

class QWebSocket;

namespace tests {

class ScriptedAri : public QObject {
    Q_OBJECT
public:
    ScriptedAri();
    quint16 port() const { return m_server.serverPort(); }

    void say(const char* script);
    bool isDone() const { return m_lines.empty() && m_requests.empty() && m_problem.isEmpty(); }
    QByteArray asked() const { return QJsonDocument(m_asked).toJson(); } // the request heard last
    QString problem() const { return m_problem; }
    QByteArray authorization() const { return m_authorization; }
    int connections() const { return m_connections; }
    void cut(); // as when Asterisk dies

private:
    void proceed();
    void speak(const QString& line);
    bool hear(const QString& line);

    QWebSocketServer m_server;
    QWebSocket* m_client = nullptr;
    std::deque<QString> m_lines;
    std::deque<QJsonObject> m_requests;
    QJsonObject m_asked; // the request that is to be answered
    QString m_problem;
    QByteArray m_authorization;
    int m_connections = 0;
};

} // namespace tests
