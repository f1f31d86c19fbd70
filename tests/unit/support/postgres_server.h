// A private PostgreSQL 15: own data folder, free port of 127.0.0.1, passwords asked. Needs a QCoreApplication.
#pragma once

#include "tests/unit/support/server_process.h"

namespace tests {

class PostgresServer {
public:
    PostgresServer();

    bool start(); // makes the data folder the first time; also again after kill(), on the same port
    void kill() { m_server.kill(); }
    void freeze() { m_server.freeze(); }
    void thaw() { m_server.thaw(); }
    // For Store: the superuser, who may do everything, or with a wrong password.
    QString url(const QString& password = QStringLiteral("secret")) const;
    // Runs SQL as the superuser; what psql prints, unaligned and without headers.
    QByteArray sql(const QByteArray& statements);
    quint16 port() const { return m_port; }
    QByteArray output() const { return m_server.output(); }

private:
    bool initialise();
    bool isReady();
    QString data() const { return m_server.folder() + QStringLiteral("/data"); }

    quint16 m_port;
    bool m_initialised = false;
    ServerProcess m_server;
};

} // namespace tests
