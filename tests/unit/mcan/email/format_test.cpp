// Header fields, clean text, words of headers: what daemon and parser share.
#include "mcan/email/format/clean_text.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/email/format/mail_words.h"

#include <QTest>

using namespace mcan::email::format;
using std::string;

class FormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
