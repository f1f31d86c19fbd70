// After a (re)connection to the telephone system: the calls found there and the engine's picture of them are brought together.
// What the engine believed and the telephone system does not have has ended; what the telephone system has and the engine does
// not know comes in (the journal's last moments may be missing after a crash: bridges do not wait for the disk).
// Main loop only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/turn/turn.h"
#endif
#include "acd/voice/telephony.h"

#include <QHash>
#include <QSet>

namespace acd::voice {

class Consults;
class Voice;

class Survey : public QObject {
    Q_OBJECT
public:
    Survey(turn::Turn& turn, proto::base::Store& store, Telephony& telephony, Consults& consults, Voice& voice)
        : m_turn(turn)
        , m_store(store)
        , m_telephony(telephony)
        , m_consults(consults)
        , m_voice(voice) {}

    // What the telephone system says, see TelephonyListener.
    void callFound(const FoundCall& found);
    void callsSurveyed();
    void telephonyLost() { m_asked.clear(); } // who is still there is found by the next survey
    // True when the survey has still to learn whether the call has ended, and notes this.
    bool callerHungUp(const QString& interaction);
    bool agentHungUp(const QString& interaction);

    // Of a call that was found talking: its offer is accepted and its connection confirmed, without ringing and bridging.
    // False when it was not.
    bool accept(const routing::OfferMade& offer);
    bool confirm(const routing::InteractionConnected& connected);
    // A call that comes in again while two talk: a full queue does not part them.
    bool keepsTalking(const QString& interaction) const { return interaction == m_talksOn; }
    bool hasSurveyed() const { return m_hasSurveyed; }
    void forget(const QString& interaction) { m_bridgedAlready.remove(interaction); }

private:
    void adopt(const FoundCall& found);
    void failOtherOffers(const FoundCall& found);
    void acceptOthers(const FoundCall& found);
    void stopRingingForNobody(const FoundCall& found);
    bool isPending(quint64 offer) const;
    void takeUnknown(const FoundCall& found);
    void letIn(const FoundCall& found);
    void endForgotten(const QString& interaction, const std::optional<ArrivedCall>& call);
    void endForgottenCalls();
    void assignInTurn(const FoundCall& found);
    void assignFound(const FoundCall& found);
    void giveFound(const FoundCall& found, routing::AgentNumber agent);
    void acceptFound(const QString& interaction, routing::OfferId offer);
    turn::EventContext ofFound(const QString& interaction);
    void loseCall(const routing::InteractionView& view);

    turn::Turn& m_turn;
    proto::base::Store& m_store;
    Telephony& m_telephony;
    Consults& m_consults;
    Voice& m_voice;

    // A call of which the store is asked whether it has ended, and what happened to it meanwhile.
    struct AskedCall {
        quint64 asking = 0; // which of the questions; an earlier one's answer says nothing
        bool callerGone = false;
        bool agentGone = false;
    };
    QHash<QString, AskedCall> m_asked;
    quint64 m_askings = 0;
    QSet<QString> m_found;                 // calls of the survey that is being told
    std::vector<FoundCall> m_foundTalking; // of it, with agents who have another call by the journal
    QSet<QString> m_bridgedAlready;        // found talking: the engine's connection of them needs no bridge
    bool m_hasSurveyed = false;            // since the start
    QString m_talksOn;
};

} // namespace acd::voice
