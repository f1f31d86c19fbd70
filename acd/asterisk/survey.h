// What is in Asterisk now that is ours: asked after each connection, because events missed never come again.
#pragma once

#include "acd/asterisk/ari_client.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <functional>
#include <vector>

namespace acd::asterisk {

struct SurveyedChannel {
    QString id;
    bool isUp = false;
    bool isRinging = false;
    bool isInApplication = false; // in Stasis, not in the dialplan or still being dialled
    QString interaction;          // as written on it; empty when it was not
    QString called;
    QString callerNumber;
    QString callerName;
    QString phone; // "1001" of PJSIP/1001-00000002
    std::int64_t createdAtUs = 0;
};

struct Survey {
    std::vector<SurveyedChannel> channels; // ours alone
    QHash<QString, QSet<QString>> bridges; // ours: channels by bridge
    bool complete = false;
    QString problem; // what Asterisk did not want to tell; empty when the connection was lost
};

// Asks; `done` gets the survey once. An incomplete one means that there will be another, on the next connection.
void takeSurvey(AriClient& ari, std::function<void(const Survey&)> done);

} // namespace acd::asterisk
