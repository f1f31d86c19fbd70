// The simulated Asterisk with its callers and agents' phones. It lives on while acd is killed: callers wait with music, who talks
// goes on talking. acd is connected by one ari line at a time; what is ordered or told while the line breaks is lost, and
// after it comes back everything is surveyed, as acd/asterisk does it.
#pragma once

#include "acd/voice/telephony.h"
#include "tests/sim/seeded.h"

#include <QMap>
#include <QPointer>

#include <functional>

namespace sim {

enum class LegState { Ringing, Answered, Talking };

struct Leg {
    QString phone;
    LegState state = LegState::Ringing;
    Micros since = 0;
};

struct Caller {
    acd::voice::ArrivedCall call;
    bool onLine = true; // the caller has not hung up
    bool told = false;  // acd was told that the caller has gone
    bool everTalked = false;
    Micros bridgedTold = 0;      // when acd was told that they talk; 0 = it was not
    QMap<quint64, Leg> legs;     // by offer
    QMap<quint64, Leg> consults; // of second agents who are asked, in the bridge with the first when they talk
};

enum class Stop { Over, TakenElsewhere };

class AriLine;

// What happens on the line, for the ledger.
class LineWatcher {
public:
    virtual ~LineWatcher() = default;
    // acd hears of a call, as it comes or in a survey.
    virtual void phoneAnswered(quint64 offer) = 0;
    virtual void rungInOwnCall(const QString& phone) = 0; // acd has known of that call for a while
    virtual void refusedAgain(const QString& phone,
                              int times) = 0; // busy so many times since it is on "do not disturb"
    virtual void callTold(const acd::voice::ArrivedCall& call) = 0;
    // acd was told that an agent put the phone down as soon as they had picked it up.
    virtual void putDownTold(const QString& interaction) = 0;
    // A phone shows a missed call that a colleague has taken.
    virtual void callMissed(const QString& phone, const QString& interaction) = 0;
    // acd rings a phone for a caller of whom it was told that they have gone.
    virtual void rungForNobody(const QString& phone, const QString& interaction) = 0;
    virtual void talkBegan(const QString& interaction, const QString& phone) = 0;
    virtual void talkEnded(const QString& interaction, const QString& phone) = 0;
    virtual void talkCut(const QString& interaction) = 0; // by acd, to let the caller wait again
    virtual void callEnded(const QString& interaction, bool byAcd, bool onLine, bool talking) = 0;
};

class TelephoneSystem : public QObject {
    Q_OBJECT
public:
    TelephoneSystem(Seeded chance, QStringList phones, LineWatcher& watcher);

    // A caller comes, and waits at most `patience` in the system.
    void dial(const QString& number, const QString& caller, Micros patience);
    void phoneGoes(const QString& phone, Micros awayFor);
    // The agent calls a colleague or the outside, past acd.
    void ownCall(const QString& phone, Micros length);
    void doNotDisturb(const QString& phone, Micros length);
    // The connection to acd breaks for a while.
    void breakLine(Micros downTime);
    void endFaults() { m_faults = false; }
    const QMap<QString, Caller>& calls() const { return m_calls; }

    // For the line.
    void attach(AriLine* line);
    void detach(AriLine* line);
    bool isConnected(const AriLine* line) const { return m_line == line && m_connected; }
    void order(AriLine* line, std::function<void()> carryOut);
    void ring(const acd::voice::RingOrder& order, Micros orderedAt);
    void stopRinging(quint64 offer, Stop why, Micros orderedAt);
    void connectCall(const QString& interaction, quint64 offer);
    void backToWaiting(const QString& interaction);
    void end(const QString& interaction);
    void consult(const acd::voice::RingOrder& order);
    void handOver(const QString& interaction, quint64 leg);

private:
    using Tell = std::function<void(acd::voice::TelephonyListener&)>;
    // Told after a moment; lost when the line breaks before.
    void tell(Tell what);
    void connectLine();
    void survey();
    void behave(const QString& interaction, quint64 offer);
    void answer(const QString& interaction, quint64 offer);
    void failLeg(const QString& interaction, quint64 offer, acd::voice::RingFailure why);
    void talk(const QString& interaction, quint64 offer);
    enum class Ending { Talked, PutDown };
    void talkEnds(const QString& interaction, quint64 offer, Ending ending);
    void joinConsult(const QString& interaction, quint64 leg);
    void leaveConsult(const QString& interaction, quint64 leg);
    void hangUp(const QString& interaction); // the caller
    void agentHangsUp(const QString& interaction, quint64 offer);
    void noticeLost(const QString& interaction);
    void dropLegs(Caller& caller);
    Leg* leg(const QString& interaction, quint64 offer);
    QString interactionOf(quint64 offer) const;
    bool isFree(const QString& phone) const;
    QSet<QString> inOwnCall() const;
    void tellPhones();
    QSet<QString> reachable() const;

