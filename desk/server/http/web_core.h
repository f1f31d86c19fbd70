// What the connections of the web thread share. Include only where Beast is used: it is heavy.
#pragma once

#include "desk/server/http/static_files.h"
#include "desk/server/http/web_handler.h"
#include "desk/server/http/web_options.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <QObject>
#include <QPointer>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

namespace desk::server {

class HttpConnection;
class PageConnection;

struct WebCore : std::enable_shared_from_this<WebCore> {
    WebCore(WebOptions given, WebHandler& toCall, QObject* loop)
        : options(std::move(given))
        , handler(toCall)
        , context(loop)
        , files(options.webRoot) {}

    // Queues `call` in the main loop. Nothing happens when the server is being stopped.
    template <typename Call>
    void inMainLoop(Call call) {
        QMetaObject::invokeMethod(
            context,
            [core = weak_from_this(), call = std::move(call)]() mutable {
                if (const auto alive = core.lock(); alive && !alive->stopped)
                    call(alive->handler);
            },
            Qt::QueuedConnection);
    }
    // Queues `call` in the web thread.
    template <typename Call>
    void inWebThread(Call call) {
        boost::asio::post(io, std::move(call));
    }

    std::shared_ptr<PageConnection> page(PageId id) {
        const std::lock_guard lock(pagesMutex);
        const auto found = pages.find(id);
        return found == pages.end() ? nullptr : found->second.lock();
    }

    const WebOptions options;
    WebHandler& handler;
    QObject* const context;
    std::atomic<bool> stopped = false; // main loop only writes
    std::atomic<std::size_t> connections = 0;
    std::atomic<std::size_t> openPages = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> refusedConnections = 0;
    std::atomic<std::uint64_t> droppedPages = 0;
    std::atomic<PageId> lastPage = 0;

    // Connections hold plain references to this: they live in what follows, which goes first.
    boost::asio::io_context io{1};
    boost::asio::ip::tcp::acceptor acceptor{io};
    StaticFiles files; // web thread
    std::mutex pagesMutex;
    std::unordered_map<PageId, std::weak_ptr<PageConnection>> pages;
    // Those whose turn it is in the main loop; nothing else keeps them alive meanwhile. Web thread.
    std::unordered_set<std::shared_ptr<HttpConnection>> waiting;
    std::unordered_set<std::shared_ptr<PageConnection>> waitingPages;
    std::thread thread;
};

} // namespace desk::server
