// Frames in a stream of bytes: length (uint32, big endian, at most 4 MiB) and body.
#pragma once

#include <QByteArray>

#include <optional>

namespace mcan::botpool {

class FrameBuffer {
public:
    void append(const QByteArray& bytes) { m_bytes += bytes; }
    // The next whole frame's body. None when more bytes are needed, or when broken().
    std::optional<QByteArray> next();
    // A length beyond the limit came: nothing after it can be understood.
    bool broken() const { return m_broken; }
    void clear();

private:
    QByteArray m_bytes;
    bool m_broken = false;
};

QByteArray framed(const std::string& body);

} // namespace mcan::botpool
