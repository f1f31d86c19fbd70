// Settings email.* and spool.*, and the values the parts of this folder take out of them.
#pragma once

#include "proto/base/settings.h"

#include <QString>

#include <vector>

namespace mcan::email {

// email.* and spool.*
std::vector<proto::base::SettingSpec> mailSettings();

struct MailOptions {
    QString parserProgram;
    qint64 mailBytesMax = 50 << 20;
    qint64 incomingMax = 20'000;
    qint64 outgoingMax = 10'000;
    int batchMails = 256;
    int networkTimeoutSeconds = 30;
    int fetchThreads = 8;
    int sendThreads = 4;
    int giveUpSeconds = 4 * 24 * 3600;
    int loopTurns = 10;
    int loopMinutes = 1440;
    bool subjectToken = false;
    bool replyTokenAddress = false;
};

// A parser given without a folder is looked for beside the daemon: mcan/email/mime_parser.
MailOptions mailOptions(const proto::base::Settings& settings);
// Without its parser mcan reads no mail: it does not start.
proto::base::Status checkParser(const MailOptions& options);

} // namespace mcan::email
