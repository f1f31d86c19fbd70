// The disposable parser: what it reads, what kills it, and that the next mail never notices.
#include "mcan/email/mail_parser.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QElapsedTimer>
#include <QTest>

using mcan::email::MailParser;
using proto::base::StatusCode;
using tests::crlf;

namespace {

constexpr std::size_t mailBytesMax = 55u << 20;

QByteArray text(const std::string& value) {
    return QByteArray::fromStdString(value);
}

// Past the preflight on purpose: what it would do to the parser.
QByteArray nestedParts(int depth) {
    QByteArray mail;
    for (int i = 0; i < depth; ++i)
        mail += "Content-Type: multipart/mixed; boundary=\"b" + QByteArray::number(i) + "\"\r\n\r\n--b" +
                QByteArray::number(i) + "\r\n";
    return mail + "\r\nx\r\n";
}

} // namespace

class MailParserTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<MailParser> m_parser;

    void isStillWell() {
        const auto parsed = m_parser->parse("Subject: well\r\n\r\nx\r\n");
        QVERIFY2(parsed, qPrintable(parsed.status().message()));
        QCOMPARE(text(parsed->subject()), QByteArray("well"));
    }

private Q_SLOTS:
    void init() { m_parser = std::make_unique<MailParser>(tests::parserProgram(), mailBytesMax); }

    void aPlainMailIsRead() {
        const auto mail = m_parser->parse(
            crlf("From: =?utf-8?q?Eva_Pe=C3=B1a?= <eva@cliente.test>\nTo: ayuda@demo.test, \"Luna, Ana\" <ana@x.test>\n"
                 "Reply-To: otra@cliente.test\nSubject: =?iso-8859-1?q?factura_n=BA_5?=\n"
                 "Date: Sat, 21 Nov 2026 10:00:00 +0100\nMessage-ID: <1@cliente.test>\n"
                 "In-Reply-To: <0@x>\nReferences: <a@x> <0@x>\nContent-Type: text/plain; charset=iso-8859-15\n\n"
                 "5 \xA4\n"));
        QVERIFY2(mail, qPrintable(mail.status().message()));
        QCOMPARE(text(mail->from().name()), QByteArray("Eva Peña"));
        QCOMPARE(text(mail->from().address()), QByteArray("eva@cliente.test"));
        QCOMPARE(mail->to_size(), 2);
        QCOMPARE(text(mail->to(1).name()), QByteArray("Luna, Ana"));
        QCOMPARE(text(mail->reply_to(0).address()), QByteArray("otra@cliente.test"));
        QCOMPARE(text(mail->subject()), QByteArray("factura nº 5"));
        QCOMPARE(mail->date_us(), 1795251600000000);
        QCOMPARE(text(mail->message_id()), QByteArray("<1@cliente.test>"));
        QCOMPARE(mail->references_size(), 2);
        QCOMPARE(text(mail->in_reply_to(0)), QByteArray("<0@x>"));
        QCOMPARE(text(mail->text()), QByteArray("5 €\n"));
        QVERIFY(mail->html().empty());
    }

    void alternativesAndAttachmentsAreToldApart() {
        const QByteArray raw =
            crlf("Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n"
                 "--a\nContent-Type: text/plain\n\nplain\n--a\nContent-Type: text/html\n\n<p>html</p>\n--a--\n"
                 "--m\nContent-Type: application/pdf; name=\"../fac\xC3\xB1.pdf\"\nContent-Disposition: attachment\n"
                 "Content-Transfer-Encoding: base64\n\nAAEC\n--m\nContent-Type: image/png\nContent-Id: "
                 "<logo@x>\n\npng\n--m--\n");
        const auto mail = m_parser->parse(raw);
        QVERIFY2(mail, qPrintable(mail.status().message()));
        QCOMPARE(text(mail->text()).trimmed(), QByteArray("plain"));
        QCOMPARE(text(mail->html()).trimmed(), QByteArray("<p>html</p>"));
        QCOMPARE(mail->attachments_size(), 2);
        QCOMPARE(text(mail->attachments(0).file_name()), QByteArray("facñ.pdf"));
        QCOMPARE(mail->attachments(0).size_bytes(), 3u);
        QCOMPARE(text(mail->attachments(1).content_id()), QByteArray("logo@x"));
        QCOMPARE(*m_parser->part(raw, 0), QByteArray("\0\1\2", 3));
        QCOMPARE(*m_parser->part(raw, 1), QByteArray("png"));
        QVERIFY(!m_parser->part(raw, 2));
    }

    void htmlAloneGivesATextToo() {
        const auto mail = m_parser->parse(
            crlf("Content-Type: text/html; charset=utf-8\n\n<html><head><title>no</title><style>p{}</style></head>"
                 "<body><p>Hola&nbsp;&ntilde;</p><p>a &lt;b&gt;<br>c</p><script>evil()</script></body></html>\n"));
        QCOMPARE(text(mail->text()), QByteArray("Hola ñ\n\na <b>\nc"));
        QVERIFY(text(mail->html()).contains("<p>Hola"));
    }

    // Measured with vmime 0.9.2: decoded subjects keep CR LF, attachment names keep NUL.
    void decodedTextsForgeNothing() {
        const auto mail = m_parser->parse(
            crlf("Subject: =?utf-8?q?hi=0D=0ABcc:_evil@x.y?=\nFrom: =?utf-8?q?a=0D=0A?= <a@b.test>\n"
                 "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n"
                 "Content-Disposition: attachment; filename=\"=?utf-8?q?a=00.exe.pdf?=\"\n\nx\n--m--\n"));
        QCOMPARE(text(mail->subject()), QByteArray("hi Bcc: evil@x.y"));
        QCOMPARE(text(mail->from().name()), QByteArray("a"));
        QCOMPARE(text(mail->attachments(0).file_name()), QByteArray("a.exe.pdf"));
    }

    void aDeliveryReportIsRead() {
        const auto mail = m_parser->parse(crlf(
            "From: MAILER-DAEMON@x.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
            "--r\n\nsorry\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.test\n\n"
            "Final-Recipient: rfc822; nobody@cliente.test\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 no such user\n\n--r\nContent-Type: message/rfc822\n\n"
            "Message-ID: <ours@demo.test>\nSubject: Re: x\n\nbody\n--r--\n"));
        QVERIFY(mail->has_report());
        QCOMPARE(text(mail->report().action()), QByteArray("failed"));
        QCOMPARE(text(mail->report().status()), QByteArray("5.1.1"));
        QCOMPARE(text(mail->report().recipient()), QByteArray("nobody@cliente.test"));
        QCOMPARE(text(mail->report().diagnostic()), QByteArray("550 no such user"));
        QCOMPARE(text(mail->report().original_message_id()), QByteArray("<ours@demo.test>"));
    }

    void aLongTextIsCutAndSaidSo() {
        const auto mail = m_parser->parse("Subject: x\r\n\r\n" + QByteArray("ñ").repeated(400'000));
        QVERIFY(mail->truncated());
        QVERIFY(mail->text().size() <= (512u << 10));
        QVERIFY(text(mail->text()).endsWith("ñ"));
    }

    // What traps.md lists; each is refused before or by the child, and the next mail is read.
    void killers_data() {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("40 KB of nested groups") << "To: " + QByteArray("a:").repeated(20'000) + "\r\n\r\nx\r\n";
        QTest::newRow("4,000 nested parts") << nestedParts(4000);
        QByteArray lookAlikes = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        while (lookAlikes.size() < (10 << 20))
            lookAlikes += "--bb\r\n";
        QTest::newRow("10 MB of boundary look-alikes") << lookAlikes;
        QTest::newRow("10 MB of boundary look-alikes in one line")
            << "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n " + QByteArray("--b ").repeated(2'600'000);
        QTest::newRow("a 50 MB subject") << "Subject: " + QByteArray(" =?utf-8?b?w7E=?=\r\n").repeated(2'600'000) +
                                                "\r\n\r\nx\r\n";
        QTest::newRow("larger than allowed") << QByteArray(static_cast<qsizetype>(mailBytesMax) + 1, 'x');
    }
    void killers() {
        QFETCH(QByteArray, raw);
        isStillWell();
        const auto mail = m_parser->parse(raw);
        QVERIFY(!mail);
        QCOMPARE(mail.status().code(), StatusCode::Invalid);
        QVERIFY(!mail.status().message().isEmpty());
        isStillWell();
    }

    // Groups within the preflight's bound, parts without a declared boundary: whatever reaches the child harms nobody.
    void whatPassesThePreflightMayDieAlone() {
        isStillWell();
        for (const QByteArray& raw :
             {"To: " + QByteArray("a:").repeated(190) + "\r\n\r\nx\r\n", nestedParts(50),
              "Subject: " + QByteArray("=?utf-8?b?w7E=?= ").repeated(14'000) + "\r\n\r\n",
              "Content-Type: text/plain; charset=\"" + QByteArray(200'000, 'c') + "\"\r\n\r\nx"}) {
            const auto mail = m_parser->parse(raw);
            QVERIFY(mail || mail.status().code() == StatusCode::Invalid);
            isStillWell();
        }
    }

    void aDeadChildIsReplaced() {
        isStillWell();
        const int before = m_parser->started();
        QVERIFY(!m_parser->part("Subject: x\r\n\r\nx", 7)); // a failure ends the child on purpose
        isStillWell();
        QCOMPARE(m_parser->started(), before + 1 + 1);
    }

    // Computing is counted a mail: what takes too much of it takes it in a fresh child too.
    void whatTakesTooMuchComputingIsNotTriedTwice() {
        isStillWell();
        QByteArray slow = "Content-Type: multipart/mixed; boundary=\"-\"\r\n\r\n---\r\n\r\n";
        while (slow.size() < (40 << 20))
            slow += QByteArray(9'000, '-') + "x\r\n";
        QElapsedTimer timer;
        timer.start();
        const auto mail = m_parser->parse(slow);
        qInfo("%lld ms: %s", qint64(timer.elapsed()), mail ? "read" : qPrintable(mail.status().message()));
        if (!mail && mail.status().message().contains(QStringLiteral("2 s of computing")))
            QCOMPARE(m_parser->started(), 1);
        isStillWell();
    }

    void aMissingParserIsOurFaultAndNamed() {
        MailParser missing(QStringLiteral("/nowhere/mime_parser"), mailBytesMax);
        const auto mail = missing.parse("Subject: x\r\n\r\n");
        QCOMPARE(mail.status().code(), StatusCode::Unavailable);
        QVERIFY(mail.status().message().contains(QStringLiteral("/nowhere/mime_parser")));
    }
};

QTEST_GUILESS_MAIN(MailParserTest)
#include "mail_parser_test.moc"
