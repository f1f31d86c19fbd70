// Takes from this process what a parser has no need of, so that a mail that takes it over gets nothing.
#pragma once

namespace mcan::email::child {

// Memory, files, core dumps, new privileges, sockets, programs, opening files. Null when done, else what could not be
// given up.
const char* confine();

// From now on so much CPU and no more: then the kernel ends the process (SIGXCPU).
void allowMoreCpuSeconds(unsigned seconds);

} // namespace mcan::email::child
