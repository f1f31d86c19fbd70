#include "mcan/prequeue/command_step.h"

#include "mcan/prequeue/item_filter.h"
#include "mcan/prequeue/item_table.h"
#include "proto/base/store.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <google/protobuf/util/json_util.h>

#include <array>

namespace mcan::prequeue {

using antesala::v1::PrequeueCommand;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

constexpr int portionItems = 2000;
constexpr int idLimit = 1000;

struct Deed {
    antesala::v1::PrequeueAction action;
    ItemEvent event;
    const char* from; // condition on the states the event is for
};
constexpr std::array<Deed, 4> deeds{{
    {antesala::v1::PREQUEUE_HOLD, ItemEvent::Hold, "state = 'held'"},
    {antesala::v1::PREQUEUE_RELEASE, ItemEvent::Resume, "state = 'suspended'"},
    {antesala::v1::PREQUEUE_DISCARD, ItemEvent::Discard, "state in ('held', 'suspended')"},
    {antesala::v1::PREQUEUE_BRING_BACK, ItemEvent::BringBack, "state = 'discarded'"},
}};

const Deed* deedOf(antesala::v1::PrequeueAction action) {
    for (const Deed& deed : deeds)
        if (deed.action == action)
            return &deed;
    return nullptr;
}

QString reasonOf(const PrequeueCommand& command) {
    const QString person = QString::fromStdString(command.person());
    return command.reason().empty() ? QStringLiteral("by %1").arg(person)
                                    : QStringLiteral("by %1: %2").arg(person, QString::fromStdString(command.reason()));
}

// A repeat finds its row. True when the command is done already.
Result<bool> begin(QSqlDatabase& db, const QString& queue, const PrequeueCommand& command, std::int64_t nowMicros,
                   CommandEffect& effect) {
    const QString id = QString::fromStdString(command.command_id());
    auto row = execute(db, QStringLiteral("select done, changed, refusals from prequeue_command where id = ?"), {id});
    if (!row)
        return row.status();
    if (row.value().next()) {
        effect.changed.set_changed(row->value(1).toUInt());
        const QJsonArray refusals = QJsonDocument::fromJson(row->value(2).toString().toUtf8()).array();
        for (const QJsonValue refusal : refusals)
            effect.changed.add_refusals(refusal.toString().toStdString());
        return row->value(0).toInt() == 1;
    }
    std::string which;
    (void)google::protobuf::util::MessageToJsonString(command, &which);
    const auto inserted =
        execute(db,
                QStringLiteral("insert into prequeue_command (id, at_us, person, queue, action, which, reason,"
                               " done, changed, refusals) values (?, ?, ?, ?, ?, ?, ?, 0, 0, '[]')"),
                {id, qlonglong{nowMicros}, QString::fromStdString(command.person()), queue,
                 itemEventName(deedOf(command.action())->event), QString::fromStdString(which),
                 QString::fromStdString(command.reason())});
    return inserted ? Result<bool>(false) : Result<bool>(inserted.status());
}

Status record(QSqlDatabase& db, const PrequeueCommand& command, const CommandEffect& effect) {
    QStringList refusals;
    for (const std::string& refusal : effect.changed.refusals())
        refusals << QString::fromStdString(refusal);
    return execute(db, QStringLiteral("update prequeue_command set done = ?, changed = ?, refusals = ? where id = ?"),
                   {effect.progress == CommandProgress::Done ? 1 : 0, effect.changed.changed(), listText(refusals),
                    QString::fromStdString(command.command_id())})
        .status();
}

// Bringing back would make a second open work of the conversation.
Result<bool> hasSuccessor(QSqlDatabase& db, const Item& item) {
    auto row = execute(
        db, QStringLiteral("select id from interaction where thread = ? and state <> 'ended' and state <> 'discarded'"),
        {item.threadId});
    if (!row)
        return row.status();
    return row.value().next();
}

// NotFound and Refused are a person's to read; everything else is the store's trouble.
Status moveById(QSqlDatabase& db, const QString& queue, const QString& id, const Deed& deed, const QString& reason,
                std::int64_t nowMicros) {
    auto item = itemById(db, id);
    if (!item)
        return item.status();
    if (item->queue != queue)
        return Status::refused(QStringLiteral("interaction %1 is in queue %2, not in %3").arg(id, item->queue, queue));
    if (deed.event == ItemEvent::BringBack && item->state == ItemState::Discarded) {
        const auto successor = hasSuccessor(db, *item);
        if (!successor)
            return successor.status();
        if (*successor)
            return Status::refused(
                QStringLiteral("interaction %1 has been followed by another of its conversation").arg(id));
    }
    return moveItem(db, item.value(), deed.event, reason, nowMicros);
}

Status obeyIds(QSqlDatabase& db, const QString& queue, const PrequeueCommand& command, const Deed& deed,
               std::int64_t nowMicros, CommandEffect& effect) {
    for (const std::string& id : command.ids().ids()) {
        const Status moved = moveById(db, queue, QString::fromStdString(id), deed, reasonOf(command), nowMicros);
        if (moved)
            effect.changed.set_changed(effect.changed.changed() + 1);
        else if (moved.code() == StatusCode::Refused || moved.code() == StatusCode::NotFound)
            effect.changed.add_refusals(moved.message().toStdString());
        else
            return moved;
    }
    return Status::ok();
}

// The newest of each conversation alone comes back, and none whose conversation goes on in another.
const char* const comesBack =
    " and not exists (select 1 from interaction other where other.thread = interaction.thread and other.id <> "
    "interaction.id"
    " and (other.state not in ('ended', 'discarded') or (other.state = 'discarded' and other.seq > interaction.seq)))";

Status obeyFilter(QSqlDatabase& db, const QString& queue, const PrequeueCommand& command, const Deed& deed,
                  std::int64_t nowMicros, CommandEffect& effect) {
    const Condition condition = conditionOf(command.filter());
    const QString chosen = QStringLiteral("select seq from interaction where %1 and queue = ?%2%3 limit %4")
                               .arg(QLatin1String(deed.from), condition.sql,
                                    QLatin1String(deed.event == ItemEvent::BringBack ? comesBack : ""))
                               .arg(portionItems);
    // Both states a discard is for lead to the same one, as the state table says.
    const ItemState next = *nextState(deed.event == ItemEvent::BringBack ? ItemState::Discarded
                                      : deed.event == ItemEvent::Resume  ? ItemState::Suspended
                                                                         : ItemState::Held,
                                      deed.event);
    const auto moved = execute(
        db, QStringLiteral("update interaction set state = ?, since_us = ?, reason = ? where seq in (%1)").arg(chosen),
        QVariantList{itemStateName(next), qlonglong{nowMicros}, reasonOf(command), queue} + condition.values);
    if (!moved)
        return moved.status();
    const int count = moved->numRowsAffected();
    effect.changed.set_changed(effect.changed.changed() + static_cast<std::uint32_t>(count));
    effect.progress = count == portionItems ? CommandProgress::More : CommandProgress::Done;
    return Status::ok();
}

} // namespace

