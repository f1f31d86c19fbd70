#include "desk/server/session/password_checker.h"

#include "desk/server/session/password.h"

namespace desk::server {

PasswordChecker::PasswordChecker(int threads, QObject* parent) : QObject(parent) {
    m_threads.setMaxThreadCount(threads);
    // So that the first unknown login costs no more than the next.
    m_threads.start([] { hashOfNobody(); });
}

PasswordChecker::~PasswordChecker() {
    m_threads.clear();
    m_threads.waitForDone();
}

bool PasswordChecker::check(const QString& hash, const QByteArray& password, std::function<void(bool)> done) {
    if (m_waiting >= mostWaiting)
        return false;
    ++m_waiting;
    m_threads.start([this, hash, password, done = std::move(done)] {
        const bool matches = passwordMatches(hash.isEmpty() ? hashOfNobody() : hash, password) && !hash.isEmpty();
        QMetaObject::invokeMethod(
            this,
            [this, done, matches] {
                --m_waiting;
                done(matches);
            },
            Qt::QueuedConnection);
    });
    return true;
}

} // namespace desk::server
