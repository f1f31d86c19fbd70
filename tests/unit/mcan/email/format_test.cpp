// Header fields, clean text, words of headers: what daemon and parser share.
#include "mcan/email/format/address_list.h"
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/email/format/mail_words.h"

#include <QElapsedTimer>
#include <QTest>

using namespace mcan::email::format;
using std::string;

class FormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAddressIsWhatItsSenderWroteOrNone_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("list"); // name|address, joined by blanks and slashes
        QTest::newRow("plain") << QByteArray("a@x.test") << QByteArray("|a@x.test");
        QTest::newRow("several") << QByteArray("A <a@x.test>, b@x.test") << QByteArray("A|a@x.test / |b@x.test");
        QTest::newRow("quoted comma") << QByteArray("\"Luna, Eva\" <e@x.test>") << QByteArray("Luna, Eva|e@x.test");
        QTest::newRow("unquoted comma") << QByteArray("Vega, Carmen <c@x.test>") << QByteArray("Vega, Carmen|c@x.test");
        QTest::newRow("commas among others") << QByteArray("a@x.test, Vega, Carmen <c@x.test>, b@x.test")
                                             << QByteArray("|a@x.test / Vega, Carmen|c@x.test / |b@x.test");
        QTest::newRow("quoted local") << QByteArray("\"carmen vega\"@x.test") << QByteArray("|\"carmen vega\"@x.test");
        QTest::newRow("quoted local in brackets")
            << QByteArray("C <\"carmen > vega\"@x.test>") << QByteArray("C|\"carmen > vega\"@x.test");
        QTest::newRow("at in name") << QByteArray("c@o.test <d@x.test>") << QByteArray("c@o.test|d@x.test");
        QTest::newRow("empty brackets") << QByteArray("\"Form\" <>") << QByteArray("Form|");
        QTest::newRow("no address") << QByteArray("no contestar") << QByteArray("no contestar|");
        QTest::newRow("group") << QByteArray("Team: a@x.test, B <b@x.test>;") << QByteArray("|a@x.test / B|b@x.test");
        QTest::newRow("empty group") << QByteArray("undisclosed-recipients:;") << QByteArray();
        QTest::newRow("route") << QByteArray("C <@r.test:c@x.test>") << QByteArray("C|c@x.test");
        QTest::newRow("comment") << QByteArray("c@x.test (Carmen (de casa))")
                                 << QByteArray("Carmen (de casa)|c@x.test");
        QTest::newRow("word and address") << QByteArray("Carmen c@x.test") << QByteArray("Carmen|c@x.test");
        QTest::newRow("two ats") << QByteArray("a@b@x.test") << QByteArray("a@b@x.test|");
        QTest::newRow("comma in an encoded word")
            << QByteArray("=?utf-8?Q?Vega,_C?= <c@x.test>") << QByteArray("=?utf-8?Q?Vega,_C?=|c@x.test");
        QTest::newRow("open quote") << QByteArray("\"Carmen <c@x.test>") << QByteArray("Carmen <c@x.test>|");
        QTest::newRow("open bracket") << QByteArray("C <c@x.test") << QByteArray("C|c@x.test");
        QTest::newRow("commas alone") << QByteArray(",,, ;") << QByteArray();
    }
    void anAddressIsWhatItsSenderWroteOrNone() {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, list);
        std::string found;
        for (const auto& each : mcan::email::format::addressList(field.toStdString()))
            found += (found.empty() ? "" : " / ") + each.name + '|' + each.address;
        QCOMPARE(QByteArray::fromStdString(found), list);
    }

    void anAddressListIsReadInLinearTime() {
        for (const char* piece : {"a, ", "(", "\"", "<", "=?", "a: ", "@,", "\\"}) {
            std::string field;
            while (field.size() < 250'000)
                field += piece;
            QElapsedTimer timer;
            timer.start();
            (void)mcan::email::format::addressList(field);
            QVERIFY2(timer.elapsed() < 3000, piece);
        }
    }

    void fieldsAreCutAndFoldingIsKeptInTheView() {
        const string mail =
            "From mbox rubbish\r\nSubject: a\r\n b\nX-Two : 2\r\nno field here\r\n\r\nbody: no field\r\n";
        const Header header = splitHeader(mail);
        QCOMPARE(header.fields.size(), std::size_t{2});
        QCOMPARE(string(header.fields[0].name), string("Subject"));
        QCOMPARE(unfolded(header.fields[0].value), string("a b"));
        QCOMPARE(string(fieldValue(header, "x-two")), string("2"));
        QCOMPARE(string(header.body), string("body: no field\r\n"));
        QVERIFY(fieldValue(header, "absent").data() == nullptr);
    }

    void aMailWithoutBodyOrHeaderIsRead() {
        QCOMPARE(splitHeader("").fields.size(), std::size_t{0});
        QCOMPARE(string(splitHeader("\r\nbody").body), string("body"));
        QCOMPARE(string(splitHeader("Subject: x").fields[0].value), string("x"));
    }

    void parametersAreFoundQuotedOrNot() {
        QCOMPARE(parameter("multipart/mixed; charset=x; BOUNDARY=\"a b\"; y", "boundary"), string("a b"));
        QCOMPARE(parameter("multipart/mixed;\r\n boundary=ab;x=y", "boundary"), string("ab"));
        QCOMPARE(parameter("multipart/mixed; xboundary=ab", "boundary"), string());
        QCOMPARE(parameter("multipart/mixed", "boundary"), string());
    }

    void messageIdsAreWhatLooksLikeOne() {
        const auto ids = messageIds("<a@x>\r\n <b@y>(comment) <c d@x> <<e@x> <unclosed");
        QCOMPARE(ids, (std::vector<string>{"<a@x>", "<b@y>", "<e@x>"}));
    }

    void invalidUtf8BecomesReplacementAndNulGoes() {
        QCOMPARE(cleanText(string("a\0b\xff\xc3", 5), 100), string("ab\xef\xbf\xbd\xef\xbf\xbd"));
        QCOMPARE(cleanText("\xed\xa0\x80", 100), string("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")); // a surrogate
        QCOMPARE(cleanText("\xc0\xaf", 100), string("\xef\xbf\xbd\xef\xbf\xbd"));                 // overlong
        QCOMPARE(cleanText("ñ€😀", 100), string("ñ€😀"));
    }

    void lineEndsOfATextBecomeLf() { QCOMPARE(cleanText("a\r\nb\rc\nd\x01", 100), string("a\nb\nc\nd")); }

    void aTextIsCutBetweenCharacters() {
        bool cut = false;
        const string text = cleanText("ññññ", 7, &cut);
        QVERIFY(cut);
        QCOMPARE(text, string("ññ"));
        cleanText("ab", 100, &cut);
        QVERIFY(!cut);
    }

    void aLineHasNoLineEndsAndNothingThatTurnsWriting() {
        QCOMPARE(cleanLine("hi\r\nBcc: evil@x.y", 998), string("hi Bcc: evil@x.y"));
        QCOMPARE(cleanLine("  a\xe2\x80\xae gpj.exe \xc2\x85", 998), string("a gpj.exe"));
        QCOMPARE(cleanLine("abcdef", 3), string("abc"));
    }

    void aFileNameIsNoPath() {
        QCOMPARE(cleanFileName("../../etc/passwd"), string("passwd"));
        QCOMPARE(cleanFileName("c:\\x\\y.txt"), string("y.txt"));
        QCOMPARE(cleanFileName(string("factura\0.exe.pdf", 16)), string("factura.exe.pdf"));
        QCOMPARE(cleanFileName(".."), string());
    }

    void plainWordsStayAndOthersAreEncodedShort() {
        QCOMPARE(encodedText("Re: hello"), string("Re: hello"));
        QCOMPARE(encodedText("ñ"), string("=?UTF-8?B?w7E=?="));
        QCOMPARE(encodedText("=?UTF-8?B?w7E=?="), string("=?UTF-8?B?PT9VVEYtOD9CP3c3RT0/PQ==?="));
        string longText;
        for (int i = 0; i < 200; ++i)
            longText += "ñ";
        const string words = encodedText(longText);
        for (std::size_t at = 0; at < words.size();) {
            const std::size_t end = std::min(words.find(' ', at), words.size());
            QVERIFY(end - at <= 75);
            at = end + 1;
        }
    }

    void aDisplayNameIsQuotedWhenItMust() {
        QCOMPARE(encodedPhrase("Eva Luna"), string("Eva Luna"));
        QCOMPARE(encodedPhrase("Luna, Eva \"x\""), string("\"Luna, Eva \\\"x\\\"\""));
        QCOMPARE(encodedPhrase("Peña"), string("=?UTF-8?B?UGXDsWE=?="));
    }

    void fieldsAreFoldedAtBlanks() {
        QCOMPARE(foldedField("Subject", "a b"), string("Subject: a b\r\n"));
        const string field = foldedField("References", string(70, 'a') + " " + string(70, 'b'));
        QCOMPARE(field, "References: " + string(70, 'a') + "\r\n " + string(70, 'b') + "\r\n");
    }

    void quotedPrintableKeepsEveryByteAndShortLines() {
        QCOMPARE(quotedPrintable("ñ=\n.x \nFrom me\n"), string("=C3=B1=3D\r\n=2Ex=20\r\n=46rom me\r\n"));
        const string longLine(200, 'x');
        string text = quotedPrintable(longLine);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find("\r\n", at);
            QVERIFY(end - at <= 76);
            at = end + 2;
        }
        for (std::size_t at; (at = text.find("=\r\n")) != string::npos;)
            text.erase(at, 3);
        QCOMPARE(text, longLine + "\r\n");
    }
};

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
