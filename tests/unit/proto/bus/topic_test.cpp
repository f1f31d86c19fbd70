#include "proto/bus/topic.h"
#include "proto/bus/topic_filter.h"

#include <QRegularExpression>
#include <QTest>

using namespace proto::bus;

class TopicTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesAndReads() {
        const Topic topic{QStringLiteral("demo"),   QStringLiteral("acme"),  QStringLiteral("acd"),
                          QStringLiteral("one"),    QStringLiteral("agent"), QStringLiteral("ana"),
                          QStringLiteral("changed")};
        QCOMPARE(topic.text(), QStringLiteral("cc/v1/demo/acme/acd/one/agent/ana/changed"));
        QCOMPARE(Topic::parse(topic.text())->company, QStringLiteral("acme"));
        QCOMPARE(Topic::parse(topic.text())->node, QStringLiteral("one"));
        QCOMPARE(Topic::parse(topic.text())->id, QStringLiteral("ana"));
    }

    void whatALevelMayNotHoldIsEscapedAndComesBack_data() {
        QTest::addColumn<QString>("id");
        for (const char* id : {"ana.lopez", "a b", "a/b", "+", "#", "Ana", "100%", "ñandú", "a%2Fb"})
            QTest::newRow(id) << QString::fromUtf8(id);
    }
    void whatALevelMayNotHoldIsEscapedAndComesBack() {
        QFETCH(QString, id);
        const QString text = Topic{QStringLiteral("s"), noCompany, QStringLiteral("o"), QStringLiteral("d"),
                                   QStringLiteral("n"), id,        QStringLiteral("v")}
                                 .text();
        const QString level = text.section(u'/', 7, 7);
        QVERIFY2(QRegularExpression(QStringLiteral("^[a-z0-9_@%A-F-]+$")).match(level).hasMatch(), qPrintable(text));
        QCOMPARE(Topic::parse(text)->id, id);
    }

    void refusesWhatIsNoTopic() {
        for (const char* text :
             {"", "cc/v1/demo/-/acd/one/agent/ana", "cc/v2/demo/-/acd/one/agent/ana/changed",
              "cc/v1/demo/-//one/agent/ana/changed", "cc/v1/demo/acd/agent/ana/changed",
              "cc/v1/demo/-/acd/one/agent/ana/changed/more", "cc/v1/demo/-/%61cd/one/agent/ana/changed",
              "cc/v1/demo/-/acd/one/agent/a%/changed", "cc/v1/demo/-/acd/one/agent/Ana/changed"})
            QVERIFY2(!Topic::parse(QString::fromLatin1(text)), text);
    }

    void anEmptyLevelOfAFilterTakesAll() {
        const QString filter =
            topicFilter(QStringLiteral("demo"), {}, QStringLiteral("agent"), {}, QStringLiteral("changed"));
        QCOMPARE(filter, QStringLiteral("cc/v1/demo/+/+/+/agent/+/changed"));
        QVERIFY(filterMatches(filter, QStringLiteral("cc/v1/demo/acme/acd/one/agent/ana/changed")));
        QVERIFY(!filterMatches(filter, QStringLiteral("cc/v1/demo/acme/acd/one/agent/ana/command")));
        QVERIFY(!filterMatches(filter, QStringLiteral("cc/v1/demo/acme/acd/one/agent/changed")));
        QVERIFY(filterMatches(QStringLiteral("cc/#"), QStringLiteral("cc/v1/x")));
        // A command is for one node.
        const QString asked = nodeFilter(QStringLiteral("demo"), QStringLiteral("acd"), QStringLiteral("two"),
                                         QStringLiteral("agent"), {}, QStringLiteral("command"));
        QVERIFY(!filterMatches(asked, QStringLiteral("cc/v1/demo/acme/acd/one/agent/ana/command")));
        QVERIFY(filterMatches(asked, QStringLiteral("cc/v1/demo/acme/acd/two/agent/ana/command")));
    }

    void coveredFiltersAreLeftOut() {
        QCOMPARE(withoutCovered({QStringLiteral("a/+/c"), QStringLiteral("a/b/c"), QStringLiteral("a/b/d"),
                                 QStringLiteral("a/+/c")}),
                 (QStringList{QStringLiteral("a/+/c"), QStringLiteral("a/b/d")}));
    }
};

QTEST_APPLESS_MAIN(TopicTest)
#include "topic_test.moc"
