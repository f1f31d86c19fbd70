// What Asterisk says: events, a line each, in any order, of any shape, to a connection that is surveyed. Callers choose some of
// what is in them. acd keeps no more calls than were entered.
#include "tests/fuzz/application.h"
#include "tests/fuzz/target.h"

#include "acd/asterisk/calls.h"
#include "tests/unit/acd/asterisk/recorded_calls.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <memory>
#include <utility>

namespace {

using namespace acd::asterisk;

// Asterisk: every request is answered at once, and nothing is in it.
class EmptyAsterisk {
public:
    EmptyAsterisk() : m_server(QStringLiteral("asterisk"), QWebSocketServer::NonSecureMode) {
        PROMISE(m_server.listen(QHostAddress::LocalHost));
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            QWebSocket* client = m_server.nextPendingConnection();
            QObject::connect(client, &QWebSocket::textMessageReceived, client, [client](const QString& text) {
                const QJsonObject asked = QJsonDocument::fromJson(text.toUtf8()).object();
                const bool lists = asked[QStringLiteral("method")] == QLatin1String("GET");
                const QJsonObject answer{{QStringLiteral("type"), QStringLiteral("RESTResponse")},
                                         {QStringLiteral("request_id"), asked[QStringLiteral("request_id")]},
                                         {QStringLiteral("status_code"), lists ? 200 : 204},
                                         {QStringLiteral("message_body"), lists ? QStringLiteral("[]") : QString()}};
                client->sendTextMessage(QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
            });
        });
    }
    quint16 port() const { return m_server.serverPort(); }

private:
    QWebSocketServer m_server;
};

struct House {
    QCoreApplication& application = tests::fuzz::application(); // before what needs it
    EmptyAsterisk asterisk;
    std::unique_ptr<AriClient> ari;

    House() {
        AriOptions options;
        options.port = asterisk.port();
        options.password = QStringLiteral("secret");
        ari = std::make_unique<AriClient>(options);
        ari->start();
        until([this] { return ari->isConnected(); });
    }
    template <typename Done>
    void until(Done done) {
        while (!done())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1000);
    }
};

} // namespace

FUZZ_TARGET(ari_event) {
    static auto* house = new House; // Qt's threads do not outlive main in good order
    tests::RecordedCalls listener;
    Calls calls(*house->ari, CallsOptions{});
    calls.setListener(&listener);
    Q_EMIT house->ari->connected();
    house->until([&] { return calls.isReady(); });
    int entered = 0;
    bool rung = false;
    for (const QByteArray& line : QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).split('\n')) {
        const QJsonDocument event = QJsonDocument::fromJson(line);
        if (!event.isObject())
            continue;
        entered += line.contains("StasisStart") ? 1 : 0;
        Q_EMIT house->ari->eventArrived(event.object());
        house->until([&] { return house->ari->figures().pending == 0; }); // the mark of a call that came
        if (!listener.interaction.isEmpty() && !std::exchange(rung, true))
            calls.ring(
                {7, listener.interaction, QStringLiteral("1001"), QStringLiteral("600"), QStringLiteral("Eva"), 30});
    }
    house->until(
        [&] { return house->ari->figures().pending == 0; }); // what was asked is answered while `calls` is there
    PROMISE(calls.count() <= entered);
}
