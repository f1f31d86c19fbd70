// Each schema has one writer. SQLite: a lock on <schema>.lock beside the file, which ends with the process. PostgreSQL: an
// advisory lock of the writer's session, which ends with the connection.
#pragma once

#include "proto/base/store_connection.h"

namespace proto::base {

class WriterLease {
public:
    WriterLease() = default;
    ~WriterLease();
    WriterLease(const WriterLease&) = delete;
    WriterLease& operator=(const WriterLease&) = delete;

    // Refused "schema acd at … is written by acd, process 123: …". `db` is the writer's connection (PostgreSQL); taking it
    // again with the same file lock does nothing. A lease that is just being given up is waited for, 2 s at most.
    Status take(QSqlDatabase& db, const StoreTarget& target);

    // Who has it now, "acd, process 123"; empty when nobody has. Takes nothing.
    static QString holder(QSqlDatabase& db, const StoreTarget& target);
    static Status refusal(const StoreTarget& target, const QString& holder);

private:
    Status takeFile(const StoreTarget& target);

    int m_file = -1;
};

} // namespace proto::base
