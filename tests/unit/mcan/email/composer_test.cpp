// What leaves us reads back as it was meant, whatever was put in.
#include "mcan/email/composer.h"
#include "mcan/email/format/header_fields.h"
#include "mcan/email/mail_parser.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QTest>

using namespace mcan::email;

namespace {

antesala::v1::MailAddress address(const char* text, const char* name = "") {
    antesala::v1::MailAddress made;
    made.set_address(text);
    made.set_name(name);
    return made;
}

Draft reply() {
    Draft draft;
    draft.from = address("ayuda@demo.test", "Atención al cliente");
    draft.to = {address("eva@cliente.test", "Luna, Eva")};
    draft.subject = QStringLiteral("Re: ¿factura nº 5?");
    draft.messageId = QStringLiteral("<antesala.1@demo.test>");
    draft.inReplyTo = QStringLiteral("<q2@cliente.test>");
    draft.references = {QStringLiteral("<q1@cliente.test>"), QStringLiteral("<q2@cliente.test>")};
    draft.dateMicros = 1'795'251'600'000'000;
    draft.text = QStringLiteral("Hola Eva:\n.punto\nFrom aquí, ñ€😀\n");
    return draft;
}

QStringList fieldNames(const QByteArray& raw) {
    QStringList names;
    const auto header = format::splitHeader({raw.constData(), static_cast<std::size_t>(raw.size())});
    for (const auto& field : header.fields)
        names << QString::fromUtf8(field.name.data(), static_cast<qsizetype>(field.name.size()));
    return names;
}

} // namespace

