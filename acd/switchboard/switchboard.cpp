#include "acd/switchboard/switchboard.h"

#include "acd/commands/supervisor_command.h"
#include "acd/directory/directory_change.h"
#include "acd/history/interaction_table.h"
#include "acd/switchboard/release_ledger.h"
#include "acd/turn/ids.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace acd::switchboard {

using commands::DeskWatch;
using commands::supervisorOf;
using directory::directoryChangeOf;
using directory::isTaken;
using directory::QueueHours;
using turn::BookEntry;
using turn::idOf;
using turn::numbersAbove;
using turn::textOf;
using voice::firstConsultLeg;

namespace {

constexpr const char* where = "acd.switchboard";
constexpr qint64 longestSleepMs = 1000;
// Midnight and steps of the wall clock are announced by no deadline. A timer of their own: the engine's begins anew with each
// event, and on a busy day might never come to its longest sleep.
constexpr int wallEveryMs = 1000;

qint64 wallMs() {
    return proto::base::SystemClock::instance().utcMicros() / 1000;
}

} // namespace

Switchboard::Switchboard(SwitchboardParts parts, SwitchboardOptions options, QObject* parent)
    : QObject(parent)
    , m_parts(parts)
    , m_desks(options.deskGraceMs)
    , m_publisher(parts.bus, parts.engine, m_numbers, m_book, m_parked)
    , m_clock(proto::base::SystemClock::instance())
    , m_releases(std::make_shared<ReleaseLedger>()) {
    m_parts.telephony.setListener(this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Switchboard::onTimer);
    m_wallTimer.setInterval(wallEveryMs);
    connect(&m_wallTimer, &QTimer::timeout, this, &Switchboard::followWallClock);
    connect(&m_desks, &DeskWatch::lost, this, &Switchboard::onDeskLost);
    connect(&parts.outbox, &proto::bus::Outbox::acknowledged, this,
            [this](const QString& interaction, const QString&) { m_book.acknowledged(interaction); });
    serveBus();
}

Switchboard::~Switchboard() = default;

proto::base::Status Switchboard::recover() {
    m_clock.notBefore(m_parts.engine.now());
    QSqlDatabase db = m_parts.store.reader();
    if (const auto loaded = m_numbers.load(db); !loaded)
        return loaded;
    if (const auto loaded = m_commands.load(db); !loaded)
        return loaded;
    const auto open = history::openInteractions(db);
    const auto unacknowledged = history::unacknowledgedInteractions(db);
    if (!open || !unacknowledged)
        return open ? unacknowledged.status() : open.status();
    for (const history::InteractionRow& row : *open) {
        m_book.put(row.interaction, row.release);
        m_book.find(QString::fromStdString(row.interaction.id()))->read = row.read;
    }
    for (const history::InteractionRow& row : *unacknowledged)
        m_book.addUnacknowledged(QString::fromStdString(row.interaction.id()), row.release);
    for (const routing::InteractionView& view : m_parts.engine.interactions())
        if (!proto::base::isPlanted(proto::base::PlantedBug::parked_forgotten))
            m_parked.take(view);
    numberAnew();
    proto::base::logInfo(where, QStringLiteral("recovered"),
                         {{"open", m_book.size()}, {"ended_unacknowledged", m_book.unacknowledged().size()}});
    return proto::base::Status::ok();
}

// Before what was due while acd was away: it may make offers.
void Switchboard::numberAnew() {
    if (proto::base::isPlanted(proto::base::PlantedBug::offer_numbers_again))
        return;
    const quint64 last = numbersAbove(m_parts.store.startNumber());
    m_consults.numberFrom(firstConsultLeg + last);
    Errand errand;
    if (m_parts.engine.now() != 0)
        errand.at = m_parts.engine.now();
    take(routing::OfferNumbersBegin{routing::OfferId{last + 1}}, std::move(errand));
}

// The row says where it came in; the engine where it is.
void Switchboard::noteQueue(const QString& interaction, routing::QueueNumber queue) {
    m_publisher.windowsShifted(m_book.move(interaction, m_numbers.nameOf(queue)));
}

