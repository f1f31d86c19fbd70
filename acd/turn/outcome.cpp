#include "acd/turn/outcome.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"

namespace acd::turn {

antesala::v1::InteractionEnded outcomeOf(const routing::InteractionEnded& action, const directory::Numbers& numbers,
                                         routing::Time endedAt) {
    antesala::v1::InteractionEnded outcome;
    outcome.set_interaction_id(textOf(action.id).toStdString());
    outcome.set_outcome(toMessage(action.outcome));
    outcome.set_agent(numbers.loginOf(action.agent).toStdString());
    for (std::size_t i = 0; i < action.dispositions.count; ++i)
        outcome.add_dispositions(numbers.nameOf(action.dispositions.chosen[i]).toStdString());
    outcome.set_ended_at_us(endedAt);
    return outcome;
}

QString overflowReason(const routing::OverflowTo& action, const directory::Numbers& numbers) {
    using routing::OverflowKind;
    const bool leaves = action.target.kind == OverflowKind::external || action.target.kind == OverflowKind::voicemail;
    return leaves ? wordOf(action.target.kind) + u' ' + numbers.overflowLabel(action.target.external)
                  : wordOf(action.trigger);
}

} // namespace acd::turn
