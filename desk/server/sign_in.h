// Signing in: limits of tries, the password in a worker thread, the session, the audit. An unknown login, an inactive
// person and a wrong password cannot be told apart, neither by the answer nor by its time. Main loop only.
#pragma once

#include "desk/server/attempt_limiter.h"
#include "desk/server/audit.h"
#include "desk/server/directory_watch.h"
#include "desk/server/password_checker.h"
#include "desk/server/session_store.h"

#include <functional>

namespace desk::server {

struct SignInRules {
    int triesPerLogin = 5;    // of one login from one address; twenty times as many from everywhere
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
        const proto::base::Clock& clock;
    };
    using Done = std::function<void(const SignInAnswer& answer)>;

    SignIn(Parts parts, SignInRules rules, QObject* parent = nullptr);
    void tryPassword(const QString& login, const QByteArray& password, const QString& address, Done done);

    struct Counts {
        std::uint64_t ok = 0, wrong = 0, limited = 0;
    };
    const Counts& counts() const { return m_counts; }
    int passwordsWaiting() const { return m_checker.waiting(); }

private:
    struct Keys {
        QString loginAtAddress, login, address;
    };
    std::int64_t waitSeconds(const Keys& keys) const;
    void onChecked(const QString& login, const QString& address, const Keys& keys, const QString& hash, bool matches,
                   const Done& done);
    void refuse(SignInOutcome outcome, const QString& login, const QString& address, const Done& done,
                std::int64_t waitSeconds = 0);

    Parts m_parts;
    AttemptLimiter m_byLoginAtAddress;
    AttemptLimiter m_byLogin;
    AttemptLimiter m_byAddress;
    PasswordChecker m_checker;
    Counts m_counts;
};

} // namespace desk::server
