#include "tests/sim/telephone_system.h"

#include "proto/base/uuid7.h"

#include <algorithm>

namespace sim {

using acd::voice::FoundCall;
using acd::voice::FoundLeg;
using acd::voice::RingFailure;
using acd::voice::RingOrder;
using acd::voice::TelephonyListener;

namespace {

constexpr Micros checkEvery = seconds(30); // acd/asterisk compares its calls with Asterisk's list so often

// As acd/asterisk tells it: who was asked and is left alone in the bridge has the call.
void findConsult(const Caller& caller, FoundCall& found) {
    for (auto leg = caller.consults.cbegin(); leg != caller.consults.cend(); ++leg) {
        const bool talks = leg->state == LegState::Talking;
        if (talks && found.leg != FoundLeg::Talking) {
            if (found.offer != 0)
                found.others << found.offer;
            found.leg = FoundLeg::Talking;
            found.offer = leg.key();
            found.phone = leg->phone;
            continue;
        }
        found.consult = talks ? FoundLeg::Talking : FoundLeg::Ringing;
        found.consultLeg = leg.key();
        found.consultPhone = leg->phone;
    }
}

bool isTalking(const Caller& caller) {
    return std::any_of(caller.legs.cbegin(), caller.legs.cend(),
                       [](const Leg& leg) { return leg.state == LegState::Talking; });
}

} // namespace

TelephoneSystem::TelephoneSystem(Seeded chance, QStringList phones, LineWatcher& watcher)
    : m_chance(chance)
    , m_phones(std::move(phones))
    , m_watcher(watcher) {}

// ---- the line to acd

void TelephoneSystem::attach(AriLine* line) {
    m_line = line;
    m_connected = false;
    ++m_connection;
    VirtualLoop::instance().after(m_chance.between(millis(1), millis(300)), line, [this] { connectLine(); });
}

void TelephoneSystem::detach(AriLine* line) {
    if (m_line != line)
        return;
    m_line = nullptr;
    m_connected = false;
    ++m_connection;
}

void TelephoneSystem::breakLine(Micros downTime) {
    if (!m_line || !m_connected)
        return;
    m_connected = false;
    ++m_connection;
    m_line->listener()->telephonyLost();
    VirtualLoop::instance().after(downTime, m_line, [this] { connectLine(); });
}

void TelephoneSystem::connectLine() {
    m_connected = true;
    ++m_connection;
    survey();
}

void TelephoneSystem::tell(Tell what) {
    VirtualLoop& loop = VirtualLoop::instance();
    m_lastTold = std::max(m_lastTold, loop.now() + m_chance.between(200, 3'000));
    loop.after(m_lastTold - loop.now(), this, [this, connection = m_connection, what = std::move(what)] {
        if (m_line && m_connected && connection == m_connection)
            what(*m_line->listener());
    });
}

void TelephoneSystem::order(AriLine* line, std::function<void()> carryOut) {
    VirtualLoop& loop = VirtualLoop::instance();
    m_lastOrder = std::max(m_lastOrder, loop.now() + m_chance.between(200, 3'000));
    loop.after(m_lastOrder - loop.now(), this, [this, line, connection = m_connection, carryOut = std::move(carryOut)] {
        if (m_line == line && m_connected && connection == m_connection)
            carryOut();
    });
}

// What is found is told at once and as one: events come after it.
void TelephoneSystem::survey() {
    TelephonyListener& listener = *m_line->listener();
    m_surveyedAt = VirtualLoop::instance().now();
    for (const Caller& caller : std::as_const(m_calls)) {
        if (!caller.onLine)
            continue;
        FoundCall found;
        found.call = caller.call;
        for (auto leg = caller.legs.cbegin(); leg != caller.legs.cend(); ++leg) {
            const FoundLeg state = leg->state == LegState::Ringing    ? FoundLeg::Ringing
                                   : leg->state == LegState::Answered ? FoundLeg::Answered
                                                                      : FoundLeg::Talking;
            const bool isBehind = state < found.leg;
            const quint64 passedOver = isBehind ? leg.key() : found.offer;
            if (passedOver != 0)
                found.others << passedOver;
            if (passedOver != 0 && (isBehind ? state : found.leg) == FoundLeg::Answered)
                found.answered << passedOver;
            if (isBehind)
                continue;
            found.leg = state;
            found.offer = leg.key();
            found.phone = leg->phone;
        }
        findConsult(caller, found);
        m_watcher.callTold(found.call);
        listener.callFound(found);
        // Somebody loses patience in the very moment, perhaps while acd still looks up who it is.
        if (m_faults && found.leg != FoundLeg::Talking && m_chance.percent(10))
            VirtualLoop::instance().after(m_chance.between(0, millis(6)), this,
                                          [this, id = found.call.interaction] { hangUp(id); });
    }
    listener.callsSurveyed();
    tellPhones(); // asked for after the survey (send_ask_phones.cpp)
    m_calls.removeIf([](const auto& caller) { return !caller->onLine; });
}

// ---- callers

void TelephoneSystem::dial(const QString& number, const QString& name, Micros patience) {
    Caller caller;
    caller.call.interaction = proto::base::newUuid7();
    caller.call.called = number;
    caller.call.callerNumber = name;
    caller.call.callerName = name;
    caller.call.arrivedAtUs = VirtualLoop::instance().utc();
    const QString id = caller.call.interaction;
    m_calls.insert(id, caller);
    tell([this, call = caller.call](TelephonyListener& listener) {
        m_watcher.callTold(call);
        listener.callArrived(call);
    });
    VirtualLoop::instance().after(patience, this, [this, id] {
        const auto found = m_calls.constFind(id);
        if (found != m_calls.cend() && !found->everTalked)
            hangUp(id);
    });
}

void TelephoneSystem::hangUp(const QString& id) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end() || !caller->onLine)
        return;
    caller->onLine = false;
    const bool talking = isTalking(*caller);
    dropLegs(*caller);
    m_watcher.callEnded(id, false, true, talking);
    // Now and then the BYE is lost on its way to acd, who sees it at the next comparison.
    if (m_faults && m_chance.percent(5))
        VirtualLoop::instance().after(m_chance.between(0, checkEvery), this, [this, id] { noticeLost(id); });
    else
        noticeLost(id);
}

void TelephoneSystem::noticeLost(const QString& id) {
    if (m_calls.contains(id) && m_connected)
        m_calls.remove(id);
    tell([this, id](TelephonyListener& listener) {
        m_goneTold.insert(id, VirtualLoop::instance().now());
        listener.callerHungUp(id);
    });
}

// ---- orders of acd

QString TelephoneSystem::interactionOf(quint64 offer) const {
    for (auto caller = m_calls.cbegin(); caller != m_calls.cend(); ++caller)
        if (caller->legs.contains(offer))
            return caller.key();
    return {};
}

Leg* TelephoneSystem::leg(const QString& id, quint64 offer) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end() || !caller->legs.contains(offer))
        return nullptr;
    return &caller->legs[offer];
}

bool TelephoneSystem::isFree(const QString& phone) const {
    return !m_ownSince.contains(phone) &&
           std::none_of(m_calls.cbegin(), m_calls.cend(), [&phone](const Caller& caller) {
               const auto isHers = [&phone](const Leg& leg) { return leg.phone == phone; };
               return std::any_of(caller.legs.cbegin(), caller.legs.cend(), isHers) ||
                      std::any_of(caller.consults.cbegin(), caller.consults.cend(), isHers);
           });
}

QSet<QString> TelephoneSystem::reachable() const {
    return QSet<QString>(m_phones.begin(), m_phones.end()) - m_away;
}

QSet<QString> TelephoneSystem::inOwnCall() const {
    const QStringList phones = m_ownSince.keys();
    return QSet<QString>(phones.begin(), phones.end());
}

void TelephoneSystem::tellPhones() {
    tell([online = reachable(), inUse = inOwnCall()](TelephonyListener& listener) {
        listener.phonesChanged(online, inUse);
    });
}

void TelephoneSystem::ownCall(const QString& phone, Micros length) {
    if (m_away.contains(phone) || !isFree(phone))
        return;
    m_ownSince.insert(phone, VirtualLoop::instance().now());
    tellPhones();
    VirtualLoop::instance().after(length, this, [this, phone] {
        m_ownSince.remove(phone);
        tellPhones();
    });
}

void TelephoneSystem::doNotDisturb(const QString& phone, Micros length) {
    m_notDisturbed.insert(phone, 0);
    VirtualLoop::instance().after(length, this, [this, phone] { m_notDisturbed.remove(phone); });
}

void TelephoneSystem::ring(const RingOrder& order, Micros orderedAt) {
    const Micros known = std::max(m_ownSince.value(order.phone), m_surveyedAt) + seconds(2);
    if (m_ownSince.contains(order.phone) && known < VirtualLoop::instance().now())
        m_watcher.rungInOwnCall(order.phone);
    if (m_notDisturbed.contains(order.phone) && m_calls.contains(order.interaction)) {
        m_watcher.refusedAgain(order.phone, ++m_notDisturbed[order.phone]);
        return tell(
            [offer = order.offer](TelephonyListener& listener) { listener.phoneFailed(offer, RingFailure::Busy); });
    }
    const auto caller = m_calls.find(order.interaction);
    if (caller == m_calls.end() && m_goneTold.contains(order.interaction) && m_goneTold[order.interaction] < orderedAt)
        m_watcher.rungForNobody(order.phone, order.interaction);
    if (caller == m_calls.end()) // as acd/asterisk does: it says first that nobody is there
        tell([id = order.interaction](TelephonyListener& listener) { listener.callerHungUp(id); });
    if (caller == m_calls.end() || !caller->onLine || m_away.contains(order.phone) || !isFree(order.phone)) {
        const RingFailure why = m_away.contains(order.phone) ? RingFailure::Unreachable
                                : isFree(order.phone)        ? RingFailure::Error
                                                             : RingFailure::Busy;
        return tell([offer = order.offer, why](TelephonyListener& listener) { listener.phoneFailed(offer, why); });
    }
    caller->legs.insert(order.offer, {order.phone, LegState::Ringing, VirtualLoop::instance().now()});
    tell([offer = order.offer](TelephonyListener& listener) { listener.phoneRinging(offer); });
    behave(order.interaction, order.offer);
    VirtualLoop::instance().after(seconds(order.seconds), this, [this, id = order.interaction, offer = order.offer] {
        if (const Leg* ringing = leg(id, offer); ringing && ringing->state == LegState::Ringing)
            failLeg(id, offer, RingFailure::NoAnswer);
    });
}

void TelephoneSystem::behave(const QString& id, quint64 offer) {
    const Micros later = m_chance.between(millis(300), seconds(9));
    const bool obedient = !m_faults;
    if (obedient || m_chance.percent(78))
        VirtualLoop::instance().after(later, this, [this, id, offer] { answer(id, offer); });
    else if (m_chance.percent(40))
        VirtualLoop::instance().after(later, this, [this, id, offer] { failLeg(id, offer, RingFailure::Declined); });
}

void TelephoneSystem::answer(const QString& id, quint64 offer) {
    Leg* ringing = leg(id, offer);
    if (!ringing || ringing->state != LegState::Ringing)
        return;
    ringing->state = LegState::Answered;
    ringing->since = VirtualLoop::instance().now();
    m_watcher.phoneAnswered(offer);
    tell([offer](TelephonyListener& listener) { listener.phoneAnswered(offer); });
}

void TelephoneSystem::failLeg(const QString& id, quint64 offer, RingFailure why) {
    const Leg* ringing = leg(id, offer);
    if (!ringing || ringing->state != LegState::Ringing)
        return;
    m_calls[id].legs.remove(offer);
    tell([offer, why](TelephonyListener& listener) { listener.phoneFailed(offer, why); });
}

void TelephoneSystem::stopRinging(quint64 offer, Stop why, Micros orderedAt) {
    for (Caller& caller : m_calls)
        caller.consults.remove(offer);
    const QString id = interactionOf(offer);
    const auto knownTalking = [orderedAt](const Caller& caller) {
        return isTalking(caller) && caller.bridgedTold != 0 && caller.bridgedTold <= orderedAt;
    };
    if (const Leg* found = leg(id, offer);
        found && found->state == LegState::Ringing && why == Stop::Over && knownTalking(m_calls[id]))
        m_watcher.callMissed(found->phone, id);
    if (const Leg* found = leg(id, offer); found && found->state != LegState::Talking)
        m_calls[id].legs.remove(offer);
}

void TelephoneSystem::connectCall(const QString& id, quint64 offer) {
    const Leg* answered = leg(id, offer);
    if (answered && answered->state == LegState::Answered && !(m_faults && m_chance.percent(4)))
        return talk(id, offer);
    if (m_calls.contains(id))
        tell([id](TelephonyListener& listener) { listener.bridgeFailed(id, RingFailure::Error); });
}

void TelephoneSystem::talk(const QString& id, quint64 offer) {
    Caller& caller = m_calls[id];
    caller.legs[offer].state = LegState::Talking;
    caller.everTalked = true;
    caller.bridgedTold = 0;
    m_watcher.talkBegan(id, caller.legs[offer].phone);
    tell([this, id](TelephonyListener& listener) {
        if (const auto bridged = m_calls.find(id); bridged != m_calls.end())
            bridged->bridgedTold = VirtualLoop::instance().now();
        listener.bridged(id);
    });
    // Now and then by a slip of the hand, or by a headset that answers by itself.
    talkEnds(id, offer, m_faults && m_chance.percent(6) ? Ending::PutDown : Ending::Talked);
}

void TelephoneSystem::talkEnds(const QString& id, quint64 offer, Ending ending) {
    const bool putsDown = ending == Ending::PutDown;
    const Micros length =
        putsDown ? m_chance.between(millis(100), millis(450)) : m_chance.between(seconds(1), seconds(40));
    const bool callerFirst = !putsDown && m_chance.percent(50);
    VirtualLoop::instance().after(length, this, [this, id, offer, callerFirst, putsDown] {
        const Leg* talking = leg(id, offer);
        if (!talking || talking->state != LegState::Talking)
            return;
        if (putsDown)
            tell([this, id](TelephonyListener&) { m_watcher.putDownTold(id); });
        callerFirst ? hangUp(id) : agentHangsUp(id, offer);
    });
}

void TelephoneSystem::agentHangsUp(const QString& id, quint64 offer) {
    m_watcher.talkEnded(id, m_calls[id].legs[offer].phone);
    m_calls[id].legs.remove(offer);
    tell([id](TelephonyListener& listener) { listener.agentHungUp(id); });
}

void TelephoneSystem::dropLegs(Caller& caller) {
    for (const Leg& leg : std::as_const(caller.legs))
        if (leg.state == LegState::Talking)
            m_watcher.talkEnded(caller.call.interaction, leg.phone);
    caller.legs.clear();
    caller.consults.clear();
}

void TelephoneSystem::backToWaiting(const QString& id) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end())
        return;
    if (isTalking(*caller))
        m_watcher.talkCut(id);
    dropLegs(*caller);
}

