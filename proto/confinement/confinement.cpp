#include "proto/confinement/confinement.h"

#include "proto/confinement/walls.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <unistd.h>

namespace proto::confinement {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool hasShadowMemory = true; // sanitizers map terabytes of address space
#else
constexpr bool hasShadowMemory = false;
#endif

bool limit(__rlimit_resource resource, rlim_t value) {
    const rlimit bounds{.rlim_cur = value, .rlim_max = value};
    return ::setrlimit(resource, &bounds) == 0;
}

// Root without its capabilities is an ordinary user to the kernel. One stays: a clone may belong to another user than the
// one who starts it, and what may be read is for the file wall to say.
bool dropCapabilities() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, 2> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0)
        return false;
    const auto kept = static_cast<__u32>(sets[0].permitted & 1U << CAP_DAC_READ_SEARCH);
    sets = {};
    sets[0].permitted = sets[0].effective = kept;
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

std::string failed(const char* what) {
    return std::string("the process cannot be confined: ") + what + ": " + std::strerror(errno);
}

} // namespace

std::string confine(const Walls& walls) {
    const auto memory = static_cast<rlim_t>(walls.memoryMegabytes) << 20U;
    if ((!hasShadowMemory && !limit(RLIMIT_AS, memory)) || !limit(RLIMIT_CORE, 0) ||
        !limit(RLIMIT_NOFILE, static_cast<rlim_t>(walls.openFiles)))
        return failed("limits");
    if (!dropCapabilities())
        return failed("capabilities");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failed("new privileges");
    const Wall files = buildFileWall(walls.grants);
    if (files == Wall::Failed)
        return failed("files");
    if (files == Wall::NotInThisKernel && walls.withoutFileWall == WithoutFileWall::Refuse)
        return "the process cannot be confined: this kernel has no Landlock (Linux 5.13 or later, with landlock in the "
               "kernel parameter lsm=)";
    if (buildCallWall() != Wall::Stands)
        return failed("system calls");
    return {};
}

void allowCpuSeconds(int seconds) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    rlimit cpu{};
    ::getrlimit(RLIMIT_CPU, &cpu);
    cpu.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + seconds + 1);
    ::setrlimit(RLIMIT_CPU, &cpu);
}

void dieWithParent() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void closeInherited() {
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
}

} // namespace proto::confinement
