// Why an interaction waits, why an agent is offered nothing: asked of acd for supervisors and administrators. Main loop only.
#pragma once

#include "desk/server/session/identity.h"
#include "desk/server/state/state_feed.h"

#include <QObject>

namespace desk::server {

class Explanations : public QObject {
    Q_OBJECT
public:
    explicit Explanations(StateFeed& feed, QObject* parent = nullptr) : QObject(parent), m_feed(feed) {}

    // OK with the Explanation or AgentExplanation; ANSWER_REFUSED not_allowed; ANSWER_NOT_FOUND no_such_interaction when
    // it is no id; or acd's answer.
    using Done = proto::bus::Bus::AnswerHandler;
    void get(const Identity& who, const QString& interaction, Done done);
    void getAgent(const Identity& who, const QString& login, Done done);

private:
    StateFeed& m_feed;
};

} // namespace desk::server
