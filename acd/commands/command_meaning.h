// What a command of a desk means, of an agent or a supervisor.
#pragma once

#include "acd/routing/event.h"
#include "messages/envelope.pb.h"
#include "proto/bus/bus.h"

#include <optional>

namespace acd::commands {

struct CommandMeaning {
    std::optional<routing::Event> event;
    antesala::v1::Answer answer; // when there is no event
};

inline CommandMeaning refuseCommand(const proto::base::Status& status, const char* reason) {
    return {std::nullopt, proto::bus::answerFailure(status, QString::fromLatin1(reason))};
}

} // namespace acd::commands
