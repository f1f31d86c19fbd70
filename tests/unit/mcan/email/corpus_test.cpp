// Real and malformed mails from elsewhere: every one is read or named, and the parser is well after it.
// Compared with what stalwart's mail-parser made of its own set, where that means the same.
#include "mcan/email/guards.h"
#include "mcan/email/mail_parser.h"
#include "tests/unit/mcan/email/mail_bench.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using mcan::email::AutomaticKind;
using mcan::email::automaticKindName;
using mcan::email::judge;
using mcan::email::MailKind;
using mcan::email::MailParser;
using mcan::email::Verdict;

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

// mail/own: mails written after reports of others, and what must be seen of each (CASES.md there).
struct OwnCase {
    const char* file;
    const char* address = "cliente1@cliente.test";
    const char* name = "Carmen Vega";
    const char* text = nullptr;    // contained; null: not looked at
    const char* notText = nullptr; // not contained
    const char* subject = nullptr;
    const char* attachment = nullptr;
    MailKind kind = MailKind::Person;
    AutomaticKind automatic = AutomaticKind::Generated;
    const char* replyTo = nullptr; // addresses, joined by blanks
};

const std::vector<OwnCase>& ownCases() {
    using K = MailKind;
    using A = AutomaticKind;
    const char* const c1 = "cliente1@cliente.test";
    static const std::vector<OwnCase> cases{
        // Senders
        {.file = "from_comma_unquoted", .name = "Vega, Carmen"},
        {.file = "from_quoted_local", .address = "\"carmen vega\"@cliente.test", .name = ""},
        {.file = "from_at_in_name", .name = "carmen@otra.test"},
        {.file = "from_empty_brackets", .address = "", .name = "Formulario web"},
        {.file = "from_eai_local", .address = "josé@cliente.test", .name = "José Peña"},
        {.file = "from_eai_domain", .address = "joerg@bücher.test", .name = "Jörg"},
        {.file = "from_idn", .address = "joerg@xn--bcher-kva.test", .name = "Jörg"},
        {.file = "from_comment"},
        {.file = "from_encoded_quotes", .name = "Núñez, José"},
        {.file = "from_group", .address = "cliente2@cliente.test", .name = ""},
        {.file = "from_route", .name = "Carmen"},
        {.file = "from_two",
         .address = "cliente2@cliente.test",
         .name = "",
         .replyTo = "cliente2@cliente.test cliente1@cliente.test"},
        {.file = "from_word_address_inside"},
        {.file = "from_missing_has_sender", .address = "cliente2@cliente.test", .name = ""},
        {.file = "from_missing_no_sender", .address = "", .name = "", .text = "Nadie firma esto."},
        {.file = "replyto_invalid", .replyTo = ""},
        {.file = "replyto_empty", .replyTo = ""},
        {.file = "replyto_ours", .replyTo = "ayuda@demo.test"}, // left out when it is settled: conversation_test
        {.file = "replyto_two", .replyTo = "cliente2@cliente.test cliente3@cliente.test"},
        // Machines
        {.file = "form_from_own_address",
         .address = "ayuda@demo.test",
         .name = "Formulario web",
         .kind = K::Automatic,
         .automatic = A::Own,
         .replyTo = c1},
        {.file = "form_auto_submitted",
         .address = "web@tienda.test",
         .name = "Formulario",
         .kind = K::Automatic,
         .automatic = A::Generated,
         .replyTo = c1},
        {.file = "human_with_list_unsubscribe", .kind = K::Automatic, .automatic = A::List},
        {.file = "partner_helpdesk_human",
         .address = "soporte@proveedor.test",
         .name = "Soporte Proveedor",
         .kind = K::Automatic,
         .automatic = A::Reply},
        {.file = "fax_gateway",
         .address = "fax@pasarela.test",
         .name = "Fax",
         .attachment = "fax.pdf",
         .kind = K::Automatic,
         .automatic = A::Generated},
        {.file = "newsletter",
         .address = "news@tienda.test",
         .name = "Ofertas",
         .kind = K::Automatic,
         .automatic = A::List},
        {.file = "auto_submitted_no"},
        {.file = "ooo_x_autoreply_only", .kind = K::Automatic, .automatic = A::Reply},
        {.file = "ooo_precedence_auto_reply", .kind = K::Automatic, .automatic = A::Reply},
        {.file = "ooo_standard", .kind = K::Automatic, .automatic = A::Reply},
        // Delivery reports
        {.file = "dsn_mixed_relayed_then_failed",
         .address = "MAILER-DAEMON@cliente.test",
         .name = "",
         .kind = K::Bounce},
        {.file = "dsn_mixed_delayed_then_failed",
         .address = "MAILER-DAEMON@cliente.test",
         .name = "",
         .kind = K::Bounce},
        {.file = "dsn_qmail_style", .address = "MAILER-DAEMON@cliente.test", .name = "", .kind = K::Bounce},
        {.file = "dsn_in_mixed", .address = "postmaster@cliente.test", .name = "", .kind = K::Bounce},
        {.file = "dsn_delayed", .address = "MAILER-DAEMON@cliente.test", .name = "", .kind = K::Bounce},
        {.file = "dsn_failed", .address = "MAILER-DAEMON@cliente.test", .name = "", .kind = K::Bounce},
        {.file = "dsn_original_nested_rfc822", .address = "MAILER-DAEMON@cliente.test", .name = "", .kind = K::Bounce},
        {.file = "mdn_read", .name = "", .kind = K::Automatic, .automatic = A::Report},
        // Structure
        {.file = "boundary_trailing_space", .text = "Uno.", .notText = "--q1", .attachment = "a.txt"},
        {.file = "boundary_missing", .text = "Texto suelto sin frontera."},
        {.file = "boundary_not_closed", .text = "Texto que termina de golpe."},
        {.file = "boundary_71", .text = "Mensaje honrado con frontera de 75."},
        {.file = "content_type_bad", .text = "Texto."},
        {.file = "content_type_double_semicolon", .text = "mañana"},
        {.file = "mime_version_missing_html", .text = "hola"},
        {.file = "apple_alt_mixed_html", .text = "Texto llano completo.", .attachment = "contrato.pdf"},
        {.file = "apple_interleaved", .text = "Tercera parte y despedida.", .attachment = "image0.jpeg"},
        {.file = "body_dot_lines", .text = ".linea\nFrom aqui"},
        {.file = "empty_body"},
        {.file = "lone_cr_lines", .text = "uno\ndos\ntres"},
        {.file = "long_line_url", .text = "https://tienda.test/aaaaaaa"},
        {.file = "cte_qp_lower_soft", .text = "mañana sigue"},
        {.file = "cte_unknown", .text = "mañana por la mañana"},
        {.file = "body_only_pdf", .attachment = "escaneo.pdf"},
        {.file = "body_only_image", .attachment = ""},
        {.file = "inline_cid_image", .text = "Mira:", .attachment = ""},
        // Character sets
        {.file = "charset_utf8_bad_byte", .text = "Mañana llamo al se\uFFFDor López"},
        {.file = "charset_gb2312_is_gbk", .text = "朱镕基 發票沒有收到", .subject = "發票問題镕"},
        {.file = "charset_meta_only", .text = "Где мой заказ?"},
        {.file = "charset_utf16", .text = "Mañana, por favor."},
        {.file = "charset_cp850", .text = "¿Cuándo llega? Año"},
        {.file = "charset_iso8859_8_i", .text = "שלום עולם", .subject = "בקשה"},
        {.file = "charset_ksc5601", .text = "안녕하세요, 배송이 늦습니다. 똠방 펲시"},
        {.file = "charset_quoted_8bit_no_label", .text = "El niño cumple años"},
        {.file = "charset_sjis", .text = "見積①を送ってください。髙橋", .subject = "見積①について"},
        {.file = "charset_unknown_label", .text = "mañana será otro día"},
        {.file = "charset_utf7", .text = "Mañana"},
        {.file = "charset_utf8_star_lang", .text = "mañana será otro día"},
        {.file = "charset_win1252_as_latin1", .text = "Dijo “mañana” – 20 €"},
        {.file = "charset_windows874", .text = "สวัสดีครับ “สินค้า”"},
        {.file = "charset_x_mac", .text = "¿Cuándo llega mi café?"},
        {.file = "base64_bad_padding", .text = "Mañana llega el técnico"},
        // HTML and its text
        {.file = "html_head_not_closed", .text = "Quiero darme de baja, es urgente."},
        {.file = "html_title_not_closed", .text = "Texto importante del cliente."},
        {.file = "alt_empty_text", .text = "pedido 8812"},
        {.file = "format_flowed",
         .text = "Este parrafo es largo y el programa lo parte en lineas con un blanco al final para que se pueda "
                 "volver a unir.\n\n> cita larga que sigue"},
        {.file = "format_flowed_delsp", .text = "https://tienda.test/una/direccion/muy/larga/que/sigue/aqui"},
        {.file = "alt_text_says_use_html", .text = "Este mensaje requiere"},
        {.file = "html_only",
         .text =
             "Talla 38\nColor azul\n\nAquí: ver pedido <https://tienda.test/pedido/4471?k=1> · cafè à 5° • São Paulo"},
        {.file = "html_pre", .text = "linea uno\nlinea dos\n  sangrada"},
        {.file = "html_attr_gt", .text = "Uno\nDos", .notText = ">"},
        {.file = "html_preheader_hidden", .text = "Texto visible", .notText = "oculto"},
        {.file = "html_header_element", .text = "Me falta un producto."},
        // Dates
        {.file = "date_1970", .text = "hola"},
        {.file = "date_2096", .text = "hola"},
        {.file = "date_garbage", .text = "hola"},
        {.file = "date_missing", .text = "hola"},
        // To whom
        {.file = "to_two_of_ours", .text = "Escribo a los dos"}, // one piece of work: conversation_test
        {.file = "plus_address", .text = "hola"},
        {.file = "cc_ours_only", .text = "Para vuestro conocimiento."},
        {.file = "to_absent_bcc", .text = "hola"},
        {.file = "to_undisclosed", .text = "hola"},
        // Conversations: conversation_test threads the ids
        {.file = "thread_colleague_in_cc", .address = "cliente2@cliente.test", .name = ""},
        {.file = "thread_gmail_rewritten"},
        {.file = "thread_no_message_id"},
        {.file = "thread_only_refs_upper"},
        {.file = "thread_ref_truncated"},
        {.file = "thread_refs_folded_tabs"},
        {.file = "thread_refs_no_brackets"},
        {.file = "many_references"},
        // Names of attachments
        {.file = "fn_2047_in_quotes", .attachment = "reclamación nº 5.pdf"},
        {.file = "fn_2047_two_words", .attachment = "fotografías de la avería.pdf"},
        {.file = "fn_2231_multi", .attachment = "presupuesto año último €.pdf"},
        {.file = "fn_2231_plain_cont", .attachment = "informe_de_la_visita.pdf"},
        {.file = "fn_unquoted_spaces", .attachment = "mi factura 2026.pdf"},
        {.file = "fn_raw_utf8", .attachment = "año.pdf"},
        // Subjects
        {.file = "subject_2000"},
        {.file = "subject_crlf_injection", .subject = "hola Bcc: otro@malo.test"},
        {.file = "subject_emoji_zwj", .subject = "Pedido 🚚 llegó roto 👩‍👧 ¿qué hago?"},
        {.file = "subject_iso2022jp", .subject = "領収書の再発行"},
        {.file = "subject_long_japanese"},
        {.file = "subject_missing", .subject = ""},
        {.file = "subject_raw_latin1", .subject = "Corrección de la dirección"},
        {.file = "subject_raw_utf8", .subject = "Corrección de la dirección"},
        {.file = "subject_re_chain"},
        {.file = "subject_rtl"},
        {.file = "subject_split_inside_char_b", .subject = "Avería en la línea de Peñíscola"},
        {.file = "subject_split_inside_char_q", .subject = "Avería en la línea de Peñíscola"},
        {.file = "subject_split_inside_emoji"},
        {.file = "subject_word_inside_word"},
        {.file = "subject_word_split_b64"},
        {.file = "subject_words_spacing", .subject = "Mañana a las ocho y media"},
    };
    return cases;
}

