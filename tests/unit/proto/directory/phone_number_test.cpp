// However a number is written, it is one text.
#include "proto/directory/directory.h"
#include "proto/directory/directory_json.h"
#include "proto/directory/phone_number.h"

#include <QTest>

using namespace proto::directory;

class PhoneNumberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAsNetworksSendThemAreOneForm_data() {
        QTest::addColumn<QString>("country");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("normal");
        const auto row = [](const char* country, const char* written, const char* normal) {
            QTest::addRow("%s %s", country, written)
                << QString::fromLatin1(country) << QString::fromUtf8(written) << QString::fromUtf8(normal);
        };
        const char* madrid = "+34911000111";
        for (const char* written :
             {"+34911000111", "0034911000111", "911000111", "34911000111", "+34 911 00-01-11", "(911) 000.111",
              "34911000111;npdi;rn=+34999", "911000111;npdi", "+34911000111;phone-context=example.com",
              "911000111;phone-context=+34", "tel:+34911000111", "sip:+34911000111@sbc.example;user=phone",
              "sips:911000111@10.0.0.1"})
            row("ES", written, madrid);
        // Another country's context is another country's number.
        row("ES", "2079460000;phone-context=+44", "+442079460000");
        row("ES", "00442079460000", "+442079460000");
        row("ES", "442079460000", "+442079460000"); // E.164 without '+'
        // Short numbers, service codes, one digit.
        for (const char* kept : {"9", "900", "112", "1001", "+9", "*72", "#31#", "12345678"})
            row("ES", kept, kept);
        // No numbers.
        for (const char* kept : {"", "anonymous", "ana@example.com", "+34abc"})
            row("ES", kept, kept);
        row("ES", "sip:ana@example.com", "sip:ana@example.com");
        // Prefixes of other countries.
        row("GB", "02079460000", "+442079460000");
        row("GB", "2079460000", "+442079460000");
        row("DE", "+49 (0)89 123456", "+4989123456");
        row("DE", "089123456", "+4989123456");
        row("DE", "4989123456", "+4989123456");
        row("IT", "0612345678", "+390612345678"); // its zero is part of the number
        row("US", "12125551234", "+12125551234");
        row("US", "2125551234", "+12125551234");
        row("US", "011442079460000", "+442079460000");
        row("PT", "212345678", "+351212345678");
        // Where we do not know how they write, we do not guess.
        row("", "911000111", "911000111");
        row("", "0034911000111", madrid);
        row("XX", "+34911000111", madrid);
    }
    void numbersAsNetworksSendThemAreOneForm() {
        QFETCH(QString, country);
        QFETCH(QString, written);
        QFETCH(QString, normal);
        QCOMPARE(normalNumber(written, numberingOf(country)), normal);
        QCOMPARE(normalNumber(normal, numberingOf(country)), normal); // and stays so
    }

    void theCountryIsThatOfTheTimeZoneUnlessSaid() {
        Directory site;
        site.timeZone = QStringLiteral("Europe/Madrid");
        QCOMPARE(site.normalNumber(QStringLiteral("911000111")), QStringLiteral("+34911000111"));
        site.timeZone = QStringLiteral("Europe/Lisbon");
        QCOMPARE(site.normalNumber(QStringLiteral("212345678")), QStringLiteral("+351212345678"));
        site.country = QStringLiteral("ES");
        QCOMPARE(site.normalNumber(QStringLiteral("911000111")), QStringLiteral("+34911000111"));
        site.country.clear();
        site.timeZone = QStringLiteral("UTC");
        QCOMPARE(site.normalNumber(QStringLiteral("911000111")), QStringLiteral("911000111"));
    }

    // A directory stored by an older program has its numbers as they were written.
    void storedDidsAreBroughtIntoTheForm() {
        Directory old;
        old.dids = {{QStringLiteral("911000111"), QStringLiteral("soporte"), 0}};
        const auto read = fromJson(toJson(old));
        QVERIFY(read);
        QVERIFY(read->did(QStringLiteral("+34911000111")) != nullptr);
    }
};

QTEST_GUILESS_MAIN(PhoneNumberTest)
#include "phone_number_test.moc"
