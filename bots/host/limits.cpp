#include "bots/host/limits.h"

#include <cstring>

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace bots::host {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool hasShadowMemory = true; // sanitizers map terabytes of address space
#else
constexpr bool hasShadowMemory = false;
#endif
constexpr rlim_t openFiles = 128;

bool limit(__rlimit_resource resource, rlim_t value) {
    const rlimit both{.rlim_cur = value, .rlim_max = value};
    return ::setrlimit(resource, &both) == 0;
}

} // namespace

std::string limitProcess(int memoryMegabytes) {
    const rlim_t bytes = static_cast<rlim_t>(memoryMegabytes) * 1024 * 1024;
    if ((hasShadowMemory || limit(RLIMIT_AS, bytes)) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, openFiles))
        return {};
    return std::string("the worker's limits cannot be set: ") + std::strerror(errno);
}

void allowCpuSeconds(int seconds) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    // The hard limit stays open, so that the next mail gets its own allowance.
    rlimit cpu{};
    ::getrlimit(RLIMIT_CPU, &cpu);
    cpu.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + seconds + 1);
    ::setrlimit(RLIMIT_CPU, &cpu);
}

void dieWithParent() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

} // namespace bots::host
