#include "desk/server/http/http_connection.h"

#include "desk/server/http/cookie.h"
#include "desk/server/http/origin.h"
#include "desk/server/http/page_connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/span.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace desk::server {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

QByteArray bytes(beast::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

std::string_view standard(beast::string_view text) {
    return {text.data(), text.size()};
}

beast::string_view field(const QByteArray& text) {
    return {text.constData(), static_cast<std::size_t>(text.size())};
}

bool changesSomething(http::verb method) {
    return method != http::verb::get && method != http::verb::head;
}

} // namespace

HttpConnection::HttpConnection(boost::asio::ip::tcp::socket socket, WebCore& core)
    : m_core(core)
    , m_stream(std::move(socket)) {
    ++m_core.connections;
}

HttpConnection::~HttpConnection() {
    --m_core.connections;
}

void HttpConnection::read() {
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_core.options.headerMaxBytes));
    m_parser->body_limit(m_core.options.bodyMaxBytes);
    m_stream.expires_after(m_core.options.requestTimeout);
    http::async_read(
        m_stream, m_buffer, *m_parser,
        [self = shared_from_this()](const beast::error_code& failure, std::size_t) { self->onRead(failure); });
}

void HttpConnection::onRead(const beast::error_code& failure) {
    if (failure)
        return refuseUnreadable(failure);
    ++m_core.requests;
    m_keepAlive = m_parser->get().keep_alive();
    m_version = m_parser->get().version();
    m_headOnly = m_parser->get().method() == http::verb::head;
    dispatch(m_parser->release());
}

// The client's fault is told once, then the connection ends: what follows in it cannot be understood.
void HttpConnection::refuseUnreadable(const beast::error_code& failure) {
    if (failure == http::error::end_of_stream || failure == beast::error::timeout ||
        failure.category() != http::make_error_code(http::error::end_of_stream).category())
        return;
    m_keepAlive = false;
    m_headOnly = false;
    if (failure == http::error::header_limit)
        write(problem(431, "header_too_large", "Send less than 16 KiB of header."), AnswerKind::Api);
    else if (failure == http::error::body_limit)
        write(problem(413, "body_too_large", "Send a body of less than 1 MiB."), AnswerKind::Api);
    else
        write(problem(400, "not_http",
                      "This is not an HTTP/1.1 request: " + QByteArray::fromStdString(failure.message())),
              AnswerKind::Api);
}

void HttpConnection::dispatch(Request request) {
    const auto target = standard(request.target());
    const std::size_t mark = target.find('?');
    m_path = std::string(target.substr(0, mark));
    m_query = mark == target.npos ? std::string() : std::string(target.substr(mark + 1));
    if (!path().starts_with('/') || (m_version == 11 && request.count(http::field::host) != 1))
        return write(problem(400, "not_http", "Send a path that begins with / and one Host header."), AnswerKind::Api);
    if (!hostAllowed(standard(request[http::field::host]), standard(field(m_core.options.publicOrigin))))
        return write(
            problem(421, "foreign_host",
                    "Without desk.public_origin the desk answers only under the names of this machine itself, as "
                    "http://localhost: set desk.public_origin to the address people open."),
            AnswerKind::Api);
    const bool wantsPage = path() == "/ws";
    const std::string_view origin = standard(request[http::field::origin]);
    if ((wantsPage || changesSomething(request.method())) &&
        !originAllowed(origin, standard(request[http::field::host]), standard(field(m_core.options.publicOrigin))))
        return write(
            problem(403, "foreign_origin",
                    "This Origin may not use the desk: open the desk's own address, or set desk.public_origin."),
            AnswerKind::Api);
    if (wantsPage)
        return upgrade(std::move(request));
    if (path().starts_with("/api/"))
        return askMainLoop(plain(request));
    if (changesSomething(request.method()))
        return write(problem(405, "method_not_allowed", "Pages are read with GET."), AnswerKind::Api);
    write(m_core.files.answer(path(), standard(request[http::field::if_none_match]),
                              standard(request[http::field::accept_encoding])),
          answerKindOf(path()));
}

WebRequest HttpConnection::plain(const Request& request) const {
    WebRequest given;
    given.method = bytes(request.method_string());
    given.path = QByteArray::fromStdString(m_path);
    given.query = QByteArray::fromStdString(m_query);
    given.contentType = bytes(request[http::field::content_type]).split(';').first().trimmed().toLower();
    given.cookie = sessionCookie(standard(request[http::field::cookie]));
    given.browser = browserCookie(standard(request[http::field::cookie]));
    given.body = QByteArray::fromStdString(request.body());
    beast::error_code gone;
    given.address = QByteArray::fromStdString(m_stream.socket().remote_endpoint(gone).address().to_string());
    const QByteArray forwarded = bytes(request["X-Forwarded-For"]).split(',').last().trimmed();
    if (m_core.options.behindProxy && !forwarded.isEmpty())
        given.address = forwarded;
    return given;
}

