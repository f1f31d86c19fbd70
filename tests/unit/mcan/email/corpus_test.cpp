// Real and malformed mails from elsewhere: every one is read or named, and the parser is well after it.
// Compared with what stalwart's mail-parser made of its own set, where that means the same.
#include "mcan/email/mail_parser.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using mcan::email::MailParser;

namespace {

QString corpusFolder() {
    const QString named = qEnvironmentVariable("ANTESALA_CORPUS");
    return (named.isEmpty()
                ? qEnvironmentVariable("ANTESALA_SOURCE", QStringLiteral(".")) + QStringLiteral("/../shared/corpus")
                : named) +
           QStringLiteral("/mail");
}

QByteArray content(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList filesBelow(const QString& folder) {
    QStringList files;
    for (QDirIterator entries(folder, QDir::Files, QDirIterator::Subdirectories); entries.hasNext();)
        files << entries.next();
    files.sort();
    return files;
}

// The value of the first field of that name in the mail's own header.
QJsonValue expectedField(const QJsonObject& expected, const char* name) {
    const QJsonArray headers =
        expected[QStringLiteral("parts")].toArray().at(0).toObject()[QStringLiteral("headers")].toArray();
    for (const QJsonValue header : headers)
        if (header.toObject()[QStringLiteral("name")].toString() == QLatin1String(name))
            return header.toObject()[QStringLiteral("value")];
    return {};
}

QString expectedSender(const QJsonObject& expected) {
    const QJsonObject list = expectedField(expected, "from").toObject()[QStringLiteral("Address")].toObject();
    return list[QStringLiteral("List")].toArray().at(0).toObject()[QStringLiteral("address")].toString();
}

QString squeezed(const QString& text) {
    return text.simplified();
}

struct Tally {
    int same = 0;
    int all = 0;
    QStringList different;
    void count(const QString& file, const QString& ours, const QString& theirs) {
        if (theirs.isEmpty())
            return;
        ++all;
        if (squeezed(ours) == squeezed(theirs))
            ++same;
        else
            different << file.section(u'/', -2) + QStringLiteral(": ") + squeezed(ours).left(60) +
                             QStringLiteral(" | ") + squeezed(theirs).left(60);
    }
    void print(const char* what) const {
        qInfo("%s: %d of %d as expected", what, same, all);
        for (const QString& line : different)
            qInfo("  %s", qPrintable(line));
    }
};

} // namespace

class CorpusTest : public QObject {
    Q_OBJECT
private:
    MailParser m_parser{tests::parserProgram(), 50u << 20};

private Q_SLOTS:
    void initTestCase() {
        if (!QDir(corpusFolder()).exists())
            QSKIP("no corpus: set ANTESALA_CORPUS to the folder that holds mail/");
    }

    void everyMailIsReadOrNamed() {
        int read = 0;
        QStringList named;
        for (const QString& set : QDir(corpusFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            for (const QString& file : filesBelow(corpusFolder() + u'/' + set + QStringLiteral("/msg"))) {
                const auto mail = m_parser.parse(content(file));
                if (mail)
                    ++read;
                else
                    named << file + QStringLiteral(": ") + mail.status().message();
                QVERIFY2(mail || mail.status().code() == proto::base::StatusCode::Invalid, qPrintable(file));
            }
        QVERIFY2(read > 200, qPrintable(QStringLiteral("only %1 mails were found and read").arg(read)));
        qInfo("%d mails read, %lld named as unreadable", read, qint64(named.size()));
        for (const QString& line : named)
            qInfo("  %s", qPrintable(line));
        QVERIFY(named.size() * 50 <= read); // 2 %
    }

    void decodedHeadersAgreeWithAnotherParser() {
        const QString folder = corpusFolder() + QStringLiteral("/stalwart-mail-parser");
        Tally subjects;
        Tally senders;
        for (const QString& file : filesBelow(folder + QStringLiteral("/msg"))) {
            const QString path = folder + QStringLiteral("/expected/eml") +
                                 file.mid((folder + QStringLiteral("/msg")).size()).chopped(4) +
                                 QStringLiteral(".json");
            const QJsonObject expected = QJsonDocument::fromJson(content(path)).object();
            const auto mail = m_parser.parse(content(file));
            if (expected.isEmpty() || !mail)
                continue;
            subjects.count(file, QString::fromStdString(mail->subject()),
                           expectedField(expected, "subject").toObject()[QStringLiteral("Text")].toString());
            senders.count(file, QString::fromStdString(mail->from().address()), expectedSender(expected));
        }
        subjects.print("subjects");
        senders.print("senders");
        QVERIFY(subjects.all >= 50 && subjects.same * 100 >= subjects.all * 90);
        QVERIFY(senders.all >= 50 && senders.same * 100 >= senders.all * 90);
    }
};

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpus_test.moc"
