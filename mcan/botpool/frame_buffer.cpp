#include "mcan/botpool/frame_buffer.h"

#include <QtEndian>

namespace mcan::botpool {

namespace {
constexpr quint32 frameLimitBytes = 4 * 1024 * 1024;
constexpr qsizetype lengthBytes = sizeof(quint32);
} // namespace

std::optional<QByteArray> FrameBuffer::next() {
    if (m_broken || m_bytes.size() < lengthBytes)
        return std::nullopt;
    const auto length = qFromBigEndian<quint32>(m_bytes.constData());
    m_broken = length > frameLimitBytes;
    if (m_broken || m_bytes.size() < lengthBytes + qsizetype(length))
        return std::nullopt;
    const QByteArray body = m_bytes.mid(lengthBytes, length);
    m_bytes.remove(0, lengthBytes + length);
    return body;
}

void FrameBuffer::clear() {
    m_bytes.clear();
    m_broken = false;
}

QByteArray framed(const std::string& body) {
    QByteArray frame(lengthBytes, Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(body.size()), frame.data());
    return frame.append(body.data(), static_cast<qsizetype>(body.size()));
}

} // namespace mcan::botpool
