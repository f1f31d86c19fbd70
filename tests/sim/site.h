// The contact centre of a seed: queues, agents, numbers.
#pragma once

#include "proto/directory/directory.h"
#include "tests/sim/seeded.h"

namespace sim {

constexpr int emailEffort = 30;
constexpr int agentCapacity = 100;
constexpr int offerSeconds = 20;
constexpr int wrapUpSeconds = 5;
constexpr const char* supervisorLogin = "sara";

proto::directory::Directory makeSite(Seeded& chance, int agents);
QString numberOf(const proto::directory::Queue& queue);

} // namespace sim
