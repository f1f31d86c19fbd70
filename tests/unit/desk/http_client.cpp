#include "tests/unit/desk/http_client.h"

#include <QTest>

namespace tests {

HttpClient::HttpClient(quint16 port) : m_socket(std::make_unique<QTcpSocket>()) {
    m_socket->connectToHost(QStringLiteral("127.0.0.1"), port);
    (void)QTest::qWaitFor([this] { return m_socket->state() == QAbstractSocket::ConnectedState; });
}

void HttpClient::send(const QByteArray& bytes) {
    m_socket->write(bytes);
}

bool HttpClient::take(HttpReply& reply) {
    m_received += m_socket->readAll();
    const qsizetype end = m_received.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    HttpReply read;
    const QByteArrayList lines = m_received.left(end).split('\n');
    read.status = lines.first().split(' ').value(1).toInt();
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        QByteArray& value = read.headers[lines[i].left(colon).toLower()];
        value += (value.isEmpty() ? "" : "\n") + lines[i].mid(colon + 1).trimmed(); // there may be two Set-Cookie
    }
    const qsizetype length = read.headers.value("content-length", "0").toLongLong();
    const bool bodiless = read.status == 101 || read.status == 204 || read.status == 304;
    if (!bodiless && m_received.size() < end + 4 + length)
        return false;
    read.body = bodiless ? QByteArray() : m_received.mid(end + 4, length);
    m_received.remove(0, end + 4 + (bodiless ? 0 : length));
    reply = read;
    return true;
}

HttpReply HttpClient::read(int ms) {
    HttpReply reply;
    (void)QTest::qWaitFor([&] { return take(reply) || m_socket->state() == QAbstractSocket::UnconnectedState; }, ms);
    if (reply.status == 0)
        (void)take(reply);
    reply.closed = reply.headers.value("connection").toLower() == "close";
    return reply;
}

bool HttpClient::waitClosed(int ms) {
    return QTest::qWaitFor([this] { return m_socket->state() == QAbstractSocket::UnconnectedState; }, ms);
}

HttpReply request(quint16 port, const QByteArray& method, const QByteArray& path, const QByteArrayList& headers,
                  const QByteArray& body) {
    HttpClient client(port);
    QByteArray text = method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) + "\r\n";
    for (const QByteArray& header : headers)
        text += header + "\r\n";
    if (!body.isEmpty())
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    client.send(text + "Connection: close\r\n\r\n" + body);
    if (method != "HEAD")
        return client.read();
    // A HEAD's answer names a length and has no body: read to the end of the connection.
    (void)client.waitClosed();
    HttpReply reply;
    const QByteArray all = client.socket().readAll();
    reply.status = all.split(' ').value(1).toInt();
    reply.body = all.mid(all.indexOf("\r\n\r\n") + 4);
    return reply;
}

QByteArray cookieOf(const HttpReply& reply) {
    return "Cookie: " + reply.headers.value("set-cookie").split(';').first();
}

QByteArray browserOf(const HttpReply& reply) {
    const QByteArray lines = reply.headers.value("set-cookie");
    return "Cookie: " + lines.mid(lines.indexOf("antesala_browser=")).split(';').first();
}

} // namespace tests
