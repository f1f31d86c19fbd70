// Calls: what the telephone system says becomes events of the engine, and the engine's actions become orders for it. Main loop
// only.
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/entry/contact_identity.h"
#include "acd/turn/turn.h"
#include "acd/voice/consults.h"
#include "acd/voice/survey.h"
#endif
#include "acd/voice/telephony.h"

namespace acd::voice {

class Voice : public turn::Carrier, public TelephonyListener {
public:
    Voice(turn::Turn& turn, proto::base::Store& store, Telephony& telephony);

    // The legs of consults get numbers above this.
    void numberLegsFrom(quint64 leg) { m_consults.numberFrom(leg); }
    quint64 arrived() const { return m_arrived; }

    // For the survey.
    proto::base::Result<antesala::v1::Interaction> enter(const ArrivedCall& call) const;
    // Of a call that has ended, until the store knows it and what was there at the start is surveyed; null when there is none.
    const antesala::v1::InteractionEnded* outcomeOnItsWay(const QString& interaction) const;

    // The channel's carrier.
    bool isByPhone() const override { return true; }
    bool isNobody(const QString& address) const override { return entry::isHiddenNumber(address); }
    bool isReady() const override { return m_telephony.isReady(); }
    bool hasConsultJoined(const QString& interaction) const override { return m_consults.hasJoined(interaction); }
    void carry(const routing::OfferMade& action) override;
    void carry(const routing::OfferEnded& action) override;
    void carry(const routing::InteractionConnected& action) override;
    void carry(const routing::InteractionChanged& action) override;
    void carry(const routing::WorkEnded& action) override;
    void carry(const routing::OverflowTo& action) override;
    void carry(const routing::InteractionEnded& action, const antesala::v1::InteractionEnded& outcome) override;
    void fail(const antesala::v1::InteractionEnded& outcome) override;

    // TelephonyListener
    void callArrived(const ArrivedCall& call) override;
    void callerHungUp(const QString& interaction) override;
    void phoneRinging(quint64 offer) override;
    void phoneAnswered(quint64 offer) override;
    void phoneFailed(quint64 offer, RingFailure why) override;
    void bridged(const QString& interaction) override;
    void bridgeFailed(const QString& interaction, RingFailure why) override;
    void agentHungUp(const QString& interaction) override;
    void consultJoined(quint64 leg) override { m_consults.joined(leg); }
    void consultOver(quint64 leg) override { m_consults.over(leg); }
    void phonesChanged(const QSet<QString>& online, const QSet<QString>& inUse) override;
    void phoneHeld(const QString& interaction) override;
    void phoneResumed(const QString& interaction) override;
    void callFound(const FoundCall& found) override { m_survey.callFound(found); }
    void callsSurveyed() override;
    void telephonyLost() override;

private:
    RingOrder ringOrder(const QString& interaction) const;
    void endCall(const QString& interaction);

    turn::Turn& m_turn;
    Telephony& m_telephony;
    Consults m_consults;
    Survey m_survey;
    struct Ending {
        antesala::v1::InteractionEnded outcome;
        bool isStored = false;
    };
    QHash<QString, Ending> m_ending; // a survey may find one in between
    struct TurnedAway {
        QString interaction;
        Farewell farewell;
    };
    TurnedAway m_turnedAway; // the last call that its queue ends
    quint64 m_arrived = 0;
};

} // namespace acd::voice
