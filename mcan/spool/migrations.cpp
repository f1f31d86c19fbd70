#include "mcan/spool/migrations.h"

namespace mcan::spool {

namespace {

// Wide columns come last: SQLite reads a row's narrow columns without touching the pages of its blob.
const QStringList intakeTables{
    QStringLiteral(
        "create table fetch_cursor (mailbox text primary key, uidvalidity {bigint} not null, uid {bigint} not null)"),
    QStringLiteral(
        "create table mail (seq {bigserial}, id text not null unique, mailbox text not null,"
        " uidvalidity {bigint} not null, uid {bigint} not null, state text not null, reason text not null,"
        " sha256 text not null, size_bytes {bigint} not null, received_at_us {bigint} not null, raw {blob} not null,"
        " unique (mailbox, uidvalidity, uid))"),
    QStringLiteral("create index mail_incoming on mail (seq) where state = 'incoming'"),
    QStringLiteral(
        "create index mail_set_aside on mail (state, seq) where state <> 'incoming' and state <> 'threaded'"),
    QStringLiteral("create index mail_sha256 on mail (mailbox, sha256)"),
};

// A message's id is that of its mail when it came in. parsed: antesala.v1.ParsedMail.
const QStringList conversationTables{
    QStringLiteral("create table thread (id text primary key, mailbox text not null, token text not null unique,"
                   " subject text not null, created_at_us {bigint} not null, last_at_us {bigint} not null,"
                   " last_agent text not null)"),
    QStringLiteral(
        "create table thread_address (thread text not null, address text not null, primary key (thread, address))"),
    QStringLiteral("create index thread_address_address on thread_address (address, thread)"),
    QStringLiteral(
        "create table message (id text primary key, thread text not null, interaction text not null,"
        " mailbox text not null, direction text not null, kind text not null, message_id text not null,"
        " from_address text not null, agent text not null, at_us {bigint} not null, parsed {blob} not null)"),
    QStringLiteral("create index message_message_id on message (message_id)"),
    QStringLiteral("create index message_thread on message (thread, at_us)"),
    QStringLiteral("create index message_from on message (mailbox, from_address, at_us)"),
};

const QStringList outgoingTables{
    QStringLiteral("create table outgoing (message text primary key, command_id text not null unique,"
                   " interaction text not null, mailbox text not null, state text not null, attempts {bigint} not null,"
                   " created_at_us {bigint} not null, next_attempt_at_us {bigint} not null, last_reply text not null,"
                   " sender text not null, recipients text not null, raw {blob} not null)"),
    QStringLiteral("create index outgoing_due on outgoing (mailbox, next_attempt_at_us)"
                   " where state = 'queued' or state = 'deferred'"),
    QStringLiteral("create index outgoing_unsent on outgoing (state) where state <> 'sent'"),
    QStringLiteral(
        "create table attempt (message text not null, number {bigint} not null, started_at_us {bigint} not null,"
        " ended_at_us {bigint} not null, outcome text not null, reply text not null,"
        " primary key (message, number))"),
    QStringLiteral(
        "create table automatic_answer (mailbox text not null, address text not null, at_us {bigint} not null,"
        " primary key (mailbox, address))"),
    QStringLiteral("create table secret (name text primary key, value text not null)"),
};

// A Message-ID names a mail only together with its sender and date. sent_at_us: as the sender says, 0 when they do not; −1 of
// messages of before, whose date is in `parsed`.
const QStringList messageIdentity{
    QStringLiteral("alter table message add column sent_at_us {bigint} not null default -1"),
    QStringLiteral("drop index message_message_id"),
    QStringLiteral(
        "create index message_identity on message (message_id, from_address, sent_at_us, direction, mailbox, thread)"),
};

// What the mail servers said of each recipient; no row while nobody was asked.
const QStringList recipientTable{
    QStringLiteral("create table outgoing_recipient (message text not null, address text not null, state text not null,"
                   " reply text not null, primary key (message, address))"),
};

} // namespace

const std::vector<proto::base::Migration>& migrations() {
    static const std::vector<proto::base::Migration> all{
        {1, intakeTables}, {2, conversationTables}, {3, outgoingTables}, {4, messageIdentity}, {5, recipientTable},
    };
    return all;
}

} // namespace mcan::spool
