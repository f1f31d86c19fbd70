#include "tests/unit/support/mosquitto_broker.h"

namespace tests {

MosquittoBroker::MosquittoBroker(QByteArray settings)
    : m_settings(std::move(settings))
    , m_port(freePort())
    , m_server(QStringLiteral("mosquitto")) {}

bool MosquittoBroker::start() {
    const QByteArray config = "listener " + QByteArray::number(m_port) +
                              " 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n" + m_settings +
                              "\n";
    return m_server.writeFile(QStringLiteral("mosquitto.conf"), config) &&
           m_server.start(QStringLiteral("/usr/sbin/mosquitto"),
                          {QStringLiteral("-c"), m_server.folder() + QStringLiteral("/mosquitto.conf")}, m_port);
}

} // namespace tests
