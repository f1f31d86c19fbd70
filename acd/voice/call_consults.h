// The consults of calls. The engine knows who is asked; which leg is hers and whether she has answered is known here alone, and
// is found again by the survey. Main loop only.
#pragma once

#include "acd/routing/types.h"
#include "acd/voice/telephony.h"

#include <QHash>

namespace acd::voice {

struct CallConsult {
    quint64 leg = 0;
    routing::AgentNumber agent{};
    bool joined = false; // the two agents hear each other
};

class CallConsults {
public:
    // At the start: the number of the next leg is above this.
    void numberFrom(quint64 leg) { m_lastLeg = leg; }
    quint64 newLeg() { return ++m_lastLeg; }
    void put(const QString& interaction, const CallConsult& consult) { m_open.insert(interaction, consult); }
    void forget(const QString& interaction) { m_open.remove(interaction); }
    CallConsult* find(const QString& interaction) {
        const auto found = m_open.find(interaction);
        return found == m_open.end() ? nullptr : &*found;
    }
    bool hasJoined(const QString& interaction) const { return m_open.value(interaction).joined; }
    // The interaction whose consult has this leg; empty when it is over.
    QString interactionOf(quint64 leg) const {
        for (auto consult = m_open.cbegin(); consult != m_open.cend(); ++consult) {
            if (consult->leg == leg)
                return consult.key();
        }
        return {};
    }

private:
    QHash<QString, CallConsult> m_open; // by interaction
    quint64 m_lastLeg = firstConsultLeg;
};

} // namespace acd::voice
