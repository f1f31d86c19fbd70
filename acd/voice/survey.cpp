#include "acd/voice/survey.h"

#include "acd/history/interaction_table.h"
#include "acd/turn/arrival.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "acd/voice/consults.h"
#include "acd/voice/farewell.h"
#include "acd/voice/voice.h"
#include "proto/base/log.h"
#include "proto/base/planted.h"

#include <algorithm>
#include <utility>

namespace acd::voice {

using routing::InteractionState;

namespace {

constexpr const char* inSurvey = "acd.voice.survey";

bool isNotesOfCall(const routing::WorkItem& item) {
    return item.channel == routing::Channel::voice && item.state == InteractionState::wrap_up;
}

} // namespace

bool Survey::callerHungUp(const QString& interaction) {
    m_bridgedAlready.remove(interaction);
    const auto asked = m_asked.find(interaction);
    if (asked == m_asked.end() || proto::base::isPlanted(proto::base::PlantedBug::ghost_let_in))
        return false;
    asked->callerGone = true;
    return true;
}

bool Survey::agentHungUp(const QString& interaction) {
    const auto asked = m_asked.find(interaction);
    if (asked == m_asked.end())
        return false;
    asked->agentGone = true;
    return true;
}

bool Survey::accept(const routing::OfferMade& offer) {
    const bool isTalking = !m_bridgedAlready.isEmpty() && m_bridgedAlready.contains(turn::textOf(offer.id));
    if (isTalking)
        acceptFound(turn::textOf(offer.id), offer.offer);
    return isTalking;
}

bool Survey::confirm(const routing::InteractionConnected& connected) {
    const bool isTalking = m_bridgedAlready.remove(turn::textOf(connected.id));
    if (isTalking)
        m_turn.take(routing::BridgeConfirmed{connected.id, connected.agent});
    return isTalking;
}

void Survey::callFound(const FoundCall& found) {
    if (!proto::base::isPlanted(proto::base::PlantedBug::found_call_forgotten))
        m_found.insert(found.call.interaction);
    const antesala::v1::InteractionEnded* outcome = m_voice.outcomeOnItsWay(found.call.interaction);
    // Its time ran out by a journal that had lost that two talk: they are not parted, and the outcome stands.
    if (outcome != nullptr && found.leg == FoundLeg::Talking && !m_hasSurveyed)
        return;
    if (outcome != nullptr)
        return letGo(m_telephony, found.call.interaction, *outcome);
    stopRingingForNobody(found);
    const auto view = m_turn.engine().interaction(turn::idOf(found.call.interaction));
    return view ? adopt(found) : takeUnknown(found);
}

void Survey::adopt(const FoundCall& found) {
    const QString& id = found.call.interaction;
    const auto view = *m_turn.engine().interaction(turn::idOf(id));
    const bool isInHand = view.state == InteractionState::active || view.state == InteractionState::held;
    if (!isInHand && found.consult != FoundLeg::None)
        m_telephony.stopRinging(found.consultLeg);
    switch (view.state) {
    case InteractionState::waiting:
        if (found.leg == FoundLeg::Talking)
            return assignInTurn(found);
        return m_telephony.stopRinging(found.offer);
    case InteractionState::offered:
        if (found.leg == FoundLeg::Talking)
            return assignInTurn(found);
        failOtherOffers(found);
        if (!isPending(found.offer))
            m_telephony.stopRinging(found.offer);
        else if (found.leg == FoundLeg::Answered)
            m_voice.phoneAnswered(found.offer);
        return acceptOthers(found);
    case InteractionState::connecting:
        if (found.leg == FoundLeg::Talking)
            return m_turn.take(routing::BridgeConfirmed{view.id, view.agent});
        if (found.leg == FoundLeg::Answered)
            return m_telephony.connectCall(id, found.offer);
        return m_turn.take(routing::BridgeFailed{view.id, view.agent, routing::OfferFailure::error});
    case InteractionState::active:
    case InteractionState::held:
    case InteractionState::suspended:
        m_consults.adopt(found, view);
        if (found.leg != FoundLeg::Talking && !m_consults.leaveTo(view)) // the agent hung up while nobody looked
            m_turn.take(routing::InteractionFinished{view.id, view.agent, routing::FinishedBy::agent, {}});
        return;
    case InteractionState::parked:
    case InteractionState::wrap_up:
        return m_telephony.end(id);
    }
}

bool Survey::isPending(quint64 offer) const {
    const auto agents = m_turn.engine().agents();
    return std::any_of(agents.begin(), agents.end(), [offer](const routing::AgentView& agent) {
        return std::any_of(agent.work.begin(), agent.work.end(), [offer](const routing::WorkItem& item) {
            return item.state == InteractionState::offered && static_cast<quint64>(item.offer) == offer;
        });
    });
}

// Phones rung for offers the journal has lost, or that ended while the connection was away.
void Survey::stopRingingForNobody(const FoundCall& found) {
    for (const quint64 offer : found.others)
        if (!isPending(offer) && found.leg == FoundLeg::Talking)
            m_telephony.takenElsewhere(offer);
        else if (!isPending(offer))
            m_telephony.stopRinging(offer);
}

// Several phones rang, and more than one was picked up while nobody looked: the first gets the call, and of the others it is known.
void Survey::acceptOthers(const FoundCall& found) {
    for (const quint64 offer : found.answered)
        if (isPending(offer))
            m_voice.phoneAnswered(offer);
}

// Offers of this call whose phone does not ring: made in the moment of the crash, or ended without our seeing it.
void Survey::failOtherOffers(const FoundCall& found) {
    const routing::InteractionId id = turn::idOf(found.call.interaction);
    for (const routing::AgentView& agent : m_turn.engine().agents()) {
        for (const routing::WorkItem& item : agent.work) {
            const bool isOffer = item.id == id && item.state == InteractionState::offered;
            const auto offer = static_cast<quint64>(item.offer);
            if (isOffer && offer != found.offer && !found.others.contains(offer))
                m_turn.take(routing::OfferFailed{item.offer, routing::OfferFailure::error});
        }
    }
}

// By the journal the agent has another call in hand: whether it is over, the whole survey says.
void Survey::assignInTurn(const FoundCall& found) {
    const auto agent = m_turn.numbers().agentOfPhone(found.phone);
    const auto view = agent ? m_turn.engine().agent(*agent) : std::nullopt;
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
void Survey::assignFound(const FoundCall& found) {
    const auto agent = m_turn.numbers().agentOfPhone(found.phone);
    const auto view = agent ? m_turn.engine().agent(*agent) : std::nullopt;
    if (!view)
        return m_telephony.backToWaiting(found.call.interaction);
    if (!view->phoneInUse)
        m_turn.take(routing::PhoneInUse{*agent, true});
    if (!view->phoneReachable)
        m_turn.take(routing::PhoneReachable{*agent, true});
    // The end of the wrap-up after an earlier call is lost too: whoever talks again is done with it.
    for (const routing::WorkItem& item : view->work)
        if (isNotesOfCall(item))
            m_turn.take(routing::WrapUpEnded{item.id, *agent, {}});
    giveFound(found, *agent);
    m_turn.take(routing::PhoneInUse{*agent, false});
}

void Survey::giveFound(const FoundCall& found, routing::AgentNumber agent) {
    const routing::InteractionId id = turn::idOf(found.call.interaction);
    const auto view = m_turn.engine().agent(agent);
    if (!view) // removed from the directory, and gone with the last thing they had
        return m_telephony.backToWaiting(found.call.interaction);
    // What rings for them, the survey comes to later: it cannot reach them while they talk.
    for (const routing::WorkItem& item : view->work) {
        const bool rings = item.state == InteractionState::offered && item.channel == routing::Channel::voice;
        if (rings && item.id != id)
            m_turn.take(routing::OfferFailed{item.offer, routing::OfferFailure::busy});
    }
    m_bridgedAlready.insert(found.call.interaction);
    const auto offer = std::find_if(view->work.begin(), view->work.end(), [&id](const routing::WorkItem& item) {
        return item.id == id && item.state == InteractionState::offered;
    });
    if (offer != view->work.end())
        return acceptFound(found.call.interaction, offer->offer);
    // Without the lost line their session may have ended meanwhile, as it will when they have hung up. On a break nothing else is
    // offered to them.
    const bool isOffline = view->presence == routing::Presence::offline;
    if (isOffline)
        m_turn.take(routing::PresenceChosen{agent, routing::Presence::on_break, {}});
    m_turn.take(routing::SupervisorAssigned{id, agent, routing::Force::over_capacity, {}},
                ofFound(found.call.interaction));
    if (isOffline)
        m_turn.take(routing::PresenceChosen{agent, routing::Presence::offline, {}});
}

// The offer that goes with the assignment, or was pending: their phone has been answered long ago.
void Survey::acceptFound(const QString& interaction, routing::OfferId offer) {
    m_turn.take(routing::OfferAccepted{offer}, ofFound(interaction));
}

turn::EventContext Survey::ofFound(const QString& interaction) {
    turn::EventContext context;
    context.applied = [this, interaction](const turn::Refused& refused) {
        if (!refused)
            return;
        proto::base::logWarning(inSurvey,
                                QStringLiteral("an agent found talking cannot have the call: the caller waits again"),
                                {{"interaction", interaction}, {"why", turn::wordsOf(*refused).reason}});
        m_bridgedAlready.remove(interaction);
        m_telephony.backToWaiting(interaction);
    };
    return context;
}

// The store knows whether it has ended; asking it takes a moment, in which the caller hears music, or hangs up. Whoever has gone
// when the answer comes is not let in: nobody's phone could be rung for them, and each offer would be held against an agent.
void Survey::takeUnknown(const FoundCall& found) {
    const QString& id = found.call.interaction;
    const quint64 asking = ++m_askings;
    m_asked.insert(id, {asking});
    const auto known = std::make_shared<std::optional<history::InteractionRow>>();
    m_store.read(
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
                proto::base::logWarning(inSurvey,
                                        QStringLiteral("a call found may have ended before; it is taken in again"),
                                        {{"interaction", interaction}, {"why", status.message()}});
            if (*known && (*known)->ended)
                return letGo(m_telephony, interaction, *(*known)->ended);
            if (meanwhile.callerGone)
                return status ? endForgotten(interaction, found.call) : void(); // else the next start looks again
            letIn(found);
            if (meanwhile.agentGone)
                m_voice.agentHungUp(interaction);
        });
}

void Survey::letIn(const FoundCall& found) {
    if (found.leg == FoundLeg::Talking)
        m_talksOn = found.call.interaction;
    m_voice.callArrived(found.call);
    m_talksOn.clear();
    if (found.consult != FoundLeg::None)
        m_telephony.stopRinging(found.consultLeg);
    if (found.leg == FoundLeg::Ringing || found.leg == FoundLeg::Answered)
        m_telephony.stopRinging(found.offer);
    if (found.leg == FoundLeg::Talking && m_turn.engine().interaction(turn::idOf(found.call.interaction)))
        assignFound(found);
}

void Survey::callsSurveyed() {
    for (const routing::InteractionView& view : m_turn.engine().interactions()) {
        if (view.channel == routing::Channel::voice && !m_found.contains(turn::textOf(view.id)))
            loseCall(view);
    }
    for (const FoundCall& found : std::exchange(m_foundTalking, {}))
        if (m_turn.engine().interaction(turn::idOf(found.call.interaction)))
            assignFound(found);
    endForgottenCalls();
    m_found.clear();
    m_hasSurveyed = true;
}

// Calls with a row and nothing else: the journal has lost them, and Asterisk does not have them any more.
void Survey::endForgottenCalls() {
    const QList<QString> ids = m_turn.book().ids();
    for (const QString& id : ids) {
        const bool isCall = m_turn.book().find(id)->interaction.channel() == antesala::v1::CHANNEL_VOICE;
        if (isCall && !m_found.contains(id) && !m_turn.engine().interaction(turn::idOf(id)))
            endForgotten(id, {});
    }
}

// The engine does not know it, and need not look for an agent: the outcome is written without it. `call` is what was found of
// one that may have no row yet.
void Survey::endForgotten(const QString& interaction, const std::optional<ArrivedCall>& call) {
    proto::base::logInfo(inSurvey, QStringLiteral("a caller has gone whom the journal does not know"),
                         {{"interaction", interaction}});
    turn::EventContext context;
    routing::QueueNumber queue{};
    if (const turn::BookEntry* entry = m_turn.book().find(interaction)) {
        queue = m_turn.numbers().queue(QString::fromStdString(entry->interaction.queue()));
    } else if (call) {
        const auto entered = m_voice.enter(*call);
        if (!entered)
            return;
        queue = m_turn.numbers().queue(QString::fromStdString(entered->queue()));
        context.writes.steps.push_back(turn::arrivedStep(*entered, m_turn.numbers().nameOf(queue)));
        context.writes.jobs.push_back(
            [row = *entered](QSqlDatabase& db) { return history::putInteraction(db, row, 0); });
        context.writes.jobs.push_back([interaction, at = m_turn.ofWall(entered->first_entry_at_us())](
                                          QSqlDatabase& db) { return history::noteEntry(db, interaction, at); });
    }
    antesala::v1::InteractionEnded ended;
    ended.set_interaction_id(interaction.toStdString());
    ended.set_outcome(antesala::v1::OUTCOME_ABANDONED);
    ended.set_ended_at_us(std::max(m_turn.now(), m_turn.engine().now()));
    context.writes.jobs.push_back([ended](QSqlDatabase& db) { return history::endInteraction(db, ended); });
    context.writes.steps.push_back({interaction, QStringLiteral("ended"), m_turn.numbers().nameOf(queue), QString(),
                                    QStringLiteral("outcome=OUTCOME_ABANDONED unknown_to_the_journal")});
    m_turn.book().close(interaction);
    m_turn.take(routing::TimePassed{}, std::move(context)); // an entry of the journal that carries it
}

void Survey::loseCall(const routing::InteractionView& view) {
    if (view.callback || view.state == InteractionState::wrap_up)
        return; // the customer is not meant to be on the line
    proto::base::logInfo(inSurvey, QStringLiteral("a call has ended while nobody looked"),
                         {{"interaction", turn::textOf(view.id)}});
    m_turn.take(routing::CallerHungUp{view.id});
}

} // namespace acd::voice
