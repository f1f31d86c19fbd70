#include "mcan/email/child/confinement.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace mcan::email::child {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool hasShadowMemory = true; // sanitizers map terabytes of address space
#else
constexpr bool hasShadowMemory = false;
#endif

bool limit(__rlimit_resource resource, rlim_t value) {
    const rlimit bounds{value, value};
    return setrlimit(resource, &bounds) == 0;
}

// System calls that answer EPERM from now on. The list names what reaches outside; the rest (memory, pipes, exit)
// stays.
constexpr std::array<long, 21> refused{
    SYS_socket,         SYS_socketpair, SYS_connect, SYS_bind,     SYS_listen,
    SYS_sendto,         SYS_sendmsg,    SYS_execve,  SYS_execveat, SYS_ptrace,
    SYS_kill,           SYS_tkill,      SYS_open,    SYS_openat2,  SYS_unlink,
    SYS_unlinkat,       SYS_rename,     SYS_mount,   SYS_truncate, SYS_process_vm_writev,
    SYS_io_uring_setup,
};
constexpr unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;

bool filterCalls() {
    std::array<sock_filter, refused.size() * 2 + 9> program{};
    std::size_t n = 0;
    program[n++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
    program[n++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
    program[n++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    program[n++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
    for (const long call : refused) {
        program[n++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1);
        program[n++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    }
    // Character sets are loaded from files as they are met: opening is allowed for reading.
    program[n++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3);
    program[n++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t));
    program[n++] = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writing, 0, 1);
    program[n++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    program[n++] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_fprog filter{static_cast<unsigned short>(n), program.data()};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

} // namespace

const char* confine() {
    if (!hasShadowMemory && !limit(RLIMIT_AS, rlim_t{256} << 20))
        return "memory";
    if (!limit(RLIMIT_NOFILE, 16) || !limit(RLIMIT_CORE, 0))
        return "files";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "new privileges";
#if defined(__x86_64__)
    if (!hasShadowMemory && !filterCalls())
        return "system calls";
#endif
    return nullptr;
}

void allowMoreCpuSeconds(unsigned seconds) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto spent = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);
    const rlimit bounds{spent + seconds, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &bounds);
}

} // namespace mcan::email::child
