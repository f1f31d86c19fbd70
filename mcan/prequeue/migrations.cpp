#include "mcan/prequeue/migrations.h"

namespace mcan::prequeue {

namespace {

// order_us = received_at_us − priority_seconds × 10⁶: one number sorts by priority and age, and an item that waits
// overtakes by itself whatever comes later with less priority than its wait. Each state has its own partial index,
// so that a hundred thousand held items cost nothing to those that look for others. That of the held ones holds all that
// counting needs, `state` too: without it SQLite reads every row to be sure, seconds instead of milliseconds.
const QStringList interactionTable{
    QStringLiteral(
        "create table interaction (seq {bigserial}, id text not null unique, state text not null, queue text not null,"
        " order_us {bigint} not null, priority_seconds {bigint} not null, release_number {bigint} not null,"
        " received_at_us {bigint} not null, since_us {bigint} not null, joined_at_us {bigint} not null,"
        " may_answer {bigint} not null, thread text not null, message text not null, last_message text not null,"
        " mailbox text not null, from_address text not null, from_name text not null, subject text not null,"
        " subject_key text not null, preferred_agent text not null, tags text not null, skills text not null,"
        " reason text not null, outcome text not null, agent text not null, dispositions text not null)"),
    QStringLiteral("create index interaction_held on interaction (queue, order_us, seq, received_at_us, state) where "
                   "state = 'held'"),
    QStringLiteral("create index interaction_in_bot on interaction (seq) where state = 'in_bot'"),
    QStringLiteral("create index interaction_released on interaction (queue) where state = 'released'"),
    QStringLiteral(
        "create index interaction_suspended on interaction (queue, order_us, seq) where state = 'suspended'"),
    QStringLiteral(
        "create index interaction_discarded on interaction (queue, order_us, seq) where state = 'discarded'"),
    // A conversation has one open piece of work at most.
    QStringLiteral("create unique index interaction_open on interaction (thread)"
                   " where state <> 'ended' and state <> 'discarded'"),
};

const QStringList recordTables{
    QStringLiteral(
        "create table bot_run (seq {bigserial}, interaction text not null, bot text not null, outcome text not null,"
        " detail text not null, started_at_us {bigint} not null, took_us {bigint} not null)"),
    QStringLiteral("create index bot_run_interaction on bot_run (interaction)"),
    QStringLiteral("create table prequeue_command (id text primary key, at_us {bigint} not null, person text not null,"
                   " queue text not null, action text not null, which text not null, reason text not null,"
                   " done {bigint} not null, changed {bigint} not null, refusals text not null)"),
};

} // namespace

// What was added to an interaction after it was made, counted; acd's outcome says up to where it was seen. Before this, nobody
// counted: an update that is still on its way to acd counts as one that was not.
const QStringList updateCount{
    QStringLiteral("alter table interaction add column update_number {bigint} not null default 0"),
    QStringLiteral("update interaction set update_number = 1 where state = 'released' and exists (select 1 from outbox"
                   " where outbox.interaction_id = interaction.id"
                   " and outbox.type = 'antesala.v1.InteractionUpdated')"),
    QStringLiteral("alter table interaction add column refused_reply text not null default ''"),
    QStringLiteral("create index interaction_thread on interaction (thread, seq)"),
};

// Before this, all that waited were mails. The first of a channel are found behind a hundred thousand of another by an index of
// their own.
const QStringList channelColumn{
    QStringLiteral("alter table interaction add column channel text not null default 'email'"),
    QStringLiteral("create index interaction_next on interaction (queue, channel, order_us, seq) where state = 'held'"),
};

const std::vector<proto::base::Migration>& migrations() {
    static const std::vector<proto::base::Migration> all{
        {50, interactionTable}, {51, recordTables}, {150, updateCount}, {151, channelColumn}};
    return all;
}

} // namespace mcan::prequeue
