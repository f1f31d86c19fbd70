#include "proto/base/listen_failure.h"
#include "proto/base/metrics.h"
#include "proto/base/served_socket.h"

#include <QTimer>

namespace proto::base {

namespace {

constexpr qsizetype requestLimitBytes = 8192;
constexpr int clientLimitMs = 5000;

QByteArray response(const QByteArray& status, const QByteArray& type, const QByteArray& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

QByteArray answer(const Metrics& metrics, const QByteArray& request) {
    const QList<QByteArray> words = request.left(request.indexOf('\r')).split(' ');
    if (words.size() != 3 || words[0] != "GET")
        return response("405 Method Not Allowed", "text/plain", "only GET /metrics\n");
    if (words[1] != "/metrics")
        return response("404 Not Found", "text/plain", "only GET /metrics\n");
    return response("200 OK", "text/plain; version=0.0.4; charset=utf-8",
                    QByteArray::fromStdString(metrics.exposition()));
}

void serve(const Metrics& metrics, int descriptor, QObject* parent) {
    auto* client = new ServedSocket(descriptor, requestLimitBytes, parent);
    QObject::connect(client, &ServedSocket::closed, client, &QObject::deleteLater);
    QTimer::singleShot(clientLimitMs, client, &ServedSocket::abort);
    QObject::connect(client, &ServedSocket::arrived, client, [&metrics, client] {
        const QByteArray& request = client->received();
        if (request.contains("\r\n\r\n")) {
            client->write(answer(metrics, request));
            client->finish();
        } else if (client->isFull() || client->hasPeerEnded()) {
            client->abort();
        }
    });
}

} // namespace

MetricsServer::MetricsServer(const Metrics& metrics, QObject* parent)
    : QObject(parent)
    , m_metrics(metrics)
    , m_server(new ServedPort([this](int descriptor) { accept(descriptor); }, this)) {}

MetricsServer::~MetricsServer() = default;

void MetricsServer::accept(int descriptor) {
    serve(m_metrics, descriptor, this);
}

Status MetricsServer::listen(const QString& address, quint16 port) {
    if (m_server->listen(QHostAddress(address), port))
        return Status::ok();
    return listenFailure(QStringLiteral("metrics."), address, port, *m_server);
}

quint16 MetricsServer::port() const {
    return m_server->serverPort();
}

} // namespace proto::base
