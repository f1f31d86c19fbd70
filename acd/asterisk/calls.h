// All calls in Asterisk's hands, and the orders of the switchboard for them. One file a step of the protocol: on_*.cpp for
// what Asterisk says, send_*.cpp for what it is asked. What may follow what is in call_tables.h.
//
// After each connection everything is surveyed anew (survey.h), because no event is repeated and no StasisStart comes again.
// Every 30 s the channels are listed, so that a lost hang-up cannot leave anybody in a call for good.
#pragma once

#include "acd/asterisk/ari_client.h"
#include "acd/asterisk/call.h"
#include "acd/voice/telephony.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace acd::asterisk {

struct Survey;

struct CallsOptions {
    QString technology = QStringLiteral("PJSIP");
    QString musicClass = QStringLiteral("default");
    int checkMs = 30'000;
    QString externalContext = QStringLiteral("antesala-external"); // of the dialplan, for calls that leave
    QString voicemailContext = QStringLiteral("antesala-voicemail");
};

class Calls : public QObject, public voice::Telephony {
    Q_OBJECT
public:
    Calls(AriClient& ari, CallsOptions options, QObject* parent = nullptr);
    ~Calls() override;

    void setListener(voice::TelephonyListener* listener) override { m_listener = listener; }
    bool isReady() const override { return m_surveyed; }
    void ring(const voice::RingOrder& order) override;
    void stopRinging(quint64 offer) override;
    void takenElsewhere(quint64 offer) override;
    void connectCall(const QString& interaction, quint64 offer) override;
    void hold(const QString& interaction) override;
    void resume(const QString& interaction) override;
    void backToWaiting(const QString& interaction) override;
    void end(const QString& interaction) override;
    void turnAway(const QString& interaction, const voice::Farewell& farewell) override;
    void consult(const voice::RingOrder& order) override;
    void handOver(const QString& interaction, quint64 leg) override;
    void leave(const QString& interaction, voice::Exit exit, const QString& label) override;
    void refuse(const QString& interaction) override;

    int count() const { return static_cast<int>(m_calls.size()); }
    int talking() const;

private:
    // What Asterisk says.
    void onEvent(const QJsonObject& event);
    void handle(const QJsonObject& event);
    void onStasisStart(const QJsonObject& event);
    void onCallEntered(const QJsonObject& channel, const QStringList& arguments);
    void onCallMarked(const voice::ArrivedCall& arrived);
    void onChannelStateChange(const QJsonObject& event);
    void onChannelGone(const QJsonObject& event);
    void onChannelHold(const QJsonObject& event, LegEvent what);
    void onDeviceState(const QJsonObject& event);
    void onPlaybackFinished(const QJsonObject& event);
    void onConnected();
    void onDisconnected();
    void onSurveyed(const Survey& survey);
    void letIn(const Call& call);
    void adopt(const Survey& survey);
    void hangUpOrphans(const Survey& survey);
    void onCheckDue();
    void onChannelsListed(const QJsonValue& channels, const QStringList& known);

    // What Asterisk is asked.
    void sendMark(const Call& call, AriClient::Done marked = {});
    void sendEnter(const Call& call);
    void sendOriginate(const voice::RingOrder& order);
    void sendBridge(Call& call, quint64 offer);
    void sendJoinBridge(const Call& call, quint64 leg);
    void sendHangUp(const QString& channel, const QString& reason = QStringLiteral("normal"));
    void sendStartMusic(const Call& call);
    void sendFarewell(Call& call);
    void sendContinue(const Call& call, const QString& context, const QString& label);
    void sendLeaveBridge(const Call& call);
    void sendEnterBridge(const Call& call);
    void sendDestroyBridge(Call& call);
    void sendAskPhones();

    // The tables at work. A call or leg that is over is forgotten, so references do not outlive these.
    void callerEvent(const QString& interaction, CallerEvent event);
    void act(Call& call, CallerAction action);
    void legEvent(const QString& interaction, quint64 offer, LegEvent event,
                  voice::RingFailure why = voice::RingFailure::Error);
    void act(const Call& call, const AgentLeg& leg, LegAction action, voice::RingFailure why);
    // All but that of `kept`; 0 = all.
    void hangUpLegs(const QString& interaction, quint64 kept = 0);
    void channelGone(const QString& channel, voice::RingFailure why);
    void forgetIfOver(const QString& interaction);
    bool isRungByUs(const QString& phone) const;
    void tellIfGone(const QString& interaction);
    Call* find(const QString& interaction);

    AriClient& m_ari;
    const CallsOptions m_options;
    voice::TelephonyListener* m_listener = nullptr;
    QHash<QString, Call> m_calls;            // by interaction
    QHash<QString, QString> m_interactionOf; // by caller's channel
    QHash<quint64, QString> m_interactionOfOffer;
    QTimer m_check;
    QSet<QString> m_online; // phones, as told last
    QSet<QString> m_inUse;  // of these: in a call of their own
    bool m_surveyed = false;
    std::vector<QJsonObject> m_duringSurvey; // events that came while the survey ran
};

// Why a phone could not be had, from the cause of its channel's end (Q.850).
voice::RingFailure failureOf(int cause);

} // namespace acd::asterisk
