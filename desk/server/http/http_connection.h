// One TCP connection while it speaks HTTP/1.1: read a request within limits, have it answered, again. Becomes a
// PageConnection when a WebSocket upgrade is let in. Web thread only.
#pragma once

#include "desk/server/http/http_answer.h"
#include "desk/server/http/web_core.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>

namespace desk::server {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;

    HttpConnection(boost::asio::ip::tcp::socket socket, WebCore& core);
    ~HttpConnection();
    void read();

private:
    void onRead(const boost::beast::error_code& failure);
    void refuseUnreadable(const boost::beast::error_code& failure);
    void dispatch(Request request);
    void upgrade(Request request);
    void askMainLoop(const WebRequest& request);
    void write(WebResponse response, AnswerKind kind);
    template <typename Body>
    void writeMessage(WebResponse response, typename Body::value_type body);
    void linger(std::size_t atMost);
    void onWritten(const boost::beast::error_code& failure, bool close);
    WebRequest plain(const Request& request) const;
    std::string_view path() const { return m_path; }

    WebCore& m_core;
    boost::beast::tcp_stream m_stream;
    boost::beast::flat_buffer m_buffer;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> m_parser;
    // Of the request being answered.
    std::string m_path;
    std::string m_query;
    bool m_headOnly = false;
    bool m_keepAlive = false;
    unsigned m_version = 11;
};

} // namespace desk::server
