// The metrics' and the diagnostics' ports, as dialogues: what a client types and what it gets.
#include "proto/base/diagnostics_lines.h"
#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"

#include <QRegularExpression>
#include <QTcpSocket>
#include <QTest>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace proto::base;

class PortsTest : public QObject {
    Q_OBJECT
private:
    // Sends, then collects until the server closes or `until` has come.
    static QByteArray talk(quint16 port, const QByteArray& request, const QByteArray& until = {}) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        socket.write(request);
        QByteArray got;
        const auto done = [&] {
            got += socket.readAll();
            const bool over = socket.state() == QAbstractSocket::UnconnectedState && !socket.bytesAvailable();
            return over || (!until.isEmpty() && got.contains(until));
        };
        return QTest::qWaitFor(done, 10000) ? got : "timed out: " + got;
    }
    // Ends its own half at once, as `nc -N` does at the end of its input, and reads to the end.
    static QByteArray talkHalfClosed(quint16 port, const QByteArray& request) {
        const int client = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            return "not connected";
        (void)!::write(client, request.constData(), static_cast<std::size_t>(request.size()));
        ::shutdown(client, SHUT_WR);
        ::fcntl(client, F_SETFL, O_NONBLOCK);
        QByteArray got;
        char part[4096];
        ssize_t size = -1;
        const auto over = [&] {
            while ((size = ::read(client, part, sizeof part)) > 0)
                got.append(part, size);
            return size == 0;
        };
        const bool ended = QTest::qWaitFor(over, 10000);
        ::close(client);
        return ended ? got : "timed out: " + got;
    }
    static void fill(DiagnosticsServer& server) {
        server.addGroup(QStringLiteral("sis"), [] {
            return DiagnosticsLine{QStringLiteral("sis"),
                                   {{QStringLiteral("ver"), QStringLiteral("0.1.0")},
                                    {QStringLiteral("inic"), QStringLiteral("20260131 120000")},
                                    {QStringLiteral("name"), QStringLiteral("it's\n")},
                                    {QStringLiteral("none"), QString()}}};
        });
        server.addGroup(QStringLiteral("mgt pubs"), [] {
            return DiagnosticsLine{QStringLiteral("mgt pubs"), {{QStringLiteral("conx"), QStringLiteral("1")}}};
        });
        server.addCommand(QStringLiteral("queue"), QStringLiteral("queue NAME"), [](const QStringList& words) {
            return QStringList{QStringLiteral("queue is ") + words.value(1)};
        });
    }

