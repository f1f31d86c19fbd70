// What supervisors do with work and agents, whichever way they ask: checked for the right and for sense, written into
// the audit, asked of acd. Main loop only.
#pragma once

#include "desk/server/audit.h"
#include "desk/server/session/identity.h"
#include "desk/server/state/state_feed.h"
#include "messages/supervisor.pb.h"

#include <QObject>

namespace desk::server {

class SupervisorCommands : public QObject {
    Q_OBJECT
public:
    static constexpr int widestPriority = 86'400; // seconds, either way

    SupervisorCommands(StateFeed& feed, Audit& audit, QObject* parent = nullptr)
        : QObject(parent)
        , m_feed(feed)
        , m_audit(audit) {}

    // `command` with its command_id, which makes a repeat harmless, and what is asked; its login becomes `who`.
    // OK when acd has it durably; ANSWER_REFUSED not_allowed; ANSWER_INVALID bad_request or ANSWER_NOT_FOUND
    // no_such_interaction when it cannot be meant; or acd's answer.
    using Done = proto::bus::Bus::AnswerHandler;
    void give(const Identity& who, antesala::v1::SupervisorCommand command, Done done);

private:
    StateFeed& m_feed;
    Audit& m_audit;
};

} // namespace desk::server
