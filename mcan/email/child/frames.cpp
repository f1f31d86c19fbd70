#include "mcan/email/child/frames.h"

#include "mcan/email/format/frame.h"

#include <unistd.h>

#include <cerrno>

namespace mcan::email::child {

namespace {

bool endSeen = false;

bool readBytes(char* to, std::size_t count, bool mayEnd) {
    for (std::size_t done = 0; done < count;) {
        const ssize_t got = ::read(STDIN_FILENO, to + done, count - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            endSeen = got == 0 && done == 0 && mayEnd;
            return false;
        }
        done += static_cast<std::size_t>(got);
    }
    return true;
}

bool writeBytes(const char* from, std::size_t count) {
    while (count > 0) {
        const ssize_t put = ::write(STDOUT_FILENO, from, count);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        count -= static_cast<std::size_t>(put);
    }
    return true;
}

} // namespace

std::optional<Request> readRequest() {
    std::array<char, 8> start{};
    if (!readBytes(start.data(), start.size(), true))
        return std::nullopt;
    const std::uint32_t length = format::fromBigEndian(start.data() + 4);
    if (length > format::frameBytesMax)
        return std::nullopt;
    Request request{format::fromBigEndian(start.data()), std::string(length, '\0')};
    if (!readBytes(request.raw.data(), length, false))
        return std::nullopt;
    return request;
}

bool inputEnded() {
    return endSeen;
}

bool writeAnswer(const antesala::v1::ParseAnswer& answer) {
    const std::string body = answer.SerializeAsString();
    const auto length = format::bigEndian(static_cast<std::uint32_t>(body.size()));
    return writeBytes(length.data(), length.size()) && writeBytes(body.data(), body.size());
}

} // namespace mcan::email::child
