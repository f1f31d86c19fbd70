#include "mcan/service/retention.h"

namespace mcan::service {

using proto::base::execute;
using proto::base::keepDaysSetting;
using proto::base::Result;
using proto::base::RetentionRule;
using proto::base::Status;

namespace {

constexpr int rowsOfAConversation = 25; // guessed, for the size of a portion
constexpr int keptAnswersDays = 2;      // one automatic answer an hour is allowed

// The oldest that nobody works on, and of which nothing waits to be sent.
const QString oldThreads = QStringLiteral(
    "SELECT id FROM thread WHERE last_at_us < ? AND NOT EXISTS (SELECT 1 FROM interaction WHERE interaction.thread = "
    "thread.id AND state NOT IN ('ended', 'discarded')) AND NOT EXISTS (SELECT 1 FROM message JOIN outgoing ON "
    "outgoing.message = message.id WHERE message.thread = thread.id AND outgoing.state IN ('queued', 'sending', "
    "'deferred')) ORDER BY last_at_us LIMIT ?");

// In this order: what is found by another row goes before it.
const QStringList ofAThread{
    QStringLiteral("DELETE FROM attempt WHERE message IN (SELECT id FROM message WHERE thread = ?)"),
    QStringLiteral("DELETE FROM outgoing_recipient WHERE message IN (SELECT id FROM message WHERE thread = ?)"),
    QStringLiteral("DELETE FROM outgoing WHERE message IN (SELECT id FROM message WHERE thread = ?)"),
    QStringLiteral("DELETE FROM mail WHERE id IN (SELECT id FROM message WHERE thread = ?)"),
    QStringLiteral("DELETE FROM bot_run WHERE interaction IN (SELECT id FROM interaction WHERE thread = ?)"),
    QStringLiteral("DELETE FROM interaction WHERE thread = ?"),
    QStringLiteral("DELETE FROM message WHERE thread = ?"),
    QStringLiteral("DELETE FROM thread_address WHERE thread = ?"),
    QStringLiteral("DELETE FROM thread WHERE id = ?"),
};

Result<int> removeConversations(QSqlDatabase& db, qint64 before, int most) {
    auto found = execute(db, oldThreads, {before, std::max(1, most / rowsOfAConversation)});
    if (!found)
        return found.status();
    QStringList threads;
    while (found.value().next())
        threads << found->value(0).toString();
    found.value().finish();
    int removed = 0;
    for (const QString& thread : std::as_const(threads)) {
        for (const QString& statement : ofAThread) {
            const auto done = execute(db, statement, {thread});
            if (!done)
                return done.status();
            removed += done->numRowsAffected();
        }
    }
    return removed;
}

} // namespace

std::vector<proto::base::SettingSpec> retentionSettings() {
    return {
        keepDaysSetting("retention.conversations_keep_days", 1095,
                        "Conversations, with mails, answers and their history, go so long after their last mail, "
                        "unless somebody still works on them; 0 = never."),
        keepDaysSetting("retention.aside_keep_days", 400,
                        "Mails that never became work (automatic, parked, quarantined, duplicates, bounces) go after "
                        "so long; 0 = never."),
        keepDaysSetting("retention.bot_runs_keep_days", 90,
                        "What each bot did with each mail is kept so long; 0 = for ever."),
        keepDaysSetting("retention.commands_keep_days", 400,
                        "What persons did in the pre-queue is kept so long; 0 = for ever.")};
}

// The pre-queue's own migration has an index on interaction (thread, seq).
proto::base::Migration retentionMigration() {
    return {160,
            {QStringLiteral("CREATE INDEX thread_last_at ON thread (last_at_us)"),
             QStringLiteral("CREATE INDEX prequeue_command_at ON prequeue_command (at_us)"),
             QStringLiteral("CREATE INDEX automatic_answer_at ON automatic_answer (at_us)")}};
}

std::vector<RetentionRule> retentionRules(const proto::base::Settings& settings) {
    using proto::base::olderIn;
    using proto::base::oldestOf;
    const auto days = [&settings](const char* name) { return static_cast<int>(settings.integer(name)); };
    return {{QStringLiteral("thread"), days("retention.conversations_keep_days"), removeConversations},
            {QStringLiteral("mail"), days("retention.aside_keep_days"),
             olderIn(QStringLiteral("mail"), QStringLiteral("seq"), QStringLiteral("received_at_us"),
                     QStringLiteral("state <> 'incoming' AND state <> 'threaded' AND NOT EXISTS (SELECT 1 FROM message "
                                    "WHERE message.id = mail.id)"))},
            {QStringLiteral("bot_run"), days("retention.bot_runs_keep_days"),
             oldestOf(QStringLiteral("bot_run"), QStringLiteral("seq"), QStringLiteral("started_at_us"))},
            {QStringLiteral("prequeue_command"), days("retention.commands_keep_days"),
             olderIn(QStringLiteral("prequeue_command"), QStringLiteral("id"), QStringLiteral("at_us"))},
            {QStringLiteral("automatic_answer"), keptAnswersDays,
             olderIn(QStringLiteral("automatic_answer"), QStringLiteral("mailbox, address"), QStringLiteral("at_us"))}};
}

} // namespace mcan::service
