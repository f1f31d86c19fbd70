// What the switchboard asks of a telephone system, and what it is told by it. acd/asterisk is the one there is; tests have
// their own. Orders return at once and never call the listener from within. All in the main loop.
// An interaction is named by its UUID text, an offer by the engine's number.
#pragma once

#include <QList>
#include <QSet>
#include <QString>

#include <cstdint>
#include <optional>

namespace acd::voice {

// A caller who is in the system, with music.
struct ArrivedCall {
    QString interaction; // UUIDv7, written on the call itself, so that it is found again after a restart
    QString called;      // the number dialled
    QString callerNumber;
    QString callerName;
    std::int64_t arrivedAtUs = 0;
};

// An order to ring an agent's phone for a caller.
struct RingOrder {
    quint64 offer = 0;
    QString interaction;
    QString phone;
    QString callerNumber;
    QString callerName;
    int seconds = 30; // the phone system's own limit; the engine's lease ends earlier
};

// A leg of a second agent who is asked about a call is numbered like an offer, but the engine's offers count up from 1 and
// these are taken from the clock above this bit: neither ever meets the other, nor an earlier one of its kind.
inline constexpr quint64 firstConsultLeg = quint64{1} << 62;
inline bool isConsultLeg(quint64 offer) {
    return offer >= firstConsultLeg;
}

enum class RingFailure { NoAnswer, Busy, Declined, Unreachable, Error };

enum class FoundLeg { None, Ringing, Answered, Talking };

// A call found after a (re)connection, with what is known of the agent's side of it.
struct FoundCall {
    ArrivedCall call;
    FoundLeg leg = FoundLeg::None;
    quint64 offer = 0; // that made the agent's side; 0 when there is none
    QString phone;
    QList<quint64>
        others; // offers that made further agents' sides: several phones ring, or rang in the moment of the crash
    FoundLeg consult = FoundLeg::None; // the side of a second agent who is asked about it
    quint64 consultLeg = 0;
    QString consultPhone = {};
    QList<quint64> answered = {}; // of the others: their phones were picked up, too
};

// What the caller's network is told when a call ends that nobody took.
enum class EndCause { Normal, Busy, Unavailable, Congestion, Rejected };
struct Farewell {
    EndCause cause = EndCause::Normal;
    QString prompt = {}; // a sound the caller hears first, who is answered for it; empty = none
};

// Where a call goes on that acd lets go of: the dialplan has a context for each.
enum class Exit { External, Voicemail };

class TelephonyListener {
public:
    virtual ~TelephonyListener() = default;

    virtual void callArrived(const ArrivedCall& call) = 0;
    virtual void callerHungUp(const QString& interaction) = 0;
    virtual void phoneRinging(quint64 offer) = 0;
    virtual void phoneAnswered(quint64 offer) = 0;
    virtual void phoneFailed(quint64 offer, RingFailure why) = 0;
    virtual void bridged(const QString& interaction) = 0;
    virtual void bridgeFailed(const QString& interaction, RingFailure why) = 0;
    virtual void agentHungUp(const QString& interaction) = 0;
    // Of a consult: the second agent hears the first; they left, or could not be had.
    virtual void consultJoined(quint64 leg) = 0;
    virtual void consultOver(quint64 leg) = 0;
    // The phones that can be rung now, and those in a call which is none of ours; all others are neither. In one: who comes back
    // in a call of their own is offered nothing in between.
    virtual void phonesChanged(const QSet<QString>& online, const QSet<QString>& inUse) = 0;
    // The agent's own phone has put the caller on hold, or goes on.
    virtual void phoneHeld(const QString& interaction) = 0;
    virtual void phoneResumed(const QString& interaction) = 0;

    // After each (re)connection every call found, then callsSurveyed(): whatever was not named is gone.
    virtual void callFound(const FoundCall& found) = 0;
    virtual void callsSurveyed() = 0;
    virtual void telephonyLost() = 0;
};

class Telephony {
public:
    virtual ~Telephony() = default;

    virtual void setListener(TelephonyListener* listener) = 0;
    virtual bool isReady() const = 0; // connected and surveyed

    virtual void ring(const RingOrder& order) = 0;
    virtual void stopRinging(quint64 offer) = 0;
    // The same, because another took the call: the phone has not missed it.
    virtual void takenElsewhere(quint64 offer) = 0;
    // Caller and the phone that answered `offer`: answered by bridged() or bridgeFailed().
    virtual void connectCall(const QString& interaction, quint64 offer) = 0;
    virtual void hold(const QString& interaction) = 0;
    virtual void resume(const QString& interaction) = 0;
    // The caller waits again with music; the agent's side is hung up.
    virtual void backToWaiting(const QString& interaction) = 0;
    virtual void end(const QString& interaction) = 0;
    // Ends the call of a caller whom no queue takes.
    virtual void turnAway(const QString& interaction, const Farewell& farewell) = 0;
    // Rings a second agent's phone, under a number above firstConsultLeg; answering it puts them into the bridge. Their side is
    // hung up by stopRinging, whatever its state.
    virtual void consult(const RingOrder& order) = 0;
    // The caller, held or not, is in the bridge with them; the first agent's side is hung up.
    virtual void handOver(const QString& interaction, quint64 leg) = 0;
    // A caller who waits, or talks and is transferred, leaves for the dialplan, which goes on at `label`. An end() that follows no longer means this call.
    virtual void leave(const QString& interaction, Exit exit, const QString& label) = 0;
    // Nobody has this number: the caller hears so.
    virtual void refuse(const QString& interaction) = 0;
};

} // namespace acd::voice
