#include "tests/unit/desk/page_client.h"

#include "proto/base/uuid7.h"

#include <QNetworkRequest>
#include <QTest>

#include <algorithm>
#include <google/protobuf/util/json_util.h>

namespace tests {

using namespace antesala::v1;

PageClient::PageClient(quint16 port, const QByteArray& cookie) {
    QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [this](const QString& text) {
        ServerMessage message;
        const QByteArray json = text.toUtf8();
        const auto parsed = google::protobuf::util::JsonStringToMessage(
            {json.constData(), static_cast<std::size_t>(json.size())}, &message);
        if (!parsed.ok())
            qWarning("not a ServerMessage: %s", json.constData());
        messages.push_back(message);
    });
    QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port)));
    request.setRawHeader("Origin", "http://127.0.0.1:" + QByteArray::number(port));
    request.setRawHeader("Cookie", cookie.mid(cookie.indexOf(' ') + 1));
    socket.open(request);
}

bool PageClient::waitWelcome() {
    return waitFor([](const ServerMessage& message) { return message.has_welcome(); });
}

DeskAnswer PageClient::ask(ClientMessage request) {
    if (request.request_id().empty())
        request.set_request_id(proto::base::newUuid7().toStdString());
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(request, &json).ok())
        return {};
    const std::size_t before = messages.size();
    socket.sendTextMessage(QString::fromStdString(json));
    DeskAnswer answer;
    (void)QTest::qWaitFor(
        [&] {
            const auto found = std::find_if(
                messages.begin() + static_cast<std::ptrdiff_t>(before), messages.end(),
                [&](const ServerMessage& message) { return message.answer().request_id() == request.request_id(); });
            if (found != messages.end())
                answer = found->answer();
            return found != messages.end();
        },
        8000);
    return answer;
}

bool PageClient::waitFor(const std::function<bool(const ServerMessage&)>& matches, int ms) {
    return QTest::qWaitFor([&] { return std::any_of(messages.begin(), messages.end(), matches); }, ms);
}

bool PageClient::waitClosed(int ms) {
    return QTest::qWaitFor([this] { return socket.state() == QAbstractSocket::UnconnectedState; }, ms);
}

} // namespace tests