    Seeded m_chance;
    const QStringList m_phones;
    LineWatcher& m_watcher;
    QSet<QString> m_away;
    QMap<QString, Micros> m_ownSince;  // phones in calls of their own
    QMap<QString, int> m_notDisturbed; // phones on "do not disturb": how often each has said so
    Micros m_surveyedAt = 0;
    QMap<QString, Caller> m_calls;
    QPointer<AriLine> m_line;
    bool m_connected = false;
    bool m_faults = true;
    QMap<QString, Micros> m_goneTold; // when acd was told that a caller has gone
    std::uint64_t m_connection = 0;   // what was on its way on an earlier one is lost
    Micros m_lastTold = 0;
    Micros m_lastOrder = 0;
};

// acd's end of the line. Destroyed with acd.
class AriLine : public QObject, public acd::voice::Telephony {
    Q_OBJECT
public:
    explicit AriLine(TelephoneSystem& system) : m_system(system) {}
    ~AriLine() override { m_system.detach(this); }
    void start() { m_system.attach(this); }
    acd::voice::TelephonyListener* listener() const { return m_listener; }

    void setListener(acd::voice::TelephonyListener* listener) override { m_listener = listener; }
    bool isReady() const override { return m_system.isConnected(this); }
    void ring(const acd::voice::RingOrder& order) override {
        m_system.order(this, [this, order, now = VirtualLoop::instance().now()] { m_system.ring(order, now); });
    }
    void stopRinging(quint64 offer) override {
        m_system.order(
            this, [this, offer, now = VirtualLoop::instance().now()] { m_system.stopRinging(offer, Stop::Over, now); });
    }
    void connectCall(const QString& interaction, quint64 offer) override {
        m_system.order(this, [this, interaction, offer] { m_system.connectCall(interaction, offer); });
    }
    void hold(const QString& /*interaction*/) override {}
    void resume(const QString& /*interaction*/) override {}
    void backToWaiting(const QString& interaction) override {
        m_system.order(this, [this, interaction] { m_system.backToWaiting(interaction); });
    }
    void end(const QString& interaction) override {
        m_system.order(this, [this, interaction] { m_system.end(interaction); });
    }
    void leave(const QString& interaction, acd::voice::Exit, const QString&) override {
        backToWaiting(interaction); // out of the bridge, if they were transferred
        end(interaction);
    }
    void refuse(const QString& interaction) override { end(interaction); }
    void turnAway(const QString& interaction, const acd::voice::Farewell&) override { end(interaction); }
    void takenElsewhere(quint64 offer) override {
        m_system.order(this, [this, offer, now = VirtualLoop::instance().now()] {
            m_system.stopRinging(offer, Stop::TakenElsewhere, now);
        });
    }
    void consult(const acd::voice::RingOrder& order) override {
        m_system.order(this, [this, order] { m_system.consult(order); });
    }
    void handOver(const QString& interaction, quint64 leg) override {
        m_system.order(this, [this, interaction, leg] { m_system.handOver(interaction, leg); });
    }

private:
    TelephoneSystem& m_system;
    acd::voice::TelephonyListener* m_listener = nullptr;
};

} // namespace sim