class ComposerTest : public QObject {
    Q_OBJECT
private:
    MailParser m_parser{tests::parserProgram(), 50u << 20};

private Q_SLOTS:
    void anotherParserReadsWhatWasMeant() {
        const auto raw = compose(reply());
        QVERIFY2(raw, qPrintable(raw.status().message()));
        const auto mail = m_parser.parse(*raw);
        QVERIFY2(mail, qPrintable(mail.status().message()));
        QCOMPARE(mail->from().name(), std::string("Atención al cliente"));
        QCOMPARE(mail->from().address(), std::string("ayuda@demo.test"));
        QCOMPARE(mail->to(0).name(), std::string("Luna, Eva"));
        QCOMPARE(mail->subject(), std::string("Re: ¿factura nº 5?"));
        QCOMPARE(mail->message_id(), std::string("<antesala.1@demo.test>"));
        QCOMPARE(mail->references_size(), 2);
        QCOMPARE(mail->in_reply_to(0), std::string("<q2@cliente.test>"));
        QCOMPARE(mail->date_us(), 1'795'251'600'000'000);
        QCOMPARE(QString::fromStdString(mail->text()), reply().text);
    }

    void theHeaderHoldsExactlyTheFieldsMeant() {
        QCOMPARE(fieldNames(*compose(reply())), QStringLiteral("From To Subject Date Message-ID In-Reply-To References "
                                                               "MIME-Version Content-Type Content-Transfer-Encoding")
                                                    .split(u' '));
        Draft automatic = reply();
        automatic.loopMark = QStringLiteral("ayuda@demo.test");
        automatic.cc = {address("jefe@cliente.test")};
        automatic.replyTo = QStringLiteral("ayuda+x@demo.test");
        automatic.html = QStringLiteral("<p>hola</p>");
        QCOMPARE(fieldNames(*compose(automatic)),
                 QStringLiteral("From To Cc Reply-To Subject Date Message-ID In-Reply-To References Auto-Submitted "
                                "X-Loop MIME-Version Content-Type")
                     .split(u' '));
    }

    void htmlGoesBesideTheText() {
        Draft draft = reply();
        draft.html = QStringLiteral("<p>Hola <b>Eva</b>, ñ</p>");
        const auto mail = m_parser.parse(*compose(draft));
        QCOMPARE(mail->content_type(), std::string("multipart/alternative"));
        QCOMPARE(QString::fromStdString(mail->html()).trimmed(), draft.html);
        QCOMPARE(QString::fromStdString(mail->text()).trimmed(), draft.text.trimmed());
    }

    void everyLineIsShortAndEndsInCrLf() {
        Draft draft = reply();
        draft.text = QString(5000, u'ñ') + u'\n' + QString(5000, u'x');
        draft.subject = QStringLiteral("Re: ") + QString(800, u'ü');
        for (int i = 0; i < 300; ++i) // all are shorter than a line
            draft.references << QStringLiteral("<%1@cliente.test>").arg(i);
        const auto raw = compose(draft);
        QVERIFY2(raw, qPrintable(raw.status().message()));
        for (const QByteArray& line : raw->split('\n')) {
            QVERIFY2(line.size() <= 79, line.constData());
            QVERIFY(line.isEmpty() || line.endsWith('\r'));
        }
        const auto mail = m_parser.parse(*raw);
        QCOMPARE(QString::fromStdString(mail->text()).trimmed(), draft.text);
        QCOMPARE(mail->references(mail->references_size() - 1), std::string("<299@cliente.test>"));
        QCOMPARE(mail->references(0), std::string("<q1@cliente.test>"));
    }

    void nothingForgesAHeader_data() {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("what");
        for (const char* where : {"subject", "address", "name", "reference", "answered", "own name"})
            for (const char* what : {"x\r\nBcc: evil@x.y", "x\nBcc: evil@x.y", "x\rBcc: evil@x.y"})
                QTest::addRow("%s %lld", where, qint64(QByteArray(what).indexOf('B')))
                    << QString::fromUtf8(where) << QString::fromUtf8(what);
    }
    void nothingForgesAHeader() {
        QFETCH(QString, where);
        QFETCH(QString, what);
        Draft draft = reply();
        if (where == QLatin1String("subject"))
            draft.subject = what;
        else if (where == QLatin1String("address"))
            draft.to[0].set_address(what.toStdString());
        else if (where == QLatin1String("name"))
            draft.to[0].set_name(what.toStdString());
        else if (where == QLatin1String("reference"))
            draft.references << what;
        else if (where == QLatin1String("answered"))
            draft.inReplyTo = what;
        else
            draft.from.set_name(what.toStdString());
        const auto raw = compose(draft);
        QVERIFY(!raw);
        QCOMPARE(raw.status().code(), proto::base::StatusCode::Invalid);
    }

    void whatIsNoMailIsRefusedWithTheCure() {
        Draft draft = reply();
        draft.to.clear();
        QVERIFY(compose(draft).status().message().contains(QStringLiteral("no recipient")));
        draft = reply();
        draft.text = QStringLiteral(" \n");
        QVERIFY(compose(draft).status().message().contains(QStringLiteral("write a text")));
        draft = reply();
        draft.text += QChar(0);
        QVERIFY(!compose(draft));
        for (const char* wrong :
             {"eva", "eva@", "@x", "a b@x.test", "a@x.test, b@x.test", "<a@x.test>", "a@x..", "ñ@x.test"}) {
            draft = reply();
            draft.to[0].set_address(wrong);
            QVERIFY2(!compose(draft), wrong);
        }
    }

    void theSubjectGetsOneRe() {
        QCOMPARE(replySubject(QStringLiteral("hola"), {}), QStringLiteral("Re: hola"));
        QCOMPARE(replySubject(QStringLiteral("RE: Rv: AW: re[2]: hola"), {}), QStringLiteral("Re: hola"));
        QCOMPARE(replySubject(QStringLiteral("Regalo: hola"), {}), QStringLiteral("Re: Regalo: hola"));
        QCOMPARE(replySubject({}, {}), QStringLiteral("Re:"));
        QCOMPARE(replySubject(QStringLiteral("Re: hola [#ABC]"), QStringLiteral("ABC")),
                 QStringLiteral("Re: hola [#ABC]"));
    }
};

QTEST_GUILESS_MAIN(ComposerTest)
#include "composer_test.moc"
