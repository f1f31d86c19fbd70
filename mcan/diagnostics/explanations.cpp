#include "mcan/diagnostics/explanations.h"

#include "mcan/prequeue/item_table.h"
#include "proto/base/log.h"
#include "proto/base/uuid7.h"

#include <QDateTime>

namespace mcan::diagnostics {

using prequeue::Item;
using prequeue::ItemState;
using proto::base::execute;

namespace {

constexpr int listedItems = 10;

QString listed(const Item& item) {
    return QStringLiteral("%1 received=%2 priority=%3s from=%4 subject='%5'")
        .arg(item.id, moment(item.receivedAtMicros))
        .arg(item.prioritySeconds)
        .arg(item.fromAddress, item.subject.left(80));
}

QStringList toldOf(const Item& item) {
    QStringList lines{QStringLiteral("interaction %1 state=%2 since=%3")
                          .arg(item.id, itemStateName(item.state), moment(item.sinceMicros)),
                      QStringLiteral("mail        received=%1 mailbox=%2 from=%3 thread=%4")
                          .arg(moment(item.receivedAtMicros), item.mailbox, item.fromAddress, item.threadId)};
    if (item.joinedAtMicros != 0)
        lines << QStringLiteral("joined      the customer wrote again at %1").arg(moment(item.joinedAtMicros));
    if (!item.reason.isEmpty())
        lines << QStringLiteral("reason      %1").arg(item.reason);
    if (!item.queue.isEmpty())
        lines << QStringLiteral("place       queue=%1 priority=%2s tags=%3 skills=%4 releases=%5")
                     .arg(item.queue)
                     .arg(item.prioritySeconds)
                     .arg(prequeue::listText(item.tags), prequeue::skillText(item.skills))
                     .arg(item.release);
    if (!item.outcome.isEmpty())
        lines << QStringLiteral("outcome     %1 agent=%2")
                     .arg(item.outcome, item.agent.isEmpty() ? QStringLiteral("-") : item.agent);
    return lines;
}

} // namespace

QString moment(std::int64_t utcMicros) {
    return QDateTime::fromMSecsSinceEpoch(utcMicros / 1000, Qt::UTC).toString(Qt::ISODateWithMs);
}

std::vector<proto::base::SettingSpec> diagnosticsSettings() {
    return {{.name = "diagnostics.allow_actions",
             .type = proto::base::SettingType::Boolean,
             .byDefault = false,
             .description =
                 "Offers hold, release, discard, bring_back, parse_again, open and restart_bots on the diagnostics "
                 "port."}};
}

void sayRead(proto::base::Store& store, QObject* context, ReadLines read,
             const proto::base::DiagnosticsServer::Say& say) {
    const auto lines = std::make_shared<QStringList>();
    store.read(
        [lines, read = std::move(read)](QSqlDatabase& db) {
            *lines = read(db);
            return proto::base::Status::ok();
        },
        context,
        [lines, say](const proto::base::Status& status) { say(status ? *lines : QStringList{status.message()}); });
}

Explanations::Explanations(const Sources& sources, Actions actions, std::function<void()> replaceWorkers,
                           proto::base::DiagnosticsServer& server)
    : m_sources(sources)
    , m_context(&server)
    , m_replaceWorkers(std::move(replaceWorkers)) {
    server.addQuestion(QStringLiteral("queue"), QStringLiteral("queue NAME"),
                       [this](const QStringList& words, const Say& say) { queue(words, say); });
    server.addQuestion(QStringLiteral("why"), QStringLiteral("why INTERACTION"),
                       [this](const QStringList& words, const Say& say) { why(words, say); });
    server.addCommand(QStringLiteral("bots"), QStringLiteral("bots"),
                      [this](const QStringList&) { return m_sources.bots.describe(); });
    if (actions == Actions::Allowed)
        addActions(server);
}

void Explanations::addActions(proto::base::DiagnosticsServer& server) {
    struct Action {
        const char* word;
        antesala::v1::PrequeueAction action;
    };
    for (const Action& action :
         {Action{"hold", antesala::v1::PREQUEUE_HOLD}, Action{"release", antesala::v1::PREQUEUE_RELEASE},
          Action{"discard", antesala::v1::PREQUEUE_DISCARD}, Action{"bring_back", antesala::v1::PREQUEUE_BRING_BACK}}) {
        const QString word = QString::fromLatin1(action.word);
        server.addCommand(word, word + QStringLiteral(" QUEUE INTERACTION"),
                          [this, what = action.action](const QStringList& words) { return act(what, words); });
    }
    server.addCommand(QStringLiteral("restart_bots"), QStringLiteral("restart_bots"), [this](const QStringList&) {
        m_replaceWorkers();
        return QStringList{QStringLiteral("new workers are being started")};
    });
}

// The answer to the command comes after its commit; what came of it is in the log and in `why`.
QStringList Explanations::act(antesala::v1::PrequeueAction action, const QStringList& words) const {
    if (words.size() != 3)
        return {QStringLiteral("%1 needs QUEUE INTERACTION").arg(words.first())};
    antesala::v1::PrequeueCommand command;
    command.set_command_id(proto::base::newUuid7().toStdString());
    command.set_action(action);
    command.mutable_ids()->add_ids(words[2].toStdString());
    command.set_person("diagnostics");
    m_sources.prequeue.command(words[1], command, [id = words[2]](const auto& changed) {
        const bool done = changed && changed->changed() == 1;
        const QString problem = !changed                        ? changed.status().message()
                                : changed->refusals_size() == 0 ? QString()
                                                                : QString::fromStdString(changed->refusals(0));
        proto::base::logInfo("mcan.diagnostics", done ? QStringLiteral("done") : QStringLiteral("refused"),
                             {{"interaction", id}, {"problem", problem}});
    });
    return {QStringLiteral("asked; see: why %1").arg(words[2])};
}

void Explanations::queue(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say({QStringLiteral("queue needs the name of a queue")});
    QStringList lines;
    for (const auto& state : m_sources.prequeue.board().states())
        if (state.queue() == words[1].toStdString())
            lines << QStringLiteral("queue %1 held=%2 released=%3 suspended=%4 window=%5 oldest=%6")
                         .arg(words[1])
                         .arg(state.held())
                         .arg(state.released())
                         .arg(state.suspended())
                         .arg(m_sources.prequeue.acd().windowOfAll(words[1]))
                         .arg(state.oldest_held_since_us() == 0 ? QStringLiteral("-")
                                                                : moment(state.oldest_held_since_us()));
    if (lines.isEmpty())
        return say({QStringLiteral("there is no queue %1").arg(words[1])});
    sayRead(
        m_sources.store, m_context,
        [lines, name = words[1]](QSqlDatabase& db) {
            const auto items = prequeue::heldInOrder(db, name, listedItems);
            if (!items)
                return lines + QStringList{items.status().message()};
            QStringList all = lines;
            for (const Item& item : *items)
                all << listed(item);
            return all;
        },
        say);
}

// What the store knows of an interaction.
struct Explanations::Found {
    Item item;
    std::vector<prequeue::BotRecord> runs;
    qint64 before = 0;   // of those that are held
    qint64 released = 0; // of its queue, unfinished
};

void Explanations::why(const QStringList& words, const Say& say) const {
    if (words.size() != 2)
        return say({QStringLiteral("why needs the id of an interaction")});
    const auto found = std::make_shared<Found>();
    m_sources.store.read(
        [found, id = words[1]](QSqlDatabase& db) -> proto::base::Status {
            const auto item = prequeue::itemById(db, id);
            if (!item)
                return item.status();
            const auto runs = prequeue::botRunsOf(db, id);
            if (!runs)
                return runs.status();
            *found = {*item, *runs};
            if (item->state != ItemState::Held)
                return proto::base::Status::ok();
            auto before =
                execute(db,
                        QStringLiteral("select count(*) from interaction where state = 'held' and queue = ? and "
                                       "channel = ? and (order_us < ? or (order_us = ? and seq < ?))"),
                        {item->queue, prequeue::channelText(item->channel), qlonglong{item->orderMicros()},
                         qlonglong{item->orderMicros()}, item->sequence});
            const auto released = prequeue::countReleased(db, item->queue, item->channel);
            if (!before || !before.value().next() || !released)
                return before ? released.status() : before.status();
            found->before = before->value(0).toLongLong();
            found->released = *released;
            return proto::base::Status::ok();
        },
        m_context,
        [this, found, say](const proto::base::Status& status) {
            if (!status)
                return say({status.message()});
            QStringList lines = toldOf(found->item);
            for (const auto& run : found->runs)
                lines << QStringLiteral("bot         %1 %2 in %3 ms: %4")
                             .arg(run.bot, run.outcome)
                             .arg(static_cast<double>(run.tookMicros) / 1000, 0, 'f', 1)
                             .arg(run.detail);
            say(lines + waiting(*found));
        });
}

// Why it is not with an agent yet.
QStringList Explanations::waiting(const Found& found) const {
    if (found.item.state == ItemState::InBot)
        return {QStringLiteral("waits       for the bots; %1 mails are with them now").arg(m_sources.inBots())};
    if (found.item.state == ItemState::Released)
        return {QStringLiteral("waits       acd has it: ask its port 1125 why")};
    if (found.item.state != ItemState::Held)
        return {};
    const std::uint32_t window = m_sources.prequeue.acd().window(found.item.queue, found.item.channel);
    return {QStringLiteral("waits       %1 before it; window %2, released and unfinished %3: %4")
                .arg(found.before)
                .arg(window)
                .arg(found.released)
                .arg(window == 0 ? QStringLiteral("acd grants nothing, for it is away or nobody is logged in")
                                 : QStringLiteral("it goes when its turn comes"))};
}

} // namespace mcan::diagnostics
