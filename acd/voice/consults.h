// A second agent is asked about a call: their leg, and what becomes of it. The engine knows who is asked; which leg is theirs and
// whether they have answered is known here alone, and is found again by the survey.
//
//   asked          the caller is held, with music; the second agent's phone rings
//   answered       the two agents talk; the caller waits, or is resumed and talks with both
//   returned       the leg is hung up, the caller is with the first agent again: asked so by either of them, not answered,
//                  declined, or the second agent hung up
//   handed over    the first agent's leg is hung up, the caller is with the second: asked so, or the first agent hung up while
//                  they talked
//   transferred    to the second agent by name: the first agent hung up while the phone still rang
//   all over       the customer hung up, or the first agent finished
//
// Each is an event of the engine first; its actions are carried out on the legs here. Main loop only.
#pragma once

#include "acd/turn/turn.h"
#include "acd/voice/telephony.h"

#include <QHash>

namespace acd::voice {

class Consults {
public:
    Consults(turn::Turn& turn, Telephony& telephony) : m_turn(turn), m_telephony(telephony) {}

    // At the start: the number of the next leg is above this.
    void numberFrom(quint64 leg) { m_lastLeg = leg; }
    // The two agents hear each other.
    bool hasJoined(const QString& interaction) const { return m_legs.value(interaction).joined; }
    void forget(const QString& interaction) { m_legs.remove(interaction); }

    // What the engine wants. `order` says for whom the phone rings; the phone and the leg are filled in.
    void begin(const routing::InteractionChanged& action, RingOrder order);
    void handOver(const routing::InteractionChanged& action);
    void workEnded(const routing::WorkEnded& action);

    // What the telephone system says.
    void joined(quint64 leg);
    void over(quint64 leg);
    // The first agent hung up: true when the caller goes to who was asked, and is not cut.
    bool leaveTo(const routing::InteractionView& view);
    // What the engine believes of a consult, and the leg that was found.
    void adopt(const FoundCall& found, const routing::InteractionView& view);

private:
    struct Leg {
        quint64 leg = 0;
        routing::AgentNumber agent{};
        bool joined = false;
    };
    Leg* find(const QString& interaction);
    QString interactionOf(quint64 leg) const; // empty when it is over
    routing::AgentNumber askedAbout(const routing::InteractionView& view) const;

    turn::Turn& m_turn;
    Telephony& m_telephony;
    QHash<QString, Leg> m_legs; // by interaction
    quint64 m_lastLeg = firstConsultLeg;
};

} // namespace acd::voice
