#include "tests/unit/support/server_process.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace tests {

namespace {

constexpr int patienceMs = 30000;

bool answers(quint16 port) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return socket.waitForConnected(500);
}

void signalAll(qint64 process, int number) {
    ::kill(static_cast<pid_t>(process), number);
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(process));
    if (!children.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> all = children.readAll().simplified().split(' ');
    for (const QByteArray& child : all)
        if (child.toLongLong() > 0)
            signalAll(child.toLongLong(), number);
}

} // namespace

quint16 freePort() {
    for (int tries = 0; tries < 1000; ++tries) {
        const auto port = static_cast<quint16>(QRandomGenerator::system()->bounded(24'000, 32'768));
        QTcpServer server;
        if (server.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

ServerProcess::ServerProcess(QString user) : m_user(std::move(user)) {
    if (::geteuid() != 0)
        return;
    const passwd* entry = ::getpwnam(m_user.toUtf8().constData());
    if (!entry || ::chown(QFile::encodeName(folder()).constData(), entry->pw_uid, entry->pw_gid) != 0)
        m_output = "no user " + m_user.toUtf8();
}

ServerProcess::~ServerProcess() {
    kill();
}

std::unique_ptr<QProcess> ServerProcess::prepared() {
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setWorkingDirectory(folder());
    const passwd* entry = ::geteuid() == 0 ? ::getpwnam(m_user.toUtf8().constData()) : nullptr;
    const uid_t user = entry ? entry->pw_uid : ::geteuid();
    const gid_t group = entry ? entry->pw_gid : ::getegid();
    // Between fork and exec: only what is safe there.
    process->setChildProcessModifier([user, group, isRoot = ::geteuid() == 0] {
        if (isRoot && (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::setsid(); // a group of its own, so that kill() reaches its children
    });
    return process;
}

bool ServerProcess::start(const QString& program, const QStringList& arguments, quint16 port) {
    const QDeadlineTimer deadline(patienceMs);
    m_port = port;
    while (!deadline.hasExpired()) {
        // Started again when it ends at once: after a kill -9 PostgreSQL waits for its orphans.
        if (!isRunning()) {
            m_process = prepared();
            m_process->setStandardOutputFile(folder() + QStringLiteral("/output"), QIODevice::Append);
            m_process->start(program, arguments);
            if (!m_process->waitForStarted())
                return false;
        }
        if (answers(port))
            return true;
        m_process->waitForFinished(20);
    }
    QFile log(folder() + QStringLiteral("/output"));
    if (log.open(QIODevice::ReadOnly))
        m_output += log.readAll();
    return false;
}

bool ServerProcess::run(const QString& program, const QStringList& arguments, const QByteArray& input) {
    const std::unique_ptr<QProcess> process = prepared();
    process->start(program, arguments);
    process->write(input);
    process->closeWriteChannel();
    const bool ended = process->waitForFinished(patienceMs);
    m_lastOutput = process->readAll();
    const bool succeeded = ended && process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0;
    if (!succeeded)
        m_output += m_lastOutput;
    return succeeded;
}

void ServerProcess::kill() {
    if (!isRunning())
        return;
    // With its children: Dovecot's hold the listening socket and would still take connections.
    ::kill(-static_cast<pid_t>(m_process->processId()), SIGKILL);
    m_process->waitForFinished(patienceMs);
    for (const QDeadlineTimer deadline(patienceMs); answers(m_port) && !deadline.hasExpired();)
        ::sched_yield();
}

bool ServerProcess::isRunning() const {
    return m_process && m_process->state() != QProcess::NotRunning;
}

void ServerProcess::hangUp() {
    ::kill(static_cast<pid_t>(m_process->processId()), SIGHUP);
}

// With its children: PostgreSQL serves each connection with one.
void ServerProcess::freeze() {
    signalAll(m_process->processId(), SIGSTOP);
}

void ServerProcess::thaw() {
    signalAll(m_process->processId(), SIGCONT);
}

bool ServerProcess::writeFile(const QString& name, const QByteArray& content) const {
    QFile file(folder() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    return true;
}

} // namespace tests
