#include "proto/base/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace proto::base;

class SettingsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(QStringLiteral("a.toml"));

    static std::vector<SettingSpec> table() {
        return {
            {.name = "bus.port",
             .type = SettingType::Integer,
             .byDefault = 1883,
             .min = 1,
             .max = 65535,
             .description = "Port."},
            {.name = "bus.host", .type = SettingType::Text, .byDefault = "127.0.0.1", .min = 1, .description = "Host."},
            {.name = "log.level",
             .type = SettingType::Text,
             .byDefault = "info",
             .reloadable = true,
             .description = "Level."},
            {.name = "offer.wait_seconds",
             .type = SettingType::Number,
             .byDefault = 1.5,
             .min = 0.1,
             .unit = "seconds",
             .description = "Wait."},
            {.name = "mail.enabled", .type = SettingType::Boolean, .byDefault = true, .description = "Mail."},
            {.name = "mail.folders",
             .type = SettingType::TextList,
             .byDefault = QStringList{QStringLiteral("INBOX")},
             .description = "Folders."},
        };
    }
    void write(const QByteArray& content) const {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(content), content.size());
    }

private Q_SLOTS:
    void defaultsHoldWithoutAFile() {
        Settings settings(table());
        QVERIFY(settings.load({}, {}));
        QCOMPARE(settings.integer("bus.port"), 1883);
        QCOMPARE(settings.text("bus.host"), QStringLiteral("127.0.0.1"));
        QCOMPARE(settings.number("offer.wait_seconds"), 1.5);
        QVERIFY(settings.boolean("mail.enabled"));
        QCOMPARE(settings.textList("mail.folders"), QStringList{QStringLiteral("INBOX")});
    }

    void theFileGoesOverDefaultsAndTheCommandLineOverTheFile() {
        write("[bus]\nport = 1884\nhost = 'broker'\n[offer]\nwait_seconds = 2\n[mail]\nenabled = false\nfolders = "
              "['a', 'b']\n");
        Settings settings(table());
        const Status loaded = settings.load(m_file, {QStringLiteral("bus.port=1885"), QStringLiteral("bus.host=x=y")});
        QVERIFY2(loaded, qPrintable(loaded.message()));
        QCOMPARE(settings.integer("bus.port"), 1885);
        QCOMPARE(settings.text("bus.host"), QStringLiteral("x=y"));
        QCOMPARE(settings.number("offer.wait_seconds"), 2.0);
        QVERIFY(!settings.boolean("mail.enabled"));
        QCOMPARE(settings.textList("mail.folders"), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    }

    void allMistakesAreListedWithTheirLines() {
        write("[bus]\nhost = ''\nport = 70000\nprot = 1\n[mail]\nenabled = 'yes'\nfolders = ['a', "
              "5]\n[offer]\nwait_seconds = 0\n");
        Settings settings(table());
        const QStringList expected{
            m_file + QStringLiteral(":2: bus.host has 0 characters, but at least 1 is needed"),
            m_file + QStringLiteral(":3: bus.port is 70000, but at most 65535 is allowed"),
            m_file + QStringLiteral(":4: bus.prot is no setting, did you mean bus.port?"),
            m_file + QStringLiteral(":6: mail.enabled is a text, but must be true or false"),
            m_file +
                QStringLiteral(":7: mail.folders is a list with a whole number in it, but must be a list of texts"),
            m_file + QStringLiteral(":9: offer.wait_seconds is 0, but at least 0.1 is needed"),
            QStringLiteral("--set: bus.port is \"x\", but must be a whole number"),
            QStringLiteral("--set: bus.port has no value: write --set name=value"),
            QStringLiteral("--set: nonsense is no setting"),
        };
        const Status loaded = settings.load(
            m_file, {QStringLiteral("bus.port=x"), QStringLiteral("bus.port"), QStringLiteral("nonsense=1")});
        QStringList lines = loaded.message().split(u'\n');
        QCOMPARE(lines, expected);
    }

    void brokenTomlAndAMissingFileAreNamed() {
        write("[bus\n");
        Settings settings(table());
        QVERIFY(settings.load(m_file, {}).message().startsWith(m_file + QStringLiteral(":1: ")));
        QVERIFY(settings.load(QStringLiteral("/nowhere.toml"), {})
                    .message()
                    .startsWith(QLatin1String("/nowhere.toml cannot be read")));
    }

    void reloadTakesOnlyWhatIsReloadableAndNamesTheRest() {
        write("");
        Settings settings(table());
        QVERIFY(settings.load(m_file, {}));
        write("[bus]\nport = 1884\n[log]\nlevel = 'debug'\n");
        const auto needRestart = settings.reload();
        QVERIFY(needRestart);
        QCOMPARE(*needRestart, QStringList{QStringLiteral("bus.port")});
        QCOMPARE(settings.text("log.level"), QStringLiteral("debug"));
        QCOMPARE(settings.integer("bus.port"), 1883);
        write("[bus]\nport = 'x'\n");
        QVERIFY(!settings.reload());
        QCOMPARE(settings.text("log.level"), QStringLiteral("debug"));
    }

    void theManualHasEverySetting() {
        const QString manual = Settings(table()).manual();
        QVERIFY(
            manual.contains(QLatin1String("| `bus.port` | a whole number | 1883 | 1 to 65535 |  | restart | Port. |")));
        QVERIFY(manual.contains(QLatin1String("| `mail.folders` | a list of texts | [\"INBOX\"] |")));
        QCOMPARE(manual.count(u'\n'), 8);
    }
};

QTEST_APPLESS_MAIN(SettingsTest)
#include "settings_test.moc"
