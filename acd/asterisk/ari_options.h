// Where Asterisk is and how long its answers may take.
#pragma once

#include <QString>

namespace acd::asterisk {

struct AriOptions {
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 8088;
    QString user = QStringLiteral("antesala");
    QString password;
    QString application = QStringLiteral("antesala");
    int answerTimeoutMs = 5000;
    int pingMs = 5000;             // one without a sign of life in three: the connection is given up
    int longestReconnectMs = 2000; // callers wait in the dialplan, which tries every 2 s
};

} // namespace acd::asterisk
