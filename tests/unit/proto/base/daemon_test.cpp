// The common start, seen from outside: a process, its output, its ports and its signals.
#include "proto/base/store.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace proto::base;

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
    static QStringList set(const QStringList& settings) {
        QStringList arguments;
        for (const QString& setting : settings)
            arguments << QStringLiteral("--set") << setting;
        return arguments;
    }
    QStringList anyPorts() const {
        return set({QStringLiteral("metrics.port=0"), QStringLiteral("diagnostics.port=0"),
                    QStringLiteral("store.url=sqlite:") + m_folder.filePath(QStringLiteral("store"))});
    }
    QTemporaryDir m_folder;
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
        QCOMPARE(ended.err,
                 QStringLiteral("acd: --set: log.level is \"loud\", but must be debug, info, warning or error\n"));
        const Ended failed = run(anyPorts() + QStringList{QStringLiteral("--fail"), QStringLiteral("no luck")});
        QCOMPARE(failed.exitCode, 1);
        QCOMPARE(failed.err, QStringLiteral("acd: no luck\n"));
        QCOMPARE(run(anyPorts() + QStringList{QStringLiteral("--check-config")}).exitCode, 0);
    }

    // What the check refuses does not start, and in the same words.
    void theCheckRefusesWhatCannotStart_data() {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* setting, const char* words) {
            QTest::newRow(setting) << QString::fromUtf8(setting) << QString::fromUtf8(words);
        };
        row("log.level=loud", "log.level is \"loud\", but must be debug, info, warning or error");
        row("store.url=mysql:x", "store.url must be sqlite:FOLDER or postgresql://");
        row("store.url=postgresql://u:geheim@db/one/two", "store.url must be sqlite:FOLDER or postgresql://");
        row("store.url=sqlite:/proc/nowhere", "/proc/nowhere");
        row("store.url=sqlite:/dev/null", "/dev/null");
        row("store.url=postgresql://u:p@127.0.0.1:1/d", "start PostgreSQL, or correct host and port in store.url");
        row("metrics.address=localhost", "metrics.address is \"localhost\", but must be an address of this machine");
        row("metrics.address=nonsense", "metrics.address is \"nonsense\", but must be an address of this machine");
        row("metrics.address=192.0.2.7",
            "metrics.address 192.0.2.7 is no address of this machine: set metrics.address");
        row("diagnostics.address=0.0.0.0", "diagnostics.address is \"0.0.0.0\", but must be a loopback address");
        row("site.name= demo", "site.name is \" demo\", but must be without blanks around it");
        row("site.name=", "site.name has 0 characters");
        row("node.name=ñññññññññññññññññññññññññññññññññññññññññññññññññ", "node.name is");
    }
    void theCheckRefusesWhatCannotStart() {
        QFETCH(QString, setting);
        QFETCH(QString, words);
        const QStringList arguments = anyPorts() + set({setting});
        const Ended checked = run(arguments + QStringList{QStringLiteral("--check-config")});
        QCOMPARE(checked.exitCode, 1);
        QVERIFY2(checked.err.contains(words), qPrintable(checked.err));
        QVERIFY2(!checked.err.contains(QLatin1String("taken")), qPrintable(checked.err));
        QVERIFY2(!checked.err.contains(QLatin1String("geheim")), qPrintable(checked.err));
        const Ended started = run(arguments);
        QCOMPARE(started.exitCode, 1);
        QVERIFY2(started.err.contains(words), qPrintable(started.err));
    }

    void theCheckSeesAStoreThatIsNewerDamagedOrWrittenByAnother() {
        const QString folder = m_folder.filePath(QStringLiteral("checked"));
        const QStringList arguments = anyPorts() + set({QStringLiteral("store.url=sqlite:") + folder}) +
                                      QStringList{QStringLiteral("--check-config")};
        QCOMPARE(run(arguments).exitCode, 0);
        QVERIFY(!QDir(folder).exists()); // it makes nothing
        const QString url = QStringLiteral("sqlite:") + folder;
        {
            Store store(QStringLiteral("host"), url);
            QVERIFY(store.open(StoreAccess::Writer, {{1, {}}, {2, {}}}));
            const Ended taken = run(arguments);
            QVERIFY2(taken.err.contains(QLatin1String("schema host at ")) &&
                         taken.err.contains(QLatin1String("has version 2, this program knows 1")),
                     qPrintable(taken.err));
        }
        QFile file(folder + QStringLiteral("/host.db"));
        QVERIFY(file.remove());
        {
            Store store(QStringLiteral("host"), url);
            QVERIFY(store.open(StoreAccess::Writer, {{1, {}}}));
            const Ended taken = run(arguments);
            QCOMPARE(taken.exitCode, 1);
            QVERIFY2(taken.err.contains(QLatin1String("is written by proto_base_daemon_test, process")),
                     qPrintable(taken.err));
        }
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(4096, 'x')) == 4096);
        file.close();
        QVERIFY2(run(arguments).err.contains(QLatin1String("host.db is damaged")), qPrintable(run(arguments).err));
    }

    // The usual moment: a running daemon's settings were changed, and it is to be restarted.
    void theCheckPassesBesideTheRunningDaemon() {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        const quint16 port = free.serverPort();
        const QStringList arguments = anyPorts() + set({QStringLiteral("diagnostics.port=%1").arg(port)});
        const QStringList checking = arguments + QStringList{QStringLiteral("--check-config")};
        QVERIFY(run(checking).err.contains(QLatin1String("is taken"))); // by another program
        free.close();
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST), arguments);
        QByteArray log;
        waitFor(process, log, "\"running\"");
        const Ended checked = run(checking);
        QVERIFY2(checked.exitCode == 0, qPrintable(checked.err));
        process.terminate();
        QVERIFY(process.waitForFinished(20000));
        // One port for two things is no running daemon.
        QVERIFY(run(arguments + set({QStringLiteral("metrics.port=%1").arg(port)}) +
                    QStringList{QStringLiteral("--check-config")})
                    .err.contains(QStringLiteral("metrics.port %1 on 127.0.0.1 is taken").arg(port)));
    }

    void aSettingThatIsWrongIsNotReadAgain() {
        QFile file(m_folder.filePath(QStringLiteral("loud.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[log]\nlevel = \"error\"\n") > 0);
        file.close();
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST),
                      anyPorts() + QStringList{QStringLiteral("--config"), file.fileName()});
        const auto reload = [&](const QByteArray& content) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) > 0);
            file.close();
            ::kill(static_cast<pid_t>(process.processId()), SIGHUP);
        };
        QVERIFY(process.waitForStarted());
        QByteArray log;
        // Until it listens to signals they would end it: the store's file tells that it has come so far.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder.filePath(QStringLiteral("store/host.db-wal"))), 20000);
        reload("[log]\nlevel = \"loud\"\n");
        waitFor(process, log, "log.level is \\\"loud\\\", but must be debug, info, warning or error");
        reload("[log]\nlevel = \"info\"\n");
        waitFor(process, log, "\"settings read again\"");
        process.terminate();
        QVERIFY(process.waitForFinished(20000));
    }

    void aSettingsFileWithPasswordsThatEverybodyCanReadIsNamed() {
        QFile file(m_folder.filePath(QStringLiteral("open.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[bus]\npassword = \"geheim\"\n") > 0);
        file.close();
        const QStringList arguments =
            anyPorts() + QStringList{QStringLiteral("--config"), file.fileName(), QStringLiteral("--check-config")};
        const QString words =
            QStringLiteral("%1 holds passwords (bus.password) and everybody on this machine can read it "
                           "(mode 0644): chmod 640 %1")
                .arg(file.fileName());
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
        const Ended open = run(arguments);
        QCOMPARE(open.exitCode, 0); // it would start
        QVERIFY2(open.err.contains(words), qPrintable(open.err));
        QVERIFY(!open.err.contains(QLatin1String("geheim")));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(run(arguments).err, QString());
    }

    // A database that is stopped keeps its thread waiting; the end does not.
    void theEndDoesNotWaitForEver() {
        QProcess process;
        process.start(QStringLiteral(DAEMON_HOST),
                      anyPorts() + QStringList{QStringLiteral("--hang"), QStringLiteral("600")});
        QByteArray log;
        waitFor(process, log, "\"running\"");
        process.terminate();
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("ended without waiting any longer"));
    }

    void aTakenPortIsNamedWithItsSetting() {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const Ended ended = run(anyPorts() + set({QStringLiteral("metrics.port=%1").arg(other.serverPort())}));
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
