// The real server before real sockets: what clients that are wrong, slow or hostile get.
#include "desk/server/http/web_server.h"
#include "tests/unit/desk/http_client.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace desk::server;
using tests::HttpClient;
using tests::HttpReply;

namespace {

// Answers at once, remembers pages.
class ScriptedHandler : public WebHandler {
public:
    void onRequest(const WebRequest& request, Respond respond) override {
        lastRequest = request;
        if (request.path == "/api/never") {
            kept = std::move(respond);
            return;
        }
        respond({200, "text/plain", request.path == "/api/large" ? QByteArray(8 << 20, 'x') : request.body, {}});
    }
    std::optional<WebResponse> onPageAsks(PageId, const WebRequest& request) override {
        if (request.cookie == "good")
            return std::nullopt;
        return WebResponse{401, "text/plain", "sign in", {}};
    }
    void onPageOpened(PageId page) override { open = page; }
    void onPageMessage(PageId, const QByteArray& text) override { messages << text; }
    void onPageClosed(PageId page) override { closed << page; }

    WebRequest lastRequest;
    Respond kept;
    PageId open = 0;
    QByteArrayList messages;
    QList<PageId> closed;
};

} // namespace

class WebServerTest : public QObject {
    Q_OBJECT

    struct Running {
        explicit Running(WebOptions options = {}) : server(with(options), handler, &context) {
            QVERIFY(server.listen());
        }
        static WebOptions with(WebOptions options) {
            options.port = 0;
            options.webRoot = QStringLiteral("/nowhere");
            return options;
        }
        quint16 port() const { return server.port(); }
        QNetworkRequest pageRequest(const QByteArray& origin = {}) const {
            QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port())));
            request.setRawHeader("Cookie", "antesala_session=good");
            if (!origin.isEmpty())
                request.setRawHeader("Origin", origin);
            return request;
        }
        QByteArray ownOrigin() const { return "http://127.0.0.1:" + QByteArray::number(port()); }

        QObject context;
        ScriptedHandler handler;
        WebServer server;
    };

    static QByteArray upgrade(const QByteArray& headers) {
        return "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
               headers + "\r\n";
    }

