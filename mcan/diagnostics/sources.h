// Where the diagnostics read their figures. Everything outlives them.
#pragma once

#include "mcan/botpool/bot_pool.h"
#include "mcan/email/mail_service.h"
#include "mcan/prequeue/prequeue.h"
#include "proto/base/clock.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"
#include "proto/bus/outbox.h"

#include <functional>

namespace mcan::diagnostics {

struct DirectoryVersions {
    std::int64_t held = 0;    // that this daemon works with
    std::int64_t current = 0; // the newest that is known
    int channels = 0;
    int reads = 0; // of a directory, since start
};

struct Sources {
    const proto::base::Clock& clock;
    proto::base::Store& store;
    const proto::bus::Bus& bus;
    const proto::bus::Outbox& outbox;
    email::MailService& mail;
    const botpool::BotPool& bots;
    prequeue::Prequeue& prequeue;
    QString node;
    std::function<DirectoryVersions()> directory;
    std::function<int()> inBots; // mails shown to bots at this moment
};

} // namespace mcan::diagnostics
