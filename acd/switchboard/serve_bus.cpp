// What the switchboard answers to on the bus, and what it hears there.
#include "acd/switchboard/switchboard.h"

#include "acd/history/interaction_table.h"
#include "acd/switchboard/release_ledger.h"
#include "acd/turn/ids.h"
#include "proto/base/planted.h"
#include "proto/bus/handover_row.h"

namespace acd::switchboard {

using turn::BookEntry;

namespace v1 = antesala::v1;
using proto::bus::Bus;
using proto::bus::Topic;

void Switchboard::serveBus() {
    Bus& bus = m_parts.bus;
    bus.serve(QStringLiteral("agent"), {}, QStringLiteral("command"),
              [this](const Topic& topic, const v1::Envelope& envelope, Bus::AnswerFunction answer) {
                  onAgentCommand(topic, envelope, std::move(answer));
              });
    bus.serve(QStringLiteral("supervisor"), {}, QStringLiteral("command"),
              [this](const Topic& topic, const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
                  onSupervisorCommand(topic, envelope, answer);
              });
    bus.serve(QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get"),
              [this](const Topic&, const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
                  onStateQuery(envelope, answer);
              });
    bus.serve(QStringLiteral("holding"), QStringLiteral("all"), QStringLiteral("get"),
              [this](const Topic&, const v1::Envelope&, const Bus::AnswerFunction& answer) { onHoldingQuery(answer); });
    bus.serve(QStringLiteral("interaction"), {}, QStringLiteral("get"),
              [this](const Topic& topic, const v1::Envelope&, const Bus::AnswerFunction& answer) {
                  onExplanationQuery(topic.id, answer);
              });
    bus.serve(QStringLiteral("agent"), {}, QStringLiteral("get"),
              [this](const Topic& topic, const v1::Envelope&, const Bus::AnswerFunction& answer) {
                  onAgentExplanationQuery(topic.id, answer);
              });
    bus.subscribe(proto::bus::topicFilter(bus.options().site, QStringLiteral("desk"), QStringLiteral("node"), {},
                                          QStringLiteral("changed")),
                  [this](const Topic&, const v1::Envelope& envelope) { onDeskNode(envelope); });
    m_parts.inbox.receive(
        QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("released"),
        [releases = m_releases, options = bus.options()](QSqlDatabase& db, const Topic& topic,
                                                         const v1::Envelope& envelope) {
            const Topic ended{options.site, options.owner, QStringLiteral("interaction"), topic.id,
                              QStringLiteral("ended")};
            return keepRelease(db, envelope, ended, *releases);
        },
        [this](const Topic&, const v1::Envelope& envelope) {
            v1::InteractionReleased released;
            const ReleaseNote note = m_releases->take(QString::fromStdString(envelope.id()));
            if (note.kind == ReleaseKind::Fresh && proto::bus::unpack(envelope, released))
                onReleased(released, note.lastAgent);
            else if (note.kind == ReleaseKind::Repeated)
                m_parts.outbox.notify();
        });
    m_parts.inbox.receive(
        QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("updated"),
        [](QSqlDatabase& db, const Topic&, const v1::Envelope& envelope) { return keepUpdate(db, envelope); },
        [this](const Topic&, const v1::Envelope& envelope) {
            v1::InteractionUpdated updated;
            if (proto::bus::unpack(envelope, updated))
                onUpdated(updated);
        });
}

Topic Switchboard::endedTopic(const QString& interaction) const {
    const auto& options = m_parts.bus.options();
    return {options.site, options.owner, QStringLiteral("interaction"), interaction, QStringLiteral("ended")};
}

// Holds what it needs: the daemon may be ending when it is run.
proto::base::Store::Job Switchboard::endingJob(const v1::InteractionEnded& ended) const {
    const QString id = QString::fromStdString(ended.interaction_id());
    return [ended, id, topic = endedTopic(id), envelope = m_parts.bus.envelope(ended, id)](QSqlDatabase& db) {
        const auto done = history::endInteraction(db, ended);
        if (!done || proto::base::isPlanted(proto::base::PlantedBug::outcome_not_handed_over))
            return done;
        return proto::bus::insertHandover(db, topic, envelope);
    };
}

// A body of another type asks for everything.
void Switchboard::onStateQuery(const v1::Envelope& envelope, const Bus::AnswerFunction& answer) {
    v1::GetState asked;
    (void)proto::bus::unpack(envelope, asked);
    answer(proto::bus::answerOk(m_publisher.snapshot(asked, m_parts.telephony.isReady())));
}

// Everything digital in our hands, and what has ended but is not yet acknowledged.
void Switchboard::onHoldingQuery(const Bus::AnswerFunction& answer) {
    v1::Holdings holdings;
    const auto add = [&holdings](const QString& id, quint32 release) {
        v1::Holdings::Held& held = *holdings.add_held();
        held.set_interaction_id(id.toStdString());
        held.set_release(release);
    };
    const QList<QString> ids = m_book.ids();
    for (const QString& id : ids) {
        const BookEntry* entry = m_book.find(id);
        if (entry->interaction.channel() != v1::CHANNEL_VOICE)
            add(id, entry->release);
    }
    const QHash<QString, quint32>& ended = m_book.unacknowledged();
    for (auto each = ended.cbegin(); each != ended.cend(); ++each)
        add(each.key(), each.value());
    for (const v1::WindowGranted& window : m_publisher.windows())
        *holdings.add_windows() = window;
    answer(proto::bus::answerOk(holdings));
}

} // namespace acd::switchboard
