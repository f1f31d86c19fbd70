#include "proto/directory/phone_number.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <utility>

namespace proto::directory {

namespace {

// National numbers by the countries' numbering plans at the ITU. Where lengths vary, from the shortest that is no short code.
constexpr Numbering countries[] = {
    {"AD", "376", "00", "", 6, 9},   {"AR", "54", "00", "0", 10, 11}, {"AT", "43", "00", "0", 7, 13},
    {"AU", "61", "0011", "0", 9, 9}, {"BE", "32", "00", "0", 8, 9},   {"BO", "591", "00", "0", 8, 8},
    {"BR", "55", "00", "0", 10, 11}, {"CA", "1", "011", "1", 10, 10}, {"CH", "41", "00", "0", 9, 9},
    {"CL", "56", "00", "", 9, 9},    {"CO", "57", "00", "", 10, 10},  {"CR", "506", "00", "", 8, 8},
    {"CU", "53", "119", "0", 6, 8},  {"CZ", "420", "00", "", 9, 9},   {"DE", "49", "00", "0", 7, 11},
    {"DK", "45", "00", "", 8, 8},    {"DO", "1", "011", "1", 10, 10}, {"EC", "593", "00", "0", 8, 9},
    {"ES", "34", "00", "", 9, 9},    {"FI", "358", "00", "0", 6, 11}, {"FR", "33", "00", "0", 9, 9},
    {"GB", "44", "00", "0", 9, 10},  {"GR", "30", "00", "", 10, 10},  {"GT", "502", "00", "", 8, 8},
    {"HN", "504", "00", "", 8, 8},   {"IE", "353", "00", "0", 7, 10}, {"IT", "39", "00", "", 7, 11},
    {"LU", "352", "00", "", 6, 11},  {"MA", "212", "00", "0", 9, 9},  {"MX", "52", "00", "", 10, 10},
    {"NI", "505", "00", "", 8, 8},   {"NL", "31", "00", "0", 9, 9},   {"NO", "47", "00", "", 8, 8},
    {"PA", "507", "00", "", 7, 8},   {"PE", "51", "00", "0", 8, 9},   {"PL", "48", "00", "", 9, 9},
    {"PT", "351", "00", "", 9, 9},   {"PY", "595", "00", "0", 7, 9},  {"RO", "40", "00", "0", 9, 9},
    {"SE", "46", "00", "0", 7, 10},  {"SV", "503", "00", "", 8, 8},   {"US", "1", "011", "1", 10, 10},
    {"UY", "598", "00", "0", 7, 8},  {"VE", "58", "00", "0", 10, 10},
};

constexpr qsizetype longestPublic = 15; // E.164
constexpr qsizetype shortestPublic = 5;

QString text(const char* latin1) {
    return QString::fromLatin1(latin1);
}

bool isDigits(QStringView written) {
    return !written.isEmpty() &&
           std::all_of(written.begin(), written.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

bool isPublic(QStringView digits) {
    return isDigits(digits) && digits.size() >= shortestPublic && digits.size() <= longestPublic;
}

bool isNational(QStringView digits, const Numbering& plan) {
    return digits.size() >= plan.shortest && digits.size() <= plan.longest;
}

// The number without scheme, host, parameters and what people write between digits.
QString bare(const QString& written) {
    QString number = written.trimmed();
    for (const char* scheme : {"sip:", "sips:", "tel:"}) {
        if (number.startsWith(QLatin1String(scheme), Qt::CaseInsensitive))
            number = number.mid(static_cast<qsizetype>(qstrlen(scheme))).section(u'@', 0, 0);
    }
    number = number.section(u';', 0, 0);
    if (number.startsWith(u'+'))
        number.remove(QStringLiteral("(0)")); // +49 (0)89: not dialled from abroad
    QString digits;
    for (const QChar c : number) {
        if (!c.isSpace() && !QStringLiteral("-.()/").contains(c))
            digits += c;
    }
    const bool isNumber = std::all_of(digits.begin() + (digits.startsWith(u'+') ? 1 : 0), digits.end(),
                                      [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'*' || c == u'#'; });
    return isNumber ? digits : QString();
}

// The country of a "phone-context=+34"; `here` when there is none.
const Numbering* contextOf(const QString& written, const Numbering* here) {
    const QStringList parameters = written.section(u';', 1).split(u';', Qt::SkipEmptyParts);
    for (const QString& parameter : parameters) {
        if (!parameter.startsWith(QLatin1String("phone-context=+"), Qt::CaseInsensitive))
            continue;
        const QString calling = parameter.section(u'+', 1).trimmed();
        for (const Numbering& plan : countries) {
            if (calling == QLatin1String(plan.calling))
                return &plan;
        }
    }
    return here;
}

QString international(const QString& digits, const Numbering* plan) {
    for (const QString& prefix : {plan != nullptr ? text(plan->international) : QString(), QStringLiteral("00")}) {
        if (!prefix.isEmpty() && digits.startsWith(prefix) && isPublic(QStringView(digits).mid(prefix.size())))
            return u'+' + digits.mid(prefix.size());
    }
    return {};
}

QString national(const QString& digits, const Numbering& plan) {
    const QString calling = text(plan.calling);
    const QString trunk = text(plan.trunk);
    const bool hasTrunk = !trunk.isEmpty();
    if (hasTrunk && digits.startsWith(trunk) && isNational(QStringView(digits).mid(trunk.size()), plan))
        return u'+' + calling + digits.mid(trunk.size());
    // Networks give E.164 without its '+', too. Where national numbers have a prefix, the country's code is looked for first:
    // without it a number of varying length could be either.
    const bool isWhole = digits.startsWith(calling) && isNational(QStringView(digits).mid(calling.size()), plan);
    if (hasTrunk && isWhole)
        return u'+' + digits;
    if (isNational(digits, plan))
        return u'+' + calling + digits;
    const bool isForeign = digits.size() > plan.longest && isPublic(digits);
    return isWhole || isForeign ? u'+' + digits : QString();
}

} // namespace

const Numbering* numberingOf(const QString& country) {
    const auto* const found =
        std::find_if(std::begin(countries), std::end(countries),
                     [&country](const Numbering& each) { return country == QLatin1String(each.country); });
    return found == std::end(countries) ? nullptr : found;
}

QStringList knownCountries() {
    QStringList codes;
    for (const Numbering& each : countries)
        codes << text(each.country);
    return codes;
}

QString countryOfZone(const QString& timeZone) {
    thread_local std::pair<QString, QString> last; // asked for each call, and a zone is read from a file
    if (last.first != timeZone) {
        const QTimeZone zone(timeZone.toLatin1());
        last = {timeZone, zone.isValid() ? QLocale::territoryToCode(zone.territory()) : QString()};
    }
    return last.second;
}

QString normalNumber(const QString& written, const Numbering* here) {
    const QString number = bare(written);
    if (number.isEmpty())
        return written.trimmed(); // a name or an address
    if (!isDigits(number))
        return number; // +E.164 already, or a service code
    const Numbering* plan = contextOf(written, here);
    QString whole = international(number, plan);
    if (whole.isEmpty() && plan != nullptr)
        whole = national(number, *plan);
    return whole.isEmpty() ? number : whole;
}

} // namespace proto::directory
