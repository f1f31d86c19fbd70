// What the files of agent_command share: the question, a refusal of both, and the rows of the other files. Inside only.
#pragma once

#include "acd/commands/agent_command.h"
#include "acd/turn/ids.h"

namespace acd::commands {

struct AskedCommand {
    const antesala::v1::AgentCommand& command;
    routing::AgentNumber agent;
    const CommandSources& sources;
    routing::Time now;
};

// Calls do not go on while their orders would be lost.
inline CommandMeaning telephonyAway() {
    return refuseCommand(
        proto::base::Status::refused(QStringLiteral("the telephone system is away: try again in a moment")),
        "telephony_away");
}

// work_command.cpp: work in hand goes on elsewhere.
CommandMeaning transfer(const AskedCommand& asked);
CommandMeaning park(const AskedCommand& asked);
CommandMeaning unpark(const AskedCommand& asked);

// consult_command.cpp
// Why an agent named cannot take it; nothing when they can, now or when what they have in hand is done.
std::optional<CommandMeaning> cannotBeHad(const routing::AgentView& agent, const QString& login, bool isByPhone);
CommandMeaning startConsult(const AskedCommand& asked);
CommandMeaning endConsult(const AskedCommand& asked);

} // namespace acd::commands
