#include "proto/confinement/walls.h"

#include <sys/prctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace proto::confinement {

namespace {

// A group a paragraph, which the formatter would spread over a hundred and fifty lines.
// clang-format off
// What reads, waits, allocates and tells: nothing here reaches another process, another machine, or changes a file.
constexpr std::array allowed{
    // memory
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "msync", "mlock", "munlock", "membarrier", "memfd_create",
    // files; which of them may be opened, and for what, the other wall says
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev", "pwritev2", "close",
    "close_range", "lseek", "open", "openat", "access", "faccessat", "faccessat2", "stat", "fstat", "lstat", "newfstatat",
    "statx", "statfs", "fstatfs", "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "dup",
    "dup2", "dup3", "pipe", "pipe2", "fsync", "fdatasync", "ftruncate", "fadvise64", "readahead", "copy_file_range",
    "sendfile", "splice", "tee", "flock", "umask", "getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
    // waiting for descriptors
    "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "epoll_pwait2", "eventfd", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "signalfd", "signalfd4",
    // a pair of sockets that knows nobody else (asyncio wakes itself by one)
    "recvfrom", "recvmsg", "shutdown", "getsockopt", "setsockopt", "getsockname", "getpeername",
    // itself
    "exit", "exit_group", "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getresuid",
    "getresgid", "getpgrp", "getpgid", "getsid", "uname", "sysinfo", "getrusage", "times", "getrlimit", "setrlimit", "getcpu",
    "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max",
    "sched_get_priority_min", "getpriority", "arch_prctl", "set_tid_address", "set_robust_list", "get_robust_list", "rseq",
    "capget", "wait4", "waitid", "restart_syscall",
    // signals to itself
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend", "sigaltstack",
    "pause", "alarm", "getitimer", "setitimer",
    // time, threads, chance
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "timer_create", "timer_settime",
    "timer_gettime", "timer_delete", "timer_getoverrun", "futex", "futex_waitv", "getrandom"};

// What a bot's author may try in good faith gets a clear PermissionError; anything else is a call this kernel does not have.
constexpr std::array refused{
    // network
    "socket", "connect", "bind", "listen", "accept", "accept4", "sendmsg", "sendmmsg",
    // processes, and signals to them
    "fork", "vfork", "execve", "execveat", "setsid", "setpgid", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open",
    "pidfd_send_signal", "pidfd_getfd", "ptrace", "process_vm_readv", "process_vm_writev", "kcmp",
    // files
    "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat", "symlink",
    "symlinkat", "mknod", "mknodat", "creat", "truncate", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown",
    "fchownat", "utime", "utimes", "utimensat", "futimesat", "setxattr", "lsetxattr", "fsetxattr", "removexattr",
    "lremovexattr", "fremovexattr", "open_by_handle_at", "chroot", "mount", "umount2", "pivot_root",
    // rights, and the share of the processor
    "setuid", "setgid", "setgroups", "setreuid", "setregid", "setresuid", "setresgid", "capset", "setpriority", "ioprio_set",
    "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"};
// clang-format on

class Filter {
public:
    Filter() : m_filter(seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {}
    ~Filter() {
        if (m_filter != nullptr)
            seccomp_release(m_filter);
    }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    // A call that this architecture does not have is passed over.
    template <typename... Conditions>
    void add(std::uint32_t action, const char* call, Conditions... conditions) {
        const int number = seccomp_syscall_resolve_name(call);
        if (m_filter == nullptr || number == __NR_SCMP_ERROR || number < 0)
            return;
        const int added = seccomp_rule_add(m_filter, action, number, sizeof...(conditions), conditions...);
        m_failure = added != 0 ? -added : m_failure;
    }
    template <typename... Conditions>
    void allow(const char* call, Conditions... conditions) {
        add(SCMP_ACT_ALLOW, call, conditions...);
    }

    bool load() {
        if (m_failure == 0)
            m_failure = m_filter == nullptr ? ENOMEM : -seccomp_load(m_filter);
        errno = m_failure;
        return m_failure == 0;
    }

private:
    scmp_filter_ctx m_filter;
    int m_failure = 0;
};

scmp_arg_cmp compared(unsigned argument, scmp_compare how, std::uint64_t value) {
    return {.arg = argument, .op = how, .datum_a = value, .datum_b = 0};
}

scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
    return {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

// Only the lower half: the kernel reads these as 32 bits, whatever stands above.
scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
    return masked(argument, 0xffffffffU, value);
}

} // namespace

Wall buildCallWall() {
    Filter filter;
    for (const char* call : allowed)
        filter.allow(call);
    for (const char* call : refused)
        filter.add(SCMP_ACT_ERRNO(EPERM), call);

    // Threads, but no children: the newer call hides its flags from a filter, and the older one is taken when it is missing.
    filter.allow("clone", masked(0, CLONE_THREAD, CLONE_THREAD));
    filter.add(SCMP_ACT_ERRNO(EPERM), "clone", masked(0, CLONE_THREAD, 0));
    // Signals to itself alone; it has no children, so the number stays true.
    const auto self = static_cast<std::uint64_t>(::getpid());
    for (const char* call : {"kill", "tgkill"}) {
        filter.allow(call, compared(0, SCMP_CMP_EQ, self));
        filter.add(SCMP_ACT_ERRNO(EPERM), call, compared(0, SCMP_CMP_NE, self));
    }
    filter.allow("prlimit64", equals(0, 0));
    filter.allow("prlimit64", equals(0, self));
    filter.allow("socketpair", equals(0, AF_UNIX));
    filter.allow("sendto", compared(4, SCMP_CMP_EQ, 0)); // to the other end, no address
    // A descriptor can be made to send signals to any process of the same user (F_SETOWN): only what is named.
    for (const int command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW})
        filter.allow("fcntl", equals(1, static_cast<std::uint64_t>(command)));
    for (const unsigned request :
         {static_cast<unsigned>(FIONREAD), static_cast<unsigned>(FIONBIO), static_cast<unsigned>(FIOCLEX),
          static_cast<unsigned>(FIONCLEX), static_cast<unsigned>(TCGETS), static_cast<unsigned>(TIOCGWINSZ)})
        filter.allow("ioctl", equals(1, request));
    // The name of a thread; never PR_SET_PDEATHSIG, which would let it outlive its parent.
    for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_GET_SECCOMP})
        filter.allow("prctl", equals(0, static_cast<std::uint64_t>(option)));
    return filter.load() ? Wall::Stands : Wall::Failed;
}

} // namespace proto::confinement
