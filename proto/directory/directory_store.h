// Reads and writes the directory in the store's schema `directory`.
#pragma once

#include "proto/base/store.h"
#include "proto/directory/directory.h"
#include "proto/directory/secrets.h"

namespace proto::directory {

const std::vector<base::Migration>& migrations();

// The newest version, without the passwords of mailboxes: marks stand for them. NotFound "the directory is empty: run desk
// --import-site FILE" when nothing was imported. `db` is any connection to the schema.
base::Result<Directory> readDirectory(QSqlDatabase& db);
// The same with the passwords, for who reads the mailboxes.
base::Result<Directory> readDirectory(QSqlDatabase& db, const QString& keyFile);
// Its version alone, cheap; 0 when empty.
base::Result<std::int64_t> readVersion(QSqlDatabase& db);

// What a change was made on, and by whom.
struct ChangeMade {
    std::int64_t basedOn = 0; // the version its author had before them; 0 = an empty directory
    QString by;               // a person, or the site file and its machine
    int keepVersions = 50;    // with the new one; older ones go
};
// The change `by` would make on what it made last, or on what nobody has claimed.
base::Result<ChangeMade> nextChange(QSqlDatabase& db, const QString& by);

// Makes `directory` the newest version in the job's transaction: known names keep their numbers, new ones get the next,
// a number of a removed one is never used again. Passwords of mailboxes are sealed. Gives the version written. Nothing
// changes when nothing differs. Refused when the directory has become another since the version it is based on.
base::Result<std::int64_t> writeDirectory(QSqlDatabase& db, Directory directory, const Secrets& secrets,
                                          const ChangeMade& change);

// Stores of earlier programs held passwords in clear, in each version: they are sealed, and every version is cleaned. The
// number of versions cleaned; when there were any, call eraseTraces() once the store is closed.
base::Result<bool> hasPasswordsInClear(QSqlDatabase& db);
base::Result<int> sealPasswords(QSqlDatabase& db, const Secrets& secrets);
// Lets the database write its file anew, so that nothing of what was deleted is left in it. Blocking; no writer may be open.
base::Status eraseTraces(const QString& storeUrl);

} // namespace proto::directory
