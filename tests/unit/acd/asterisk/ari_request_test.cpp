// Requests as text: nothing a customer says becomes part of the command.
#include "acd/asterisk/ari_request.h"

#include <QJsonDocument>
#include <QTest>

using namespace acd::asterisk;

class AriRequestTest : public QObject {
    Q_OBJECT

    static QJsonObject parsed(const AriRequest& request) {
        return QJsonDocument::fromJson(request.frame(QStringLiteral("7"))).object();
    }

private Q_SLOTS:
    void isAMessageOfTheWebSocket() {
        const QJsonObject message =
            parsed(AriRequest::post({QStringLiteral("channels"), QStringLiteral("42"), QStringLiteral("answer")}));
        QCOMPARE(message[QStringLiteral("type")], QStringLiteral("RESTRequest"));
        QCOMPARE(message[QStringLiteral("request_id")], QStringLiteral("7"));
        QCOMPARE(message[QStringLiteral("method")], QStringLiteral("POST"));
        QCOMPARE(message[QStringLiteral("uri")], QStringLiteral("channels/42/answer"));
        QVERIFY(!message.contains(QStringLiteral("message_body")));
    }

    void aNameCannotAddAParameterOrALevel() {
        AriRequest request = AriRequest::post({QStringLiteral("channels"), QStringLiteral("a/../b?x=1")});
        request.with("callerId", QStringLiteral("\"Eve\" <1>&app=other#\r\nX: y"));
        const QString uri = parsed(request)[QStringLiteral("uri")].toString();
        QCOMPARE(uri.count(u'/'), 1);
        QCOMPARE(uri.count(u'?'), 1);
        QCOMPARE(uri.count(u'&'), 0);
        QVERIFY(!uri.contains(u'\r') && !uri.contains(u'\n') && !uri.contains(u'#'));
    }

    void aBodyIsJson() {
        AriRequest request = AriRequest::post({QStringLiteral("channels")});
        request.withBody({{QStringLiteral("variables"), QJsonObject{{QStringLiteral("A"), QStringLiteral("\"b\"")}}}});
        const QJsonObject message = parsed(request);
        QCOMPARE(message[QStringLiteral("content_type")], QStringLiteral("application/json"));
        const QByteArray body = message[QStringLiteral("message_body")].toString().toUtf8();
        QCOMPARE(QJsonDocument::fromJson(body)[QStringLiteral("variables")][QStringLiteral("A")],
                 QStringLiteral("\"b\""));
    }
};

QTEST_GUILESS_MAIN(AriRequestTest)
#include "ari_request_test.moc"
