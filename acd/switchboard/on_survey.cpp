// After a (re)connection to Asterisk: the calls found there and the engine's picture of them are brought together. What the
// engine believed and Asterisk does not have has ended; what Asterisk has and the engine does not know comes in (the journal's
// last moments may be missing after a crash: bridges do not wait for the disk).
#include "acd/switchboard/switchboard.h"

#include "acd/history/interaction_table.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <utility>

namespace acd::switchboard {

using turn::BookEntry;
using turn::idOf;
using turn::textOf;
using turn::wordsOf;
using voice::ArrivedCall;
using voice::FoundCall;
using voice::FoundLeg;

using routing::InteractionState;

namespace {

constexpr const char* where = "acd.switchboard.on_survey";

bool isNotesOfCall(const routing::WorkItem& item) {
    return item.channel == routing::Channel::voice && item.state == InteractionState::wrap_up;
}

} // namespace

void Switchboard::callFound(const FoundCall& found) {
    if (!proto::base::isPlanted(proto::base::PlantedBug::found_call_forgotten))
        m_found.insert(found.call.interaction);
    // Its time ran out by a journal that had lost that two talk: they are not parted, and the outcome stands.
    if (m_ending.contains(found.call.interaction) && found.leg == FoundLeg::Talking && !m_hasSurveyed)
        return;
    if (m_ending.contains(found.call.interaction))
        return letGo(found.call.interaction, m_ending.value(found.call.interaction));
    stopRingingForNobody(found);
    const auto view = m_parts.engine.interaction(idOf(found.call.interaction));
    return view ? adopt(found) : takeUnknown(found);
}

void Switchboard::adopt(const FoundCall& found) {
    const QString& id = found.call.interaction;
    const auto view = *m_parts.engine.interaction(idOf(id));
    const bool isInHand = view.state == InteractionState::active || view.state == InteractionState::held;
    if (!isInHand && found.consult != FoundLeg::None)
        m_parts.telephony.stopRinging(found.consultLeg);
    switch (view.state) {
    case InteractionState::waiting:
        if (found.leg == FoundLeg::Talking)
            return assignInTurn(found);
        return m_parts.telephony.stopRinging(found.offer);
    case InteractionState::offered:
        if (found.leg == FoundLeg::Talking)
            return assignInTurn(found);
        failOtherOffers(found);
        if (!isPending(found.offer))
            return m_parts.telephony.stopRinging(found.offer);
        if (found.leg == FoundLeg::Answered)
            take(routing::OfferAccepted{routing::OfferId{found.offer}});
        return;
    case InteractionState::connecting:
        if (found.leg == FoundLeg::Talking)
            return take(routing::BridgeConfirmed{view.id, view.agent});
        if (found.leg == FoundLeg::Answered)
            return m_parts.telephony.connectCall(id, found.offer);
        return take(routing::BridgeFailed{view.id, view.agent, routing::OfferFailure::error});
    case InteractionState::active:
    case InteractionState::held:
    case InteractionState::suspended:
        adoptConsult(found, view);
        if (found.leg != FoundLeg::Talking && !leaveToConsulted(view)) // the agent hung up while nobody looked
            take(routing::InteractionFinished{view.id, view.agent, routing::FinishedBy::agent, {}});
        return;
    case InteractionState::parked:
    case InteractionState::wrap_up:
        return m_parts.telephony.end(id);
    }
}

bool Switchboard::isPending(quint64 offer) const {
    const auto agents = m_parts.engine.agents();
    return std::any_of(agents.begin(), agents.end(), [offer](const routing::AgentView& agent) {
        return std::any_of(agent.work.begin(), agent.work.end(), [offer](const routing::WorkItem& item) {
            return item.state == InteractionState::offered && static_cast<quint64>(item.offer) == offer;
        });
    });
}

// Phones rung for offers the journal has lost, or that ended while the connection was away.
void Switchboard::stopRingingForNobody(const FoundCall& found) {
    for (const quint64 offer : found.others)
        if (!isPending(offer) && found.leg == FoundLeg::Talking)
            m_parts.telephony.takenElsewhere(offer);
        else if (!isPending(offer))
            m_parts.telephony.stopRinging(offer);
}

// Offers of this call whose phone does not ring: made in the moment of the crash, or ended without our seeing it.
void Switchboard::failOtherOffers(const FoundCall& found) {
    const routing::InteractionId id = idOf(found.call.interaction);
    for (const routing::AgentView& agent : m_parts.engine.agents()) {
        for (const routing::WorkItem& item : agent.work) {
            const bool isOffer = item.id == id && item.state == InteractionState::offered;
            const auto offer = static_cast<quint64>(item.offer);
            if (isOffer && offer != found.offer && !found.others.contains(offer))
                take(routing::OfferFailed{item.offer, routing::OfferFailure::error});
        }
    }
}

// By the journal the agent has another call in hand: whether it is over, the whole survey says.
void Switchboard::assignInTurn(const FoundCall& found) {
    const auto agent = m_numbers.agentOfPhone(found.phone);
    const auto view = agent ? m_parts.engine.agent(*agent) : std::nullopt;
    const bool hasAnother =
        view && std::any_of(view->work.begin(), view->work.end(), [](const routing::WorkItem& item) {
            return item.channel == routing::Channel::voice && item.state != InteractionState::offered;
        });
    if (hasAnother)
        m_foundTalking.push_back(found);
    else
        assignFound(found);
}

// Two who talk are not parted because the journal's last line is missing. Their phone can be had, evidently, and counts as in use
// until they have this call: else they were offered another one in between, perhaps of a caller the survey does not find.
void Switchboard::assignFound(const FoundCall& found) {
    const auto agent = m_numbers.agentOfPhone(found.phone);
    const auto view = agent ? m_parts.engine.agent(*agent) : std::nullopt;
    if (!view)
        return m_parts.telephony.backToWaiting(found.call.interaction);
    if (!view->phoneInUse)
        take(routing::PhoneInUse{*agent, true});
    if (!view->phoneReachable)
        take(routing::PhoneReachable{*agent, true});
    // The end of the wrap-up after an earlier call is lost too: whoever talks again is done with it.
    for (const routing::WorkItem& item : view->work)
        if (isNotesOfCall(item))
            take(routing::WrapUpEnded{item.id, *agent, {}});
    giveFound(found, *agent);
    take(routing::PhoneInUse{*agent, false});
}

void Switchboard::giveFound(const FoundCall& found, routing::AgentNumber agent) {
    const routing::InteractionId id = idOf(found.call.interaction);
    const auto view = m_parts.engine.agent(agent);
    if (!view) // removed from the directory, and gone with the last thing they had
        return m_parts.telephony.backToWaiting(found.call.interaction);
    // What rings for her, the survey comes to later: it cannot reach her while she talks.
    for (const routing::WorkItem& item : view->work) {
        const bool rings = item.state == InteractionState::offered && item.channel == routing::Channel::voice;
        if (rings && item.id != id)
            take(routing::OfferFailed{item.offer, routing::OfferFailure::busy});
    }
    m_bridgedAlready.insert(found.call.interaction);
    const auto offer = std::find_if(view->work.begin(), view->work.end(), [&id](const routing::WorkItem& item) {
        return item.id == id && item.state == InteractionState::offered;
    });
    if (offer != view->work.end())
        return acceptFound(found.call.interaction, offer->offer);
    // Without the lost line her session may have ended meanwhile, as it will when she has hung up. On a break nothing else is
    // offered to her.
    const bool isOffline = view->presence == routing::Presence::offline;
    if (isOffline)
        take(routing::PresenceChosen{agent, routing::Presence::on_break, {}});
    take(routing::SupervisorAssigned{id, agent, routing::Force::over_capacity, {}}, ofFound(found.call.interaction));
    if (isOffline)
        take(routing::PresenceChosen{agent, routing::Presence::offline, {}});
}

// The offer that goes with the assignment, or was pending: her phone has been answered long ago.
void Switchboard::acceptFound(const QString& interaction, routing::OfferId offer) {
    take(routing::OfferAccepted{offer}, ofFound(interaction));
}

Switchboard::Errand Switchboard::ofFound(const QString& interaction) {
    Errand errand;
    errand.applied = [this, interaction](const Refused& refused, history::Together&) {
        if (!refused)
            return;
        proto::base::logWarning(where,
                                QStringLiteral("an agent found talking cannot have the call: the caller waits again"),
                                {{"interaction", interaction}, {"why", wordsOf(*refused).reason}});
        m_bridgedAlready.remove(interaction);
        m_parts.telephony.backToWaiting(interaction);
    };
    return errand;
}

// The store knows whether it has ended; asking it takes a moment, in which the caller hears music, or hangs up. Whoever has gone
// when the answer comes is not let in: nobody's phone could be rung for them, and each offer would be held against an agent.
void Switchboard::takeUnknown(const FoundCall& found) {
    const QString& id = found.call.interaction;
    const quint64 asking = ++m_askings;
    m_asked.insert(id, {asking});
    const auto known = std::make_shared<std::optional<history::InteractionRow>>();
    m_parts.store.read(
        [known, id](QSqlDatabase& db) {
            auto row = history::findInteraction(db, id);
            if (!row)
                return row.status();
            *known = std::move(row).value();
            return proto::base::Status::ok();
        },
        this,
        [this, known, found, asking](const proto::base::Status& status) {
            const QString& interaction = found.call.interaction;
            const auto asked = m_asked.constFind(interaction);
            if (asked == m_asked.cend() || asked->asking != asking)
                return; // the connection broke meanwhile: a later survey says what is there
            const AskedCall meanwhile = *asked;
            m_asked.erase(asked);
            if (!status)
                proto::base::logWarning(where,
                                        QStringLiteral("a call found may have ended before; it is taken in again"),
                                        {{"interaction", interaction}, {"why", status.message()}});
            if (*known && (*known)->ended)
                return letGo(interaction, *(*known)->ended);
            if (meanwhile.callerGone)
                return status ? endForgotten(interaction, found.call) : void(); // else the next start looks again
            letIn(found);
            if (meanwhile.agentGone)
                agentHungUp(interaction);
        });
}

void Switchboard::letIn(const FoundCall& found) {
    if (found.leg == FoundLeg::Talking)
        m_talksOn = found.call.interaction;
    callArrived(found.call);
    m_talksOn.clear();
    if (found.consult != FoundLeg::None)
        m_parts.telephony.stopRinging(found.consultLeg);
    if (found.leg == FoundLeg::Ringing || found.leg == FoundLeg::Answered)
        m_parts.telephony.stopRinging(found.offer);
    if (found.leg == FoundLeg::Talking && m_parts.engine.interaction(idOf(found.call.interaction)))
        assignFound(found);
}

void Switchboard::callsSurveyed() {
    for (const routing::InteractionView& view : m_parts.engine.interactions()) {
        if (view.channel == routing::Channel::voice && !m_found.contains(textOf(view.id)))
            loseCall(view);
    }
    for (const FoundCall& found : std::exchange(m_foundTalking, {}))
        if (m_parts.engine.interaction(idOf(found.call.interaction)))
            assignFound(found);
    endForgottenCalls();
    m_found.clear();
    m_hasSurveyed = true;
}

// Calls with a row and nothing else: the journal has lost them, and Asterisk does not have them any more.
void Switchboard::endForgottenCalls() {
    const QList<QString> ids = m_book.ids();
    for (const QString& id : ids) {
        const bool isCall = m_book.find(id)->interaction.channel() == antesala::v1::CHANNEL_VOICE;
        if (isCall && !m_found.contains(id) && !m_parts.engine.interaction(idOf(id)))
            endForgotten(id, {});
    }
}

// The engine does not know it, and need not look for an agent: the outcome is written without it. `call` is what was found of
// one that may have no row yet.
void Switchboard::endForgotten(const QString& interaction, const std::optional<ArrivedCall>& call) {
    proto::base::logInfo(where, QStringLiteral("a caller has gone whom the journal does not know"),
                         {{"interaction", interaction}});
    Errand errand;
    routing::QueueNumber queue{};
    if (const BookEntry* entry = m_book.find(interaction)) {
        queue = m_numbers.queue(QString::fromStdString(entry->interaction.queue()));
    } else if (call) {
        const auto entered = enter(*call);
        if (!entered)
            return;
        queue = m_numbers.queue(QString::fromStdString(entered->queue()));
        logEntry(*entered, queue, errand.together);
        errand.together.jobs.push_back(
            [row = *entered](QSqlDatabase& db) { return history::putInteraction(db, row, 0); });
        errand.together.jobs.push_back([interaction, at = m_clock.ofWall(entered->first_entry_at_us())](
                                           QSqlDatabase& db) { return history::noteEntry(db, interaction, at); });
    }
    antesala::v1::InteractionEnded ended;
    ended.set_interaction_id(interaction.toStdString());
    ended.set_outcome(antesala::v1::OUTCOME_ABANDONED);
    ended.set_ended_at_us(std::max(m_clock.now(), m_parts.engine.now()));
    errand.together.jobs.push_back([ended](QSqlDatabase& db) { return history::endInteraction(db, ended); });
    errand.together.steps.push_back({interaction, QStringLiteral("ended"), m_numbers.nameOf(queue), QString(),
                                     QStringLiteral("outcome=OUTCOME_ABANDONED unknown_to_the_journal")});
    m_book.close(interaction);
    take(routing::TimePassed{}, std::move(errand)); // an entry of the journal that carries it
}

void Switchboard::loseCall(const routing::InteractionView& view) {
    if (view.callback || view.state == InteractionState::wrap_up)
        return; // the customer is not meant to be on the line
    proto::base::logInfo(where, QStringLiteral("a call has ended while nobody looked"),
                         {{"interaction", textOf(view.id)}});
    take(routing::CallerHungUp{view.id});
}

} // namespace acd::switchboard