private Q_SLOTS:
    void metricsAreServedAsPrometheusReadsThem() {
        Metrics metrics;
        metrics.counter("acd_offer_total", "Offers", {{"queue", "soporte"}}).Increment(2);
        metrics.counter("acd_offer_total", "Offers", {{"queue", "soporte"}}).Increment();
        prometheus::Gauge& sampled = metrics.gauge("acd_waiting", "Waiting");
        metrics.sample([&sampled] { sampled.Set(7); });
        MetricsServer server(metrics);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        const QByteArray page = talk(server.port(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY2(page.startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"), page.constData());
        QVERIFY(page.contains("acd_offer_total{queue=\"soporte\"} 3\n"));
        QVERIFY(page.contains("acd_waiting 7\n"));
        QVERIFY(talk(server.port(), "GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404"));
        QVERIFY(talk(server.port(), "POST /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405"));
        QCOMPARE(talk(server.port(), QByteArray(9000, 'x')), QByteArray());
        QVERIFY(MetricsServer(metrics)
                    .listen(QStringLiteral("127.0.0.1"), server.port())
                    .message()
                    .contains(QLatin1String("is taken")));
    }

    void whoTypesNothingGetsTheBlockAndTheClose() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        fill(server);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        const QByteArray expected = QStringLiteral("mcan sis ver=0.1.0 inic='20260131 120000' name='it’s ' none=''\n"
                                                   "mcan mgt pubs conx=1\n")
                                        .toUtf8();
        QCOMPARE(talk(server.port(), {}), expected);
        QCOMPARE(server.block().toUtf8(), expected);
    }

    void commandsAreAnswered() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        fill(server);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        QVERIFY(talk(server.port(), "queue soporte\r\nquit\n").endsWith("\nqueue is soporte\n"));
        QVERIFY(talk(server.port(), "mgt pubs\nquit\n").endsWith("conx=1\nmcan mgt pubs conx=1\n"));
        QVERIFY(talk(server.port(), "nonsense\nquit\n").endsWith("nonsense is not known here: type help\n"));
        QVERIFY(talk(server.port(), "help\nquit\n").endsWith("help\nwatch SECONDS\nquit\nqueue NAME\nsis\nmgt pubs\n"));
        QVERIFY(talk(server.port(), "reload\nquit\n").endsWith("reload is not known here: type help\n"));
        server.setReload([] { return Status::invalid(QStringLiteral("line 3 is wrong")); });
        QVERIFY(talk(server.port(), "reload\nquit\n").endsWith("line 3 is wrong\n"));
    }

    void watchRepeats() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        int asked = 0;
        server.addGroup(QStringLiteral("n"), [&asked] {
            return DiagnosticsLine{QStringLiteral("n"), {{QStringLiteral("asked"), QString::number(++asked)}}};
        });
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        QVERIFY(talk(server.port(), "watch 1\n", "asked=4\n").contains("asked=4\n"));
        QVERIFY(talk(server.port(), "watch 0\nquit\n").contains("watch needs 1 to 3600 seconds\n"));
    }

    void aLineWithoutEndIsCutOff() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        fill(server);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        QVERIFY(!talk(server.port(), QByteArray(100000, 'x')).startsWith("timed out"));
    }

    void whoHasEndedTheirHalfIsAnswered() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        fill(server);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        const QByteArray block = server.block().toUtf8();
        QCOMPARE(talkHalfClosed(server.port(), {}), block);
        QCOMPARE(talkHalfClosed(server.port(), "queue soporte\nqueue ventas\n"),
                 block + "queue is soporte\nqueue is ventas\n");
        // The last line needs no end.
        QCOMPARE(talkHalfClosed(server.port(), "queue soporte"), block + "queue is soporte\n");
        QTRY_COMPARE(server.clients(), 0);
        Metrics metrics;
        metrics.counter("acd_offer_total", "Offers").Increment();
        MetricsServer page(metrics);
        QVERIFY(page.listen(QStringLiteral("127.0.0.1"), 0));
        QVERIFY(talkHalfClosed(page.port(), "GET /metrics HTTP/1.0\r\n\r\n").contains("acd_offer_total 1\n"));
        QCOMPARE(talkHalfClosed(page.port(), "GET /metrics"), QByteArray());
    }

    void aWatchGoesOnForWhoHasEndedTheirHalf() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        int asked = 0;
        server.addGroup(QStringLiteral("n"), [&asked] {
            return DiagnosticsLine{QStringLiteral("n"), {{QStringLiteral("asked"), QString::number(++asked)}}};
        });
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        const int client = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(::write(client, "watch 1\n", 8), ssize_t(8));
        ::shutdown(client, SHUT_WR);
        QTRY_VERIFY_WITH_TIMEOUT(asked >= 4, 10000);
        // One that is gone is noticed by what cannot be written.
        ::close(client);
        QTRY_COMPARE_WITH_TIMEOUT(server.clients(), 0, 10000);
    }

    void whoComesWhenAllPlacesAreTakenGetsTheBlockAndIsTold() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        fill(server);
        QVERIFY(server.listen(QStringLiteral("127.0.0.1"), 0));
        std::vector<std::unique_ptr<QTcpSocket>> watchers;
        for (int i = 0; i < DiagnosticsServer::clientLimit; ++i) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->connectToHost(QStringLiteral("127.0.0.1"), server.port());
            socket->write("watch 60\n");
            watchers.push_back(std::move(socket));
        }
        QTRY_COMPARE(server.clients(), DiagnosticsServer::clientLimit);
        const QByteArray told =
            QByteArray("mcan con clientes=32/32 aviso='32 clients are connected, as many as may be: "
                       "end a watch to type commands here'\n");
        QCOMPARE(talk(server.port(), "queue soporte\n"), server.block().toUtf8() + told);
        QCOMPARE(talkHalfClosed(server.port(), {}), server.block().toUtf8() + told);
        watchers.pop_back();
        QTRY_COMPARE_WITH_TIMEOUT(server.clients(), DiagnosticsServer::clientLimit - 1, 10000);
        QVERIFY(talk(server.port(), "queue soporte\nquit\n").endsWith("queue is soporte\n"));
    }

    // architecture.md: ver='…', uptime=SECONDS (14d 15h 31m 16s).
    void theSystemLinesAreWrittenAsTheirTableSays() {
        DiagnosticsServer server(QStringLiteral("acd"));
        const SystemLines lines(SystemClock::instance());
        lines.addSystem(server);
        lines.addUptime(server);
        const QRegularExpression table(QStringLiteral("^acd sis ver='\\S+' inic='\\d{8} \\d{6}' alarmas=\\d+ "
                                                      "ultAlar='\\d{8} \\d{6}'\n"
                                                      "acd tmp uptime=\\d+ \\(\\d+d \\d+h \\d+m \\d+s\\)\n$"));
        QVERIFY2(table.match(server.block()).hasMatch(), qPrintable(server.block()));
    }

    void otherMachinesAreKeptOut() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        const Status refused = server.listen(QStringLiteral("0.0.0.0"), 0);
        QCOMPARE(refused.code(), StatusCode::Refused);
        QVERIFY(server.listen(QStringLiteral("0.0.0.0"), 0, true));
    }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "ports_test.moc"
