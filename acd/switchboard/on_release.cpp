// mcan hands over a mail, or tells that its facts changed. The interaction's row is written in the inbox's transaction: from the
// acknowledgement on, acd has it, whatever happens before the engine takes it.
#include "acd/switchboard/switchboard.h"

#include "acd/directory/directory_change.h"
#include "acd/history/interaction_table.h"
#include "acd/switchboard/release_ledger.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"
#include "proto/base/uuid7.h"
#include "proto/bus/handover_row.h"

namespace acd::switchboard {

using turn::BookEntry;
using turn::contactKeyOf;
using turn::idOf;
using turn::RefusalWords;
using turn::toRouting;
using turn::wordsOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

constexpr const char* where = "acd.switchboard.on_release";

v1::Envelope endedAgain(const v1::InteractionEnded& ended) {
    v1::Envelope envelope;
    envelope.set_id(proto::base::newUuid7().toStdString());
    envelope.set_made_at_us(proto::base::SystemClock::instance().utcMicros());
    envelope.set_interaction_id(ended.interaction_id());
    envelope.set_type(ended.GetDescriptor()->full_name());
    envelope.set_body(ended.SerializeAsString());
    return envelope;
}

// The customer has written again, or it was brought back: who finished it knows it, unless somebody else is named.
v1::Interaction reopened(v1::Interaction interaction, const QString& lastAgent) {
    if (interaction.preferred_agent().empty())
        interaction.set_preferred_agent(lastAgent.toStdString());
    return interaction;
}

} // namespace

// In the writer thread.
Status Switchboard::keepRelease(QSqlDatabase& db, const v1::Envelope& envelope, const proto::bus::Topic& ended,
                                ReleaseLedger& ledger) {
    v1::InteractionReleased released;
    if (!proto::bus::unpack(envelope, released) || released.interaction().id().empty())
        return Status::invalid(QStringLiteral("a release that cannot be read"));
    const QString id = QString::fromStdString(released.interaction().id());
    const auto known = history::findInteraction(db, id);
    if (!known)
        return known.status();
    const std::optional<history::InteractionRow>& row = *known;
    ReleaseNote note;
    if (row && !row->ended)
        note.kind = ReleaseKind::Held;
    else if (row && row->release >= released.release())
        note.kind = ReleaseKind::Repeated;
    else if (row)
        note.lastAgent = QString::fromStdString(row->ended->agent());
    if (proto::base::isPlanted(proto::base::PlantedBug::no_dedupe))
        note.kind = ReleaseKind::Fresh;
    ledger.note(QString::fromStdString(envelope.id()), note);
    switch (note.kind) {
    case ReleaseKind::Held:
        return Status::ok();
    case ReleaseKind::Repeated:
        return proto::bus::insertHandover(db, ended, endedAgain(*row->ended));
    case ReleaseKind::Fresh:
        return history::putInteraction(db, reopened(released.interaction(), note.lastAgent), released.release());
    }
    return Status::ok();
}

void Switchboard::onReleased(const v1::InteractionReleased& released, const QString& lastAgent) {
    ++m_figures.arrivedMails;
    const v1::Interaction interaction = reopened(released.interaction(), lastAgent);
    m_book.put(interaction, released.release());
    m_book.acknowledged(QString::fromStdString(interaction.id())); // an end under an earlier release no longer matters
    if (m_open)
        arrive(interaction, released.release());
}

void Switchboard::arrive(const v1::Interaction& interaction, quint32 release) {
    const QString queue = QString::fromStdString(interaction.queue());
    routing::InteractionArrived event;
    event.id = idOf(QString::fromStdString(interaction.id()));
    event.channel = toRouting(interaction.channel());
    event.arrival = release > 1 ? routing::Arrival::reopened : routing::Arrival::fresh;
    event.queue = m_numbers.queue(queue);
    event.priority = interaction.priority_seconds();
    // By the engine's clock, as everything that is measured against it: the wall clock may have been set.
    event.firstEntry = proto::base::isPlanted(proto::base::PlantedBug::entered_by_wall_clock)
                           ? interaction.first_entry_at_us()
                           : m_clock.ofWall(interaction.first_entry_at_us());
    event.contact = contactKeyOf(event.channel, QString::fromStdString(interaction.contact_address()));
    event.needs = needsIn(queue, interaction);
    event.preferred = m_numbers.agent(QString::fromStdString(interaction.preferred_agent()));
    Errand errand;
    const bool isCall = interaction.channel() == v1::CHANNEL_VOICE;
    if (isCall)
        errand.together.jobs.push_back(
            [interaction](QSqlDatabase& db) { return history::putInteraction(db, interaction, 0); });
    errand.together.jobs.push_back([id = QString::fromStdString(interaction.id()), entered = event.firstEntry](
                                       QSqlDatabase& db) { return history::noteEntry(db, id, entered); });
    errand.applied = [this, interaction, release, isCall](const Refused& refused, history::Together& together) {
        if (!refused || refused->reason == routing::RefusalReason::already_known)
            return;
        const RefusalWords words = wordsOf(*refused);
        const QString why =
            refused->reason == routing::RefusalReason::unknown_queue
                ? QStringLiteral("the directory has no queue %1").arg(QString::fromStdString(interaction.queue()))
                : words.sentence;
        failArrival(interaction, release, isCall, why, together);
    };
    logEntry(interaction, event.queue, errand.together);
    take(event, std::move(errand));
}

