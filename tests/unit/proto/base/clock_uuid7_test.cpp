#include "proto/base/clock.h"
#include "proto/base/did_you_mean.h"
#include "proto/base/uuid7.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

#include <thread>

using namespace proto::base;

class ClockUuid7Test : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSystemClockAgreesWithQt() {
        const qint64 difference = SystemClock::instance().utcMicros() / 1000 - QDateTime::currentMSecsSinceEpoch();
        QVERIFY(qAbs(difference) < 1000);
    }

    void theManualClockMovesOnlyWhenTold() {
        ManualClock clock(1000);
        clock.advanceMicros(5);
        clock.stepUtcMicros(-500);
        QCOMPARE(clock.utcMicros(), 505);
        QCOMPARE(clock.steadyMicros(), 5);
    }

    void anIdHasVersionVariantAndTime() {
        const QString id = newUuid7();
        QVERIFY2(isUuid(id), qPrintable(id));
        QCOMPARE(id, id.toLower());
        QCOMPARE(id.at(14), QChar(u'7'));
        QVERIFY(QStringLiteral("89ab").contains(id.at(19)));
        const qint64 millis = QString(id.left(8) + id.mid(9, 4)).toLongLong(nullptr, 16);
        QVERIFY(qAbs(millis - QDateTime::currentMSecsSinceEpoch()) < 1000);
    }

    void laterIdsSortAfterEarlierOnesInManyThreads() {
        std::array<QStringList, 4> made;
        std::vector<std::thread> threads;
        for (QStringList& ids : made)
            threads.emplace_back([&ids] {
                for (int i = 0; i < 5000; ++i)
                    ids << newUuid7();
            });
        for (std::thread& thread : threads)
            thread.join();
        QSet<QString> all;
        for (const QStringList& ids : made) {
            QVERIFY(std::is_sorted(ids.begin(), ids.end()));
            all += QSet<QString>(ids.begin(), ids.end());
        }
        QCOMPARE(all.size(), 20000);
    }

    void whatIsNoUuidIsSeen() {
        QVERIFY(isUuid(QStringLiteral("019a0000-0000-7ABC-8000-000000000000")));
        for (const char* text : {"", "019a0000-0000-7abc-8000-00000000000", "019a0000-0000-7abc-8000-00000000000g",
                                 "019a0000x0000-7abc-8000-000000000000", "019a0000-0000-7abc-8000-0000000000000"})
            QVERIFY2(!isUuid(QString::fromLatin1(text)), text);
    }

    void namesTheNearestWord() {
        const QStringList known{QStringLiteral("wrap_up"), QStringLiteral("wrap_up_seconds"), QStringLiteral("title")};
        QCOMPARE(didYouMean(QStringLiteral("wrapup"), known), QStringLiteral(", did you mean wrap_up?"));
        QCOMPARE(didYouMean(QStringLiteral("tilte"), known), QStringLiteral(", did you mean title?"));
        QCOMPARE(didYouMean(QStringLiteral("tx"), known), QString());
        QCOMPARE(didYouMean(QStringLiteral("colour"), known), QString());
        QCOMPARE(didYouMean(QString(5000, u'x'), known), QString());
    }
};

QTEST_APPLESS_MAIN(ClockUuid7Test)
#include "clock_uuid7_test.moc"
