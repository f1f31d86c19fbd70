// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/directory.h"

namespace acd::routing {

ChannelPolicy defaultPolicy(Channel channel) {
    switch (channel) {
    case Channel::email:
        return {Channel::email, Admission::fit, 30, 10, 1000, true, false, 20 * kSecond, kHour};
    case Channel::chat:
        return {Channel::chat, Admission::fit, 25, 4, 1000, false, false};
    case Channel::voice:
        break;
    }
    return {};
}

} // namespace acd::routing
