// A site file as an administrator writes it. Every mistake has a line and a text; what has none is a directory that is kept as
// JSON and read back as the same.
#include "tests/fuzz/target.h"

#include "proto/directory/directory_json.h"
#include "proto/directory/site_file.h"

#include <sys/mman.h>
#include <unistd.h>

FUZZ_TARGET(site_file) {
    using namespace proto::directory;
    static const int file = ::memfd_create("site", 0);
    PROMISE(::ftruncate(file, 0) == 0);
    PROMISE(::pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    const SiteFile site = readSiteFile(QStringLiteral("/proc/self/fd/%1").arg(file),
                                       [](const QString&) { return QStringLiteral("hashed"); });
    int line = 0;
    for (const SiteMistake& mistake : site.mistakes) {
        PROMISE(mistake.line >= line && !mistake.text.isEmpty());
        line = mistake.line;
    }
    if (!site.mistakes.empty())
        return;
    const QByteArray kept = toJson(site.directory);
    const auto read = fromJson(kept);
    PROMISE(read && toJson(read.value()) == kept);
}
