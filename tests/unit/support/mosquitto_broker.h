// A private mosquitto: anonymous, nothing kept on disk, free port. Needs a QCoreApplication (QTEST_GUILESS_MAIN).
#pragma once

#include "tests/unit/support/server_process.h"

namespace tests {

class MosquittoBroker {
public:
    // `settings`: further lines of mosquitto.conf.
    explicit MosquittoBroker(QByteArray settings = {});

    bool start(); // also again after kill(), on the same port
    void kill() { m_server.kill(); }
    void hangUp() { m_server.hangUp(); } // it reads its settings again
    void freeze() { m_server.freeze(); }
    void thaw() { m_server.thaw(); }
    quint16 port() const { return m_port; }
    QByteArray output() const { return m_server.output(); }

private:
    QByteArray m_settings;
    quint16 m_port;
    ServerProcess m_server;
};

} // namespace tests
