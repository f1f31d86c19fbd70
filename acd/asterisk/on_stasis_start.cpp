// A channel entered the application: a caller (arguments in,<number>) or an agent's phone that answered (offer,<id>).
#include "acd/asterisk/calls.h"

#include "proto/base/clock.h"
#include "proto/base/log.h"
#include "proto/base/uuid7.h"

#include <QJsonArray>

namespace acd::asterisk {

namespace {

constexpr const char* inOnStasisStart = "acd.asterisk.on_stasis_start";

QStringList texts(const QJsonArray& array) {
    QStringList list;
    for (const QJsonValue value : array)
        list << value.toString();
    return list;
}

} // namespace

void Calls::onStasisStart(const QJsonObject& event) {
    const QJsonObject channel = event.value(QStringLiteral("channel")).toObject();
    const QStringList arguments = texts(event.value(QStringLiteral("args")).toArray());
    const QString id = channel.value(QStringLiteral("id")).toString();
    if (arguments.value(0) == QLatin1String("in"))
        return onCallEntered(channel, arguments);
    const auto offer = legOffer(id);
    if (offer && m_interactionOfOffer.contains(*offer))
        return legEvent(m_interactionOfOffer.value(*offer), *offer, LegEvent::Entered);
    proto::base::logWarning(inOnStasisStart, QStringLiteral("hanging up a channel nobody waits for"),
                            {{"channel", id}});
    sendHangUp(id);
}

void Calls::onCallEntered(const QJsonObject& channel, const QStringList& arguments) {
    const QString id = channel.value(QStringLiteral("id")).toString();
    if (m_interactionOf.contains(id))
        return; // found by the survey a moment ago
    const QJsonObject caller = channel.value(QStringLiteral("caller")).toObject();
    const Call call{proto::base::newUuid7(), id, CallerState::Waiting, false, {}};
    m_calls.insert(call.interaction, call);
    m_interactionOf.insert(id, call.interaction);
    const voice::ArrivedCall arrived{
        call.interaction, arguments.value(1), caller.value(QStringLiteral("number")).toString(),
        caller.value(QStringLiteral("name")).toString(), proto::base::SystemClock::instance().utcMicros()};
    // Told when Asterisk has the mark. Told before, a call whose mark was lost with acd came in a second time, under another id,
    // after the first had ended in the journal.
    sendMark(call, [this, arrived](const AriAnswer& answer) {
        if (answer.status != 0 && find(arrived.interaction) != nullptr)
            onCallMarked(arrived);
    });
}

void Calls::onCallMarked(const voice::ArrivedCall& arrived) {
    m_listener->callArrived(arrived);
    // A number nobody has is refused unanswered, so that the network can say why; who overflows at once is not answered here.
    if (const Call* kept = find(arrived.interaction); kept != nullptr && kept->state == CallerState::Waiting)
        sendEnter(*kept);
}

} // namespace acd::asterisk
