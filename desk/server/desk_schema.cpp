#include "desk/server/desk_schema.h"

namespace desk::server {

const std::vector<proto::base::Migration>& deskMigrations() {
    static const std::vector<proto::base::Migration> migrations{
        {1,
         {QStringLiteral(
              "CREATE TABLE session (token_hash TEXT PRIMARY KEY, login TEXT NOT NULL, address TEXT NOT NULL, "
              "password_mark TEXT NOT NULL, created_at {bigint} NOT NULL, seen_at {bigint} NOT NULL)"),
          QStringLiteral(
              "CREATE TABLE draft (login TEXT NOT NULL, interaction_id TEXT NOT NULL, content TEXT NOT NULL, "
              "saved_at {bigint} NOT NULL, PRIMARY KEY (login, interaction_id))"),
          QStringLiteral("CREATE TABLE served (login TEXT NOT NULL, interaction_id TEXT NOT NULL, "
                         "first_at {bigint} NOT NULL, PRIMARY KEY (login, interaction_id))"),
          QStringLiteral("CREATE TABLE audit (id {bigserial}, made_at {bigint} NOT NULL, login TEXT NOT NULL, "
                         "action TEXT NOT NULL, outcome TEXT NOT NULL, address TEXT NOT NULL, detail TEXT NOT NULL, "
                         "request_id TEXT NOT NULL)"),
          QStringLiteral("CREATE INDEX audit_request ON audit (request_id)"),
          QStringLiteral("CREATE INDEX audit_made_at ON audit (made_at)"),
          QStringLiteral("CREATE INDEX served_first_at ON served (first_at)"),
          QStringLiteral("CREATE INDEX draft_saved_at ON draft (saved_at)")}},
        {2,
         {QStringLiteral("ALTER TABLE draft ADD COLUMN version {bigint} NOT NULL DEFAULT 1"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN state TEXT NOT NULL DEFAULT 'DRAFT_OPEN'"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN request_id TEXT NOT NULL DEFAULT ''"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN details {blob} NOT NULL DEFAULT ''"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN problem TEXT NOT NULL DEFAULT ''"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN problem_message TEXT NOT NULL DEFAULT ''"),
          QStringLiteral("ALTER TABLE draft ADD COLUMN reply {blob} NOT NULL DEFAULT ''"),
          QStringLiteral("CREATE INDEX draft_sending ON draft (login) WHERE state = 'DRAFT_SENDING'")}},
        {3, {QStringLiteral("CREATE TABLE secret (name TEXT PRIMARY KEY, content TEXT NOT NULL)")}},
    };
    return migrations;
}

} // namespace desk::server