void Switchboard::takeDirectory(const proto::directory::Directory& directory) {
    Errand errand;
    errand.together.jobs = m_numbers.take(directory);
    if (!m_open)
        excuseLapsedOffers();
    if (auto change = directoryChangeOf(m_numbers); !isTaken(m_parts.engine.directory(), *change))
        take(routing::DirectoryChanged{std::move(change)}, std::move(errand));
    proto::base::logInfo(where, QStringLiteral("directory taken"), {{"version", qlonglong{directory.version}}});
    m_publisher.directoryChanged();
    m_hours.take(directory);
    followHours();
    for (const routing::InteractionView& view : m_parts.engine.interactions()) {
        if (!m_open)
            noteQueue(textOf(view.id), view.queue);
        followNeeds(view);
    }
    if (m_open)
        return;
    m_open = true;
    m_wallTimer.start();
    startDayIfNew();
    phonesChanged({}, {});
    // Mails that were accepted, but whose arrival the engine had not taken when the daemon died.
    const QList<QString> ids = m_book.ids();
    for (const QString& id : ids) {
        const BookEntry* found = m_book.find(id);
        if (found == nullptr)
            continue; // an arrival before it let what was due fire, and that was its end
        const BookEntry entry = *found;
        // What was added to a mail and kept, but of which the engine had not heard.
        if (m_parts.engine.interaction(idOf(id)) && entry.read < entry.update)
            takeUpdate(id);
        if (entry.interaction.channel() != antesala::v1::CHANNEL_VOICE && !m_parts.engine.interaction(idOf(id)) &&
            !proto::base::isPlanted(proto::base::PlantedBug::accepted_mail_forgotten)) {
            if (BookEntry* whole = m_book.find(id))
                whole->read = whole->update; // it is offered anew, with all that was added
            arrive(entry.interaction, entry.release);
        }
    }
    armTimer();
    Q_EMIT opened();
}

