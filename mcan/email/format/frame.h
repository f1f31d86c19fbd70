// What goes through the pipes between the daemon and its parser, all numbers uint32 big endian:
//   to the parser:    part number (0: parse; n: decoded bytes of attachment n - 1), length, raw mail
//   from the parser:  length, antesala.v1.ParseAnswer
#pragma once

#include <array>
#include <cstdint>

namespace mcan::email::format {

inline constexpr std::uint32_t frameBytesMax = 64u << 20;

inline std::array<char, 4> bigEndian(std::uint32_t number) {
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8),
            static_cast<char>(number)};
}

inline std::uint32_t fromBigEndian(const char* bytes) {
    const auto at = [bytes](int i) { return std::uint32_t{static_cast<std::uint8_t>(bytes[i])}; };
    return at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);
}

} // namespace mcan::email::format