// An interaction the engine cannot take still gets its one outcome.
void Switchboard::failArrival(const v1::Interaction& interaction, quint32 release, bool isCall, const QString& why,
                              history::Together& together) {
    const QString id = QString::fromStdString(interaction.id());
    proto::base::logError(where, QStringLiteral("an interaction cannot be routed"),
                          {{"interaction", id}, {"why", why}});
    m_book.close(id);
    v1::InteractionEnded ended;
    ended.set_interaction_id(interaction.id());
    ended.set_release(release);
    ended.set_outcome(v1::OUTCOME_FAILED);
    ended.set_reason(why.toStdString());
    ended.set_ended_at_us(m_parts.engine.now());
    if (isCall) {
        together.jobs.push_back([ended](QSqlDatabase& db) { return history::endInteraction(db, ended); });
        return m_parts.telephony.end(id);
    }
    m_book.addUnacknowledged(id, release);
    m_parts.history.write(endingJob(ended), [this] { m_parts.outbox.notify(); });
}

void Switchboard::logEntry(const v1::Interaction& interaction, routing::QueueNumber queue,
                           history::Together& together) const {
    together.steps.push_back({QString::fromStdString(interaction.id()),
                              QStringLiteral("arrived"),
                              m_numbers.nameOf(queue),
                              {},
                              QStringLiteral("dnis=%1").arg(QString::fromStdString(interaction.dnis()))});
}

// In the writer thread. What comes before its release is not taken, so it is given again after it.
Status Switchboard::keepUpdate(QSqlDatabase& db, const v1::Envelope& envelope) {
    v1::InteractionUpdated updated;
    if (!proto::bus::unpack(envelope, updated) || updated.interaction().id().empty())
        return Status::invalid(QStringLiteral("an update that cannot be read"));
    const auto kept = history::keepUpdate(db, updated);
    if (kept && *kept == history::UpdateKind::Early)
        return Status::refused(QStringLiteral("interaction %1 is not released yet")
                                   .arg(QString::fromStdString(updated.interaction().id())));
    return kept.status();
}

void Switchboard::onUpdated(const v1::InteractionUpdated& updated) {
    const QString id = QString::fromStdString(updated.interaction().id());
    BookEntry* entry = m_book.find(id);
    if (entry == nullptr || entry->release != updated.release() || entry->update >= updated.interaction().update())
        return; // known, or its end is on the way to mcan, which opens it again
    const std::string queue = entry->interaction.queue();
    entry->interaction = updated.interaction();
    entry->interaction.set_queue(queue); // where it is now, acd knows better
    entry->update = updated.interaction().update();
    takeUpdate(id);
}

// Shown from here on, so it counts as read. Not in the wrap-up: who finished the mail has not seen it, and the outcome leaves it
// to mcan, which opens it again.
void Switchboard::takeUpdate(const QString& id) {
    const auto view = m_parts.engine.interaction(idOf(id));
    BookEntry* entry = m_book.find(id);
    if (!view || entry == nullptr)
        return;
    m_publisher.changed(view->agent);
    m_publisher.changed(view->queue);
    if (view->state == routing::InteractionState::wrap_up &&
        !proto::base::isPlanted(proto::base::PlantedBug::read_in_wrap_up))
        return;
    entry->read = entry->update;
    const auto noted = [id, read = entry->read](QSqlDatabase& db) { return history::noteRead(db, id, read); };
    Errand errand;
    errand.together.jobs.push_back(noted);
    const qint32 priority = entry->interaction.priority_seconds();
    const bool canChange =
        view->state == routing::InteractionState::waiting || view->state == routing::InteractionState::offered;
    if (view->state == routing::InteractionState::parked)
        take(routing::InteractionUnparked{view->id, routing::UnparkReason::customer_answered}, std::move(errand));
    else if (canChange && view->priority != priority)
        take(routing::InteractionUpdated{view->id, priority, {}, {}, {}}, std::move(errand));
    else
        m_parts.history.write(noted, {});
}

// Whoever finishes a mail says what the page had shown of it: what acd has taken since then is as unread as what comes later.
void Switchboard::noteSeen(const v1::FinishInteraction& finish, routing::AgentNumber agent) {
    const QString id = QString::fromStdString(finish.interaction_id());
    const auto view = m_parts.engine.interaction(idOf(id));
    BookEntry* entry = m_book.find(id);
    const bool isInHand = view && view->agent == agent && view->state != routing::InteractionState::wrap_up;
    if (!isInHand || entry == nullptr || !finish.has_seen_update() || finish.seen_update() >= entry->read)
        return;
    entry->read = finish.seen_update();
    m_parts.history.write([id, read = entry->read](QSqlDatabase& db) { return history::noteRead(db, id, read); }, {});
}

} // namespace acd::switchboard