// Offers whose time ended while acd was dead: nobody could tell it that they were answered. They have failed, by us, in the last
// moment acd knows of; expired now, they would be written to their agents as unanswered. What is offered in their stead in that
// moment has lapsed as well: it goes on until nothing has. No phone is known to be there before Asterisk is surveyed.
void Switchboard::excuseLapsedOffers() {
    if (proto::base::isPlanted(proto::base::PlantedBug::lapsed_offers_not_excused))
        return;
    const routing::Time last = m_parts.engine.now();
    const routing::Time now = m_clock.now();
    const auto takeThen = [this, last](const routing::Event& event) {
        Errand errand;
        errand.at = last;
        take(event, std::move(errand));
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

// Without the broker, or with the agent's desk away for a moment, no page shows the offer of a mail, and no answer comes back: it
// fails by us before it could expire. Looked at once a second, so a little ahead.
void Switchboard::excuseUnseenOffers() {
    const bool isBusUp = m_parts.bus.isConnected();
    if (isBusUp && m_desks.waiting() == 0)
        return;
    const routing::Time soon = m_clock.now() + 2 * wallEveryMs * routing::kMillisecond;
    for (const routing::AgentView& agent : m_parts.engine.agents()) {
        if (isBusUp && !m_desks.isAway(agent.agent))
            continue;
        for (const routing::WorkItem& item : agent.work) {
            if (item.state == routing::InteractionState::offered && item.channel != routing::Channel::voice &&
                item.until <= soon)
                take(routing::OfferFailed{item.offer, routing::OfferFailure::error});
        }
    }
}

void Switchboard::take(routing::Event event, Errand errand) {
    // What an event of a moment that has passed leads to is of that moment too: taken now, it would let everything that was due
    // since then fire before it.
    if (m_applying && !errand.at)
        errand.at = m_at;
    m_waiting.emplace_back(std::move(event), std::move(errand));
    if (m_applying)
        return; // an action led to it: after the action's event is through
    m_applying = true;
    while (!m_waiting.empty()) {
        auto [next, its] = std::move(m_waiting.front());
        m_waiting.pop_front();
        apply(next, std::move(its));
    }
    m_applying = false;
    m_parts.history.snapshotIfDue(m_parts.engine);
    armTimer();
}

void Switchboard::apply(const routing::Event& event, Errand errand) {
    const routing::Time at = std::max(errand.at.value_or(m_clock.now()), m_parts.engine.now());
    m_at = errand.at;
    m_together = &errand.together;
    m_refused.reset();
    m_notifyOutbox = false;
    m_by = m_numbers.loginOf(supervisorOf(event));
    for (const routing::Action& action : m_parts.engine.apply(event, at))
        carry(action);
    if (!m_by.isEmpty() && !m_refused)
        noteSupervisor(event);
    m_together = nullptr;
    ++m_figures.events;
    if (errand.applied)
        errand.applied(m_refused, errand.together);
    if (m_notifyOutbox)
        errand.committed = [this, then = std::move(errand.committed)] {
            m_parts.outbox.notify();
            if (then)
                then();
        };
    if (!m_justEnded.isEmpty())
        errand.committed = [this, ids = std::exchange(m_justEnded, {}), then = std::move(errand.committed)] {
            for (const QString& id : ids)
                m_ending.remove(id);
            if (then)
                then();
        };
    // Refused or without consequence, too: timers that were due have fired before it, and a replay must meet each at its
    // moment. Only so a day is repeated exactly.
    m_parts.history.write(at, event, std::move(errand.together), std::move(errand.committed));
}

void Switchboard::armTimer() {
    if (!m_open)
        return;
    const routing::Time deadline = m_parts.engine.nextDeadline();
    const qint64 dueMs = deadline == routing::kNever ? longestSleepMs : (deadline - m_clock.now() + 999) / 1000;
    const qint64 hoursMs = m_hours.lookAgainAt() - wallMs();
    m_timer.start(static_cast<int>(std::clamp<qint64>(std::min(dueMs, hoursMs), 0, longestSleepMs)));
}

void Switchboard::followWallClock() {
    excuseUnseenOffers();
    startDayIfNew();
    followHours();
}

void Switchboard::onTimer() {
    followWallClock();
    if (m_parts.engine.nextDeadline() <= m_clock.now())
        return take(routing::TimePassed{});
    armTimer();
}

// Queues open and close by the wall clock, which may be set: the timer never sleeps for long. What the engine was told
// before a crash is compared with, so a replay has each opening once and at its time.
void Switchboard::followHours() {
    for (const QueueHours::Standing& each : m_hours.lookIfDue(wallMs())) {
        const auto view = m_parts.engine.queue(each.queue);
        if (!view || view->open == each.isOpen ||
            (m_open && proto::base::isPlanted(proto::base::PlantedBug::hours_not_followed)))
            continue;
        proto::base::logInfo(where, each.isOpen ? QStringLiteral("queue opens") : QStringLiteral("queue closes"),
                             {{"queue", m_numbers.nameOf(each.queue)}});
        take(routing::QueueHoursChanged{each.queue, each.isOpen});
        m_publisher.changed(each.queue);
    }
}

// The counters of a day begin at the site's midnight.
void Switchboard::startDayIfNew() {
    const QTimeZone zone(m_numbers.directory().timeZone.toLatin1());
    const auto dayOf = [&zone](routing::Time time) {
        return QDateTime::fromMSecsSinceEpoch(time / 1000, zone.isValid() ? zone : QTimeZone::utc()).date();
    };
    if (!m_day.isValid())
        m_day = dayOf(m_parts.engine.now());
    const QDate today = dayOf(m_clock.now());
    if (today == m_day)
        return;
    m_day = today;
    take(routing::CountersReset{});
    for (const routing::QueueView& queue : m_parts.engine.queues())
        m_publisher.changed(queue.queue);
}

void Switchboard::logStep(const routing::InteractionId& id, const char* name, routing::QueueNumber queue,
                          routing::AgentNumber agent, const QString& detail) {
    m_together->steps.push_back(
        {textOf(id), QString::fromLatin1(name), m_numbers.nameOf(queue), m_numbers.loginOf(agent), detail});
}

SwitchboardFigures Switchboard::figures() const {
    SwitchboardFigures figures = m_figures;
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
