// The directory as the routing engine takes it. Pure.
#pragma once

#include "acd/directory/numbers.h"
#include "acd/routing/directory.h"
#include "messages/interaction.pb.h"

#include <memory>

namespace acd::directory {

std::shared_ptr<const routing::DirectoryChange> directoryChangeOf(const Numbers& numbers);

// Whether the engine routes by this change already. The version alone does not tell: after an upgrade the same version may
// say more than the acd before could read.
bool isTaken(const routing::DirectoryChange& ofEngine, const routing::DirectoryChange& change);

// What an interaction of the queue needs: the queue's own skills, and those the interaction asks for (0–10 as in the
// directory). Skills the directory does not know are left out; at most kNeedLimit count.
struct AskedSkill {
    QString skill;
    int minimum = 1;
};
std::vector<AskedSkill> askedSkills(const antesala::v1::Interaction& interaction);
routing::Needs needsOf(const Numbers& numbers, const QString& queue, const std::vector<AskedSkill>& asked);

} // namespace acd::directory
