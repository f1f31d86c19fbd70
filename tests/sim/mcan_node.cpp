#include "tests/sim/mcan_node.h"

#include "mcan/prequeue/item_table.h"
#include "mcan/prequeue/migrations.h"
#include "tests/sim/acd_node.h"

namespace sim {

using mcan::prequeue::Item;
using mcan::prequeue::Prequeue;
using proto::base::Status;

namespace {

std::vector<proto::base::Migration> tables() {
    std::vector<proto::base::Migration> all = mcan::prequeue::migrations();
    all.push_back({100, proto::bus::Outbox::tables() + proto::bus::Inbox::tables()});
    return all;
}

} // namespace

McanNode::McanNode(const QString& url, QStringList queues, Seeded chance)
    : m_chance(chance)
    , m_queues(std::move(queues))
    , m_store(QStringLiteral("mcan"), url)
    , m_bus(busOptions("mcan"))
    , m_outbox(m_bus, m_store)
    , m_inbox(m_bus, m_store) {
    if (const Status opened = m_store.open(proto::base::StoreAccess::Writer, tables()); !opened)
        qFatal("no mcan: %s", qPrintable(opened.message()));
    m_prequeue =
        std::make_unique<Prequeue>(m_store, m_bus, m_outbox, m_inbox, proto::base::SystemClock::instance(), m_metrics);
    m_channels = {&m_prequeue->workOf(antesala::v1::CHANNEL_EMAIL), &m_prequeue->workOf(antesala::v1::CHANNEL_CHAT)};
    m_prequeue->setQueues(m_queues);
    connect(m_prequeue.get(), &Prequeue::itemMade, this, &McanNode::decide);
    m_outbox.start();
    m_bus.start();
    decide();
}

mcan::prequeue::ConversationWork& McanNode::workOf(const mcan::prequeue::MessageFacts& facts) const {
    return facts.mailbox == chatPage ? *m_channels.chats : *m_channels.mails;
}

void McanNode::arrive(const mcan::prequeue::MessageFacts& facts, std::function<void()> done) {
    m_store.write(
        [this, facts](QSqlDatabase& db) {
            if (mcan::prequeue::itemById(db, facts.interactionId))
                return Status::ok(); // fetched before mcan was killed
            return workOf(facts).create(db, facts);
        },
        this,
        [this, done = std::move(done)](const Status& status) {
            if (!status)
                return;
            done();
            decide();
        });
}

// Threaded as mail is: to the open interaction of the thread, or to a new one.
void McanNode::writeAgain(const mcan::prequeue::MessageFacts& facts, std::function<void()> done) {
    m_store.write(
        [this, facts](QSqlDatabase& db) {
            const auto open = workOf(facts).openInteraction(db, facts.threadId);
            if (!open)
                return open.status();
            mcan::prequeue::MessageFacts threaded = facts;
            if (open->isEmpty())
                return workOf(facts).create(db, threaded);
            threaded.interactionId = *open;
            return workOf(facts).join(db, threaded);
        },
        this,
        [this, done = std::move(done)](const Status& status) {
            if (!status)
                return;
            m_prequeue->notifyOutbox();
            done();
            decide();
        });
}

void McanNode::supervise(const QString& queue, const antesala::v1::PrequeueCommand& command) {
    m_prequeue->command(queue, command, [](const proto::base::Result<antesala::v1::PrequeueChanged>&) {});
}

void McanNode::decide() {
    auto items = std::make_shared<std::vector<Item>>();
    m_store.read(
        [items](QSqlDatabase& db) {
            auto found = mcan::prequeue::inBotAfter(db, 0, 500);
            if (found)
                *items = std::move(found).value();
            return Status::ok();
        },
        this,
        [this, items](const Status&) {
            for (const Item& item : *items)
                sort(item.id);
        });
}

void McanNode::sort(const QString& id) {
    if (m_beingSorted.contains(id))
        return;
    m_beingSorted.insert(id);
    VirtualLoop::instance().after(m_chance.between(millis(5), millis(800)), this, [this, id] {
        mcan::prequeue::Sorting sorting;
        sorting.queue = m_queues[static_cast<qsizetype>(m_chance.between(0, m_queues.size() - 1))];
        sorting.close = m_chance.percent(6);
        sorting.prioritySeconds = m_chance.percent(20) ? static_cast<int>(m_chance.between(-60, 300)) : 0;
        m_prequeue->sort(id, sorting, [](const Status&) {});
    });
}

} // namespace sim
