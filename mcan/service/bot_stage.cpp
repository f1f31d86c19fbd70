#include "mcan/service/bot_stage.h"

#include "mcan/prequeue/item_table.h"
#include "mcan/service/bot_mail.h"
#include "proto/base/log.h"

#include <QUuid>

namespace mcan::service {

using botpool::BotOutcome;
using botpool::BotRun;
using botpool::BotRuns;
using prequeue::Item;
using prequeue::Sorting;
using proto::base::Status;

namespace {

constexpr auto inBotStage = "mcan.service.bot_stage";
constexpr int pageItems = 128;
constexpr int inFlightMax = 256; // bounds the memory: mails shown to bots at once
constexpr int retryMs = 1000;

QString answerCommand(const QString& interaction) {
    return QUuid::createUuidV5(QUuid(interaction), QStringLiteral("automatic answer")).toString(QUuid::WithoutBraces);
}

} // namespace

BotStage::BotStage(proto::base::Store& store, botpool::BotPool& pool, prequeue::Prequeue& prequeue,
                   email::MailService& mail, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_prequeue(prequeue)
    , m_mail(mail) {
    connect(&mail, &email::MailService::interactionOpened, this, &BotStage::wake);
    connect(&prequeue, &prequeue::Prequeue::itemMade, this, &BotStage::wake);
    m_retry.setSingleShot(true);
    m_retry.setInterval(retryMs);
    connect(&m_retry, &QTimer::timeout, this, &BotStage::beginAgain);
}

void BotStage::setDirectory(const proto::directory::Directory& directory) {
    m_routes.clear();
    for (const auto& mailbox : directory.mailboxes)
        m_routes.insert(mailbox.address.toLower(), {mailbox.bots, mailbox.queue});
    m_lastResort = directory.queues.empty() ? QString() : directory.queues.front().name;
    wake();
}

void BotStage::wake() {
    m_mayBeMore = true;
    readPage();
}

void BotStage::readPage() {
    if (m_reading || !m_mayBeMore || m_again || m_lastResort.isEmpty() || m_inFlight > inFlightMax - pageItems)
        return;
    m_reading = true;
    m_mayBeMore = false;
    auto page = std::make_shared<std::vector<Pending>>();
    m_store.read(
        [page, after = m_after](QSqlDatabase& db) {
            page->clear();
            const auto items = prequeue::inBotAfter(db, after, pageItems);
            if (!items)
                return items.status();
            for (const Item& item : *items) {
                const auto content = email::MailService::parsed(db, item.messageId);
                if (!content && content.status().code() != proto::base::StatusCode::NotFound)
                    return content.status();
                page->push_back({item, botMail(item, content ? *content : antesala::v1::ParsedMail())});
            }
            return Status::ok();
        },
        this, [this, page](const Status& status) { takePage(status, *page); });
}

void BotStage::takePage(const Status& status, const std::vector<Pending>& page) {
    m_reading = false;
    if (!status) {
        if (m_trouble.isNew(status.message()))
            proto::base::logWarning(inBotStage, QStringLiteral("new items could not be read: trying again"),
                                    {{"why", status.message()}});
        m_again = true;
        m_retry.start();
        return;
    }
    m_trouble.isOver();
    if (page.empty())
        return readPage();
    m_mayBeMore = m_mayBeMore || page.size() == pageItems;
    m_after = page.back().item.sequence;
    m_inFlight += static_cast<int>(page.size());
    for (const Pending& pending : page)
        askBots(pending);
    readPage();
}

void BotStage::askBots(const Pending& pending) {
    m_pool.ask(routeOf(pending.item.mailbox).bots, pending.mail,
               [this, item = pending.item](const BotRuns& runs) { answerAndSort(item, runs); });
}

void BotStage::answerAndSort(const Item& item, const BotRuns& runs) {
    const Sorting sorting = sortingOf(runs, routeOf(item.mailbox).queue);
    const bool decided = !runs.empty() && runs.back().outcome == BotOutcome::Decided;
    if (!decided || runs.back().decision.reply().empty() || !item.mayAnswer)
        return sort(item, sorting);
    antesala::v1::SendReply request;
    request.set_command_id(answerCommand(item.id).toStdString());
    request.set_interaction_id(item.id.toStdString());
    request.set_text(runs.back().decision.reply());
    m_mail.sendReply(request, email::ReplyKind::Automatic, [this, item, sorting](const email::WrittenReply& reply) {
        Sorting told = sorting;
        told.reason += reply.accepted
                           ? QStringLiteral("; answered automatically")
                           : QStringLiteral("; not answered automatically: ") + reply.accepted.status().message();
        sort(item, told);
    });
}

void BotStage::sort(const Item& item, const Sorting& sorting) {
    m_prequeue.sort(item.id, sorting, [this](const Status& status) {
        --m_inFlight;
        if (!status) {
            proto::base::logWarning(inBotStage, QStringLiteral("an item could not be sorted: trying again"),
                                    {{"why", status.message()}});
            m_again = true;
        }
        if (m_again && m_inFlight == 0)
            m_retry.start();
        readPage();
    });
}

void BotStage::beginAgain() {
    if (m_inFlight > 0)
        return;
    m_again = false;
    m_after = 0;
    wake();
}

BotStage::Route BotStage::routeOf(const QString& mailbox) const {
    return m_routes.value(mailbox.toLower(), {{}, m_lastResort});
}

Sorting BotStage::sortingOf(const BotRuns& runs, const QString& ownQueue) {
    Sorting sorting;
    sorting.queue = ownQueue;
    sorting.reason = QStringLiteral("no bot decided: the mailbox's own queue");
    for (const BotRun& run : runs) {
        sorting.runs.push_back({run.bot, botOutcomeName(run.outcome), run.detail, run.startedAtMicros, run.tookMicros});
        if (run.outcome != BotOutcome::Decided)
            continue;
        if (!run.decision.queue().empty())
            sorting.queue = QString::fromStdString(run.decision.queue());
        sorting.prioritySeconds = run.decision.priority_seconds();
        sorting.close = run.decision.close();
        for (const std::string& tag : run.decision.tags())
            sorting.tags << QString::fromStdString(tag);
        for (const auto& need : run.decision.skills())
            sorting.skills.emplace_back(QString::fromStdString(need.skill()), static_cast<int>(need.minimum()));
        sorting.reason = QStringLiteral("bot %1: %2").arg(run.bot, run.detail);
    }
    return sorting;
}

} // namespace mcan::service
