// Offers: a phone rings, or the desk shows it; and the end of it.
#include "acd/switchboard/switchboard.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/planted.h"

namespace acd::switchboard {

using turn::BookEntry;
using turn::textOf;
using turn::wordOf;
using voice::RingOrder;

namespace {

// Asterisk gives up later than the engine: the engine decides, Asterisk only heals.
constexpr int ringMarginSeconds = 10;

} // namespace

void Switchboard::carry(const routing::OfferMade& action) {
    ++m_figures.offers;
    logStep(action.id, "offer_made", action.queue, action.agent, QStringLiteral("offer=%1").arg(textOf(action.offer)));
    m_publisher.changed(action.agent);
    m_publisher.changed(action.queue);
    if (!m_bridgedAlready.isEmpty() && m_bridgedAlready.contains(textOf(action.id)))
        return acceptFound(textOf(action.id), action.offer);
    if (action.channel == routing::Channel::voice)
        return ringPhone(action);
    take(routing::OfferDelivered{action.offer}); // the desk shows it with the agent's next state
}

// Of which leg, and for how long, is left open.
RingOrder Switchboard::ringOrder(const QString& interaction, const QString& phone) const {
    RingOrder order;
    order.interaction = interaction;
    order.phone = phone;
    if (const BookEntry* entry = m_book.find(interaction)) {
        order.callerNumber = QString::fromStdString(entry->interaction.contact_address());
        order.callerName = QString::fromStdString(entry->interaction.contact_name());
    }
    if (order.callerNumber.isEmpty()) { // a phone would show the telephone system's own name
        order.callerNumber = QStringLiteral("anonymous");
        if (order.callerName.isEmpty())
            order.callerName = QStringLiteral("Anonymous");
    }
    return order;
}

void Switchboard::ringPhone(const routing::OfferMade& offer) {
    const auto* agent = m_numbers.agent(offer.agent);
    if (agent == nullptr || agent->phone.isEmpty())
        return take(routing::OfferFailed{offer.offer, routing::OfferFailure::unreachable});
    RingOrder order = ringOrder(textOf(offer.id), agent->phone);
    order.offer = static_cast<quint64>(offer.offer);
    order.seconds = static_cast<int>((offer.expires - m_parts.engine.now()) / routing::kSecond) + ringMarginSeconds;
    m_parts.telephony.ring(order);
}

void Switchboard::carry(const routing::OfferEnded& action) {
    logStep(action.id, "offer_ended", {}, action.agent,
            QStringLiteral("offer=%1 outcome=%2 reason=%3")
                .arg(textOf(action.offer), wordOf(action.outcome), wordOf(action.reason)));
    m_publisher.changed(action.agent);
    if (action.outcome == routing::OfferOutcome::accepted ||
        proto::base::isPlanted(proto::base::PlantedBug::losers_ring_on))
        return;
    const bool isElsewhere =
        action.reason == routing::OfferEndReason::taken_by_other || action.reason == routing::OfferEndReason::moved;
    if (isElsewhere && !proto::base::isPlanted(proto::base::PlantedBug::losers_miss_a_call))
        m_parts.telephony.takenElsewhere(static_cast<quint64>(action.offer)); // it knows none of a mail's
    else
        m_parts.telephony.stopRinging(static_cast<quint64>(action.offer));
}

} // namespace acd::switchboard
