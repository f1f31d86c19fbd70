#include "proto/base/writer_lease.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>

#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace proto::base {

namespace {

constexpr int patienceMs = 2000;
constexpr auto pollEvery = std::chrono::milliseconds(50);

QString holderOf(int file) {
    std::array<char, 200> text{};
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    return size > 0 ? QString::fromUtf8(text.data(), static_cast<qsizetype>(size)).trimmed()
                    : QStringLiteral("another process");
}

QString holderInPostgres(QSqlDatabase& db, const StoreTarget& target) {
    auto rows =
        execute(db,
                QStringLiteral("SELECT a.application_name || ', server process ' || a.pid FROM pg_locks l "
                               "JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' "
                               "AND l.objid::bigint = (hashtext(?)::bigint & 4294967295) AND l.granted LIMIT 1"),
                {target.schema});
    return rows && rows.value().next() ? rows->value(0).toString() : QString();
}

QString lockFile(const StoreTarget& target) {
    return target.folder + u'/' + target.schema + QStringLiteral(".lock");
}

Result<bool> tryPostgres(QSqlDatabase& db, const StoreTarget& target) {
    auto rows =
        execute(db, QStringLiteral("SELECT pg_try_advisory_lock(%1, hashtext(?))").arg(0x616E7465), {target.schema});
    if (!rows)
        return rows.status();
    rows.value().next();
    return rows->value(0).toBool();
}

} // namespace

WriterLease::~WriterLease() {
    if (m_file >= 0)
        ::close(m_file);
}

Status WriterLease::refusal(const StoreTarget& target, const QString& holder) {
    return Status::refused(
        QStringLiteral("schema %1 at %2 is written by %3: end that process first, or set another store.url")
            .arg(target.schema, target.place(), holder.isEmpty() ? QStringLiteral("another process") : holder));
}

QString WriterLease::holder(QSqlDatabase& db, const StoreTarget& target) {
    if (target.kind == StoreKind::PostgreSql)
        return holderInPostgres(db, target);
    const int file = ::open(QFile::encodeName(lockFile(target)).constData(), O_RDWR | O_CLOEXEC);
    if (file < 0)
        return {};
    const QString who = ::flock(file, LOCK_EX | LOCK_NB) != 0 ? holderOf(file) : QString();
    ::close(file);
    return who;
}

Status WriterLease::take(QSqlDatabase& db, const StoreTarget& target) {
    if (target.kind == StoreKind::Sqlite)
        return takeFile(target);
    const QDeadlineTimer deadline(patienceMs);
    while (true) {
        const Result<bool> taken = tryPostgres(db, target);
        if (!taken || *taken)
            return taken.status();
        if (deadline.hasExpired())
            return refusal(target, holderInPostgres(db, target));
        std::this_thread::sleep_for(pollEvery);
    }
}

Status WriterLease::takeFile(const StoreTarget& target) {
    if (m_file >= 0)
        return Status::ok();
    const QString path = lockFile(target);
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return Status::unavailable(
            QStringLiteral("%1 is not writable (%2): give the folder to user id %3 (chown), or set store.url")
                .arg(path, qt_error_string(errno))
                .arg(::geteuid()));
    const QDeadlineTimer deadline(patienceMs);
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (deadline.hasExpired()) {
            const QString holder = holderOf(file);
            ::close(file);
            return refusal(target, holder);
        }
        std::this_thread::sleep_for(pollEvery);
    }
    const QByteArray holder = QStringLiteral("%1, process %2\n")
                                  .arg(QCoreApplication::applicationName())
                                  .arg(QCoreApplication::applicationPid())
                                  .toUtf8();
    // Only for the message of the one that is refused; the lock itself is the kernel's.
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, holder.constData(), static_cast<std::size_t>(holder.size()), 0) < 0)
        errno = 0;
    m_file = file;
    return Status::ok();
}

} // namespace proto::base