// What needs a function that comes later: cards, flowed text, unpacking, a forwarded mail opened.
const QStringList notYet{
    QStringLiteral("calendar_alternative"), QStringLiteral("calendar_only"), QStringLiteral("forwarded_as_attachment"),
    QStringLiteral("only_rfc822"),          QStringLiteral("pgp_encrypted"), QStringLiteral("smime_detached"),
    QStringLiteral("smime_opaque"),         QStringLiteral("tnef_winmail"),  QStringLiteral("uuencode_inline"),
};

QString ownFolder() {
    return corpusFolder() + QStringLiteral("/own");
}

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

    void everyMailOfOursHasItsRight() {
        const QStringList files = QDir(ownFolder()).entryList({QStringLiteral("*.eml")});
        if (files.isEmpty())
            QSKIP("no corpus/mail/own");
        QStringList named = notYet;
        for (const OwnCase& each : ownCases())
            named << QString::fromUtf8(each.file);
        for (const QString& file : files)
            QVERIFY2(named.contains(file.chopped(4)), qPrintable(file + QStringLiteral(": what is right for it?")));
        qInfo("%lld of %lld mails; not yet: %s", qint64(named.size() - notYet.size()), qint64(files.size()),
              qPrintable(notYet.join(QStringLiteral(", "))));
    }

    void mailsOfOurs_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < ownCases().size(); ++i)
            QTest::newRow(ownCases()[i].file) << static_cast<int>(i);
    }
    void mailsOfOurs() {
        QFETCH(int, index);
        const OwnCase& right = ownCases().at(static_cast<std::size_t>(index));
        const QString path = ownFolder() + u'/' + QString::fromUtf8(right.file) + QStringLiteral(".eml");
        if (!QFile::exists(path))
            QSKIP("no corpus/mail/own");
        const auto mail = m_parser.parse(content(path));
        QVERIFY2(mail, qPrintable(mail.status().message()));
        QCOMPARE(QString::fromStdString(mail->from().address()), QString::fromUtf8(right.address));
        QCOMPARE(QString::fromStdString(mail->from().name()), QString::fromUtf8(right.name));
        const QString text = QString::fromStdString(mail->text());
        if (right.text)
            QVERIFY2(text.contains(QString::fromUtf8(right.text)), qPrintable(text.left(400)));
        if (right.notText)
            QVERIFY2(!text.contains(QString::fromUtf8(right.notText)), qPrintable(text.left(400)));
        if (right.subject)
            QCOMPARE(QString::fromStdString(mail->subject()), QString::fromUtf8(right.subject));
        if (right.attachment) {
            QVERIFY(mail->attachments_size() > 0);
            QCOMPARE(QString::fromStdString(mail->attachments(0).file_name()), QString::fromUtf8(right.attachment));
        }
        if (right.replyTo) {
            QStringList addresses;
            for (const auto& each : mail->reply_to())
                addresses << QString::fromStdString(each.address());
            QCOMPARE(addresses.join(u' '), QString::fromUtf8(right.replyTo));
        }
        const Verdict verdict = judge(*mail, {QStringLiteral("ayuda@demo.test"), QStringLiteral("ventas@demo.test")});
        QCOMPARE(static_cast<int>(verdict.kind), static_cast<int>(right.kind));
        if (right.kind == MailKind::Automatic)
            QCOMPARE(automaticKindName(verdict.automatic), automaticKindName(right.automatic));
        QCOMPARE(verdict.mayAnswerAutomatically, right.kind == MailKind::Person);
        QCOMPARE(QString::fromUtf8(right.file).startsWith(QStringLiteral("date_")) && mail->date_us() != 0,
                 QString::fromUtf8(right.file) == QStringLiteral("date_2096"));
    }

    void reportsOfOurs_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("recipients");
        QTest::addColumn<QString>("failed"); // empty: nobody
        const QString nobody;
        const QString one = QStringLiteral("cliente1@cliente.test");
        QTest::newRow("relayed, then failed") << QStringLiteral("dsn_mixed_relayed_then_failed") << 2 << one;
        QTest::newRow("delayed, then failed") << QStringLiteral("dsn_mixed_delayed_then_failed") << 2 << one;
        QTest::newRow("qmail") << QStringLiteral("dsn_qmail_style") << 1 << one;
        QTest::newRow("inside a notice") << QStringLiteral("dsn_in_mixed") << 1 << one;
        QTest::newRow("delayed") << QStringLiteral("dsn_delayed") << 1 << nobody;
        QTest::newRow("failed") << QStringLiteral("dsn_failed") << 1 << one;
        QTest::newRow("with the whole mail") << QStringLiteral("dsn_original_nested_rfc822") << 1 << one;
    }
    void reportsOfOurs() {
        QFETCH(QString, file);
        QFETCH(int, recipients);
        QFETCH(QString, failed);
        const QString path = ownFolder() + u'/' + file + QStringLiteral(".eml");
        if (!QFile::exists(path))
            QSKIP("no corpus/mail/own");
        const auto mail = m_parser.parse(content(path).replace("@OURS@", "<antesala.1@demo.test>"));
        QVERIFY2(mail, qPrintable(mail.status().message()));
        const auto& report = mail->report();
        QCOMPARE(report.recipients_size(), recipients);
        QCOMPARE(report.action(), failed.isEmpty() ? std::string("delayed") : std::string("failed"));
        if (!failed.isEmpty()) {
            QCOMPARE(QString::fromStdString(report.recipient()), failed);
            QCOMPARE(report.status(), std::string("5.1.1"));
        }
        QCOMPARE(report.original_message_id(), std::string("<antesala.1@demo.test>"));
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
