// The mcan program as it is shipped, with a real Dovecot, mosquitto and bot, and a scripted acd: from a mail in a mailbox
// to an interaction released on the bus, through kill -9, and its bad starts.
#include "mcan/service/retention.h"
#include "mcan/service/service.h"
#include "messages/mail.pb.h"
#include "proto/directory/directory_store.h"
#include "tests/unit/mcan/email/dovecot_server.h"
#include "tests/unit/mcan/prequeue/fake_acd.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>

using proto::base::Status;
using tests::FakeAcd;
namespace directory = proto::directory;

namespace {

QString source() {
    return qEnvironmentVariable("ANTESALA_SOURCE");
}
QString program() {
    return qEnvironmentVariable("ANTESALA_BUILD") + QStringLiteral("/mcan/mcan");
}

QByteArray mail(int number, const char* subject) {
    return QByteArray("From: Cliente <cliente") + QByteArray::number(number) +
           "@cliente.test>\r\nTo: ayuda@demo.test\r\nSubject: " + subject + "\r\nMessage-ID: <m" +
           QByteArray::number(number) + "@cliente.test>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nHola.\r\n";
}

// The site of the tests: three queues, the mailbox, the bot with the demo's table.
Status importSite(const QString& url, const QString& keyFile, const tests::DovecotServer& dovecot) {
    directory::Directory site;
    site.site = site.tenant = QStringLiteral("demo");
    for (const char* name : {"soporte", "quejas", "facturacion"})
        site.queues.emplace_back().name = QString::fromLatin1(name);
    directory::Bot bot;
    bot.name = QStringLiteral("by_subject");
    bot.file = QStringLiteral("by_subject.py");
    bot.table = source() + QStringLiteral("/config/demo/by_subject.toml");
    site.bots = {bot};
    directory::Mailbox mailbox;
    mailbox.address = QStringLiteral("ayuda@demo.test");
    mailbox.queue = QStringLiteral("soporte");
    mailbox.imapUrl = dovecot.url();
    mailbox.smtpUrl = QStringLiteral("smtp://127.0.0.1:1");
    mailbox.user = tests::DovecotServer::user();
    mailbox.password = tests::DovecotServer::password();
    mailbox.pollSeconds = 1;
    mailbox.bots = QStringList{bot.name};
    site.mailboxes = {mailbox};
    proto::base::Store store(QStringLiteral("directory"), url);
    if (Status opened = store.open(proto::base::StoreAccess::Writer, directory::migrations()); !opened)
        return opened;
    const auto secrets = directory::Secrets::loadOrMake(keyFile);
    if (!secrets)
        return secrets.status();
    return store.writeNow([&](QSqlDatabase& db) -> Status {
        const auto change = directory::nextChange(db, QStringLiteral("test"));
        return change ? directory::writeDirectory(db, site, *secrets, *change).status() : change.status();
    });
}

} // namespace

