// The engine's views as the bus's state messages. Pure.
#pragma once

#include "acd/routing/engine.h"
#include "acd/switchboard/interaction_book.h"
#include "acd/switchboard/numbers.h"
#include "acd/switchboard/parked_work.h"
#include "messages/agent.pb.h"

namespace acd::switchboard {

// What the book knows of it; its id alone when that is nothing.
antesala::v1::Interaction detailsOf(const routing::InteractionId& id, const InteractionBook& book);

// `parked`: what she has put aside, which is no work to the engine.
antesala::v1::AgentState agentState(const routing::AgentView& view, const std::vector<ParkedItem>& parked,
                                    const Numbers& numbers, const InteractionBook& book, quint64 version);

// `interactions`: all of the engine; those of the queue are picked out.
antesala::v1::QueueState queueState(const routing::QueueView& view,
                                    const std::vector<routing::InteractionView>& interactions, const Numbers& numbers,
                                    const InteractionBook& book, quint64 version);

} // namespace acd::switchboard