void HttpConnection::askMainLoop(const WebRequest& request) {
    m_core.waiting.insert(shared_from_this());
    m_stream.expires_never();
    m_core.inMainLoop([request, weak = weak_from_this(), core = m_core.weak_from_this()](WebHandler& handler) {
        handler.onRequest(request, [weak, core](const WebResponse& response) {
            const auto alive = core.lock();
            if (!alive)
                return;
            alive->inWebThread([core = alive.get(), weak, response] {
                if (const auto self = weak.lock(); self && core->waiting.erase(self) == 1)
                    self->write(response, AnswerKind::Api);
            });
        });
    });
}

void HttpConnection::upgrade(Request request) {
    if (!beast::websocket::is_upgrade(request))
        return write(problem(400, "not_a_websocket", "/ws is a WebSocket: see desk.asyncapi.yaml."), AnswerKind::Api);
    m_core.waiting.insert(shared_from_this());
    m_stream.expires_never();
    const PageId id = ++m_core.lastPage;
    const WebRequest asked = plain(request);
    m_core.inMainLoop(
        [id, asked, request, weak = weak_from_this(), core = m_core.weak_from_this()](WebHandler& handler) {
            const auto refusal = handler.onPageAsks(id, asked);
            const auto alive = core.lock();
            if (!alive)
                return;
            alive->inWebThread([core = alive.get(), weak, id, request, refusal] {
                const auto self = weak.lock();
                if (!self || core->waiting.erase(self) == 0)
                    return;
                if (refusal)
                    return self->write(*refusal, AnswerKind::Api);
                ++core->connections; // the page's, in place of the one that ends with self
                const auto page = std::make_shared<PageConnection>(std::move(self->m_stream), *core, id);
                {
                    const std::lock_guard lock(core->pagesMutex);
                    core->pages.emplace(id, page);
                }
                page->accept(request);
            });
        });
}

void HttpConnection::write(WebResponse response, AnswerKind kind) {
    addFixedHeaders(response, kind, m_core.options.secure());
    if (m_headOnly || response.status == 304 || response.status == 204)
        return writeMessage<http::empty_body>(std::move(response), {});
    const QByteArray kept = response.body;
    const beast::span<const char> body(kept.constData(), static_cast<std::size_t>(kept.size()));
    writeMessage<http::span_body<const char>>(std::move(response), body);
}

template <typename Body>
void HttpConnection::writeMessage(WebResponse response, typename Body::value_type body) {
    const auto message =
        std::make_shared<http::response<Body>>(static_cast<http::status>(response.status), m_version, std::move(body));
    message->set(http::field::server, "Antesala");
    if (!response.contentType.isEmpty())
        message->set(http::field::content_type, field(response.contentType));
    for (const auto& [name, value] : response.headers)
        message->insert(field(name), field(value)); // there may be two Set-Cookie
    message->keep_alive(m_keepAlive);
    if (response.status != 304 && response.status != 204)
        message->content_length(static_cast<std::uint64_t>(response.body.size()));
    const auto slowest = static_cast<std::size_t>(response.body.size()) / m_core.options.slowestBytesPerSecond;
    m_stream.expires_after(m_core.options.requestTimeout + std::chrono::seconds(slowest));
    // The span points into response.body, which therefore lives as long as the write.
    http::async_write(m_stream, *message,
                      [self = shared_from_this(), message, response](const beast::error_code& failure, std::size_t) {
                          self->onWritten(failure, message->need_eof());
                      });
}

void HttpConnection::onWritten(const beast::error_code& failure, bool close) {
    if (failure)
        return;
    if (!close)
        return read();
    beast::error_code ignored;
    m_stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    m_stream.expires_after(std::chrono::seconds(2));
    linger(4 << 20);
}

// Closing over bytes not read would reset the connection, and the client would lose our answer (RFC 9112 §9.6).
void HttpConnection::linger(std::size_t atMost) {
    const auto rest = std::make_shared<std::array<char, 16384>>();
    m_stream.async_read_some(boost::asio::buffer(*rest), [self = shared_from_this(), rest,
                                                          atMost](const beast::error_code& failure, std::size_t size) {
        if (!failure && size < atMost)
            self->linger(atMost - size);
    });
}

} // namespace desk::server