void TelephoneSystem::end(const QString& id) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end())
        return;
    const bool talking = isTalking(*caller);
    dropLegs(*caller);
    if (caller->onLine)
        m_watcher.callEnded(id, true, true, talking);
    m_calls.erase(caller);
}

// ---- a second agent is asked

void TelephoneSystem::consult(const RingOrder& order) {
    const auto caller = m_calls.find(order.interaction);
    if (caller == m_calls.end() || !caller->onLine || m_away.contains(order.phone) || !isFree(order.phone))
        return tell([leg = order.offer](TelephonyListener& listener) { listener.consultOver(leg); });
    caller->consults.insert(order.offer, {order.phone, LegState::Ringing, VirtualLoop::instance().now()});
    const bool answers = !m_faults || m_chance.percent(75);
    const Micros later = m_chance.between(millis(300), seconds(9));
    VirtualLoop::instance().after(
        later, this, [this, answers, declines = m_chance.percent(50), id = order.interaction, leg = order.offer] {
            if (answers)
                joinConsult(id, leg);
            else if (declines)
                leaveConsult(id, leg);
        });
    VirtualLoop::instance().after(seconds(order.seconds), this, [this, id = order.interaction, leg = order.offer] {
        const auto asked = m_calls.constFind(id);
        if (asked != m_calls.cend() && asked->consults.value(leg).state == LegState::Ringing)
            leaveConsult(id, leg);
    });
}

