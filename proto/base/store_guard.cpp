#include "proto/base/store_guard.h"

#include <QFile>

#include <sys/stat.h>

namespace proto::base {

StoreGuard::Identity StoreGuard::identityOf(const QString& path) {
    struct stat found {};
    return ::stat(QFile::encodeName(path).constData(), &found) == 0 ? Identity{found.st_dev, found.st_ino} : Identity{};
}

void StoreGuard::note(const StoreTarget& target) {
    if (target.kind != StoreKind::Sqlite)
        return;
    m_database = target.file();
    m_databaseNoted = identityOf(m_database);
    m_logNoted = identityOf(m_database + QStringLiteral("-wal"));
}

StoreGuard::Look StoreGuard::look() const {
    if (m_database.isEmpty())
        return Look::AsOpened;
    if (identityOf(m_database) != m_databaseNoted)
        return Look::DatabaseGone;
    return identityOf(m_database + QStringLiteral("-wal")) == m_logNoted ? Look::AsOpened : Look::LogGone;
}

} // namespace proto::base
