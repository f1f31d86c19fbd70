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
// After so long in a queue its work can be taken by everybody in it: skills are dropped, all levels asked, nobody insisted on.
constexpr int relaxedSeconds = 20;

proto::directory::Directory makeSite(Seeded& chance, int agents);
// What callers' numbers are who hide them.
QStringList hiddenNumbers();
QString numberOf(const proto::directory::Queue& queue);

} // namespace sim
