// Actions that are only passed on: to the desks by the publisher, to mcan as windows, to the log.
#include "acd/switchboard/switchboard.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"
#include "proto/base/log.h"

namespace acd::switchboard {

using turn::RefusalWords;
using turn::wordOf;
using turn::wordsOf;

namespace {

constexpr const char* where = "acd.switchboard.carry";

} // namespace

void Switchboard::carry(const routing::Action& action) {
    std::visit([this](const auto& each) { carry(each); }, action);
}

void Switchboard::carry(const routing::AgentStateChanged& action) {
    m_publisher.changed(action.agent);
    logStep({}, "agent_state_changed", {}, action.agent,
            QStringLiteral("presence=%1 state=%2 load=%3/%4")
                .arg(wordOf(action.presence), wordOf(action.state))
                .arg(action.load)
                .arg(action.capacity));
}

void Switchboard::carry(const routing::QueueChanged& action) {
    m_publisher.changed(action.queue);
}

// Nothing tells a caller his place yet.
void Switchboard::carry(const routing::PositionChanged&) {}

void Switchboard::carry(const routing::WindowChanged& action) {
    if (action.channel == routing::Channel::email)
        m_publisher.windowChanged(action.queue, action.window);
}

void Switchboard::carry(const routing::EventRefused& action) {
    m_refused = action;
    ++m_figures.refused;
    const RefusalWords words = wordsOf(action);
    proto::base::logDebug(where, QStringLiteral("event refused"),
                          {{"event", QString::fromStdString(std::string(action.event))}, {"why", words.reason}});
    // A phone that was answered when the offer was over already.
    if (action.event == routing::nameOf(routing::Event(routing::OfferAccepted{})))
        m_parts.telephony.stopRinging(static_cast<quint64>(action.offer));
    if (action.reason == routing::RefusalReason::bad_directory)
        proto::base::logError(where,
                              QStringLiteral("the engine refused the directory: routing goes on by the one before"));
}

} // namespace acd::switchboard
