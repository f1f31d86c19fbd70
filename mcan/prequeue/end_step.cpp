#include "mcan/prequeue/end_step.h"

#include "mcan/prequeue/item_table.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"
#include "proto/base/store.h"
#include "proto/base/uuid7.h"

namespace mcan::prequeue {

using antesala::v1::InteractionEnded;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;

namespace {

constexpr auto inEndStep = "mcan.prequeue.end";

// OUTCOME_SHORT_ABANDONED → short_abandoned
QString outcomeName(antesala::v1::Outcome outcome) {
    return QString::fromStdString(antesala::v1::Outcome_Name(outcome)).section(u'_', 1).toLower();
}

Status writeOutcome(QSqlDatabase& db, const InteractionEnded& ended) {
    QStringList dispositions;
    for (const std::string& disposition : ended.dispositions())
        dispositions << QString::fromStdString(disposition);
    return execute(db, QStringLiteral("update interaction set outcome = ?, agent = ?, dispositions = ? where id = ?"),
                   {outcomeName(ended.outcome()), QString::fromStdString(ended.agent()), listText(dispositions),
                    QString::fromStdString(ended.interaction_id())})
        .status();
}

Item successorOf(const Item& ended, std::int64_t nowMicros) {
    Item item = ended;
    item.id = proto::base::newUuid7();
    item.release = 0;
    item.update = 0;
    item.refusedReply.clear();
    item.joinedAtMicros = 0;
    item.sinceMicros = nowMicros;
    return item;
}

struct Return {
    QString messageId;
    QString agent;
    QString reason;
};

// Where it was answered, in front of what came later: its customer waits since they wrote.
Result<QString> openHeld(QSqlDatabase& db, const Item& ended, const Return& reply, std::int64_t nowMicros) {
    Item item = successorOf(ended, nowMicros);
    item.state = ItemState::Held;
    item.messageId = reply.messageId;
    item.preferredAgent = reply.agent.isEmpty() ? ended.preferredAgent : reply.agent;
    item.reason = reply.reason;
    const Status made = insertItem(db, item);
    return made ? Result<QString>(item.id) : Result<QString>(made);
}

} // namespace

Result<QString> openFollowUp(QSqlDatabase& db, const Item& ended, const QString& agent, std::int64_t nowMicros) {
    if (!ended.refusedReply.isEmpty())
        return openHeld(db, ended,
                        {ended.refusedReply, agent,
                         QStringLiteral("a reply of interaction %1 was refused by the mail server").arg(ended.id)},
                        nowMicros);
    Item item = successorOf(ended, nowMicros);
    item.state = ItemState::InBot;
    item.queue.clear();
    item.prioritySeconds = 0;
    item.tags.clear();
    item.skills.clear();
    item.messageId = item.lastMessageId;
    item.receivedAtMicros = ended.joinedAtMicros;
    item.preferredAgent = agent.isEmpty() ? ended.preferredAgent : agent;
    item.reason = QStringLiteral("the customer wrote again after interaction %1 had ended").arg(ended.id);
    const Status made = insertItem(db, item);
    return made ? Result<QString>(item.id) : Result<QString>(made);
}

Status openForReply(QSqlDatabase& db, const RefusedReply& reply, std::int64_t nowMicros) {
    const auto written = itemById(db, reply.interactionId);
    if (!written)
        return written.status().code() == StatusCode::NotFound ? Status::ok() : written.status(); // shown as failed
    return openHeld(db, *written, {reply.messageId, reply.agent, QStringLiteral("reply refused: ") + reply.words},
                    nowMicros)
        .status();
}

Result<EndEffect> endItem(QSqlDatabase& db, const InteractionEnded& ended, std::int64_t nowMicros) {
    const QString id = QString::fromStdString(ended.interaction_id());
    auto found = itemById(db, id);
    if (!found && found.status().code() != StatusCode::NotFound)
        return found.status();
    if (!found || found->state != ItemState::Released || ended.release() != found->release) {
        proto::base::logInfo(
            inEndStep, QStringLiteral("outcome of nothing that is released"),
            {{"interaction", id}, {"state", found ? itemStateName(found->state) : QStringLiteral("unknown")}});
        return EndEffect{};
    }
    if (proto::base::isPlanted(proto::base::PlantedBug::outcome_not_taken))
        return EndEffect{};
    Item item = std::move(found).value();
    // Nobody has read what failed, nor what an overflow sent away: a person decides.
    const bool overflowed = ended.outcome() == antesala::v1::OUTCOME_OVERFLOWED;
    const bool isUnserved = overflowed || ended.outcome() == antesala::v1::OUTCOME_FAILED;
    const QString why = QString::fromStdString(ended.reason());
    const QString reason = overflowed ? QStringLiteral("overflowed from %1: %2").arg(item.queue, why) : why;
    if (Status moved = moveItem(db, item, isUnserved ? ItemEvent::GiveBack : ItemEvent::End, reason, nowMicros); !moved)
        return moved;
    if (Status written = writeOutcome(db, ended); !written)
        return written;
    EndEffect effect{item.queue, {}};
    const bool isRead = proto::base::isPlanted(proto::base::PlantedBug::follow_up_closed_unread)
                            ? item.joinedAtMicros <= ended.ended_at_us()
                            : item.update <= ended.update();
    if (isUnserved || isRead)
        return effect;
    auto reopened = openFollowUp(db, item, QString::fromStdString(ended.agent()), nowMicros);
    if (!reopened)
        return reopened.status();
    effect.reopenedAs = *reopened;
    return effect;
}

} // namespace mcan::prequeue
