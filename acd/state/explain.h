// Why: the engine's explanations as lines for the diagnostics port. Desks get messages: state_queries.h. Main loop only.
#pragma once

#include "acd/turn/business_hours.h"
#include "acd/turn/turn.h"

#include <QStringList>

namespace acd::state {

class Explainer {
public:
    Explainer(const turn::Turn& turn, const turn::BusinessHours& hours, proto::base::Store& store)
        : m_engine(turn.engine())
        , m_numbers(turn.numbers())
        , m_hours(hours)
        , m_store(store) {}

    // Why an interaction stands where it stands; empty when it is not here.
    QStringList explain(const QString& interaction) const;
    // The same with its steps in the event log, also when it has ended. `say` is called later, once, unless `context` has gone.
    using Say = std::function<void(const QStringList& lines)>;
    void why(const QString& interaction, QObject* context, Say say) const;
    QStringList agent(const QString& login) const;
    QStringList queue(const QString& name) const;

private:
    const routing::Engine& m_engine;
    const directory::Numbers& m_numbers;
    const turn::BusinessHours& m_hours;
    proto::base::Store& m_store;
};

} // namespace acd::state
