// A bot that means harm, in a real worker: it gets a PermissionError, and what it aimed at is as it was. What bots need in
// good faith goes on working inside the walls (proto/confinement).
#include "tests/unit/mcan/botpool/written_bots.h"

#include <QTcpServer>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

using namespace mcan::botpool;
using proto::base::SystemClock;

class BotConfinementTest : public QObject, private WrittenBots {
    Q_OBJECT

    QTemporaryDir m_mcan; // what is mcan's, beside what is the bot's
    proto::base::Metrics m_metrics;

    QString secret() const { return m_mcan.filePath(QStringLiteral("mcan.toml")); }

    // What the attempt came to, as the bot tells it.
    QString attempted(const QString& attempt) {
        QString body = attempt;
        body.replace(QStringLiteral("SECRET"), secret()).replace(QStringLiteral("OWN"), folder());
        body.replace(QLatin1Char('\n'), QStringLiteral("\n    "));
        body = QStringLiteral("import socket, fcntl, subprocess, threading\n"
                              "libc = ctypes.CDLL(None, use_errno=True)\n"
                              "def checked(result):\n"
                              "    if result < 0: raise OSError(ctypes.get_errno(), 'refused')\n"
                              "    return result\n"
                              "try:\n    ") +
               body +
               QStringLiteral("\nexcept OSError as refusal:\n    return Result.keep(type(refusal).__name__)\n"
                              "return Result.keep('done')");
        BotPool pool(options(), SystemClock::instance(), m_metrics);
        pool.setDirectory(site({bot(QStringLiteral("tries"), body.toUtf8().constData())}));
        const BotRuns runs = ask(pool, {QStringLiteral("tries")});
        return runs[0].outcome == BotOutcome::Decided
                   ? runs[0].detail
                   : botOutcomeName(runs[0].outcome) + QStringLiteral(": ") + runs[0].detail;
    }

private Q_SLOTS:
    void initTestCase() {
        QFile file(secret());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("password = 'secreto'\n");
        qputenv("ANTESALA_SECRET", "secreto");
        // As a careless library leaves them: not closed on exec.
        QVERIFY(::open(qPrintable(secret()), O_RDONLY) >= 0); // NOLINT(android-cloexec-open): that is the point
        QFile beside(folder() + QStringLiteral("/beside.py"));
        QVERIFY(beside.open(QIODevice::WriteOnly));
        beside.write("ANSWER = 42\n");
    }

    void itCannotReachOutOfItsWalls_data() {
        QTest::addColumn<QString>("attempt");
        const auto row = [](const char* name, const char* attempt) {
            QTest::newRow(name) << QString::fromUtf8(attempt);
        };
        row("kills mcan", "os.kill(os.getppid(), 9)");
        row("kills everybody", "os.kill(-1, 9)");
        row("kills its group", "os.kill(0, 9)");
        row("kills mcan by the system call", "checked(libc.syscall(62, os.getppid(), 9))");
        row("kills a thread of mcan", "checked(libc.syscall(200, os.getppid(), 9))");
        row("kills by a handle", "os.pidfd_open(os.getppid())");
        row("queues a signal", "checked(libc.syscall(129, os.getppid(), 9, None))");
        row("slows mcan down", "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)");
        row("binds mcan to a processor", "os.sched_setaffinity(os.getppid(), {0})");
        row("looks into mcan", "checked(libc.ptrace(16, os.getppid(), 0, 0))");
        row("reads mcan's memory", "checked(libc.syscall(310, os.getppid(), None, 0, None, 0, 0))");
        row("reads mcan's environment", "open(f'/proc/{os.getppid()}/environ').read()");
        row("reads its own environment as it was", "open('/proc/self/environ').read()");
        row("reads the passwords of the system", "open('/etc/shadow').read()");
        row("reads the people of the system", "open('/etc/passwd').read()");
        row("reads mcan's settings", "open('SECRET').read()");
        row("lists mcan's folder", "os.listdir('SECRET'[:-10])");
        row("reads by a link", "os.symlink('SECRET', 'OWN/link')");
        row("writes elsewhere", "open('/tmp/escaped', 'w')");
        row("writes beside itself", "open('OWN/escaped', 'w')");
        row("changes itself", "open('OWN/tries.py', 'a')");
        row("empties a file", "os.truncate('OWN/beside.py', 0)");
        row("removes a file", "os.unlink('OWN/beside.py')");
        row("renames a file", "os.rename('OWN/beside.py', 'OWN/before.py')");
        row("changes rights", "os.chmod('SECRET', 0o666)");
        row("gives files away", "os.chown('SECRET', 65534, 65534)");
        row("sets times", "os.utime('SECRET', (0, 0))");
        row("makes a folder", "os.mkdir('OWN/folder')");
        row("starts a program", "subprocess.run(['/bin/true'])");
        row("starts a shell", "os.posix_spawn('/bin/sh', ['sh', '-c', 'sleep 600 &'], {})");
        row("makes a child", "os.fork()");
        row("makes a child by the system call", "checked(libc.syscall(56, 17, None, None, None, None))");
        row("becomes another program", "os.execv('/bin/sleep', ['sleep', '600'])");
        row("leaves its group", "os.setpgid(0, 0)");
        row("begins a session", "os.setsid()");
        row("opens a connection", "socket.socket()");
        row("opens a local connection", "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)");
        row("mounts", "checked(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))");
        row("changes its root", "os.chroot('/')");
        row("becomes another user", "os.setuid(65534)");
    }

