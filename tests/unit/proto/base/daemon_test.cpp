// The common start, seen from outside: a process, its output, its ports and its signals.
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

class DaemonTest : public QObject {
    Q_OBJECT
private:
    struct Ended {
        int exitCode;
        QString out;
        QString err;
    };
    static Ended run(const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST), arguments);
        if (!process.waitForFinished(20000))
            return {-1, {}, QStringLiteral("did not end")};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    static QStringList anyPorts() {
        return {QStringLiteral("--set"), QStringLiteral("metrics.port=0"), QStringLiteral("--set"),
                QStringLiteral("diagnostics.port=0")};
    }
    static void waitFor(QProcess& process, QByteArray& log, const QByteArray& words) {
        QTRY_VERIFY_WITH_TIMEOUT((log += process.readAllStandardError()).contains(words), 20000);
    }

private Q_SLOTS:
    void printsVersionAndManual() {
        QCOMPARE(run({QStringLiteral("--version")}).out, QStringLiteral("acd " ANTESALA_VERSION "\n"));
        const Ended manual = run({QStringLiteral("--settings-manual")});
        QCOMPARE(manual.exitCode, 0);
        QVERIFY(manual.out.contains(QLatin1String("| `diagnostics.port` | a whole number | 1125 |")));
    }

    void aMistakeIsOneLineAndAnExitCode() {
        const Ended ended = run({QStringLiteral("--set"), QStringLiteral("log.level=loud")});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.err, QStringLiteral("acd: log.level is \"loud\", but must be debug, info, warning or error\n"));
        const Ended failed = run(anyPorts() + QStringList{QStringLiteral("--fail"), QStringLiteral("no luck")});
        QCOMPARE(failed.exitCode, 1);
        QCOMPARE(failed.err, QStringLiteral("acd: no luck\n"));
        QCOMPARE(run({QStringLiteral("--check-config")}).exitCode, 0);
    }

    void aTakenPortIsNamedWithItsSetting() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const Ended ended = run({QStringLiteral("--set"), QStringLiteral("diagnostics.port=0"), QStringLiteral("--set"),
                                 QStringLiteral("metrics.port=%1").arg(other.serverPort())});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.err,
                 QStringLiteral("acd: metrics.port %1 on 127.0.0.1 is taken: another acd runs, or set metrics.port\n")
                     .arg(other.serverPort()));
    }

    void signalsEndItCleanlyAndHangUpReads_data() {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }
    void signalsEndItCleanlyAndHangUpReads() {
        QFETCH(int, number);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("") == 0);
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST),
                      anyPorts() + QStringList{QStringLiteral("--config"), file.fileName()});
        QByteArray log;
        waitFor(process, log, "\"running\"");
        file.write("[site]\nname = \"other\"\n");
        file.close();
        ::kill(static_cast<pid_t>(process.processId()), SIGHUP);
        waitFor(process, log, "\"settings read again\",\"need_restart\":[\"site.name\"]");
        ::kill(static_cast<pid_t>(process.processId()), number);
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }

    void theLogIsOneJsonObjectALine() {
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST), anyPorts());
        QByteArray log;
        waitFor(process, log, "\"running\"");
        process.terminate();
        QVERIFY(process.waitForFinished(20000));
        const QByteArray line = log.left(log.indexOf('\n'));
        QVERIFY2(line.contains("\"level\":\"warning\",\"daemon\":\"acd\",\"where\":\"test\",\"what\":\"say "
                               "\\\"ñ\\\"\\n\",\"count\":3,\"on\":true,\"names\":[\"a\"]}"),
                 line.constData());
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY(QDateTime::fromString(object[QLatin1String("time")].toString(), Qt::ISODateWithMs).isValid());
    }
};

QTEST_GUILESS_MAIN(DaemonTest)
#include "daemon_test.moc"
