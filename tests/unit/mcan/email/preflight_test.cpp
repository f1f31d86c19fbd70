// The linear checks: what no honest mail is, and what many are.
#include "mcan/email/format/preflight.h"

#include <QElapsedTimer>
#include <QTest>

#include <ctime>

using mcan::email::format::preflight;
using mcan::email::format::PreflightLimits;
using std::string;

namespace {

string nestedParts(int depth) {
    string mail = "Subject: deep\r\n";
    for (int i = 0; i < depth; ++i)
        mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) +
                "\r\n";
    return mail + "\r\nx\r\n";
}

string partsInARow(int count) {
    string mail = "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n";
    for (int i = 0; i < count; ++i)
        mail += "--x\r\n\r\npart\r\n";
    return mail + "--x--\r\n";
}

bool refuses(const string& mail, const char* because) {
    const string problem = preflight(mail);
    if (problem.find(because) == string::npos)
        qWarning("said: %s", problem.c_str());
    return problem.find(because) != string::npos;
}

} // namespace

class PreflightTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void honestMailsPass() {
        QCOMPARE(preflight("Subject: a\r\n\r\nb\r\n"), string());
        QCOMPARE(preflight(""), string());
        QCOMPARE(preflight(nestedParts(50)), string());
        QCOMPARE(preflight(partsInARow(1000)), string());
        QCOMPARE(preflight("To: " + string("a: b@c;,") + "\r\n\r\n--not a boundary\r\n-- \r\nsignature\r\n"), string());
    }

    void tooMuchOfAnythingIsRefusedByName() {
        QVERIFY(refuses(nestedParts(51), "levels of parts"));
        QVERIFY(refuses(partsInARow(1001), "parts are more"));
        QVERIFY(refuses("Subject: " + string(300'000, 'x') + "\r\n\r\n", "header"));
        QVERIFY(refuses("To: " + string(300, ':') + "\r\n\r\n", "address groups"));
        string many = "To: a@b";
        for (int i = 0; i < 5001; ++i)
            many += ",\r\n a@b";
        QVERIFY(refuses(many + "\r\n\r\n", "addresses"));
        QVERIFY(refuses("Content-Type: multipart/mixed; boundary=" + string(201, 'b') + "\r\n\r\n", "boundary"));
        QVERIFY(refuses(string((50u << 20) + 1, 'x'), "bytes of the mail"));
    }

    void partsOfSiblingsAreNoDepth() {
        string mail = "Content-Type: multipart/mixed; boundary=o\r\n\r\n";
        for (int i = 0; i < 200; ++i)
            mail += "--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nx\r\n--i--\r\n";
        QCOMPARE(preflight(mail + "--o--\r\n"), string());
    }

    // 10 MB of lines that begin like the boundary: seconds for a parser, nothing for this.
    void lookAlikesAreRefusedQuickly() {
        string mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        while (mail.size() < (10u << 20))
            mail += "--bb\r\n";
        QElapsedTimer timer;
        timer.start();
        QVERIFY(refuses(mail, "only begin like a boundary"));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    // RFC 2046 allows 70; real mailers write 75.
    void aBoundaryOfSeventyFiveIsRead() {
        const string boundary(75, 'b');
        QCOMPARE(preflight("Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary +
                           "\r\n\r\nx\r\n--" + boundary + "--\r\n"),
                 string());
    }

    // A parser looks for a boundary everywhere, not only at the beginning of a line: 10 MB without a line end took it seconds.
    void lookAlikesInOneLongLineAreRefusedQuickly() {
        string line;
        while (line.size() < (10u << 20))
            line += "--b ";
        const string mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n";
        QElapsedTimer timer;
        timer.start();
        QVERIFY(refuses(mail + " " + line, "look like a boundary"));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        // Base64 of one line, or HTML with dashes in it, is no poison.
        QCOMPARE(preflight(mail + string(5u << 20, 'A')), string());
    }

    void fiftyMegabytesAreLookedThroughInLinearTime() {
        const auto millisecondsFor = [](std::size_t bytes) {
            string mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
            while (mail.size() < bytes)
                mail += "--x a line that looks a little like one\r\n";
            const std::clock_t before = std::clock(); // what others take of the processor does not count
            const string problem = preflight(mail);
            return problem.empty() ? qint64{std::clock() - before} * 1000 / CLOCKS_PER_SEC : qint64{-1};
        };
        const qint64 small = millisecondsFor(5u << 20);
        const qint64 large = millisecondsFor(49u << 20);
        QVERIFY(small >= 0 && large >= 0);
        QVERIFY2(large <= 30 * (small + 10),
                 qPrintable(QStringLiteral("5 MB %1 ms, 50 MB %2 ms").arg(small).arg(large)));
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "preflight_test.moc"