class DaemonTest : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::MosquittoBroker> m_broker;
    std::unique_ptr<tests::DovecotServer> m_dovecot;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeAcd> m_acd;
    quint16 m_port = 0;

    QString storeUrl() const { return QStringLiteral("sqlite:") + m_folder->path(); }
    QStringList arguments() const {
        return {QStringLiteral("--set"), QStringLiteral("store.url=") + storeUrl(),
                QStringLiteral("--set"), QStringLiteral("bus.port=%1").arg(m_broker->port()),
                QStringLiteral("--set"), QStringLiteral("diagnostics.port=%1").arg(m_port),
                QStringLiteral("--set"), QStringLiteral("metrics.port=0")};
    }
    std::unique_ptr<QProcess> mcan(const QStringList& more = {}) {
        auto process = std::make_unique<QProcess>();
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("ANTESALA_STRICT"), QStringLiteral("1")); // see main_loop_guard.h
        process->setProcessEnvironment(environment);
        process->start(program(), arguments() + more);
        return process;
    }
    // Runs a start that must fail; what it said.
    QString refusal(const QStringList& given) {
        QProcess process;
        process.start(program(), given);
        if (!process.waitForFinished(20000))
            return QStringLiteral("it still runs");
        return process.exitCode() == 0 ? QStringLiteral("exit 0")
                                       : QString::fromUtf8(process.readAllStandardError()).trimmed();
    }
    QStringList diagnose(const QByteArray& command = {}) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        if (!socket.waitForConnected(5000))
            return {};
        QByteArray text;
        if (!command.isEmpty())
            socket.write(command + "\nquit\n");
        while (socket.waitForReadyRead(3000))
            text += socket.readAll();
        return QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts);
    }
    // Until the port's answer has this in it; the answer.
    QString diagnosedUntil(const QByteArray& command, const QString& sign) {
        QString told;
        const auto there = [&] {
            if (!told.contains(sign)) // asked once more it may say something else
                told = diagnose(command).join(u'\n');
            return told.contains(sign);
        };
        if (!QTest::qWaitFor(there, 20000))
            qWarning("%s: no %s in %s", command.constData(), qPrintable(sign), qPrintable(told));
        return told;
    }
    // A program that dies of every mail, as a parser with a fault does.
    QStringList dyingParser(int status) {
        const QString path = m_folder->filePath(QStringLiteral("dying_parser%1").arg(status));
        QFile file(path);
        if (!file.open(QFile::WriteOnly) || file.write("#!/bin/sh\nexit " + QByteArray::number(status) + '\n') < 0 ||
            !file.setPermissions(QFile::ReadOwner | QFile::ExeOwner))
            qFatal("%s", qPrintable(file.errorString()));
        return {QStringLiteral("--set"), QStringLiteral("email.parser_program=") + path};
    }
    QStringList allowing() const { return {QStringLiteral("--set"), QStringLiteral("diagnostics.allow_actions=true")}; }
    // What a desk sends for an agent.
    // Without an agent: what a bot writes, which is all that the loop guard counts.
    antesala::v1::Answer reply(proto::bus::Bus& desk, const QString& interaction, const char* agent = "ana") {
        antesala::v1::SendReply request;
        request.set_command_id(proto::base::newUuid7().toStdString());
        request.set_interaction_id(interaction.toStdString());
        request.set_agent(agent);
        request.set_text("Buenos días");
        std::optional<antesala::v1::Answer> given;
        desk.ask(desk.askedTopic(QStringLiteral("mcan"), QStringLiteral("one"), QStringLiteral("interaction"),
                                 interaction, QStringLiteral("reply")),
                 request, this, [&given](const antesala::v1::Answer& answer) { given = answer; });
        if (!QTest::qWaitFor([&given] { return given.has_value(); }, 10000))
            qFatal("a command is never answered");
        return *given;
    }
    int ended() {
        proto::base::Store store(QStringLiteral("mcan"), storeUrl());
        if (!store.open(proto::base::StoreAccess::ReadOnly, {}))
            return -1;
        QSqlDatabase db = store.reader();
        auto row = proto::base::execute(db, QStringLiteral("select count(*) from interaction where state = 'ended'"));
        return row && row.value().next() ? row->value(0).toInt() : -1;
    }

