// Whether the files a SQLite writer has open are still those that stand under their names. A file that was deleted or replaced
// goes on taking writes, and all of them are gone with the process: SQLite does not notice.
#pragma once

#include "proto/base/store_connection.h"

#include <sys/types.h>

namespace proto::base {

class StoreGuard {
public:
    enum class Look { AsOpened, LogGone, DatabaseGone };

    // After the first transaction of a connection, which makes the -wal. PostgreSQL has nothing to look at.
    void note(const StoreTarget& target);
    Look look() const;

private:
    struct Identity {
        dev_t device = 0;
        ino_t number = 0;
        bool operator==(const Identity&) const = default;
    };
    static Identity identityOf(const QString& path);

    QString m_database;
    Identity m_databaseNoted;
    Identity m_logNoted;
};

} // namespace proto::base
