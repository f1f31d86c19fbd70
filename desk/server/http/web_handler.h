// The main loop's side of the web server. Every method is called in the main loop, by queued calls: at most one is
// under way for each connection, so that what waits is bounded by desk.max_connections.
#pragma once

#include "desk/server/http/web_request.h"

#include <functional>
#include <optional>

namespace desk::server {

class WebHandler {
public:
    // To be called exactly once, in the main loop, now or later. Harmless when the client has gone.
    using Respond = std::function<void(WebResponse response)>;

    virtual ~WebHandler() = default;
    // A request below /api/.
    virtual void onRequest(const WebRequest& request, Respond respond) = 0;
    // A WebSocket wants to open: nothing = let it in, or the refusal.
    virtual std::optional<WebResponse> onPageAsks(PageId page, const WebRequest& request) = 0;
    // After onPageAsks let it in, and only then: the handshake is done.
    virtual void onPageOpened(PageId page) = 0;
    // One text message. The next is read when this call has returned.
    virtual void onPageMessage(PageId page, const QByteArray& text) = 0;
    // Once for each page let in, whether or not its handshake was done.
    virtual void onPageClosed(PageId page) = 0;
};

} // namespace desk::server