private Q_SLOTS:
    void requestsOfOneConnectionAreAnsweredInOrder() {
        Running desk;
        HttpClient client(desk.port());
        client.send("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\none"
                    "POST /api/x?q=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\ntwo");
        QCOMPARE(client.read().body, QByteArray("one"));
        QCOMPARE(client.read().body, QByteArray("two"));
        QCOMPARE(desk.handler.lastRequest.path, QByteArray("/api/x"));
        QCOMPARE(desk.handler.lastRequest.address, QByteArray("127.0.0.1"));
    }

    void aProxySaysWhoTheClientIs() {
        WebOptions options;
        options.behindProxy = true;
        Running desk(options);
        tests::request(desk.port(), "GET", "/api/x", {"X-Forwarded-For: 6.6.6.6, 10.1.2.3"});
        QCOMPARE(desk.handler.lastRequest.address, QByteArray("10.1.2.3"));
        Running direct;
        tests::request(direct.port(), "GET", "/api/x", {"X-Forwarded-For: 10.1.2.3"});
        QCOMPARE(direct.handler.lastRequest.address, QByteArray("127.0.0.1"));
    }

    void badInput_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("not HTTP") << QByteArray("\x16\x03\x01 TLS hello\r\n\r\n") << 400;
        QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("two Hosts") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nHost: 127.0.0.1\r\n\r\n") << 400;
        QTest::newRow("absolute form") << QByteArray("GET http://a/ HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400;
        QTest::newRow("two lengths") << QByteArray("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                                                   "Content-Length: 2\r\n\r\nab")
                                     << 400;
        QTest::newRow("length and chunks")
            << QByteArray("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            << 400;
        QTest::newRow("header of 20 KiB")
            << "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + QByteArray(20 << 10, 'x') + "\r\n\r\n"
            << 431;
        QTest::newRow("body of 2 MiB") << "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2097152\r\n\r\n" +
                                              QByteArray(1 << 10, 'x')
                                       << 413;
        QTest::newRow("endless chunks")
            << "POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
               "200000\r\n" +
                   QByteArray(0x200000, 'x')
            << 413;
        QTest::newRow("POST to a page")
            << QByteArray("POST /index.html HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n") << 405;
        QTest::newRow("page without upgrade") << QByteArray("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400;
        QTest::newRow("traversal") << QByteArray("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n") << 404;
        QTest::newRow("foreign origin") << QByteArray(
                                               "POST /api/x HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.test\r\n"
                                               "Content-Length: 0\r\n\r\n")
                                        << 403;
    }
    void badInput() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        Running desk;
        HttpClient client(desk.port());
        client.send(bytes);
        const HttpReply reply = client.read();
        QCOMPARE(reply.status, status);
        QVERIFY(reply.headers.contains("content-security-policy"));
        QCOMPARE(reply.headers.value("x-content-type-options"), QByteArray("nosniff"));
        // The server is well afterwards.
        QCOMPARE(tests::request(desk.port(), "GET", "/api/x").status, 200);
    }

    void aSlowRequestIsGivenUp() {
        WebOptions options;
        options.requestTimeout = std::chrono::seconds(1);
        Running desk(options);
        HttpClient client(desk.port());
        client.send("GET /api/x HTTP/1.1\r\nHost:");
        QVERIFY(client.waitClosed(4000));
        QTRY_COMPARE(desk.server.figures().connections, std::size_t{0});
    }

    void aClientThatDoesNotReadIsGivenUp() {
        WebOptions options;
        options.requestTimeout = std::chrono::seconds(1);
        options.slowestBytesPerSecond = 64 << 20;
        Running desk(options);
        HttpClient client(desk.port());
        client.socket().setReadBufferSize(1);
        client.send("GET /api/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QTRY_COMPARE(desk.server.figures().requests, std::uint64_t{1});
        QTRY_COMPARE(desk.server.figures().connections, std::size_t{0});
        QVERIFY(client.socket().state() == QAbstractSocket::ConnectedState || client.socket().bytesAvailable() > 0);
    }

    void connectionsAreBounded() {
        WebOptions options;
        options.maxConnections = 3;
        Running desk(options);
        std::vector<std::unique_ptr<HttpClient>> clients;
        for (int i = 0; i < 3; ++i)
            clients.push_back(std::make_unique<HttpClient>(desk.port()));
        QTRY_COMPARE(desk.server.figures().connections, std::size_t{3});
        HttpClient late(desk.port());
        QCOMPARE(late.read().status, 503);
        QVERIFY(late.waitClosed());
        QCOMPARE(desk.server.figures().refusedConnections, std::uint64_t{1});
        clients.clear();
        QTRY_COMPARE(desk.server.figures().connections, std::size_t{0});
        QCOMPARE(tests::request(desk.port(), "GET", "/api/x").status, 200);
    }

    void anAnswerThatComesTooLateIsHarmless() {
        auto desk = std::make_unique<Running>();
        {
            HttpClient client(desk->port());
            client.send("GET /api/never HTTP/1.1\r\nHost: localhost\r\n\r\n");
            QTRY_VERIFY(desk->handler.kept);
        }
        desk->handler.kept({200, "text/plain", "late", {}});
        QTRY_COMPARE(desk->server.figures().connections, std::size_t{0});
        HttpClient client(desk->port());
        client.send("GET /api/never HTTP/1.1\r\nHost: localhost\r\n\r\n");
        desk->handler.kept = {};
        QTRY_VERIFY(desk->handler.kept);
        const auto kept = desk->handler.kept;
        desk.reset();
        kept({200, "text/plain", "after the end", {}});
    }

    void portTakenIsSaid() {
        Running first;
        WebOptions options;
        options.port = first.port();
        ScriptedHandler handler;
        QObject context;
        WebServer second(options, handler, &context);
        const auto refused = second.listen();
        QVERIFY(!refused);
        QVERIFY2(refused.message().contains("is taken") && refused.message().contains("desk.http_port"),
                 qPrintable(refused.message()));
    }

    void upgradesAreChecked_data() {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("own origin") << QByteArray("Cookie: antesala_session=good\r\nOrigin: http://localhost\r\n")
                                    << 101;
        QTest::newRow("no browser") << QByteArray("Cookie: antesala_session=good\r\n") << 101;
        QTest::newRow("foreign origin") << QByteArray("Cookie: antesala_session=good\r\nOrigin: http://evil.test\r\n")
                                        << 403;
        QTest::newRow("sandboxed frame") << QByteArray("Cookie: antesala_session=good\r\nOrigin: null\r\n") << 403;
        QTest::newRow("no cookie") << QByteArray("Origin: http://localhost\r\n") << 401;
        QTest::newRow("wrong cookie") << QByteArray("Cookie: antesala_session=bad\r\n") << 401;
    }
    void upgradesAreChecked() {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        Running desk;
        HttpClient client(desk.port());
        client.send(upgrade(headers));
        QCOMPARE(client.read().status, status);
    }

    void pagesSpeakBothWays() {
        Running desk;
        QWebSocket page;
        QSignalSpy received(&page, &QWebSocket::textMessageReceived);
        page.open(desk.pageRequest(desk.ownOrigin()));
        QTRY_VERIFY(desk.handler.open != 0);
        page.sendTextMessage(QStringLiteral("one"));
        page.sendTextMessage(QStringLiteral("two"));
        QTRY_COMPARE(desk.handler.messages, (QByteArrayList{"one", "two"}));
        desk.server.send(desk.handler.open, "{\"x\":1}");
        QTRY_COMPARE(received.size(), 1);
        QCOMPARE(received[0][0].toString(), QStringLiteral("{\"x\":1}"));
        page.close();
        QTRY_COMPARE(desk.handler.closed, QList<PageId>{desk.handler.open});
        desk.server.send(desk.handler.open, "to nobody");
    }

    void aPageIsClosedWithItsReason() {
        Running desk;
        QWebSocket page;
        QSignalSpy gone(&page, &QWebSocket::disconnected);
        page.open(desk.pageRequest());
        QTRY_VERIFY(desk.handler.open != 0);
        desk.server.closePage(desk.handler.open, 4401, "signed out");
        QTRY_COMPARE(gone.size(), 1);
        QCOMPARE(static_cast<int>(page.closeCode()), 4401);
        QTRY_COMPARE(desk.handler.closed.size(), 1);
    }

    void oversizeAndBinaryMessagesEndThePage() {
        Running desk;
        QWebSocket large;
        large.open(desk.pageRequest());
        QTRY_VERIFY(desk.handler.open != 0);
        large.sendTextMessage(QString(3 << 20, u'x'));
        QTRY_COMPARE(desk.handler.closed.size(), 1);
        QWebSocket binary;
        QSignalSpy gone(&binary, &QWebSocket::disconnected);
        binary.open(desk.pageRequest());
        QTRY_COMPARE(binary.state(), QAbstractSocket::ConnectedState);
        binary.sendBinaryMessage("\x01\x02");
        QTRY_COMPARE(gone.size(), 1);
        QCOMPARE(binary.closeCode(), QWebSocketProtocol::CloseCodeDatatypeNotSupported);
        QVERIFY(desk.handler.messages.isEmpty());
    }

    void aPageThatDoesNotReadIsDroppedInBoundedMemory() {
        WebOptions options;
        options.pageQueueBytes = 64 << 10;
        Running desk(options);
        HttpClient page(desk.port());
        page.socket().setReadBufferSize(1);
        page.send(upgrade("Cookie: antesala_session=good\r\n"));
        QTRY_VERIFY(desk.handler.open != 0);
        // Kernel buffers take some MiB before the queue fills.
        const QByteArray message(100 << 10, 'x');
        for (int sent = 0; sent < 1000 && desk.server.figures().droppedPages == 0; ++sent) {
            desk.server.send(desk.handler.open, message);
            QCoreApplication::processEvents();
        }
        QCOMPARE(desk.server.figures().droppedPages, std::uint64_t{1});
        QTRY_COMPARE(desk.handler.closed.size(), 1);
        QTRY_COMPARE(desk.server.figures().pages, std::size_t{0});
    }

    void aPageThatAnswersNoPingIsGone() {
        WebOptions options;
        options.pageTimeout = std::chrono::seconds(2);
        Running desk(options);
        HttpClient silent(desk.port());
        silent.send(upgrade("Cookie: antesala_session=good\r\n"));
        QTRY_VERIFY(desk.handler.open != 0);
        QWebSocket alive; // Qt answers pings
        alive.open(desk.pageRequest());
        QTRY_COMPARE(alive.state(), QAbstractSocket::ConnectedState);
        QTRY_COMPARE_WITH_TIMEOUT(desk.handler.closed.size(), 1, 6000);
        QCOMPARE(alive.state(), QAbstractSocket::ConnectedState);
    }
};

QTEST_GUILESS_MAIN(WebServerTest)
#include "web_server_test.moc"
