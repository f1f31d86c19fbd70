// A listener that writes down what it is told, one text each.
#pragma once

#include "acd/voice/telephony.h"

#include <QStringList>

namespace tests {

class RecordedCalls : public acd::voice::TelephonyListener {
public:
    QStringList told;
    QString interaction; // of the last call that arrived or was found
    QSet<QString> online, inUse;

    void callArrived(const acd::voice::ArrivedCall& call) override {
        interaction = call.interaction;
        told << QStringLiteral("arrived %1 from %2 %3").arg(call.called, call.callerNumber, call.callerName);
    }
    void callerHungUp(const QString&) override { told << QStringLiteral("caller hung up"); }
    void phoneRinging(quint64 offer) override { told << QStringLiteral("ringing %1").arg(offer); }
    void phoneAnswered(quint64 offer) override { told << QStringLiteral("answered %1").arg(offer); }
    void phoneFailed(quint64 offer, acd::voice::RingFailure why) override {
        told << QStringLiteral("failed %1 %2").arg(offer).arg(static_cast<int>(why));
    }
    void bridged(const QString&) override { told << QStringLiteral("bridged"); }
    void bridgeFailed(const QString&, acd::voice::RingFailure) override { told << QStringLiteral("bridge failed"); }
    void agentHungUp(const QString&) override { told << QStringLiteral("agent hung up"); }
    void consultJoined(quint64 leg) override {
        told << QStringLiteral("consult %1 joined").arg(leg - acd::voice::firstConsultLeg);
    }
    void consultOver(quint64 leg) override {
        told << QStringLiteral("consult %1 over").arg(leg - acd::voice::firstConsultLeg);
    }
    void phonesChanged(const QSet<QString>& reachable, const QSet<QString>& used) override {
        online = reachable;
        inUse = used;
    }
    void phoneHeld(const QString&) override { told << QStringLiteral("phone held"); }
    void phoneResumed(const QString&) override { told << QStringLiteral("phone resumed"); }
    void callFound(const acd::voice::FoundCall& found) override {
        interaction = found.call.interaction;
        told << QStringLiteral("found %1 leg %2 offer %3 phone %4")
                    .arg(found.call.called)
                    .arg(static_cast<int>(found.leg))
                    .arg(found.offer)
                    .arg(found.phone);
        if (found.consult != acd::voice::FoundLeg::None)
            told << QStringLiteral("with consult %1 leg %2 phone %3")
                        .arg(found.consultLeg - acd::voice::firstConsultLeg)
                        .arg(static_cast<int>(found.consult))
                        .arg(found.consultPhone);
    }
    void callsSurveyed() override { told << QStringLiteral("surveyed"); }
    void telephonyLost() override { told << QStringLiteral("lost"); }
};

} // namespace tests
