// An agent's phone is rung, under a channel id of ours, for the application: answering it brings StasisStart.
#include "acd/asterisk/calls.h"

#include "proto/base/log.h"

namespace acd::asterisk {

namespace {

// What a phone's display may show: a caller chooses their own name, so nothing in it may look like syntax.
QString displayable(const QString& text) {
    QString clean;
    for (const QChar c : text) {
        if (c.isPrint() && c != u'"' && c != u'<' && c != u'>' && c != u'\\')
            clean += c;
    }
    return clean.left(80);
}

} // namespace

void Calls::sendOriginate(const voice::RingOrder& order) {
    // A phone that answers "ask there instead" (302) may not send the caller past acd: Asterisk looks for the other number in
    // this context, which no dialplan has, and the offer fails.
    const QJsonObject variables{{interactionVariable(), order.interaction},
                                {QStringLiteral("FORWARD_CONTEXT"), QStringLiteral("antesala-no-forward")}};
    AriRequest request = AriRequest::post({QStringLiteral("channels")});
    request.with("endpoint", m_options.technology + u'/' + order.phone)
        .with("app", m_ari.options().application)
        .with("appArgs", QStringLiteral("offer,%1").arg(order.offer))
        .with("channelId", legChannel(order.offer))
        .with("callerId",
              QStringLiteral("\"%1\" <%2>").arg(displayable(order.callerName), displayable(order.callerNumber)))
        .with("timeout", QString::number(order.seconds))
        .withBody({{QStringLiteral("variables"), variables}});
    m_ari.send(request, [this, offer = order.offer, phone = order.phone](const AriAnswer& answer) {
        if (answer.isOk() || answer.status == 0)
            return; // without an answer the next survey says what became of it
        proto::base::logInfo("acd.asterisk.send_originate", QStringLiteral("phone cannot be rung"),
                             {{"phone", phone}, {"status", answer.status}, {"why", answer.message()}});
        legEvent(m_interactionOfOffer.value(offer), offer, LegEvent::Gone, voice::RingFailure::Unreachable);
    });
}

} // namespace acd::asterisk
