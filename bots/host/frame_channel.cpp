#include "bots/host/frame_channel.h"

#include <array>
#include <cerrno>
#include <cstdint>

#include <unistd.h>

namespace bots::host {

namespace {

constexpr std::size_t frameLimitBytes = std::size_t{4} << 20U;

std::uint32_t bigEndian(const std::array<char, 4>& bytes) {
    std::uint32_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

} // namespace

bool FrameChannel::receive(google::protobuf::MessageLite& message) {
    std::array<char, 4> length{};
    if (!read(length.data(), length.size()))
        return false;
    const std::size_t size = bigEndian(length);
    if (size > frameLimitBytes)
        return false;
    m_body.resize(size);
    return read(m_body.data(), size) && message.ParseFromString(m_body);
}

bool FrameChannel::send(const google::protobuf::MessageLite& message) {
    const std::size_t size = message.ByteSizeLong();
    std::string frame;
    for (const int shift : {24, 16, 8, 0})
        frame.push_back(static_cast<char>(size >> shift & 0xff));
    if (size > frameLimitBytes || !message.AppendToString(&frame))
        return false;
    for (std::size_t sent = 0; sent < frame.size();) {
        const ssize_t written = ::write(m_out, frame.data() + sent, frame.size() - sent);
        if (written < 0 && errno != EINTR)
            return false;
        sent += written > 0 ? static_cast<std::size_t>(written) : 0;
    }
    return true;
}

bool FrameChannel::read(char* bytes, std::size_t count) const {
    for (std::size_t have = 0; have < count;) {
        const ssize_t got = ::read(m_in, bytes + have, count - have);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        have += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return true;
}

} // namespace bots::host
