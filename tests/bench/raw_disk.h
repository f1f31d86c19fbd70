// The disk itself: blocks written over a file that is there already, each made durable before the next. What no journal on
// this disk can do faster.
#pragma once

#include <QByteArray>
#include <QString>

namespace bench {

class RawDisk {
public:
    // A file of `bytes` in the folder, written and durable. Ends the program when the folder is in memory.
    RawDisk(const QString& folder, qint64 bytes);
    ~RawDisk();
    RawDisk(const RawDisk&) = delete;
    RawDisk& operator=(const RawDisk&) = delete;
    // Writes so many bytes and waits for the disk (fdatasync). Seconds it took.
    double write(qint64 bytes);

private:
    int m_file;
    qint64 m_size;
    qint64 m_at = 0;
    QByteArray m_block;
};

} // namespace bench
