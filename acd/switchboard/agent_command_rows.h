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

// Calls do not go on while their orders would be lost.
inline AgentCommandMeaning telephonyAway() {
    return refuseCommand(
        proto::base::Status::refused(QStringLiteral("the telephone system is away: try again in a moment")),
        "telephony_away");
}

// work_command.cpp: work in hand goes on elsewhere.
AgentCommandMeaning transfer(const AskedCommand& asked);
AgentCommandMeaning park(const AskedCommand& asked);
AgentCommandMeaning unpark(const AskedCommand& asked);

// consult_command.cpp
AgentCommandMeaning startConsult(const AskedCommand& asked);
AgentCommandMeaning endConsult(const AskedCommand& asked);

} // namespace acd::switchboard
