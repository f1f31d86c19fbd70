// The two walls that confine() builds, each for the calling thread and what it makes from now on.
#pragma once

#include "proto/confinement/confinement.h"

namespace proto::confinement {

enum class Wall { Stands, NotInThisKernel, Failed }; // Failed: errno says why

// Landlock: see `man 7 landlock`. No new privileges must be set.
Wall buildFileWall(const std::vector<Grant>& grants);

// Seccomp. What a refused call answers is EPERM, which Python shows as PermissionError; a call that is not known here
// answers ENOSYS, as on an older kernel, so that libraries fall back to what they did before.
Wall buildCallWall();

} // namespace proto::confinement