void TelephoneSystem::joinConsult(const QString& id, quint64 leg) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end() || !caller->consults.contains(leg))
        return;
    caller->consults[leg].state = LegState::Talking;
    tell([leg](TelephonyListener& listener) { listener.consultJoined(leg); });
    if (m_chance.percent(40))
        VirtualLoop::instance().after(m_chance.between(seconds(1), seconds(20)), this,
                                      [this, id, leg] { leaveConsult(id, leg); });
}

void TelephoneSystem::leaveConsult(const QString& id, quint64 leg) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end() || caller->consults.remove(leg) == 0)
        return;
    tell([leg](TelephonyListener& listener) { listener.consultOver(leg); });
}

void TelephoneSystem::handOver(const QString& id, quint64 leg) {
    const auto caller = m_calls.find(id);
    if (caller == m_calls.end() || caller->legs.contains(leg))
        return;
    if (!caller->consults.contains(leg)) // they left in the very moment
        return tell([id](TelephonyListener& listener) { listener.agentHungUp(id); });
    const Leg hers = caller->consults.take(leg);
    dropLegs(*caller);
    caller->legs.insert(leg, hers);
    m_watcher.talkBegan(id, hers.phone);
    talkEnds(id, leg, Ending::Talked);
}

void TelephoneSystem::phoneGoes(const QString& phone, Micros awayFor) {
    m_away.insert(phone);
    tellPhones();
    VirtualLoop::instance().after(awayFor, this, [this, phone] {
        m_away.remove(phone);
        tellPhones();
    });
}

} // namespace sim
