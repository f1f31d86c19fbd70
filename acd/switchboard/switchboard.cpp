#include "acd/switchboard/switchboard.h"

#include "acd/directory/directory_change.h"
#include "acd/history/interaction_table.h"
#include "acd/turn/ids.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace acd::switchboard {

using proto::base::Status;

namespace {

constexpr const char* inSwitchboard = "acd.switchboard";

} // namespace

Switchboard::Switchboard(SwitchboardParts parts, SwitchboardOptions options, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_turn(parts.engine, parts.history, m_numbers, m_book)
    , m_publisher(parts.bus, m_turn)
    , m_needs(m_turn)
    , m_hours(m_turn)
    , m_desks(m_turn, parts.bus, options.deskGraceMs)
    , m_commands(m_turn, parts.bus, m_desks, [this](routing::AgentNumber agent) { return m_publisher.agent(agent); })
    , m_voice(m_turn, parts.store, parts.telephony)
    , m_digital(m_turn, parts.bus, parts.inbox, parts.outbox, [this] { return m_publisher.windows(); })
    , m_queries(parts.bus, m_turn, m_publisher)
    , m_explainer(m_turn, m_hours, parts.store) {
    m_turn.carriers().set(routing::Channel::voice, m_voice);
    for (const auto channel : {routing::Channel::email, routing::Channel::chat})
        m_turn.carriers().set(channel, m_digital);
}

Status Switchboard::recover() {
    QSqlDatabase db = m_parts.store.reader();
    if (const auto loaded = m_numbers.load(db); !loaded)
        return loaded;
    if (const auto loaded = m_commands.load(db); !loaded)
        return loaded;
    if (const auto loaded = recoverBook(db); !loaded)
        return loaded;
    m_publisher.recover();
    beginNumbers();
    proto::base::logInfo(inSwitchboard, QStringLiteral("recovered"),
                         {{"open", m_book.size()}, {"ended_unacknowledged", m_book.unacknowledged().size()}});
    return Status::ok();
}

Status Switchboard::recoverBook(QSqlDatabase& db) {
    const auto open = history::openInteractions(db);
    if (!open)
        return open.status();
    const auto unacknowledged = history::unacknowledgedInteractions(db);
    if (!unacknowledged)
        return unacknowledged.status();
    for (const history::InteractionRow& row : *open) {
        m_book.put(row.interaction, row.release);
        m_book.find(QString::fromStdString(row.interaction.id()))->read = row.read;
    }
    for (const history::InteractionRow& row : *unacknowledged)
        m_book.addUnacknowledged(QString::fromStdString(row.interaction.id()), row.release);
    return Status::ok();
}

// Before what was due while acd was away: it may make offers.
void Switchboard::beginNumbers() {
    if (proto::base::isPlanted(proto::base::PlantedBug::offer_numbers_again))
        return;
    const quint64 last = turn::numbersAbove(m_parts.store.startNumber());
    m_voice.numberLegsFrom(voice::firstConsultLeg + last);
    turn::EventContext context;
    if (m_parts.engine.now() != 0)
        context.at = m_parts.engine.now();
    m_turn.take(routing::OfferNumbersBegin{routing::OfferId{last + 1}}, std::move(context));
}

void Switchboard::takeDirectory(const proto::directory::Directory& directory) {
    m_parts.bus.setCompany(directory.tenant);
    turn::EventContext context;
    context.writes.jobs = m_numbers.take(directory);
    if (!m_open)
        excuseLapsedOffers();
    if (auto change = directory::directoryChangeOf(m_numbers); !directory::isTaken(m_parts.engine.directory(), *change))
        m_turn.take(routing::DirectoryChanged{std::move(change)}, std::move(context));
    proto::base::logInfo(inSwitchboard, QStringLiteral("directory taken"), {{"version", qlonglong{directory.version}}});
    m_publisher.directoryChanged();
    m_hours.take(directory);
    for (const routing::InteractionView& view : m_parts.engine.interactions()) {
        if (!m_open) // the row says where it came in; the engine where it is
            m_book.move(turn::textOf(view.id), m_numbers.nameOf(view.queue));
        m_needs.look(view);
    }
    if (!m_open)
        open();
}

void Switchboard::open() {
    m_open = true;
    m_turn.start();
    m_hours.start();
    m_desks.start();
    m_voice.phonesChanged({}, {}); // none is known to be there before the telephone system is surveyed
    m_digital.open();
    Q_EMIT opened();
}

// Offers whose time ended while acd was dead: nobody could tell it that they were answered. They have failed, by us, in the last
// moment acd knows of; expired now, they would be written to their agents as unanswered. What is offered in their stead in that
// moment has lapsed as well: it goes on until nothing has. No phone is known to be there before the telephone system is surveyed.
void Switchboard::excuseLapsedOffers() {
    if (proto::base::isPlanted(proto::base::PlantedBug::lapsed_offers_not_excused))
        return;
    const routing::Time last = m_parts.engine.now();
    const routing::Time now = m_turn.now();
    const auto takeThen = [this, last](const routing::Event& event) {
        turn::EventContext context;
        context.at = last;
        m_turn.take(event, std::move(context));
    };
    for (const routing::AgentView& agent : m_parts.engine.agents()) {
        if (agent.phoneReachable)
            takeThen(routing::PhoneReachable{agent.agent, false});
    }
    bool again = true;
    for (std::size_t round = 0; again && round <= m_parts.engine.agents().size(); ++round) { // each is asked once
        again = false;
        for (const routing::AgentView& agent : m_parts.engine.agents()) {
            for (const routing::WorkItem& item : agent.work) {
                if (item.state != routing::InteractionState::offered || item.until > now)
                    continue;
                takeThen(routing::OfferFailed{item.offer, routing::OfferFailure::error});
                again = true;
            }
        }
    }
}

SwitchboardFigures Switchboard::figures() const {
    const turn::TurnFigures turn = m_turn.figures();
    const commands::CommandFigures& commands = m_commands.figures();
    SwitchboardFigures figures;
    figures.events = turn.events;
    figures.refused = turn.refused;
    figures.offers = turn.offers;
    figures.ended = turn.ended;
    figures.arrivedCalls = m_voice.arrived();
    figures.arrivedMails = m_digital.arrived();
    figures.commands = commands.commands;
    figures.commandsRefused = commands.refused;
    for (const routing::QueueView& queue : m_parts.engine.queues())
        figures.waiting += queue.waiting;
    for (const routing::AgentView& agent : m_parts.engine.agents()) {
        figures.inProgress += std::count_if(agent.work.begin(), agent.work.end(), [](const routing::WorkItem& item) {
            return item.state == routing::InteractionState::active || item.state == routing::InteractionState::held;
        });
    }
    return figures;
}

} // namespace acd::switchboard
