#include "raw_disk.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <chrono>

namespace bench {

namespace {

void must(bool done, const char* what) {
    if (!done)
        qFatal("the raw file: %s failed", what);
}

} // namespace

RawDisk::RawDisk(const QString& folder, qint64 bytes) : m_size(bytes), m_block(bytes, 'x') {
    struct statfs system = {};
    must(::statfs(folder.toUtf8().constData(), &system) == 0, "statfs");
    if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC)
        qFatal("%s is in memory: a journal is measured on a disk", qPrintable(folder));
    m_file = ::open((folder + QStringLiteral("/raw")).toUtf8().constData(), O_CREAT | O_RDWR | O_TRUNC, 0600);
    must(m_file >= 0, "open");
    must(::pwrite(m_file, m_block.constData(), static_cast<std::size_t>(bytes), 0) == bytes, "write");
    must(::fsync(m_file) == 0, "fsync");
}

RawDisk::~RawDisk() {
    ::close(m_file);
}

double RawDisk::write(qint64 bytes) {
    bytes = std::min(bytes, m_size);
    if (m_at + bytes > m_size)
        m_at = 0;
    const auto begin = std::chrono::steady_clock::now();
    must(::pwrite(m_file, m_block.constData(), static_cast<std::size_t>(bytes), m_at) == bytes, "write");
    must(::fdatasync(m_file) == 0, "fdatasync");
    m_at += bytes;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace bench
