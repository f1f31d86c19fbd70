// When a queue is open: a table of moments, on both days of the year when the clock changes, too.
#include "acd/directory/opening_hours.h"
#include "acd/directory/queue_hours.h"

#include <QDateTime>
#include <QTest>

using namespace acd::directory;
using proto::directory::Hours;

namespace {

Hours office() {
    Hours hours;
    hours.name = QStringLiteral("oficina");
    hours.open = {{{QStringLiteral("mon-thu")}, QStringLiteral("09:00"), QStringLiteral("18:00")},
                  {{QStringLiteral("fri")}, QStringLiteral("09:00"), QStringLiteral("15:00")}};
    hours.closedOn = {QStringLiteral("12-25"), QStringLiteral("2027-01-06")};
    return hours;
}

Hours times(const char* day, const char* from, const char* until) {
    Hours hours;
    hours.open = {{{QString::fromLatin1(day)}, QString::fromLatin1(from), QString::fromLatin1(until)}};
    return hours;
}

QTimeZone zone(const char* name) {
    return QTimeZone(QByteArray(name));
}

// Every moment of this test is written in UTC, so that nothing is left to the clock that changes.
std::int64_t at(const char* utc) {
    return QDateTime::fromString(QString::fromLatin1(utc) + u'Z', Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

Q_DECLARE_METATYPE(proto::directory::Hours)

class OpeningHoursTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isOpenAt_data() {
        QTest::addColumn<Hours>("hours");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("utc");
        QTest::addColumn<bool>("open");
        const auto row = [](const char* name, const Hours& hours, const char* where, const char* utc, bool open) {
            QTest::newRow(name) << hours << QByteArray(where) << QByteArray(utc) << open;
        };
        const char* madrid = "Europe/Madrid";
        const char* bogota = "America/Bogota";
        // Madrid is at UTC+1 in winter, Bogotá at UTC-5 all year. 30 November 2026 is a Monday.
        row("a second before it opens", office(), madrid, "2026-11-30T07:59:59", false);
        row("when it opens", office(), madrid, "2026-11-30T08:00:00", true);
        row("a second before it closes", office(), madrid, "2026-11-30T16:59:59", true);
        row("when it closes", office(), madrid, "2026-11-30T17:00:00", false);
        row("Friday afternoon", office(), madrid, "2026-12-04T14:30:00", false);
        row("Saturday", office(), madrid, "2026-12-05T10:00:00", false);
        row("in summer time", office(), madrid, "2026-07-06T07:00:00", true);
        row("the same moment elsewhere", office(), bogota, "2026-07-06T07:00:00", false);
        row("Bogotá opens", office(), bogota, "2026-07-06T14:00:00", true);
        row("Bogotá closes", office(), bogota, "2026-07-06T23:00:00", false);
        row("Bogotá, Friday by UTC, Thursday there", office(), bogota, "2026-07-10T00:30:00", false);
        row("Christmas", office(), madrid, "2026-12-25T10:00:00", false);
        row("Christmas of another year", office(), madrid, "2028-12-25T10:00:00", false);
        row("a date of one year", office(), madrid, "2027-01-06T10:00:00", false);
        row("the same date a year later", office(), madrid, "2028-01-06T10:00:00", true);
        const Hours night = times("fri", "22:00", "06:00");
        row("a night, before midnight", night, madrid, "2026-12-04T22:30:00", true);
        row("a night, after midnight", night, madrid, "2026-12-05T04:59:59", true);
        row("a night is over", night, madrid, "2026-12-05T05:00:00", false);
        row("the morning of the same day", night, madrid, "2026-12-04T03:00:00", false);
        Hours christmasEve = night;
        christmasEve.closedOn = {QStringLiteral("2026-12-05")};
        row("a night into a closed date goes on", christmasEve, madrid, "2026-12-05T04:00:00", true);
        christmasEve.closedOn = {QStringLiteral("2026-12-04")};
        row("a night of a closed date does not begin", christmasEve, madrid, "2026-12-05T04:00:00", false);
        row("a whole day", times("sun", "00:00", "24:00"), madrid, "2026-12-06T22:59:59", true);
        row("a whole day is over", times("sun", "00:00", "24:00"), madrid, "2026-12-06T23:00:00", false);
        row("a span over the week's end", times("sat-mon", "10:00", "12:00"), madrid, "2026-12-07T09:30:00", true);
        row("not in the span", times("sat-mon", "10:00", "12:00"), madrid, "2026-12-08T09:30:00", false);
        // 29 March 2026: at 01:00 UTC Madrid's clock goes from 02:00 to 03:00.
        const Hours early = times("sun", "02:30", "10:00");
        row("opens at a time that is not shown: before", early, madrid, "2026-03-29T00:59:59", false);
        row("opens at a time that is not shown: at the change", early, madrid, "2026-03-29T01:00:00", true);
        row("closes at a time that is not shown: before", times("sun", "00:00", "02:30"), madrid, "2026-03-29T00:59:59",
            true);
        row("closes at a time that is not shown: at the change", times("sun", "00:00", "02:30"), madrid,
            "2026-03-29T01:00:00", false);
        row("lies in the hour that is not shown", times("sun", "02:15", "02:45"), madrid, "2026-03-29T01:00:00", false);
        row("the night of the change ends an hour sooner", times("sat", "22:00", "06:00"), madrid,
            "2026-03-29T03:59:59", true);
        row("the night of the change is over", times("sat", "22:00", "06:00"), madrid, "2026-03-29T04:00:00", false);
        // 25 October 2026: at 01:00 UTC Madrid's clock goes from 03:00 back to 02:00.
        row("opens at a time shown twice: the first", early, madrid, "2026-10-25T00:30:00", true);
        row("opens at a time shown twice: before", early, madrid, "2026-10-25T00:29:59", false);
        row("stays open when the clock goes back", early, madrid, "2026-10-25T01:15:00", true);
        row("closes at a time shown twice: not yet", times("sun", "00:00", "02:30"), madrid, "2026-10-25T01:29:59",
            true);
        row("closes at a time shown twice: the second", times("sun", "00:00", "02:30"), madrid, "2026-10-25T01:30:00",
            false);
        row("Bogotá has no such hour", early, bogota, "2026-10-25T07:30:00", true);
        row("Bogotá, before it opens", early, bogota, "2026-10-25T07:29:59", false);
    }
    void isOpenAt() {
        QFETCH(Hours, hours);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, utc);
        QFETCH(bool, open);
        QCOMPARE(OpeningHours(hours, ::zone(zone)).isOpen(at(utc)), open);
    }

    // Whoever waits for each next moment sees every opening and closing, whatever the clock does.
    void nothingChangesBetweenTwoLooks() {
        const Hours night = times("sat", "22:00", "02:30");
        for (const char* where : {"Europe/Madrid", "America/Bogota"}) {
            for (const Hours& hours : {office(), night}) {
                const OpeningHours opening(hours, zone(where));
                for (const char* from : {"2026-03-26T00:00:00", "2026-10-22T00:00:00", "2026-12-23T00:00:00"}) {
                    std::int64_t next = at(from);
                    for (std::int64_t minute = next; minute < at(from) + 8LL * 86400'000; minute += 60'000) {
                        if (minute == next)
                            next = opening.lookAgainAt(minute);
                        else
                            QCOMPARE(opening.isOpen(minute), opening.isOpen(minute - 60'000));
                        QVERIFY(next > minute);
                    }
                }
            }
        }
    }

    void saysWhenItReallyChanges() {
        const OpeningHours opening(office(), zone("Europe/Madrid"));
        QCOMPARE(*opening.nextChange(at("2026-12-04T15:00:00")), at("2026-12-07T08:00:00")); // over the week's end
        Hours joined = times("mon", "09:00", "12:00");
        joined.open.push_back({{QStringLiteral("mon")}, QStringLiteral("12:00"), QStringLiteral("18:00")});
        QCOMPARE(*OpeningHours(joined, zone("Europe/Madrid")).nextChange(at("2026-11-30T08:30:00")),
                 at("2026-11-30T17:00:00"));
        QVERIFY(!OpeningHours(Hours{}, zone("Europe/Madrid")).nextChange(at("2026-11-30T08:30:00")));
    }

    void queuesAreLookedAtWhenSomethingMayHaveChanged() {
        proto::directory::Directory site;
        site.timeZone = QStringLiteral("Europe/Madrid");
        site.hours = {office()};
        proto::directory::Queue always;
        always.number = 1;
        proto::directory::Queue byHours;
        byHours.number = 2;
        byHours.hours = QStringLiteral("oficina");
        site.queues = {always, byHours};
        QueueHours hours;
        hours.take(site);
        const auto first = hours.lookIfDue(at("2026-11-30T07:00:00"));
        QCOMPARE(first.size(), std::size_t{2});
        QVERIFY(first[0].isOpen && !first[1].isOpen);
        QCOMPARE(hours.lookAgainAt(), at("2026-11-30T08:00:00"));
        QVERIFY(hours.lookIfDue(at("2026-11-30T07:59:59")).empty());
        QVERIFY(hours.lookIfDue(at("2026-11-30T08:00:00"))[1].isOpen);
        QVERIFY(hours.lookIfDue(at("2026-11-30T08:00:01")).empty());
        QVERIFY(!hours.lookIfDue(at("2026-11-30T07:30:00"))[1].isOpen); // the clock was set back
        QVERIFY(hours.lookIfDue(at("2026-12-01T12:00:00"))[1].isOpen);  // and far forward
        hours.take(site);
        QCOMPARE(hours.lookIfDue(at("2026-12-01T12:00:01")).size(), std::size_t{2});
        QVERIFY(!hours.nextChange(acd::routing::QueueNumber{1}, at("2026-12-01T12:00:01")));
        QCOMPARE(*hours.nextChange(acd::routing::QueueNumber{2}, at("2026-12-01T12:00:01")), at("2026-12-01T17:00:00"));
    }
};

QTEST_GUILESS_MAIN(OpeningHoursTest)
#include "opening_hours_test.moc"
