#include "proto/directory/site_checks.h"

#include "proto/directory/phone_number.h"

#include <QDate>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>

namespace proto::directory {

namespace {

QString unlessMatches(const QString& text, const QString& pattern, const QString& rule) {
    const bool right = QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
    return right ? QString() : QStringLiteral("is \"%1\", but %2").arg(text, rule);
}

QString urlProblem(const QString& text, const QString& scheme) {
    const QUrl url(text, QUrl::StrictMode);
    const bool known = url.scheme() == scheme || url.scheme() == scheme + u's';
    const bool bare = url.userInfo().isEmpty() && (url.path().isEmpty() || url.path() == QLatin1String("/"));
    if (url.isValid() && known && !url.host().isEmpty() && bare)
        return {};
    return QStringLiteral("is \"%1\", but must be %2://HOST:PORT or %2s://HOST:PORT").arg(text, scheme);
}

// Of one year, or (without a year) of each; 29 February is one.
bool isDate(const QString& text) {
    const QString leapYear = QStringLiteral("2000-");
    return QDate::fromString(text.size() == 5 ? leapYear + text : text, Qt::ISODate).isValid();
}

} // namespace

QString nameProblem(const QString& text) {
    return unlessMatches(
        text, QStringLiteral("[a-z0-9][a-z0-9_.-]{0,63}"),
        QStringLiteral("must be 1 to 64 of a-z, 0-9, '_', '-' and '.', beginning with a letter or digit"));
}

QString numberProblem(const QString& text) {
    return unlessMatches(text, QStringLiteral("\\+?[0-9*#]{1,32}"), QStringLiteral("must be 1 to 32 digits"));
}

QString addressProblem(const QString& text) {
    return unlessMatches(text,
                         QStringLiteral("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"),
                         QStringLiteral("must be a mail address in lower case, as name@example.com"));
}

QString problemOf(Check check, const QString& text) {
    switch (check) {
    case Check::Language:
        return unlessMatches(text, QStringLiteral("es|en"), QStringLiteral("must be es or en"));
    case Check::TimeZone:
        return QTimeZone::isTimeZoneIdAvailable(text.toLatin1())
                   ? QString()
                   : QStringLiteral("is \"%1\", but must be a zone of the IANA list, as Europe/Madrid").arg(text);
    case Check::Country:
        return numberingOf(text) != nullptr
                   ? QString()
                   : QStringLiteral("is \"%1\", but must be one of %2").arg(text, knownCountries().join(u' '));
    case Check::ImapUrl:
        return urlProblem(text, QStringLiteral("imap"));
    case Check::SmtpUrl:
        return urlProblem(text, QStringLiteral("smtp"));
    case Check::Address:
        return addressProblem(text);
    case Check::Weekday:
        return unlessMatches(text, QStringLiteral("(%1)(-(%1))?").arg(QStringLiteral("mon|tue|wed|thu|fri|sat|sun")),
                             QStringLiteral("must be mon, tue, wed, thu, fri, sat or sun, or a span as mon-fri"));
    case Check::TimeOfDay:
        return unlessMatches(text, QStringLiteral("([01][0-9]|2[0-3]):[0-5][0-9]|24:00"),
                             QStringLiteral("must be a time from 00:00 to 24:00, as 09:30"));
    case Check::Date:
        return isDate(text)
                   ? QString()
                   : QStringLiteral("is \"%1\", but must be a date as 2027-01-06, or every year as 12-25").arg(text);
    case Check::Sound:
        return unlessMatches(text, QStringLiteral("[a-z0-9_-]+(/[a-z0-9_-]+)*"),
                             QStringLiteral("must be a sound of Asterisk without its ending, as vm-nobodyavail or "
                                            "custom/closed"));
    case Check::Label:
        return unlessMatches(text, QStringLiteral("[A-Za-z0-9_+*#-]{1,64}"),
                             QStringLiteral("must be 1 to 64 of letters, digits, '_', '-', '+', '*' and '#'"));
    }
    return {};
}

} // namespace proto::directory
