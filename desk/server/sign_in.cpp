#include "desk/server/sign_in.h"

#include <algorithm>

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

} // namespace

// One address cannot lock a person out everywhere: that takes twenty times the tries, from many addresses.
SignIn::SignIn(Parts parts, SignInRules rules, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_byLoginAtAddress(rules.triesPerLogin, rules.windowMicros)
    , m_byLogin(rules.triesPerLogin * 20, rules.windowMicros)
    , m_byAddress(rules.triesPerAddress, rules.windowMicros)
    , m_checker(rules.passwordThreads) {}

std::int64_t SignIn::waitSeconds(const Keys& keys) const {
    const std::int64_t now = m_parts.clock.utcMicros();
    return std::max({m_byLoginAtAddress.waitSeconds(keys.loginAtAddress, now), m_byLogin.waitSeconds(keys.login, now),
                     m_byAddress.waitSeconds(keys.address, now)});
}

void SignIn::tryPassword(const QString& login, const QByteArray& password, const QString& address, Done done) {
    const Keys keys{login + u'\n' + address, login, address};
    if (m_parts.directory.directory().version == 0)
        return refuse(SignInOutcome::NoDirectory, login, address, done);
    if (const std::int64_t wait = waitSeconds(keys); wait > 0)
        return refuse(SignInOutcome::TooManyTries, login, address, done, wait);
    const auto* person = m_parts.directory.directory().person(login);
    const QString hash = person && person->active ? person->passwordHash : QString();
    const bool taken = m_checker.check(
        hash, password, [=, this](bool matches) { onChecked(login, address, keys, hash, matches, done); });
    if (!taken)
        return refuse(SignInOutcome::TooBusy, login, address, done);
    const std::int64_t now = m_parts.clock.utcMicros();
    m_byLoginAtAddress.count(keys.loginAtAddress, now);
    m_byLogin.count(keys.login, now);
    m_byAddress.count(keys.address, now);
}

void SignIn::onChecked(const QString& login, const QString& address, const Keys& keys, const QString& hash,
                       bool matches, const Done& done) {
    if (!matches)
        return refuse(SignInOutcome::WrongPassword, login, address, done);
    m_byLoginAtAddress.forget(keys.loginAtAddress);
    m_byLogin.takeBack(keys.login);
    m_byAddress.takeBack(keys.address);
    m_parts.sessions.open(login, address, passwordMark(hash), [=, this](const proto::base::Result<QByteArray>& token) {
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
