#include "mcan/prequeue/prequeue.h"

#include "mcan/prequeue/command_step.h"
#include "mcan/prequeue/end_step.h"
#include "mcan/prequeue/item_page.h"
#include "mcan/prequeue/release_step.h"
#include "mcan/prequeue/resync_step.h"
#include "proto/base/log.h"

#include <prometheus/counter.h>

#include <utility>

namespace mcan::prequeue {

using antesala::v1::Envelope;
using antesala::v1::PrequeueChanged;
using antesala::v1::PrequeueCommand;
using proto::base::Result;
using proto::base::Status;
using proto::bus::Topic;

namespace {

constexpr auto inPrequeue = "mcan.prequeue";
constexpr int releasedAtOnce = 100;

} // namespace

Prequeue::Prequeue(proto::base::Store& store, proto::bus::Bus& bus, proto::bus::Outbox& outbox,
                   proto::bus::Inbox& inbox, const proto::base::Clock& clock, proto::base::Metrics& metrics,
                   QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_bus(bus)
    , m_outbox(outbox)
    , m_inbox(inbox)
    , m_clock(clock)
    , m_acd(bus)
    , m_board(store, bus, m_acd, clock, metrics)
    , m_releasedTotal(metrics.counter("mcan_prequeue_released_total", "Interactions handed over to the ACD"))
    , m_endedTotal(metrics.counter("mcan_prequeue_ended_total", "Outcomes received from the ACD")) {
    connect(&m_acd, &AcdLink::windowChanged, this, &Prequeue::pull);
    connect(&m_acd, &AcdLink::presenceChanged, this, &Prequeue::pullAll);
    connect(&m_acd, &AcdLink::holdingsTold, this, &Prequeue::resync);
    connect(&store, &proto::base::Store::upChanged, this, [this](bool up) {
        if (up)
            pullAll();
    });
    receiveEndings();
    serveCommands();
    m_board.touch();
}

ConversationWork& Prequeue::workOf(antesala::v1::Channel channel) {
    m_acd.carry(channel);
    return m_ledgers.try_emplace(channel, m_outbox, m_clock, channel).first->second;
}

void Prequeue::sort(const QString& id, const Sorting& sorting, Done done) {
    m_store.write([id, sorting, now = m_clock.utcMicros()](QSqlDatabase& db) { return sortItem(db, id, sorting, now); },
                  this,
                  [this, queue = sorting.queue, closed = sorting.close, done = std::move(done)](const Status& status) {
                      if (status) {
                          ++m_figures.sorted;
                          m_board.touch();
                          pull(queue);
                          if (closed)
                              Q_EMIT itemMade(); // perhaps
                      }
                      done(status);
                  });
}

// One job a queue at a time: while it runs, what happens makes it run again.
void Prequeue::pull(const QString& queue) {
    const ChannelWindows windows = m_acd.windows(queue);
    if (windows.empty())
        return;
    Turn& turn = m_turns[queue];
    turn.again = turn.running;
    if (std::exchange(turn.running, true))
        return;
    auto count = std::make_shared<int>(0);
    const ReleaseOrder order{queue, windows, releasedAtOnce};
    m_store.write(
        [this, order, count, now = m_clock.utcMicros()](QSqlDatabase& db) {
            const auto released = releaseInOrder(db, m_outbox, order, now);
            *count = released ? *released : 0;
            return released.status();
        },
        this,
        [this, queue, count](const Status& status) {
            m_turns[queue].running = false;
            if (!status)
                return proto::base::logWarning(inPrequeue, QStringLiteral("nothing could be released"),
                                               {{"queue", queue}, {"why", status.message()}});
            noteReleased(queue, *count);
        });
}

void Prequeue::noteReleased(const QString& queue, int count) {
    if (count > 0) {
        m_figures.released += count;
        m_releasedTotal.Increment(count);
        m_outbox.notify();
        m_board.touch();
    }
    if (m_turns[queue].again || count == releasedAtOnce)
        pull(queue);
}

void Prequeue::pullAll() {
    const QStringList queues = m_acd.queuesWithWindow();
    for (const QString& queue : queues)
        pull(queue);
}

void Prequeue::resync(const antesala::v1::Holdings& holdings) {
    auto again = std::make_shared<int>(0);
    m_store.write(
        [this, holdings, again](QSqlDatabase& db) {
            const auto released = releaseMissing(db, m_outbox, holdings);
            *again = released ? *released : 0;
            return released.status();
        },
        this,
        [this, again](const Status& status) {
            proto::base::logInfo(inPrequeue, QStringLiteral("resynchronised with acd"),
                                 {{"released_again", *again}, {"problem", status.message()}});
            m_figures.releasedAgain += *again;
            m_outbox.notify();
            pullAll();
        });
}

void Prequeue::receiveEndings() {
    m_inbox.receive(
        QStringLiteral("acd"), QStringLiteral("interaction"), QStringLiteral("ended"),
        [this](QSqlDatabase& db, const Topic&, const Envelope& envelope) {
            antesala::v1::InteractionEnded ended;
            if (!proto::bus::unpack(envelope, ended))
                return Status::invalid(QStringLiteral("the body is no InteractionEnded"));
            return endItem(db, ended, m_clock.utcMicros()).status();
        },
        [this](const Topic&, const Envelope&) {
            ++m_figures.ended;
            m_endedTotal.Increment();
            m_board.touch();
            pullAll();
            Q_EMIT itemMade();
        });
}

void Prequeue::serveCommands() {
    m_bus.serve(QStringLiteral("prequeue"), {}, QStringLiteral("command"),
                [this](const Topic& topic, const Envelope& envelope, const proto::bus::Bus::AnswerFunction& answer) {
                    PrequeueCommand request;
                    if (!proto::bus::unpack(envelope, request))
                        return answer(proto::bus::answerFailure(
                            Status::invalid(QStringLiteral("the body is no PrequeueCommand"))));
                    command(topic.id, request, [answer](const Result<PrequeueChanged>& changed) {
                        answer(changed ? proto::bus::answerOk(*changed) : proto::bus::answerFailure(changed.status()));
                    });
                });
    m_bus.serve(QStringLiteral("prequeue"), {}, QStringLiteral("get"),
                [this](const Topic& topic, const Envelope& envelope, const proto::bus::Bus::AnswerFunction& answer) {
                    antesala::v1::GetPrequeue request;
                    if (!proto::bus::unpack(envelope, request))
                        return answer(
                            proto::bus::answerFailure(Status::invalid(QStringLiteral("the body is no GetPrequeue"))));
                    auto page = std::make_shared<antesala::v1::PrequeuePage>();
                    m_store.read(
                        [page, queue = topic.id, request](QSqlDatabase& db) {
                            auto read = readPage(db, queue, request);
                            if (!read)
                                return read.status();
                            *page = std::move(read).value();
                            return Status::ok();
                        },
                        this,
                        [page, answer](const Status& status) {
                            answer(status ? proto::bus::answerOk(*page) : proto::bus::answerFailure(status));
                        });
                });
}

void Prequeue::command(const QString& queue, const PrequeueCommand& command, const CommandDone& done) {
    if (Status wrong = checkCommand(command); !wrong)
        return done(wrong);
    proto::base::logInfo(inPrequeue, QStringLiteral("command"),
                         {{"queue", queue},
                          {"person", QString::fromStdString(command.person())},
                          {"action", QString::fromStdString(antesala::v1::PrequeueAction_Name(command.action()))},
                          {"command", QString::fromStdString(command.command_id())}});
    obey(queue, command, done);
}

void Prequeue::obey(const QString& queue, const PrequeueCommand& command, const CommandDone& done) {
    auto effect = std::make_shared<CommandEffect>();
    m_store.write(
        [queue, command, effect, now = m_clock.utcMicros()](QSqlDatabase& db) {
            auto obeyed = obeyPortion(db, queue, command, now);
            if (!obeyed)
                return obeyed.status();
            *effect = std::move(obeyed).value();
            return Status::ok();
        },
        this,
        [this, queue, command, effect, done](const Status& status) {
            m_board.touch();
            if (!status)
                return done(status);
            if (effect->progress == CommandProgress::More)
                return obey(queue, command, done);
            pull(queue);
            done(effect->changed);
        });
}

} // namespace mcan::prequeue
