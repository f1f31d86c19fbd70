#include "acd/digital/digital.h"

#include "acd/digital/release_ledger.h"
#include "acd/history/interaction_table.h"
#include "acd/turn/arrival.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/clock.h"
#include "proto/base/planted.h"
#include "proto/base/uuid7.h"
#include "proto/bus/handover_row.h"

namespace acd::digital {

namespace v1 = antesala::v1;
using proto::base::Status;
using proto::bus::Bus;
using proto::bus::Topic;
using turn::BookEntry;
using turn::idOf;

namespace {

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

// In the writer thread.
Status keepRelease(QSqlDatabase& db, const v1::Envelope& envelope, const Topic& ended, ReleaseLedger& ledger) {
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

// In the writer thread. What comes before its release is not taken, so it is given again after it.
Status keepUpdate(QSqlDatabase& db, const v1::Envelope& envelope) {
    v1::InteractionUpdated updated;
    if (!proto::bus::unpack(envelope, updated) || updated.interaction().id().empty())
        return Status::invalid(QStringLiteral("an update that cannot be read"));
    const auto kept = history::keepUpdate(db, updated);
    if (kept && *kept == history::UpdateKind::Early)
        return Status::refused(QStringLiteral("interaction %1 is not released yet")
                                   .arg(QString::fromStdString(updated.interaction().id())));
    return kept.status();
}

} // namespace

Digital::Digital(turn::Turn& turn, Bus& bus, proto::bus::Inbox& inbox, proto::bus::Outbox& outbox, Windows windows)
    : m_turn(turn)
    , m_bus(bus)
    , m_outbox(outbox)
    , m_windows(std::move(windows))
    , m_releases(std::make_shared<ReleaseLedger>()) {
    connect(&outbox, &proto::bus::Outbox::acknowledged, this,
            [this](const QString& interaction, const QString&) { m_turn.book().acknowledged(interaction); });
    bus.serve(QStringLiteral("holding"), QStringLiteral("all"), QStringLiteral("get"),
              [this](const Topic&, const v1::Envelope&, const Bus::AnswerFunction& answer) { answerHolding(answer); });
    receive(inbox);
}

Digital::~Digital() = default;

void Digital::receive(proto::bus::Inbox& inbox) {
    inbox.receive(
        QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("released"),
        [releases = m_releases, options = m_bus.options()](QSqlDatabase& db, const Topic& topic,
                                                           const v1::Envelope& envelope) {
            const Topic ended =
                options.ownTopic(topic.company, QStringLiteral("interaction"), topic.id, QStringLiteral("ended"));
            return keepRelease(db, envelope, ended, *releases);
        },
        [this](const Topic&, const v1::Envelope& envelope) {
            v1::InteractionReleased released;
            const ReleaseNote note = m_releases->take(QString::fromStdString(envelope.id()));
            if (note.kind == ReleaseKind::Fresh && proto::bus::unpack(envelope, released))
                onReleased(released, note.lastAgent);
            else if (note.kind == ReleaseKind::Repeated)
                m_outbox.notify();
        });
    inbox.receive(
        QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("updated"),
        [](QSqlDatabase& db, const Topic&, const v1::Envelope& envelope) { return keepUpdate(db, envelope); },
        [this](const Topic&, const v1::Envelope& envelope) {
            v1::InteractionUpdated updated;
            if (proto::bus::unpack(envelope, updated))
                onUpdated(updated);
        });
}

bool Digital::carries(const BookEntry& entry) const {
    return &m_turn.carriers().of(turn::toRouting(entry.interaction.channel())) == this;
}

// What was accepted, but whose arrival the engine had not taken when the daemon died.
void Digital::open() {
    m_open = true;
    const QList<QString> ids = m_turn.book().ids();
    for (const QString& id : ids) {
        const BookEntry* found = m_turn.book().find(id);
        if (found == nullptr || !carries(*found))
            continue; // or an arrival before it let what was due fire, and that was its end
        const BookEntry entry = *found;
        // What was added to it and kept, but of which the engine had not heard.
        if (m_turn.engine().interaction(idOf(id)) && entry.read < entry.update)
            takeUpdate(id);
        if (m_turn.engine().interaction(idOf(id)) ||
            proto::base::isPlanted(proto::base::PlantedBug::accepted_mail_forgotten))
            continue;
        if (BookEntry* whole = m_turn.book().find(id))
            whole->read = whole->update; // it is offered anew, with all that was added
        turn::arrive(m_turn, entry.interaction, entry.release);
    }
}

void Digital::onReleased(const v1::InteractionReleased& released, const QString& lastAgent) {
    ++m_arrived;
    const v1::Interaction interaction = reopened(released.interaction(), lastAgent);
    m_turn.book().put(interaction, released.release());
    m_turn.book().acknowledged(
        QString::fromStdString(interaction.id())); // an end under an earlier release no longer matters
    if (m_open)
        turn::arrive(m_turn, interaction, released.release());
}

void Digital::onUpdated(const v1::InteractionUpdated& updated) {
    const QString id = QString::fromStdString(updated.interaction().id());
    BookEntry* entry = m_turn.book().find(id);
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
void Digital::takeUpdate(const QString& id) {
    const auto view = m_turn.engine().interaction(idOf(id));
    BookEntry* entry = m_turn.book().find(id);
    if (!view || entry == nullptr)
        return;
    m_turn.tellFactsChanged(view->id);
    if (view->state == routing::InteractionState::wrap_up &&
        !proto::base::isPlanted(proto::base::PlantedBug::read_in_wrap_up))
        return;
    entry->read = entry->update;
    const auto noted = [id, read = entry->read](QSqlDatabase& db) { return history::noteRead(db, id, read); };
    turn::EventContext context;
    context.writes.jobs.push_back(noted);
    const qint32 priority = entry->interaction.priority_seconds();
    const bool canChange =
        view->state == routing::InteractionState::waiting || view->state == routing::InteractionState::offered;
    if (view->state == routing::InteractionState::parked)
        m_turn.take(routing::InteractionUnparked{view->id, routing::UnparkReason::customer_answered},
                    std::move(context));
    else if (canChange && view->priority != priority)
        m_turn.take(routing::InteractionUpdated{view->id, priority, {}, {}, {}}, std::move(context));
    else
        m_turn.history().write(noted, {});
}

// Whoever finishes a mail says what the page had shown of it: what acd has taken since then is as unread as what comes later.
void Digital::noteSeen(const v1::FinishInteraction& finish, routing::AgentNumber agent) {
    const QString id = QString::fromStdString(finish.interaction_id());
    const auto view = m_turn.engine().interaction(idOf(id));
    BookEntry* entry = m_turn.book().find(id);
    const bool isInHand = view && view->agent == agent && view->state != routing::InteractionState::wrap_up;
    if (!isInHand || entry == nullptr || !finish.has_seen_update() || finish.seen_update() >= entry->read)
        return;
    entry->read = finish.seen_update();
    m_turn.history().write([id, read = entry->read](QSqlDatabase& db) { return history::noteRead(db, id, read); }, {});
}

// The desk shows it with the agent's next state.
void Digital::carry(const routing::OfferMade& action) {
    m_turn.take(routing::OfferDelivered{action.offer});
}

void Digital::carry(const routing::InteractionEnded&, const v1::InteractionEnded& outcome) {
    const BookEntry* entry = m_turn.book().find(QString::fromStdString(outcome.interaction_id()));
    v1::InteractionEnded message = outcome;
    message.set_release(entry == nullptr ? 0 : entry->release);
    message.set_update(entry == nullptr ? 0 : entry->read);
    handOver(message);
}

void Digital::fail(const v1::InteractionEnded& outcome) {
    handOver(outcome);
}

// The outcome goes into the outbox in the transaction of the event that brought it. The job holds what it needs: the daemon may
// be ending when it is run.
void Digital::handOver(const v1::InteractionEnded& outcome) {
    const QString id = QString::fromStdString(outcome.interaction_id());
    m_turn.book().addUnacknowledged(id, outcome.release());
    m_turn.write([outcome, topic = m_bus.topic(QStringLiteral("interaction"), id, QStringLiteral("ended")),
                  envelope = m_bus.envelope(outcome, id)](QSqlDatabase& db) {
        const auto done = history::endInteraction(db, outcome);
        if (!done || proto::base::isPlanted(proto::base::PlantedBug::outcome_not_handed_over))
            return done;
        return proto::bus::insertHandover(db, topic, envelope);
    });
    m_turn.whenCommitted([this] { m_outbox.notify(); });
}

// Everything digital in our hands, and what has ended but is not yet acknowledged.
void Digital::answerHolding(const Bus::AnswerFunction& answer) {
    v1::Holdings holdings;
    const auto add = [&holdings](const QString& id, quint32 release) {
        v1::Holdings::Held& held = *holdings.add_held();
        held.set_interaction_id(id.toStdString());
        held.set_release(release);
    };
    const turn::InteractionBook& book = m_turn.book();
    const QList<QString> ids = book.ids();
    for (const QString& id : ids) {
        const BookEntry* entry = book.find(id);
        if (carries(*entry))
            add(id, entry->release);
    }
    const QHash<QString, quint32>& ended = book.unacknowledged();
    for (auto each = ended.cbegin(); each != ended.cend(); ++each)
        add(each.key(), each.value());
    for (const v1::WindowGranted& window : m_windows())
        *holdings.add_windows() = window;
    answer(proto::bus::answerOk(holdings));
}

} // namespace acd::digital
