// The directory as JSON: what is written is read, and a document of an older program is read with defaults.
#include "proto/directory/directory_json.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace proto::directory;

class DirectoryJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead() {
        Directory directory;
        directory.site = QStringLiteral("s");
        Queue queue;
        queue.number = 4;
        queue.name = QStringLiteral("ventas");
        queue.offerSeconds = 12;
        queue.effort = {90, 20, 10};
        queue.relaxation = {{30, QStringLiteral("ingles"), 3, false, 0}, {60, {}, 10, true, 2}};
        queue.whenFull = {OverflowKind::Queue, QStringLiteral("soporte"), {}};
        queue.afterWait = {OverflowKind::Voicemail, {}, QStringLiteral("buzon")};
        queue.overflowAfterSeconds = 600;
        queue.lastAgentHours = 24;
        queue.hours = QStringLiteral("oficina");
        directory.hours = {{QStringLiteral("oficina"),
                            {QStringLiteral("Oficina"), QStringLiteral("Office")},
                            {{{QStringLiteral("mon-fri")}, QStringLiteral("09:00"), QStringLiteral("18:00")}},
                            {QStringLiteral("12-25")}}};
        directory.queues = {queue};
        Agent agent;
        agent.login = QStringLiteral("ana");
        agent.limits = {1, 3, 2};
        agent.deskLostSeconds = 30;
        directory.agents = {agent};
        const QByteArray json = toJson(directory);
        const auto read = fromJson(json);
        QVERIFY(read);
        QCOMPARE(toJson(*read), json);
        QCOMPARE(read->queues[0].relaxation.size(), std::size_t{2});
        QCOMPARE(read->queues[0].relaxation[1].level, 2);
        QCOMPARE(read->queues[0].effort.email, 20);
        QCOMPARE(read->queues[0].whenFull.queue, QStringLiteral("soporte"));
        QCOMPARE(read->queues[0].afterWait.label, QStringLiteral("buzon"));
        QVERIFY(read->hoursOf(read->queues[0]) != nullptr);
        QCOMPARE(read->hours[0].open[0].days, QStringList{QStringLiteral("mon-fri")});
        QCOMPARE(read->hours[0].closedOn, QStringList{QStringLiteral("12-25")});
        QCOMPARE(read->agents[0].limits.chat, 2);
        QCOMPARE(read->agents[0].deskLostSeconds, 30);
    }

    // As the store held it before queues could overflow.
    void anOlderDocumentIsReadWithDefaults() {
        const auto read = fromJson(R"({"site":"demo","tenant":"demo","time_zone":"Europe/Madrid",
            "queue":[{"number":1,"name":"soporte","title_es":"Soporte","title_en":"Support","wrap_up":"fixed",
                       "wrap_up_seconds":5,"skills":[{"skill":"ingles","minimum":3}]}],
            "agent":[{"number":1,"login":"ana","no_answer_limit":2}]})");
        QVERIFY(read);
        const Queue& queue = read->queues[0];
        const Queue fresh;
        QCOMPARE(queue.wrapUpSeconds, 5);
        QCOMPARE(queue.skills[0].minimum, 3);
        QVERIFY(queue.relaxation.empty());
        QVERIFY(read->hoursOf(queue) == nullptr);
        QCOMPARE(queue.whenFull.kind, OverflowKind::None);
        QCOMPARE(queue.preferredSeconds, fresh.preferredSeconds);
        QCOMPARE(queue.callbackAttempts, fresh.callbackAttempts);
        QCOMPARE(queue.effort.voice, 0);
        QCOMPARE(read->agents[0].noAnswerLimit, 2);
        QCOMPARE(read->agents[0].delayAfterBusySeconds, Agent{}.delayAfterBusySeconds);
        QCOMPARE(read->agents[0].deskLostSeconds, Agent{}.deskLostSeconds);
    }

    // An older program reads a newer document: it takes the keys it knows, so these must keep their names and kinds.
    void keysThatWereThereKeepTheirPlace() {
        Directory directory;
        Queue queue;
        queue.name = QStringLiteral("q");
        queue.maxWaiting = 7;
        directory.queues = {queue};
        const QJsonObject object = QJsonDocument::fromJson(toJson(directory))[QStringLiteral("queue")][0].toObject();
        QCOMPARE(object[QStringLiteral("name")].toString(), QStringLiteral("q"));
        QCOMPARE(object[QStringLiteral("max_waiting")].toInt(), 7);
        QVERIFY(object[QStringLiteral("skills")].isArray());
        QVERIFY(object[QStringLiteral("when_full")].isObject());
    }
};

QTEST_GUILESS_MAIN(DirectoryJsonTest)
#include "directory_json_test.moc"
