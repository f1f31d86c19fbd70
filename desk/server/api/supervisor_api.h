// What supervisors do with work and agents, for integrators: POST below /api/v1/interactions and /api/v1/agents.
// Main loop only.
#pragma once

#include "desk/server/http/web_handler.h"
#include "desk/server/work/supervisor_commands.h"

#include <QList>

namespace desk::server {

class SupervisorApi {
public:
    explicit SupervisorApi(SupervisorCommands& commands) : m_commands(commands) {}

    // `path`: "interactions" or "agents", which one, what to do. The body is the command in JSON without what the path
    // says, and with `commandId`. 204 when acd has it durably.
    void post(const Identity& who, const WebRequest& request, const QList<QByteArray>& path,
              WebHandler::Respond respond);

private:
    SupervisorCommands& m_commands;
};

} // namespace desk::server