Status checkCommand(const PrequeueCommand& command) {
    if (command.command_id().empty())
        return Status::invalid(QStringLiteral("command_id is missing: make a UUID for each command"));
    if (deedOf(command.action()) == nullptr)
        return Status::invalid(QStringLiteral("action is missing: hold, release, discard or bring back"));
    if (command.which_case() == PrequeueCommand::WHICH_NOT_SET)
        return Status::invalid(QStringLiteral("neither ids nor a filter is given"));
    if (command.ids().ids_size() > idLimit)
        return Status::invalid(QStringLiteral("%1 ids are given, but at most %2 are allowed: use a filter")
                                   .arg(command.ids().ids_size())
                                   .arg(idLimit));
    return Status::ok();
}

Result<CommandEffect> obeyPortion(QSqlDatabase& db, const QString& queue, const PrequeueCommand& command,
                                  std::int64_t nowMicros) {
    CommandEffect effect;
    const auto done = begin(db, queue, command, nowMicros, effect);
    if (!done)
        return done.status();
    if (*done)
        return effect;
    const Deed& deed = *deedOf(command.action());
    const Status obeyed = command.has_ids() ? obeyIds(db, queue, command, deed, nowMicros, effect)
                                            : obeyFilter(db, queue, command, deed, nowMicros, effect);
    if (!obeyed)
        return obeyed;
    if (Status recorded = record(db, command, effect); !recorded)
        return recorded;
    return effect;
}

} // namespace mcan::prequeue