    void itCannotReachOutOfItsWalls() {
        QFETCH(const QString, attempt);
        QCOMPARE(attempted(attempt), QStringLiteral("PermissionError"));
        QFile file(secret());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("password = 'secreto'\n"));
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/escaped")));
    }

    // Ways that have no error of their own for it, or another.
    void itGetsNothingByAWayRound_data() {
        QTest::addColumn<QString>("attempt");
        const auto row = [](const char* name, const char* attempt) {
            QTest::newRow(name) << QString::fromUtf8(attempt);
        };
        row("outlives mcan", "checked(libc.prctl(1, 0, 0, 0, 0))");
        row("lets a descriptor signal mcan", "fcntl.fcntl(os.pipe()[0], 8, os.getppid())");
        row("a datagram to a name", "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', '/dev/log')");
        row("a ring of calls", "checked(libc.syscall(425, 1, None))");
        row("another user's space", "checked(libc.unshare(0x10000000))");
        row("the newer way to make a child", "checked(libc.syscall(435, None, 0))");
        row("changes rights by a newer call", "checked(libc.syscall(452, -100, b'SECRET', 0o666, 0))");
        row("another process's limits",
            "import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (3, 3))");
    }

    void itGetsNothingByAWayRound() {
        QFETCH(const QString, attempt);
        const QString told = attempted(attempt);
        QVERIFY2(told.endsWith(QStringLiteral("Error")), qPrintable(told));
    }

    void itIsGivenNothingOfMcans() {
        QCOMPARE(
            attempted(QStringLiteral("return Result.keep(str(sorted(set(os.environ) - {'TZ', 'LANG', 'LC_ALL'})))")),
            QStringLiteral("[]"));
        // Standard input leads nowhere, the others to mcan's log; the rest are the frames.
        QCOMPARE(attempted(QStringLiteral(
                     "def size(fd):\n    try: return os.fstat(fd).st_size\n    except OSError: return 0\n"
                     "return Result.keep(str([fd for fd in range(3, 128) if size(fd)]))")),
                 QStringLiteral("[]"));
    }

    void noConnectionComesOfIt() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QCOMPARE(attempted(QStringLiteral("socket.create_connection(('127.0.0.1', %1), 1)").arg(server.serverPort())),
                 QStringLiteral("PermissionError"));
        QVERIFY(!server.hasPendingConnections());
    }

    // A thread that would hold the worker back is gone with it: nothing lives on once the pool has let go.
    void nothingIsAliveAfterIt() {
        QString process;
        {
            BotPool pool(options(), SystemClock::instance(), m_metrics);
            pool.setDirectory(site({bot(QStringLiteral("stays"),
                                        "import threading, signal\n"
                                        "for number in (1, 2, 15): signal.signal(number, signal.SIG_IGN)\n"
                                        "threading.Thread(target=lambda: [time.sleep(1) for _ in range(600)]).start()\n"
                                        "return Result.keep(str(os.getpid()))")}));
            process = ask(pool, {QStringLiteral("stays")})[0].detail;
            QVERIFY(process.toInt() > 1);
        }
        QCOMPARE(::kill(process.toInt(), 0), -1);
        QCOMPARE(errno, ESRCH);
    }

    void whatBotsNeedWorksInside_data() {
        QTest::addColumn<QString>("use");
        const auto row = [](const char* name, const char* use) { QTest::newRow(name) << QString::fromUtf8(use); };
        row("a module beside it", "import beside\nassert beside.ANSWER == 42");
        row("a file beside it", "assert 'ANSWER' in open('OWN/beside.py').read()");
        row("coroutines", "import asyncio\nasync def wait(): await asyncio.sleep(0.01)\nasyncio.run(wait())");
        row("threads", "t = threading.Thread(target=time.sleep, args=(0.01,))\nt.start()\nt.join()");
        row("zones", "import datetime, zoneinfo\ndatetime.datetime.now(zoneinfo.ZoneInfo('Europe/Madrid'))");
        row("local time", "assert time.localtime().tm_year > 2000");
        row("chance", "import random, uuid\nrandom.random(), uuid.uuid4(), os.urandom(8)");
        row("the library", "import json, re, email, csv, decimal, hashlib, sqlite3, tomllib, unicodedata, ssl, zlib");
        row("a database in memory", "import sqlite3\nsqlite3.connect(':memory:').execute('create table t (a)')");
        row("itself by a signal", "import signal\nsignal.setitimer(signal.ITIMER_REAL, 5)\nsignal.alarm(0)");
    }

    void whatBotsNeedWorksInside() {
        QFETCH(const QString, use);
        QCOMPARE(attempted(use), QStringLiteral("done"));
    }
};

QTEST_GUILESS_MAIN(BotConfinementTest)
#include "bot_confinement_test.moc"
