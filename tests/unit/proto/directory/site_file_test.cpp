// Every kind of mistake is listed with its line; the demo's file has none.
#include "proto/directory/site_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace proto::directory;

namespace {

QString hash(const QString& password) {
    return QStringLiteral("hashed:") + password;
}

// Correct; each case puts one thing wrong at the end, from line 29 on, or replaces something.
const QByteArray good = R"([site]
name = "s"
tenant = "t"
[[skill]]
name = "english"
title = { es = "Inglés", en = "English" }
[[queue]]
name = "soporte"
title = { es = "Soporte", en = "Support" }
[[person]]
login = "ana"
name = "Ana"
role = "administrator"
language = "es"
password = "ana-demo"
[[agent]]
login = "ana"
phone = "1001"
queues = [{ queue = "soporte", level = 2 }]
skills = [{ skill = "english", proficiency = 7 }]
[[bot]]
name = "by_subject"
file = "by_subject.py"
[[did]]
number = "900"
queue = "soporte"
[[disposition]]
name = "resuelto"
title = { es = "Resuelto", en = "Solved" }
)";

} // namespace

class SiteFileTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    SiteFile read(const QByteArray& content) const {
        const QString path = m_folder.filePath(QStringLiteral("site.toml"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        file.close();
        return readSiteFile(path, hash);
    }
    static QStringList listed(const SiteFile& site) {
        QStringList lines;
        for (const SiteMistake& mistake : site.mistakes)
            lines << QStringLiteral("%1: %2").arg(mistake.line).arg(mistake.text);
        return lines;
    }

private Q_SLOTS:
    void theDemoHasNoMistakes() {
        const SiteFile site =
            readSiteFile(qEnvironmentVariable("ANTESALA_SOURCE") + QStringLiteral("/config/demo/site.toml"), hash);
        QCOMPARE(listed(site).join(u'\n'), QString());
        const Directory& d = site.directory;
        QCOMPARE(d.site, QStringLiteral("demo"));
        QCOMPARE(d.queues.size(), std::size_t{3});
        QCOMPARE(d.queue(QStringLiteral("quejas"))->title.en, QStringLiteral("Complaints"));
        QCOMPARE(d.agent(QStringLiteral("marta"))->phone, QStringLiteral("1003"));
        QCOMPARE(d.agent(QStringLiteral("marta"))->name, QStringLiteral("Marta Jones"));
        QCOMPARE(d.did(QStringLiteral("902"))->queue, QStringLiteral("facturacion"));
        QCOMPARE(d.channel(ChannelKind::Email).effort, 30);
        QVERIFY(d.channel(ChannelKind::Email).interruptible);
        QCOMPARE(d.channel(ChannelKind::Chat).effort, 25);
        QCOMPARE(d.person(QStringLiteral("sofia"))->role, Role::Supervisor);
        QCOMPARE(d.person(QStringLiteral("ana"))->passwordHash, QStringLiteral("hashed:ana-demo"));
        QVERIFY(QFile::exists(d.bots[0].table));
        QCOMPARE(d.mailboxes[0].bots, QStringList{QStringLiteral("by_subject")});
    }

    void readsWhatIsSaid() {
        const SiteFile site = read(good);
        QCOMPARE(listed(site).join(u'\n'), QString());
        QCOMPARE(site.directory.agents[0].queues[0].level, 2);
        QCOMPARE(site.directory.agents[0].skills[0].proficiency, 7);
        QCOMPARE(site.directory.channels.size(), std::size_t{3});
        QCOMPARE(site.directory.bots[0].file, QStringLiteral("by_subject.py"));
    }

    void aDidWrittenInTwoWaysIsOneNumber() {
        const QByteArray did = "[[did]]\nnumber = \"%1\"\nqueue = \"soporte\"\n";
        const auto with = [&did](const char* number) { return QByteArray(did).replace("%1", number); };
        const SiteFile one = read(good + with("0034 911 00-01-11") + with("9"));
        QCOMPARE(listed(one).join(u'\n'), QString());
        QCOMPARE(one.directory.dids[1].number, QStringLiteral("+34911000111"));
        QCOMPARE(one.directory.dids[2].number, QStringLiteral("9"));
        const SiteFile twice = read(good + with("+34911000111") + with("911000111"));
        QCOMPARE(twice.mistakes.size(), std::size_t{1});
        QVERIFY2(listed(twice)[0].contains(QStringLiteral("did +34911000111 is already in line")),
                 qPrintable(listed(twice)[0]));
        QByteArray portugal = good + with("212345678");
        portugal.replace("tenant = \"t\"\n", "tenant = \"t\"\ncountry = \"PT\"\n");
        QCOMPARE(read(portugal).directory.dids[1].number, QStringLiteral("+351212345678"));
        QByteArray nowhere = good;
        nowhere.replace("tenant = \"t\"\n", "tenant = \"t\"\ncountry = \"spain\"\n");
        QVERIFY(
            listed(read(nowhere)).join(u'\n').contains(QStringLiteral("country is \"spain\", but must be one of AD")));
    }

    void readsHowAQueueOverflowsAndRelaxes() {
        const SiteFile site = read(good + R"([[queue]]
name = "ventas"
title = { es = "Ventas", en = "Sales" }
skills = [{ skill = "english", minimum = 8 }]
relaxation = [
  { after_seconds = 30, skill = "english", lower_by = 3 },
  { after_seconds = 60, level = 2 },
]
effort = { email = 20 }
max_waiting = 50
when_full = { kind = "queue", queue = "soporte" }
overflow_after_seconds = 600
after_wait = { kind = "voicemail", label = "ventas" }
last_agent_hours = 24
[[person]]
login = "luis"
name = "Luis"
role = "agent"
language = "es"
password = "luis-demo"
[[agent]]
login = "luis"
limits = { email = 3 }
desk_lost_seconds = 30
)");
        QCOMPARE(listed(site).join(u'\n'), QString());
        const Queue& queue = site.directory.queues[1];
        QCOMPARE(queue.relaxation.size(), std::size_t{2});
        QCOMPARE(queue.relaxation[0].skill, QStringLiteral("english"));
        QCOMPARE(queue.relaxation[0].lowerBy, 3);
        QCOMPARE(queue.relaxation[1].level, 2);
        QCOMPARE(queue.effort.email, 20);
        QCOMPARE(queue.whenFull.kind, OverflowKind::Queue);
        QCOMPARE(queue.whenFull.queue, QStringLiteral("soporte"));
        QCOMPARE(queue.afterWait.kind, OverflowKind::Voicemail);
        QCOMPARE(queue.afterWait.label, QStringLiteral("ventas"));
        QCOMPARE(queue.whenClosed.kind, OverflowKind::None);
        QCOMPARE(queue.lastAgentHours, 24);
        QCOMPARE(site.directory.agents[1].limits.email, 3);
        QCOMPARE(site.directory.agents[1].deskLostSeconds, 30);
    }

    void listsEachMistakeWithItsLine_data() {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* more, const char* expected) {
            QTest::newRow(name) << QByteArray(more) << QString::fromUtf8(expected);
        };
        row("too much", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwrap_up_seconds=99999",
            "33: queue q: wrap_up_seconds is 99999, but at most 3600 is allowed");
        row("too little", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nservice_target_percent=0",
            "33: queue q: service_target_percent is 0, but at least 1 is needed");
        row("wrong type", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwrap_up_seconds='5'",
            "33: queue q: wrap_up_seconds is a text, but must be a whole number");
        row("unknown key", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwrapup_seconds=5",
            "33: queue q: there is no wrapup_seconds here, did you mean wrap_up_seconds?");
        row("unknown table", "[[queues]]\nname='q'", "30: there is no queues here, did you mean queue?");
        row("unknown choice", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nchoice='longest-idle'",
            "33: queue q: choice is \"longest-idle\", but must be one of longest_idle, least_occupied, round_robin, "
            "linear, random, "
            "ring_all, group_order, did you mean longest_idle?");
        row("empty name", "[[queue]]\nname=' '\ntitle={es='a',en='b'}",
            "31: queue: name is empty: write 1 to 255 characters");
        row("empty name of a mailbox",
            "[[mailbox]]\naddress='a@b.test'\nname=''\nqueue='soporte'\nimap_url='imap://h'\nsmtp_url='smtp://h'\n"
            "user='u'\npassword='12345678'",
            "32: mailbox a@b.test: name is empty: write a text, or leave the field out");
        row("empty folder of a mailbox",
            "[[mailbox]]\naddress='a@b.test'\nqueue='soporte'\nimap_url='imap://h'\nsmtp_url='smtp://h'\n"
            "user='u'\npassword='12345678'\nfolder=' '",
            "37: mailbox a@b.test: folder is empty: write a text, or leave the field out");
        row("missing name", "[[queue]]\ntitle={es='a',en='b'}", "30: queue: name is missing");
        row("missing language of a title", "[[queue]]\nname='q'\ntitle={es='a'}", "32: queue q: title: en is missing");
        row("bad name", "[[queue]]\nname='Big Queue'\ntitle={es='a',en='b'}",
            "31: queue Big Queue: name is \"Big Queue\", but must be 1 to 64 of a-z, 0-9, '_', '-' and '.', beginning "
            "with a letter or digit");
        row("same name twice", "[[queue]]\nname='soporte'\ntitle={es='a',en='b'}",
            "31: queue soporte: queue soporte is already in line 8: give it another one, or delete one of them");
        row("unknown queue", "[[did]]\nnumber='901'\nqueue='soport'",
            "32: did 901: there is no queue soport, did you mean soporte?");
        row("unknown skill", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nskills=[{skill='german'}]",
            "33: queue q: there is no skill german");
        row("skill twice", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nskills=[{skill='english'},{skill='english'}]",
            "31: queue q: skills names english twice");
        row("agent without person", "[[agent]]\nlogin='luis'",
            "31: agent luis: there is no person luis, who could sign in: add a [[person]]");
        row("phone used twice",
            "[[person]]\nlogin='luis'\nname='L'\nrole='agent'\nlanguage='es'\npassword='12345678'\n[[agent]]\nlogin='"
            "luis'\nphone='1001'",
            "38: agent luis: phone 1001 is already in line 18: give it another one, or delete one of them");
        row("short password", "[[person]]\nlogin='luis'\nname='L'\nrole='agent'\nlanguage='es'\npassword='x'",
            "35: person luis: password is too short: give at least 8 characters");
        row("language", "[[person]]\nlogin='luis'\nname='L'\nrole='agent'\nlanguage='fr'\npassword='12345678'",
            "34: person luis: language is \"fr\", but must be es or en");
        row("mailbox's bot and URL",
            "[[mailbox]]\naddress='a@b.test'\nqueue='soporte'\nimap_url='http://x'\nsmtp_url='smtp://"
            "h:25'\nuser='u'\npassword='p'\nbots=['by_sbject']",
            "33: mailbox a@b.test: imap_url is \"http://x\", but must be imap://HOST:PORT or imaps://HOST:PORT\n"
            "37: mailbox a@b.test: there is no bot by_sbject, did you mean by_subject?");
        row("address",
            "[[mailbox]]\naddress='nobody'\nqueue='soporte'\nimap_url='imap://h'\nsmtp_url='smtp://"
            "h'\nuser='u'\npassword='p'",
            "31: mailbox nobody: address is \"nobody\", but must be a mail address in lower case, as name@example.com");
        row("bot's table", "[[bot]]\nname='b'\nfile='b.py'\ntable='nowhere.toml'",
            "33: bot b: table is \"nowhere.toml\", but ");
        row("channel twice", "[[channel]]\nkind='chat'\n[[channel]]\nkind='chat'", "32: channel chat is there twice");
        row("target of an unknown kind",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nmax_waiting=5\nwhen_full={kind='que',queue='soporte'}",
            "34: queue q: when_full: kind is \"que\", but must be one of none, queue, external, voicemail, callback, "
            "end");
        row("target that is an unknown queue",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='queue',queue='sopote'}",
            "33: queue q: when_unstaffed: there is no queue sopote, did you mean soporte?");
        row("target without its queue", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='queue'}",
            "33: queue q: when_unstaffed: queue is missing: say which queue, { kind = \"queue\", queue = \"…\" }");
        row("target that is the queue itself",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='queue',queue='q'}",
            "33: queue q: when_unstaffed leads from q to q: name another queue");
        row("external without a label", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='external'}",
            "33: queue q: when_unstaffed: label is missing: it is the extension the dialplan has for it");
        row("label with a comma",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='voicemail',label='1,2'}",
            "33: queue q: when_unstaffed: label is \"1,2\", but must be 1 to 64 of letters, digits, '_', '-', '+', '*' "
            "and "
            "'#'");
        row("a cause for who is not hung up",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='queue',queue='soporte',cause='busy'}",
            "33: queue q: when_unstaffed: cause is there, but only kind \"end\" tells the caller one: leave it out");
        row("a prompt for who is not hung up",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='voicemail',label='a',prompt='closed'}",
            "33: queue q: when_unstaffed: prompt is there, but only kind \"end\" plays one: leave it out");
        row("a prompt that is a path out of the sounds",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='end',prompt='../closed.wav'}",
            "33: queue q: when_unstaffed: prompt is \"../closed.wav\", but must be a sound of Asterisk without its "
            "ending, "
            "as vm-nobodyavail or custom/closed");
        row("callback", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed={kind='callback'}",
            "33: queue q: when_unstaffed: kind is \"callback\", but acd cannot dial customers yet: take queue, "
            "external, "
            "voicemail or end");
        row("closed without hours", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_closed={kind='end'}",
            "33: queue q: when_closed never happens without hours: say when the queue is open");
        row("unknown hours", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nhours='oficina'",
            "33: queue q: there is no hours oficina");
        row("a weekday", "[[hours]]\nname='h'\ntitle={es='a',en='b'}\nopen=[{days=['lun'],from='09:00',until='18:00'}]",
            "33: hours h: days is \"lun\", but must be mon, tue, wed, thu, fri, sat or sun, or a span as mon-fri");
        row("a time", "[[hours]]\nname='h'\ntitle={es='a',en='b'}\nopen=[{days=['mon'],from='9:00',until='18:00'}]",
            "33: hours h: from is \"9:00\", but must be a time from 00:00 to 24:00, as 09:30");
        row("no day", "[[hours]]\nname='h'\ntitle={es='a',en='b'}\nopen=[{from='09:00',until='18:00'}]",
            "33: hours h: days is missing: say on which, as [\"mon-fri\"]");
        row("a time of no length",
            "[[hours]]\nname='h'\ntitle={es='a',en='b'}\nopen=[{days=['mon'],from='09:00',until='09:00'}]",
            "33: hours h: until is when it opens, too: a whole day is from 00:00 until 24:00");
        row("never open", "[[hours]]\nname='h'\ntitle={es='a',en='b'}",
            "30: hours h: open is missing: without a time it never opens");
        row("a date that is none",
            "[[hours]]\nname='h'\ntitle={es='a',en='b'}\nopen=[{days=['mon'],from='09:00',until='10:00'}]\n"
            "closed_on=['12-25','2027-02-29']",
            "34: hours h: closed_on is \"2027-02-29\", but must be a date as 2027-01-06, or every year as 12-25");
        row("full without a bound", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_full={kind='end'}",
            "33: queue q: when_full never happens without max_waiting: say when the queue is full");
        row("slow without a limit", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_slow={kind='end'}",
            "33: queue q: when_slow does nothing: when_slow and expected_wait_limit_seconds need each other");
        row("a limit without slow", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nexpected_wait_limit_seconds=60",
            "33: queue q: expected_wait_limit_seconds does nothing: when_slow and expected_wait_limit_seconds need "
            "each "
            "other");
        row("after a wait nobody set", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nafter_wait={kind='end'}",
            "33: queue q: after_wait never happens: say when, by overflow_after_seconds or decline_limit");
        row("a wait without a target", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\noverflow_after_seconds=60",
            "33: queue q: overflow_after_seconds leads nowhere: say where to, by after_wait");
        row("target that is no table", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nwhen_unstaffed='end'",
            "33: queue q: when_unstaffed is a text, but must be a table: { … = … }");
        row("steps out of order",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nrelaxation=[{after_seconds=9,to_any=true},{after_seconds=5,"
            "to_any=true}]",
            "33: queue q: relaxation must stand in order of after_seconds");
        row("a step that changes nothing", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nrelaxation=[{after_seconds=9}]",
            "33: queue q: a step of relaxation changes nothing: give it lower_by, to_any or level");
        row("a step below the scale",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nrelaxation=[{after_seconds=9,lower_by=11}]",
            "33: queue q: lower_by is 11, but at most 10 is allowed");
        row("too many steps",
            "[[queue]]\nname='q'\ntitle={es='a',en='b'}\nrelaxation=["
            "{to_any=true},{to_any=true},{to_any=true},{to_any=true},{to_any=true},{to_any=true},"
            "{to_any=true},{to_any=true},{to_any=true},{to_any=true},{to_any=true},{to_any=true},"
            "{to_any=true},{to_any=true},{to_any=true},{to_any=true},{to_any=true}]",
            "33: queue q: relaxation has 17 steps, but at most 16 are possible");
        row("effort of an unknown channel", "[[queue]]\nname='q'\ntitle={es='a',en='b'}\neffort={mail=20}",
            "33: queue q: effort: there is no mail here, did you mean email?");
        row("table where a list is due", "[channel]\nkind='chat'",
            "30: channel is a table, but must be a list of tables: write [[channel]]");
        row("syntax", "[[queue]\n", "30: ");
    }
    void listsEachMistakeWithItsLine() {
        QFETCH(QByteArray, more);
        QFETCH(QString, expected);
        const SiteFile site = read(good + more);
        const QString all = listed(site).join(u'\n');
        QVERIFY2(all.startsWith(expected), qPrintable(all));
        QCOMPARE(all.count(u'\n'), expected.count(u'\n'));
        QVERIFY(site.directory.people.empty() || site.directory.people[0].passwordHash.isEmpty());
    }

    void listsAllMistakesAtOnceByLine() {
        const SiteFile site =
            read("[site]\nname=5\ntime_zone='Mars/Olympus'\n[[queue]]\nname='q'\nmax_waiting=-1\n[[did]]\nqueue='x'\n");
        const QStringList expected{
            QStringLiteral("1: site: tenant is missing"),
            QStringLiteral("1: there is no active person with role administrator: add one"),
            QStringLiteral("2: site: name is a whole number, but must be a text"),
            QStringLiteral(
                "3: site: time_zone is \"Mars/Olympus\", but must be a zone of the IANA list, as Europe/Madrid"),
            QStringLiteral("4: queue q: title is missing"),
            QStringLiteral("6: queue q: max_waiting is -1, but at least 0 is needed"),
            QStringLiteral("7: did: number is missing"),
            QStringLiteral("8: did: there is no queue x"),
        };
        QCOMPARE(listed(site), expected);
    }

    void aMissingFileIsNamed() {
        const SiteFile site = readSiteFile(QStringLiteral("/nowhere/site.toml"), hash);
        QCOMPARE(site.mistakes.size(), std::size_t{1});
        QVERIFY(site.mistakes[0].text.startsWith(QLatin1String("/nowhere/site.toml cannot be read")));
    }
};

QTEST_GUILESS_MAIN(SiteFileTest)
#include "site_file_test.moc"
