// One WebSocket. Reads a message, gives it to the main loop, and reads the next when that has returned; sends from a
// bounded queue; pings, and gives up a silent peer. send() and close() from any thread, the rest in the web thread.
#pragma once

#include "desk/server/http/web_core.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <memory>

namespace desk::server {

class PageConnection : public std::enable_shared_from_this<PageConnection> {
public:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;

    PageConnection(boost::beast::tcp_stream stream, WebCore& core, PageId id);
    ~PageConnection();
    void accept(Request request);

    void send(const QByteArray& text, PageMessage kind);
    void close(quint16 code, const QByteArray& reason);

private:
    void onAccepted(const boost::beast::error_code& failure);
    void readNext();
    void onRead(const boost::beast::error_code& failure);
    static void resume(WebCore& core, PageId id);
    struct Outgoing {
        QByteArray text;
        PageMessage kind;
    };
    void queue(const Outgoing& message);
    std::atomic<std::size_t>& waiting(PageMessage kind) {
        return kind == PageMessage::Answer ? m_waitingAnswers : m_waitingNews;
    }
    void writeNext();
    void startClose(quint16 code, const QByteArray& reason);
    void drop();

    WebCore& m_core;
    const PageId m_id;
    boost::beast::websocket::stream<boost::beast::tcp_stream> m_socket;
    boost::beast::flat_buffer m_buffer;
    Request m_request;
    std::deque<Outgoing> m_outgoing;
    std::atomic<std::size_t> m_waitingNews = 0; // bytes, as
    std::atomic<std::size_t> m_waitingAnswers = 0;
    std::atomic<bool> m_dropping = false;
    bool m_writing = false;
    bool m_closing = false;
};

} // namespace desk::server
