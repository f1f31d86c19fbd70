#include "tests/unit/support/postgres_server.h"

#include <QDeadlineTimer>

namespace tests {

namespace {

const QString binaries = QStringLiteral("/usr/lib/postgresql/15/bin/");

} // namespace

PostgresServer::PostgresServer() : m_port(freePort()), m_server(QStringLiteral("postgres")) {}

bool PostgresServer::initialise() {
    m_initialised =
        m_initialised || (m_server.writeFile(QStringLiteral("password"), "secret\n") &&
                          m_server.run(binaries + QStringLiteral("initdb"),
                                       {QStringLiteral("-D"), data(), QStringLiteral("-U"), QStringLiteral("antesala"),
                                        QStringLiteral("-A"), QStringLiteral("scram-sha-256"), QStringLiteral("-N"),
                                        QStringLiteral("--no-locale"), QStringLiteral("-E"), QStringLiteral("UTF8"),
                                        QStringLiteral("--pwfile"), m_server.folder() + QStringLiteral("/password")}));
    return m_initialised;
}

bool PostgresServer::start() {
    // fsync off: the tests end processes, not the machine.
    return initialise() &&
           m_server.start(binaries + QStringLiteral("postgres"),
                          {QStringLiteral("-D"), data(), QStringLiteral("-p"), QString::number(m_port),
                           QStringLiteral("-k"), m_server.folder(), QStringLiteral("-c"),
                           QStringLiteral("listen_addresses=127.0.0.1"), QStringLiteral("-c"),
                           QStringLiteral("fsync=off"), QStringLiteral("-c"), QStringLiteral("max_connections=40"),
                           QStringLiteral("-c"), QStringLiteral("shared_buffers=16MB")},
                          m_port) &&
           isReady();
}

// The port answers before the server has recovered.
bool PostgresServer::isReady() {
    const QDeadlineTimer deadline(30000);
    while (!deadline.hasExpired()) {
        if (m_server.run(binaries + QStringLiteral("pg_isready"), {QStringLiteral("-qh"), QStringLiteral("127.0.0.1"),
                                                                   QStringLiteral("-p"), QString::number(m_port)}))
            return true;
    }
    return false;
}

QString PostgresServer::url(const QString& password) const {
    return QStringLiteral("postgresql://antesala:%1@127.0.0.1:%2/postgres").arg(password).arg(m_port);
}

QByteArray PostgresServer::sql(const QByteArray& statements) {
    m_server.run(binaries + QStringLiteral("psql"), {url(), QStringLiteral("-XAtq")}, statements);
    return m_server.lastOutput();
}

} // namespace tests
