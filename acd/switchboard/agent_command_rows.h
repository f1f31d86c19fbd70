// What the files of agent_command share: the question, a refusal, and the rows of work_command.cpp. Inside only.
#pragma once

#include "acd/switchboard/agent_command.h"
#include "acd/switchboard/ids.h"
#include "proto/bus/bus.h"

namespace acd::switchboard {

struct AskedCommand {
    const antesala::v1::AgentCommand& command;
    routing::AgentNumber agent;
    const CommandSources& sources;
    routing::Time now;
};

inline AgentCommandMeaning refuseCommand(const proto::base::Status& status, const char* reason) {
    return {std::nullopt, proto::bus::answerFailure(status, QString::fromLatin1(reason))};
}

// work_command.cpp: work in hand goes on elsewhere.
AgentCommandMeaning transfer(const AskedCommand& asked);
AgentCommandMeaning park(const AskedCommand& asked);
AgentCommandMeaning unpark(const AskedCommand& asked);

} // namespace acd::switchboard
