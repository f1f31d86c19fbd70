// Reads and writes the directory in the store's schema `directory`.
#pragma once

#include "proto/base/store.h"
#include "proto/directory/directory.h"

namespace proto::directory {

const std::vector<base::Migration>& migrations();

// The newest version. NotFound "the directory is empty: run desk --import-site FILE" when nothing was imported.
// `db` is any connection to the schema.
base::Result<Directory> readDirectory(QSqlDatabase& db);
// Its version alone, cheap; 0 when empty.
base::Result<std::int64_t> readVersion(QSqlDatabase& db);

// Makes `directory` the newest version in the job's transaction: known names keep their numbers, new ones get the next,
// a number of a removed one is never used again. Gives the version written. Nothing changes when nothing differs.
base::Result<std::int64_t> writeDirectory(QSqlDatabase& db, Directory directory);

} // namespace proto::directory
