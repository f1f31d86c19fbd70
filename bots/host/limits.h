// What a bot may use of the machine. The wall-clock limit is not here: mcan kills the process.
#pragma once

#include <string>

namespace bots::host {

// Address space of the whole process; no core files, few open files. Empty, or what could not be set.
std::string limitProcess(int memoryMegabytes);

// The CPU time from now on: SIGXCPU ends the process that uses more.
void allowCpuSeconds(int seconds);

// The worker must not outlive mcan, whatever Python is doing then.
void dieWithParent();

} // namespace bots::host