private Q_SLOTS:
    void init() {
        m_broker = std::make_unique<tests::MosquittoBroker>();
        QVERIFY2(m_broker->start(), m_broker->output().constData());
        m_dovecot = std::make_unique<tests::DovecotServer>();
        QVERIFY2(m_dovecot->start(), m_dovecot->output().constData());
        m_folder = std::make_unique<QTemporaryDir>();
        m_port = tests::freePort();
        const Status imported = importSite(storeUrl(), m_folder->filePath(QStringLiteral("directory.key")), *m_dovecot);
        QVERIFY2(imported, qPrintable(imported.message()));
        m_acd = std::make_unique<FakeAcd>(m_broker->port(), m_folder->path());
    }
    void cleanup() { m_acd.reset(); }

    void oldConversationsGoWithEverythingAndOpenOnesStay() {
        constexpr qlonglong day = 86'400'000'000;
        constexpr qlonglong now = 20'000 * day;
        proto::base::Store store(QStringLiteral("mcan"), storeUrl());
        const Status opened = store.open(proto::base::StoreAccess::Writer, mcan::service::mcanMigrations());
        QVERIFY2(opened, qPrintable(opened.message()));
        const auto conversation = [&](const QString& name, const QString& state, const QString& sending, qlonglong at) {
            const QStringList statements{
                QStringLiteral("insert into thread values ('%1', 'm', '%1', 's', %4, %4, '')"),
                QStringLiteral("insert into thread_address values ('%1', 'a@b.test')"),
                QStringLiteral("insert into message (id, thread, interaction, mailbox, direction, kind, message_id, "
                               "from_address, agent, at_us, parsed) values ('%1', '%1', '%1', 'm', 'in', 'mail', '%1', "
                               "'a@b.test', '', %4, '')"),
                QStringLiteral(
                    "insert into mail (id, mailbox, uidvalidity, uid, state, reason, sha256, size_bytes, "
                    "received_at_us, raw) values ('%1', 'm', 1, %4 + length('%1'), 'threaded', '', '', 1, %4, '')"),
                QStringLiteral("insert into outgoing values ('%1', '%1', '%1', 'm', '%3', 1, %4, %4, '', '', '', '')"),
                QStringLiteral("insert into attempt values ('%1', 1, %4, %4, '', '')"),
                QStringLiteral("insert into outgoing_recipient values ('%1', 'a@b.test', 'sent', '')"),
                QStringLiteral("insert into bot_run (interaction, bot, outcome, detail, started_at_us, took_us) values "
                               "('%1', 'b', '', '', %5, 1)"),
                QStringLiteral(
                    "insert into interaction (id, state, queue, order_us, priority_seconds, release_number, "
                    "received_at_us, since_us, joined_at_us, may_answer, thread, message, last_message, mailbox, "
                    "from_address, from_name, subject, subject_key, preferred_agent, tags, skills, reason, outcome, "
                    "agent, "
                    "dispositions) values ('%1', '%2', 'q', %4, 0, 1, %4, %4, 0, 1, '%1', '%1', '%1', 'm', '', '', '', "
                    "'', "
                    "'', '', '', '', '', '', '')")};
            return store.writeNow([&](QSqlDatabase& db) {
                Status done;
                for (const QString& statement : statements)
                    if (done)
                        done = proto::base::execute(db, QString(statement)
                                                            .replace(QStringLiteral("%1"), name)
                                                            .replace(QStringLiteral("%2"), state)
                                                            .replace(QStringLiteral("%3"), sending)
                                                            .replace(QStringLiteral("%4"), QString::number(at))
                                                            .replace(QStringLiteral("%5"), QString::number(now)))
                                   .status();
                return done;
            });
        };
        const qlonglong old = now - 2000 * day;
        for (const auto& [name, state, sending, at] :
             {std::tuple{"ended", "ended", "sent", old}, std::tuple{"held-open", "held", "sent", old},
              std::tuple{"unsent-yet", "ended", "deferred", old},
              std::tuple{"young-one---", "ended", "sent", now - day}}) {
            const Status made =
                conversation(QString::fromLatin1(name), QString::fromLatin1(state), QString::fromLatin1(sending), at);
            QVERIFY2(made, qPrintable(made.message()));
        }
        proto::base::Settings settings(mcan::service::retentionSettings());
        QVERIFY(settings.load({}, {}));
        proto::base::Metrics metrics;
        const proto::base::ManualClock clock{now};
        proto::base::Retention retention(store, clock, metrics, mcan::service::retentionRules(settings));
        QSignalSpy over(&retention, &proto::base::Retention::roundOver);
        retention.beginRound();
        QVERIFY(over.wait(30'000));
        for (const char* column : {"id from thread", "thread from thread_address", "id from message", "id from mail",
                                   "message from outgoing", "message from attempt", "message from outgoing_recipient",
                                   "interaction from bot_run", "id from interaction"}) {
            QSqlDatabase db = store.reader();
            auto rows = proto::base::execute(db, QStringLiteral("select ") + QString::fromLatin1(column));
            QStringList left;
            while (rows && rows.value().next())
                left << rows->value(0).toString();
            left.sort();
            QCOMPARE(left.join(u' '), QStringLiteral("held-open unsent-yet young-one---"));
        }
    }

    void aMailIsRoutedByTheBotAndReleased() {
        m_acd->grant(QStringLiteral("quejas"), 5);
        const auto process = mcan();
        QVERIFY(m_dovecot->deliver(mail(1, "Re: =?utf-8?q?Reclamaci=C3=B3n?= del pedido")));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->list(QStringLiteral("select queue from taken")),
                                  QStringList{QStringLiteral("quejas")}, 20000);
        const QString id = m_acd->taken().first();
        const QString told = diagnose("why " + id.toLatin1()).join(u'\n');
        QVERIFY2(told.contains(QStringLiteral("bot         by_subject decided")), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("queue=quejas priority=600s tags=[\"queja\"]")), qPrintable(told));
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
        QCOMPARE(process->exitCode(), 0);
    }

    // Every group and key of architecture.md's table, as it is written there.
    void thePortPrintsTheGroupsInTheirOrder() {
        const auto process = mcan();
        QVERIFY(m_dovecot->deliver(mail(1, "hola")));
        QTRY_VERIFY_WITH_TIMEOUT(diagnose("queue soporte").join(u' ').contains(QStringLiteral("held=1")), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(diagnose("ses").join(u' ').contains(QStringLiteral("acdNum=1")), 20000);
        const QStringList lines = diagnose();
        const QStringList starts{
            QStringLiteral("mcan sis ver='\\S+' inic='\\d{8} \\d{6}' alarmas=\\d+ ultAlar='\\d{8} \\d{6}'$"),
            QStringLiteral("mcan gmp msj=\\d+/\\d+ buf=\\d+/\\d+ tarea=\\d+/\\d+"),
            QStringLiteral("mcan tmp uptime=\\d+ \\(0d 0h \\d+m \\d+s\\)$"),
            QStringLiteral("mcan ias numCmd=\\d+\\(\\d+\\) numCmd=\\d+ tresp=\\d+ms"),
            QStringLiteral("mcan gtl numLlam=1\\(\\d+\\) curso=1 conversacion=0 cola=1 max=1"),
            QStringLiteral("mcan mgt pubs conx=1 pubsOk=\\d+ pubsErr=0 pubsPeriodo=\\d+"),
            QStringLiteral(
                "mcan mgt subscrip subsOk=\\d+ subsErr=0 subsOcup=\\d+ subsActi=\\d+ subsInac=0 subsMax=\\d+"),
            QStringLiteral("mcan mgt msjRx msjRx=\\d+ msjRxPeriodo=\\d+"),
            QStringLiteral("mcan pp3 numCacheLibre=0 numColaPend=0 enPeriodo=0/0 numMsj=0/0 numBorrar=0/0"),
            QStringLiteral("mcan imp numCacheLibre=\\d+ numColaPend=0 enPeriodo=\\d+/0 numMsj=1/0 numBorrar=0/0"),
            QStringLiteral("mcan smt numCacheLibre=\\d+ numColaPend=0 enPeriodo=0/0 numMsj=0/0"),
            QStringLiteral("mcan wws mysql=1 conxNum=0 conxMaxPeriodo=0"),
            QStringLiteral("mcan emi mysql=1 datMsjUltId=\\S+ buzon=1 activos=1 activosMax=1 dormidos=0"),
            QStringLiteral("mcan pyn ejecTotal=1 modulos=1 botActivos=1"),
            QStringLiteral("mcan ses mysql=1 mgtLatido=1 idMCAnodo=mcan/one sesActiv=0 sesActivMax=0 sesNoResva=0 "
                           "sesColaPrevia=1 acdNum=1"),
            QStringLiteral("mcan mca canalParamNum=\\d+ canalParamVersion=1->1 canalParamCont=1 canalParamUso=1"),
            QStringLiteral("mcan salud problemas=\\d+")};
        QCOMPARE(lines.size(), starts.size());
        for (int i = 0; i < lines.size(); ++i)
            QVERIFY2(QRegularExpression(u'^' + starts[i]).match(lines[i]).hasMatch(),
                     qPrintable(lines[i] + u'\n' + starts[i]));
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
    }

    void killedAgainAndAgainNothingIsLostOrDoubled() {
        constexpr int mails = 150;
        m_acd->grant(QStringLiteral("soporte"), 7);
        m_acd->grant(QStringLiteral("facturacion"), 5);
        QList<QByteArray> all;
        for (int i = 0; i < mails; ++i)
            all << mail(i, i % 3 == 0 ? "mi factura" : "hola");
        auto process = mcan();
        for (int round = 0; round < 5; ++round) {
            QVERIFY(m_dovecot->deliverMany(all.mid(round * mails / 5, mails / 5)));
            const qsizetype before = m_acd->taken().size();
            const auto moving = [&] {
                m_acd->endAllOpen();
                return m_acd->taken().size() > before + 5;
            };
            QTRY_VERIFY_WITH_TIMEOUT(moving(), 30000);
            process->kill();
            QVERIFY(process->waitForFinished(10000));
            process = mcan();
        }
        const auto drained = [&] {
            m_acd->endAllOpen();
            return ended() == mails;
        };
        QTRY_VERIFY_WITH_TIMEOUT(drained(), 60000);
        QCOMPARE(m_acd->taken().size(), mails);
        QCOMPARE(m_acd->list(QStringLiteral("select count(*) from taken where queue = 'facturacion'")),
                 QStringList{QString::number(mails / 3)});
        QVERIFY(m_acd->list(QStringLiteral("select interaction from taken where release_number > 1")).isEmpty());
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
    }

    void aQuarantinedMailIsBroughtBackByHandAfterAnUpgradeAlsoThroughAKill() {
        m_acd->grant(QStringLiteral("soporte"), 5);
        auto process = mcan(dyingParser(3));
        QVERIFY(m_dovecot->deliver(mail(1, "hola")));
        const QString listed = diagnosedUntil("quarantine", QStringLiteral("quarantine total=1 shown=1"));
        const auto line = QRegularExpression(QStringLiteral("(\\S+) received=\\S+ mailbox=ayuda@demo.test "
                                                            "state=quarantined from='Cliente <cliente1@cliente.test>' "
                                                            "subject='hola' reason='.*status 3.*'"))
                              .match(listed);
        QVERIFY2(line.hasMatch(), qPrintable(listed));
        const QByteArray id = line.captured(1).toLatin1();
        // Not an action of a port that allows none.
        QVERIFY(diagnose("parse_again " + id).join(u' ').contains(QStringLiteral("not known here")));
        process->kill();
        QVERIFY(process->waitForFinished(10000));
        // With another that is no better: it fails again.
        process = mcan(dyingParser(4) + allowing());
        QVERIFY(
            diagnosedUntil("parse_again " + id, QStringLiteral("asked; see: mail ")).contains(QString::fromLatin1(id)));
        QVERIFY(diagnosedUntil("mail " + id, QStringLiteral("status 4")).contains(QStringLiteral("state=quarantined")));
        process->kill();
        QVERIFY(process->waitForFinished(10000));
        // With the new one: asked twice, and killed in between.
        process = mcan(allowing());
        QVERIFY(!diagnosedUntil("parse_again " + id, QStringLiteral("asked; see: mail ")).isEmpty());
        process->kill();
        QVERIFY(process->waitForFinished(10000));
        process = mcan(allowing());
        (void)diagnosedUntil("parse_again all", QStringLiteral("asked; see: quarantine"));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->taken().size(), qsizetype(1), 20000);
        QVERIFY(diagnose("parse_again " + id).join(u' ').contains(QStringLiteral("is not quarantined")));
        QVERIFY(diagnose("mail " + id).join(u' ').contains(QStringLiteral("see `why ") + m_acd->taken().first()));
        QVERIFY(diagnose("quarantine").join(u' ').contains(QStringLiteral("total=0")));
        QVERIFY(diagnose("parse_again nowhere").join(u' ').contains(QStringLiteral("there is no mail nowhere")));
        QCOMPARE(m_acd->taken().size(), qsizetype(1));
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
    }

    void aParkedMailIsOpenedByHandOnce() {
        m_acd->grant(QStringLiteral("soporte"), 5);
        const QStringList settings =
            allowing() + QStringList{QStringLiteral("--set"), QStringLiteral("email.loop_turns=2")};
        auto process = mcan(settings);
        QVERIFY(m_dovecot->deliver(mail(1, "hola")));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->taken().size(), qsizetype(1), 20000);
        // Two answers, two more of the same sender: the last of them looks like a loop.
        proto::bus::Bus desk(tests::busOf("desk", m_broker->port()));
        desk.start();
        QTRY_VERIFY_WITH_TIMEOUT(desk.isConnected(), 10000);
        for (int turn = 0; turn < 2; ++turn)
            QCOMPARE(reply(desk, m_acd->taken().first(), "").code(), antesala::v1::ANSWER_OK);
        for (const char* number : {"2", "3"})
            QVERIFY(m_dovecot->deliver(mail(1, "hola").replace("<m1@", QByteArray("<m1.") + number + '@')));
        const QString listed = diagnosedUntil("parked", QStringLiteral("parked total=1 shown=1"));
        const auto line =
            QRegularExpression(QStringLiteral("(\\S+) received=\\S+ mailbox=ayuda@demo.test state=parked "
                                              "from='cliente1@cliente.test' subject='hola' reason='loop guard: .*'"))
                .match(listed);
        QVERIFY2(line.hasMatch(), qPrintable(listed));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->taken().size(), qsizetype(2), 20000);
        const QByteArray id = line.captured(1).toLatin1();
        QVERIFY(diagnose("open " + id).join(u' ').contains(QStringLiteral("asked; see: mail ")));
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->taken().size(), qsizetype(3), 20000);
        process->kill();
        QVERIFY(process->waitForFinished(10000));
        process = mcan(settings);
        QVERIFY(diagnosedUntil("open " + id, QStringLiteral("is not set aside"))
                    .contains(QStringLiteral("it is work already")));
        QVERIFY(diagnose("mail " + id).join(u' ').contains(QStringLiteral("opened by diagnostics; was: loop guard")));
        QVERIFY(diagnose("parked").join(u' ').contains(QStringLiteral("total=0")));
        QCOMPARE(m_acd->taken().size(), qsizetype(3));
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
    }

    void withoutBrokerOrDirectoryItWaitsAndGoesOn() {
        m_broker->kill();
        const auto process = mcan();
        QVERIFY(m_dovecot->deliver(mail(1, "hola")));
        QTRY_VERIFY_WITH_TIMEOUT(diagnose("queue soporte").join(u' ').contains(QStringLiteral("held=1")), 20000);
        QVERIFY2(m_broker->start(), m_broker->output().constData());
        m_acd->grant(QStringLiteral("soporte"), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_acd->taken().size(), qsizetype(1), 30000);
        process->terminate();
        QVERIFY(process->waitForFinished(10000));
    }

    void badStartsSayWhatAndTheCure() {
        const QString taken = QStringLiteral("metrics.port=%1").arg(m_broker->port());
        QVERIFY(refusal(arguments() + QStringList{QStringLiteral("--set"), taken}).contains(QStringLiteral("taken")));
        QVERIFY(refusal(arguments() +
                        QStringList{QStringLiteral("--set"), QStringLiteral("store.url=sqlite:/proc/nowhere")})
                    .contains(QStringLiteral("store.url")));
        QVERIFY(refusal({QStringLiteral("--set"), QStringLiteral("bot.memory=1")})
                    .contains(QStringLiteral("bot.memory is no setting")));
        QVERIFY(
            refusal(arguments() + QStringList{QStringLiteral("--set"), QStringLiteral("email.parser_program=/nowhere")})
                .contains(QStringLiteral("email.parser_program")));
    }
};

QTEST_GUILESS_MAIN(DaemonTest)
#include "daemon_test.moc"
