// A mail as bots are shown it.
#pragma once

#include "mcan/prequeue/item.h"
#include "messages/bot.pb.h"
#include "messages/parsed_mail.pb.h"

namespace mcan::service {

// Bounded: text 256 KiB, headers 64 KiB together.
antesala::v1::BotMail botMail(const prequeue::Item& item, const antesala::v1::ParsedMail& content);

} // namespace mcan::service
