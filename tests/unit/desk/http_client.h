// A client of the desk that sends exactly the bytes it is told to. Runs the test's event loop while it waits.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QTcpSocket>

#include <memory>

namespace tests {

struct HttpReply {
    int status = 0;                       // 0: no answer
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
    bool closed = false; // the server ended the connection after it
};

// One connection.
class HttpClient {
public:
    explicit HttpClient(quint16 port);

    void send(const QByteArray& bytes);
    // The next answer, or status 0 when none comes in time.
    HttpReply read(int ms = 5000);
    bool waitClosed(int ms = 5000);
    QTcpSocket& socket() { return *m_socket; }

private:
    bool take(HttpReply& reply);

    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_received;
};

// A request on a connection of its own. `headers` are whole lines without their end.
HttpReply request(quint16 port, const QByteArray& method, const QByteArray& path, const QByteArrayList& headers = {},
                  const QByteArray& body = {});
// The session's cookie line of a sign-in's answer: "Cookie: antesala_session=…".
QByteArray cookieOf(const HttpReply& reply);
// The known browser's: "Cookie: antesala_browser=…".
QByteArray browserOf(const HttpReply& reply);

} // namespace tests
