#include "desk/server/session/sign_in.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace desk::server {

namespace {

QString outcomeName(SignInOutcome outcome) {
    switch (outcome) {
    case SignInOutcome::Ok:
        return QStringLiteral("ok");
    case SignInOutcome::WrongPassword:
        return QStringLiteral("wrong_password");
    case SignInOutcome::TooManyTries:
        return QStringLiteral("too_many_tries");
    case SignInOutcome::TooBusy:
        return QStringLiteral("too_busy");
    case SignInOutcome::NoDirectory:
        return QStringLiteral("directory_empty");
    case SignInOutcome::StoreAway:
        return QStringLiteral("store_away");
    }
    return {};
}

// Whoever has an IPv6 address has a whole network of them.
QString placeOf(const QString& address) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, address.toLatin1().constData(), bytes.data()) != 1)
        return address;
    constexpr std::array<unsigned char, 12> v4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const bool isV4 = std::equal(v4Prefix.begin(), v4Prefix.end(), bytes.begin());
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(bytes.data()), isV4 ? 16 : 8).toHex());
}

} // namespace

// How slowly it goes on beyond the limits: as often again in a window for one login, every two seconds for a place, behind which a
// whole office may stand.
SignIn::SignIn(Parts parts, SignInRules rules, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_byLoginAtPlace(rules.triesPerLogin, rules.windowMicros, rules.windowMicros / rules.triesPerLogin)
    , m_byLogin(rules.triesPerLogin * 20, rules.windowMicros, rules.windowMicros / (rules.triesPerLogin * 20))
    , m_byPlace(rules.triesPerAddress, rules.windowMicros,
                std::min<std::int64_t>(2'000'000, rules.windowMicros / rules.triesPerAddress))
    , m_byBrowser(rules.triesPerLogin, rules.windowMicros, rules.windowMicros / rules.triesPerLogin)
    , m_checker(rules.passwordThreads) {}

SignIn::Limits SignIn::limitsOf(const Try& given) {
    if (const QByteArray browser = m_parts.browsers.browserOf(given.browser, given.login); !browser.isEmpty())
        return {{&m_byBrowser, given.login + u'\n' + QString::fromLatin1(browser)}};
    const QString place = placeOf(given.address);
    return {{&m_byLoginAtPlace, given.login + u'\n' + place}, {&m_byLogin, given.login}, {&m_byPlace, place}};
}

void SignIn::tryPassword(const Try& given, Done done) {
    if (m_parts.directory.directory().version == 0)
        return refuse(SignInOutcome::NoDirectory, given.login, given.address, done);
    const std::int64_t now = m_parts.clock.utcMicros();
    const Limits limits = limitsOf(given);
    std::int64_t wait = 0;
    for (const Limit& limit : limits)
        wait = std::max(wait, limit.limiter->waitSeconds(limit.key, now));
    if (wait > 0)
        return refuse(SignInOutcome::TooManyTries, given.login, given.address, done, wait);
    const auto* person = m_parts.directory.directory().person(given.login);
    const QString hash = person && person->active ? person->passwordHash : QString();
    const bool taken = m_checker.check(hash, given.password,
                                       [=, this](bool matches) { onChecked(given, limits, hash, matches, done); });
    if (!taken)
        return refuse(SignInOutcome::TooBusy, given.login, given.address, done);
    for (const Limit& limit : limits)
        limit.limiter->count(limit.key, now);
}

void SignIn::onChecked(const Try& given, const Limits& limits, const QString& hash, bool matches, const Done& done) {
    const auto& [login, password, address, browser] = given;
    if (!matches)
        return refuse(SignInOutcome::WrongPassword, login, address, done);
    for (const Limit& limit : limits)
        limit.limiter == &m_byLoginAtPlace || limit.limiter == &m_byBrowser ? limit.limiter->forget(limit.key)
                                                                            : limit.limiter->takeBack(limit.key);
    m_parts.sessions.open(
        login, address, passwordMark(hash),
        [=, this, login = login, address = address](const proto::base::Result<QByteArray>& token) {
            if (!token)
                return refuse(SignInOutcome::StoreAway, login, address, done);
            ++m_counts.ok;
            m_parts.audit.record({login, QStringLiteral("sign_in"), outcomeName(SignInOutcome::Ok), address, {}, {}});
            done({SignInOutcome::Ok, *token, 0});
        });
}

void SignIn::refuse(SignInOutcome outcome, const QString& login, const QString& address, const Done& done,
                    std::int64_t waitSeconds) {
    const bool limited = outcome == SignInOutcome::TooManyTries || outcome == SignInOutcome::TooBusy;
    ++(limited ? m_counts.limited : m_counts.wrong);
    // What the limits refuse is only counted: it could come a thousand times a second.
    if (!limited)
        m_parts.audit.record({login, QStringLiteral("sign_in"), outcomeName(outcome), address, {}, {}});
    done({outcome, {}, waitSeconds});
}

} // namespace desk::server
