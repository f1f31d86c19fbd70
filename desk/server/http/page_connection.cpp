#include "desk/server/http/page_connection.h"

#include "desk/server/http/http_answer.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace desk::server {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

PageConnection::PageConnection(beast::tcp_stream stream, WebCore& core, PageId id)
    : m_core(core)
    , m_id(id)
    , m_socket(std::move(stream)) {
    ++m_core.openPages;
}

PageConnection::~PageConnection() {
    {
        const std::lock_guard lock(m_core.pagesMutex);
        m_core.pages.erase(m_id);
    }
    --m_core.openPages;
    --m_core.connections;
    m_core.inMainLoop([id = m_id](WebHandler& handler) { handler.onPageClosed(id); });
}

void PageConnection::accept(Request request) {
    m_request = std::move(request);
    // The WebSocket has its own time-outs: ping after half of pageTimeout, given up after the whole.
    beast::get_lowest_layer(m_socket).expires_never();
    m_socket.set_option(
        websocket::stream_base::timeout{m_core.options.requestTimeout, m_core.options.pageTimeout, true});
    m_socket.set_option(
        websocket::stream_base::decorator([secure = m_core.options.secure()](websocket::response_type& answer) {
            WebResponse fixed;
            addFixedHeaders(fixed, AnswerKind::Api, secure);
            for (const auto& [name, value] : fixed.headers)
                answer.set(name.toStdString(), value.toStdString());
        }));
    m_socket.read_message_max(WebOptions::pageMessageMaxBytes);
    m_socket.text(true);
    m_socket.async_accept(m_request,
                          [self = shared_from_this()](const beast::error_code& failure) { self->onAccepted(failure); });
}

void PageConnection::onAccepted(const beast::error_code& failure) {
    if (failure)
        return;
    m_request = {};
    m_core.inMainLoop([id = m_id](WebHandler& handler) { handler.onPageOpened(id); });
    readNext();
}

void PageConnection::readNext() {
    m_socket.async_read(m_buffer, [self = shared_from_this()](const beast::error_code& failure, std::size_t) {
        self->onRead(failure);
    });
}

void PageConnection::onRead(const beast::error_code& failure) {
    if (failure)
        return; // the peer closed, broke the protocol, or was silent too long: Beast has answered as RFC 6455 says
    if (!m_socket.got_text()) {
        startClose(websocket::close_code::unknown_data, "send text messages");
        return;
    }
    const QByteArray text(static_cast<const char*>(m_buffer.data().data()), static_cast<qsizetype>(m_buffer.size()));
    m_buffer.consume(m_buffer.size());
    m_core.waitingPages.insert(shared_from_this());
    m_core.inMainLoop([text, id = m_id, core = m_core.weak_from_this()](WebHandler& handler) {
        handler.onPageMessage(id, text);
        if (const auto alive = core.lock())
            alive->inWebThread([alive = alive.get(), id] { resume(*alive, id); });
    });
}

void PageConnection::resume(WebCore& core, PageId id) {
    const auto self = core.page(id);
    core.waitingPages.erase(self);
    if (self && !self->m_closing)
        self->readNext();
}

void PageConnection::send(const QByteArray& text, PageMessage kind) {
    // Counted where it is queued, so that the bound holds even while the web thread is busy. What the page asked for has
    // a bound of its own: a long conversation on its way over a slow line must not let the next news drop the page,
    // which would come back, ask for the same conversation, and be dropped again.
    const std::size_t most = kind == PageMessage::Answer ? WebOptions::pageAnswerBytes : m_core.options.pageQueueBytes;
    if (waiting(kind) > most) {
        if (!m_dropping.exchange(true)) {
            ++m_core.droppedPages;
            m_core.inWebThread([self = shared_from_this()] { self->drop(); });
        }
        return;
    }
    waiting(kind) += static_cast<std::size_t>(text.size());
    m_core.inWebThread([self = shared_from_this(), text, kind] { self->queue({text, kind}); });
}

void PageConnection::close(quint16 code, const QByteArray& reason) {
    m_core.inWebThread([self = shared_from_this(), code, reason] { self->startClose(code, reason); });
}

void PageConnection::queue(const Outgoing& message) {
    if (m_closing)
        return;
    m_outgoing.push_back(message);
    if (!m_writing)
        writeNext();
}

void PageConnection::writeNext() {
    if (m_outgoing.empty() || m_closing)
        return;
    m_writing = true;
    const QByteArray& text = m_outgoing.front().text;
    m_socket.async_write(boost::asio::buffer(text.constData(), static_cast<std::size_t>(text.size())),
                         [self = shared_from_this()](const beast::error_code& failure, std::size_t) {
                             const auto& [sent, kind] = self->m_outgoing.front();
                             self->waiting(kind) -= static_cast<std::size_t>(sent.size());
                             self->m_outgoing.pop_front();
                             self->m_writing = false;
                             if (!failure)
                                 self->writeNext();
                         });
}

void PageConnection::startClose(quint16 code, const QByteArray& reason) {
    if (m_closing)
        return;
    m_closing = true;
    const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                      std::string_view(reason.constData(), static_cast<std::size_t>(reason.size())));
    m_socket.async_close(why, [self = shared_from_this()](const beast::error_code&) {});
}

void PageConnection::drop() {
    m_closing = true;
    beast::get_lowest_layer(m_socket).close();
}

} // namespace desk::server
