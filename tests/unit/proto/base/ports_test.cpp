// The metrics' and the diagnostics' ports, as dialogues: what a client types and what it gets.
#include "proto/base/diagnostics_server.h"
#include "proto/base/metrics.h"

#include <QTcpSocket>
#include <QTest>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

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

    void otherMachinesAreKeptOut() {
        DiagnosticsServer server(QStringLiteral("mcan"));
        const Status refused = server.listen(QStringLiteral("0.0.0.0"), 0);
        QCOMPARE(refused.code(), StatusCode::Refused);
        QVERIFY(server.listen(QStringLiteral("0.0.0.0"), 0, true));
    }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "ports_test.moc"
