// Numbers and addresses that stand for nobody, as networks and programs write them, and those that look alike and do not.
#include "acd/entry/contact_identity.h"
#include "acd/entry/enter_call.h"

#include <QTest>

using namespace acd::entry;

class ContactIdentityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hiddenNumbersAreNobodys_data() {
        QTest::addColumn<QString>("number");
        for (const char* number : {"",
                                   " ",
                                   "anonymous",
                                   "Anonymous",
                                   "ANONYMOUS ",
                                   "anónimo",
                                   "restricted",
                                   "unknown",
                                   "Unavailable",
                                   "private",
                                   "Private Number",
                                   "No Caller ID",
                                   "withheld",
                                   "unknown caller",
                                   "N/A",
                                   "-",
                                   "+",
                                   "0",
                                   "0000000000",
                                   "sip:anonymous@anonymous.invalid",
                                   "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
                                   "sip:c8oqz84zk7z@anonymous.invalid",
                                   "<sips:thisis@anonymous.invalid;transport=tls>",
                                   "unknown@unknown.invalid",
                                   "tel:anonymous;phone-context=example.com",
                                   "asterisk",
                                   "s",
                                   "266696687",
                                   "+266696687",
                                   "7378742833"})
            QTest::newRow(qPrintable(QStringLiteral("'%1'").arg(QString::fromUtf8(number))))
                << QString::fromUtf8(number);
    }
    void hiddenNumbersAreNobodys() {
        QFETCH(QString, number);
        QVERIFY(isHiddenNumber(number));
    }

    void numbersAreSomebodys_data() {
        QTest::addColumn<QString>("number");
        for (const char* number : {"+34911234567", "600", "7", "101", "sip:alice@example.com", "alice",
                                   "sip:600@10.0.0.1", "tel:+34600111222;phone-context=+34", "000123", "hidden-valley"})
            QTest::newRow(number) << QString::fromUtf8(number);
    }
    void numbersAreSomebodys() {
        QFETCH(QString, number);
        QVERIFY(!isHiddenNumber(number));
    }

    void aHiddenCallerHasNoAddressAndTheNameTheyGave() {
        proto::directory::Directory directory;
        directory.dids = {{QStringLiteral("900"), QStringLiteral("soporte"), 0}};
        EnteringCall call{QStringLiteral("id"), QStringLiteral("900"), QStringLiteral("anonymous"),
                          QStringLiteral("Anonymous"), 1};
        QCOMPARE(enterCall(directory, call)->contact_address(), std::string());
        QCOMPARE(enterCall(directory, call)->contact_name(), std::string());
        call.callerName = QStringLiteral("Taller Ibáñez");
        QCOMPARE(enterCall(directory, call)->contact_name(), std::string("Taller Ibáñez"));
    }

    void addressesThatNobodyReadsAreNobodys() {
        for (const char* address : {"noreply@shop.test", "No-Reply@shop.test", "no_reply+7@shop.test",
                                    "donotreply@bank.test", "no-responder@banco.test", "MAILER-DAEMON@mx.test"})
            QVERIFY2(isNobodysAddress(QString::fromLatin1(address)), address);
        for (const char* address : {"carmen@cliente.test", "norma.reply@cliente.test", "reply@cliente.test"})
            QVERIFY2(!isNobodysAddress(QString::fromLatin1(address)), address);
    }
};

QTEST_APPLESS_MAIN(ContactIdentityTest)
#include "contact_identity_test.moc"
