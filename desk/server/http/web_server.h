// The HTTP and WebSocket server: Boost.Beast on a thread of its own. Serves the static pages itself; requests below
// /api/ and everything of the WebSocket /ws go to a WebHandler in the main loop. Public methods: main loop.
#pragma once

#include "desk/server/http/web_handler.h"
#include "desk/server/http/web_options.h"
#include "proto/base/status.h"

#include <QByteArray>

#include <memory>

class QObject;

namespace desk::server {

struct WebCore;

class WebServer {
public:
    // `context`: an object of the main loop's thread that lives as long as `handler`, for the queued calls.
    WebServer(WebOptions options, WebHandler& handler, QObject* context);
    ~WebServer(); // closes every connection; no call reaches the handler afterwards

    // "desk.http_port 8080 on 127.0.0.1 is taken: another desk runs, or set desk.http_port"
    proto::base::Status listen();
    quint16 port() const;

    // One text message to a page; harmless when it has gone. A page with more than pageQueueBytes of news, or more than
    // pageAnswerBytes of answers waiting is dropped.
    void send(PageId page, const QByteArray& text, PageMessage kind = PageMessage::News);
    // Closes with a WebSocket code (RFC 6455 §7.4): 1001 going away, 4401 signed out.
    void closePage(PageId page, quint16 code, const QByteArray& reason);

    WebFigures figures() const;

private:
    std::shared_ptr<WebCore> m_core;
};

} // namespace desk::server
