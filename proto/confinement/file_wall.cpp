#include "proto/confinement/walls.h"

#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace proto::confinement {

namespace {

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
// All that the first version knows: what is not granted is refused. Truncating by path, which came later, is a system call
// that the other wall refuses.
constexpr std::uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;

// What every program needs of the system: libraries and Python's modules, zones and character sets, devices without content.
// Of /etc nothing but what says where these are. Not /usr as a whole: an operator may keep secrets in /usr/local/etc.
const std::vector<Grant>& systemGrants() {
    static const std::vector<Grant> grants{
        {"/lib"},       {"/lib64"},         {"/usr/lib"},         {"/usr/lib64"},      {"/usr/local/lib"},
        {"/usr/share"}, {"/etc/localtime"}, {"/etc/ld.so.cache"}, {"/etc/mime.types"}, {"/dev/null"},
        {"/dev/zero"},  {"/dev/urandom"},
    };
    return grants;
}

bool grant(int ruleset, const Grant& granted) {
    const int opened = ::open(granted.path.c_str(), O_PATH | O_CLOEXEC);
    if (opened < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    struct stat found {};
    bool done = ::fstat(opened, &found) == 0;
    // Only files' rights may be given for a file.
    const std::uint64_t rights = granted.access == Access::List ? LANDLOCK_ACCESS_FS_READ_DIR
                                 : S_ISDIR(found.st_mode)       ? reading
                                                                : LANDLOCK_ACCESS_FS_READ_FILE;
    const landlock_path_beneath_attr rule{.allowed_access = rights, .parent_fd = opened};
    done = done && ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    const int why = errno;
    ::close(opened);
    errno = why;
    return done;
}

} // namespace

Wall buildFileWall(const std::vector<Grant>& grants) {
    const landlock_ruleset_attr attributes{.handled_access_fs = handled};
    const auto ruleset =
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
    if (ruleset < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP ? Wall::NotInThisKernel : Wall::Failed;
    bool built = true;
    for (const auto* list : {&systemGrants(), &grants})
        for (const Grant& granted : *list)
            built = built && grant(ruleset, granted);
    built = built && ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    const int why = errno;
    ::close(ruleset);
    errno = why;
    return built ? Wall::Stands : Wall::Failed;
}

} // namespace proto::confinement
