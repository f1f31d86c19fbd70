#include "desk/server/http/web_server.h"

#include "desk/server/http/http_connection.h"
#include "desk/server/http/page_connection.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

namespace desk::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using proto::base::Status;

namespace {

void accept(WebCore& core);

void onAccepted(WebCore& core, const error_code& failure, tcp::socket socket) {
    if (failure == asio::error::operation_aborted)
        return;
    if (failure) {
        // Out of file descriptors, most likely: wait for one instead of asking at once again.
        const auto pause = std::make_shared<asio::steady_timer>(core.io, std::chrono::milliseconds(200));
        pause->async_wait([&core, pause](const error_code&) { accept(core); });
        return;
    }
    if (core.connections >= core.options.maxConnections) {
        ++core.refusedConnections;
        constexpr std::string_view full = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
                                          "Connection: close\r\n\r\n";
        error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(full), ignored);
    } else {
        std::make_shared<HttpConnection>(std::move(socket), core)->read();
    }
    accept(core);
}

void accept(WebCore& core) {
    core.acceptor.async_accept(
        [&core](const error_code& failure, tcp::socket socket) { onAccepted(core, failure, std::move(socket)); });
}

Status cannotListen(const WebOptions& options, const error_code& failure) {
    const QString where = QStringLiteral("desk.http_port %1 on %2").arg(options.port).arg(options.address);
    if (failure == asio::error::address_in_use)
        return Status::refused(where + QStringLiteral(" is taken: another desk runs, or set desk.http_port"));
    if (failure == boost::system::errc::address_not_available)
        return Status::refused(
            QStringLiteral("desk.http_address %1 is no address of this machine: set desk.http_address")
                .arg(options.address));
    return Status::refused(where + QStringLiteral(" cannot be opened: %1; set desk.http_address and desk.http_port")
                                       .arg(QString::fromStdString(failure.message())));
}

} // namespace

WebServer::WebServer(WebOptions options, WebHandler& handler, QObject* context)
    : m_core(std::make_shared<WebCore>(std::move(options), handler, context)) {}

WebServer::~WebServer() {
    m_core->stopped = true;
    m_core->io.stop();
    if (m_core->thread.joinable())
        m_core->thread.join();
}

Status WebServer::listen() {
    const WebOptions& options = m_core->options;
    error_code failure;
    const auto address = asio::ip::make_address(options.address.toStdString(), failure);
    const tcp::endpoint endpoint(address, options.port);
    tcp::acceptor& acceptor = m_core->acceptor;
    if (!failure)
        acceptor.open(endpoint.protocol(), failure);
    if (!failure)
        acceptor.set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure)
        acceptor.bind(endpoint, failure);
    if (!failure)
        acceptor.listen(asio::socket_base::max_listen_connections, failure);
    if (failure)
        return cannotListen(options, failure);
    accept(*m_core);
    m_core->thread = std::thread([core = m_core.get()] { core->io.run(); });
    return Status::ok();
}

quint16 WebServer::port() const {
    error_code closed;
    return m_core->acceptor.local_endpoint(closed).port();
}

void WebServer::send(PageId page, const QByteArray& text, PageMessage kind) {
    if (const auto connection = m_core->page(page))
        connection->send(text, kind);
}

void WebServer::closePage(PageId page, quint16 code, const QByteArray& reason) {
    if (const auto connection = m_core->page(page))
        connection->close(code, reason);
}

WebFigures WebServer::figures() const {
    return {m_core->connections, m_core->openPages, m_core->requests, m_core->refusedConnections, m_core->droppedPages};
}

} // namespace desk::server
