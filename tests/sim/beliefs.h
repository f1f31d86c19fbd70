// What others believe of acd, against what it is: a page its agent's list of work and its queues, mcan the windows. News are on
// their way for a moment; a belief that stays wrong is an older message that overwrote a newer one, or one that was never sent.
#pragma once

#include "desk/server/state/state_cache.h"
#include "tests/sim/acd_node.h"
#include "tests/sim/mcan_node.h"

#include <QHash>

#include <functional>

namespace sim {

class Beliefs {
public:
    using Violated = std::function<void(const QString& rule, const QString& about, const QString& detail)>;
    explicit Beliefs(Violated violated) : m_violated(std::move(violated)) {}

    // `pages`: null while desk cannot hear acd.
    void compare(const AcdNode& acd, const desk::server::StateCache* pages, const McanNode* mcan);

private:
    void judge(const QString& rule, const QString& about, const QString& truth, const QString& belief);

    const Violated m_violated;
    qint64 m_start = 0; // of acd
    QHash<QString, Micros> m_wrongSince;
};

} // namespace sim
