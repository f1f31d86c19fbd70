// Checks passwords in worker threads, so that the main loop never waits for Argon2id. What waits is bounded: each check
// takes 64 MiB while it runs. Main loop only.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>

namespace desk::server {

class PasswordChecker : public QObject {
    Q_OBJECT
public:
    static constexpr int mostWaiting = 64;

    explicit PasswordChecker(int threads, QObject* parent = nullptr);
    ~PasswordChecker() override; // waits for the checks under way; their `done` is not called

    // `done` is called later in the main loop. False when mostWaiting are waiting already: the caller says "try again".
    [[nodiscard]] bool check(const QString& hash, const QByteArray& password, std::function<void(bool matches)> done);
    int waiting() const { return m_waiting; }

private:
    QThreadPool m_threads;
    int m_waiting = 0;
};

} // namespace desk::server
