// Signing in: limits of tries, the password in a worker thread, the session, the audit. An unknown login, an inactive
// person and a wrong password cannot be told apart, neither by the answer nor by its time. Main loop only.
//
// Wrong passwords are counted by person and place (an address, of IPv6 its /64), by person from everywhere, and by place whatever
// the login. Beyond a limit further tries are slowed, with the true wait told; nobody is locked out by what others do. From a
// browser in which the person has signed in before (KnownBrowsers) none of these counts, only a limit of that browser's own.
#pragma once

#include "desk/server/audit.h"
#include "desk/server/session/attempt_limiter.h"
#include "desk/server/session/known_browsers.h"
#include "desk/server/session/password_checker.h"
#include "desk/server/session/session_store.h"
#include "desk/server/state/directory_watch.h"

#include <functional>
#include <vector>

namespace desk::server {

struct SignInRules {
    int triesPerLogin = 5;    // of one login from one place or known browser; twenty times as many from everywhere
    int triesPerAddress = 50; // of any login
    std::int64_t windowMicros = 900'000'000;
    int passwordThreads = 2;
};

enum class SignInOutcome { Ok, WrongPassword, TooManyTries, TooBusy, NoDirectory, StoreAway };

struct SignInAnswer {
    SignInOutcome outcome = SignInOutcome::Ok;
    QByteArray token;             // when Ok
    std::int64_t waitSeconds = 0; // when TooManyTries
};

class SignIn : public QObject {
    Q_OBJECT
public:
    struct Parts {
        const DirectoryWatch& directory;
        SessionStore& sessions;
        Audit& audit;
        const KnownBrowsers& browsers;
        const proto::base::Clock& clock;
    };
    struct Try {
        QString login;
        QByteArray password;
        QString address;
        QByteArray browser; // the cookie
    };
    using Done = std::function<void(const SignInAnswer& answer)>;

    SignIn(Parts parts, SignInRules rules, QObject* parent = nullptr);
    void tryPassword(const Try& given, Done done);

    struct Counts {
        std::uint64_t ok = 0, wrong = 0, limited = 0;
    };
    const Counts& counts() const { return m_counts; }
    int passwordsWaiting() const { return m_checker.waiting(); }

private:
    // One of the limits, and under which key a try counts there.
    struct Limit {
        AttemptLimiter* limiter;
        QString key;
    };
    using Limits = std::vector<Limit>;
    Limits limitsOf(const Try& given);
    void onChecked(const Try& given, const Limits& limits, const QString& hash, bool matches, const Done& done);
    void refuse(SignInOutcome outcome, const QString& login, const QString& address, const Done& done,
                std::int64_t waitSeconds = 0);

    Parts m_parts;
    AttemptLimiter m_byLoginAtPlace;
    AttemptLimiter m_byLogin;
    AttemptLimiter m_byPlace;
    AttemptLimiter m_byBrowser;
    PasswordChecker m_checker;
    Counts m_counts;
};

} // namespace desk::server
