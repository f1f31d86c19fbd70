#include "mcan/email/format/clean_text.h"

#include <cstdint>

namespace mcan::email::format {

namespace {

constexpr char32_t replacement = 0xFFFD;

// One code point of UTF-8 (RFC 3629: no overlong forms, no surrogates); a bad byte gives U+FFFD and is one long.
char32_t takeCodePoint(std::string_view& rest) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
    const std::uint8_t first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    char32_t point = length == 1 ? first : length == 2 ? first & 0x1Fu : length == 3 ? first & 0x0Fu : first & 0x07u;
    bool good = length > 0 && length <= rest.size();
    for (std::size_t i = 1; good && i < length; ++i) {
        good = (byte(i) & 0xC0) == 0x80;
        point = point << 6 | (byte(i) & 0x3Fu);
    }
    good = good && !(length == 3 && (point < 0x800 || (point >= 0xD800 && point < 0xE000))) &&
           !(length == 4 && (point < 0x10000 || point > 0x10FFFF));
    rest.remove_prefix(good ? length : 1);
    return good ? point : replacement;
}

void append(std::string& text, char32_t point) {
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0 | point >> 6);
        text += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        text += static_cast<char>(0xE0 | point >> 12);
        text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | point >> 18);
        text += static_cast<char>(0x80 | (point >> 12 & 0x3F));
        text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (point & 0x3F));
    }
}

bool turnsWriting(char32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool isControl(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

} // namespace

std::string cleanText(std::string_view text, std::size_t bytes, bool* cut) {
    std::string result;
    result.reserve(std::min(text.size(), bytes));
    while (!text.empty() && result.size() + 4 <= bytes) {
        const char32_t point = takeCodePoint(text);
        if (point == '\r') {
            if (!text.starts_with('\n'))
                result += '\n';
        } else if (point == '\n' || point == '\t' || (point >= 0x20 && point != 0x7F)) {
            append(result, point);
        }
    }
    if (cut)
        *cut = !text.empty();
    return result;
}

std::string cleanLine(std::string_view text, std::size_t characters) {
    std::string result;
    for (std::size_t count = 0; !text.empty() && count < characters;) {
        const char32_t point = takeCodePoint(text);
        if (point == '\r' || point == '\n' || point == '\t') {
            if (!result.empty() && result.back() != ' ') {
                result += ' ';
                ++count;
            }
        } else if (!isControl(point) && !turnsWriting(point) && !(point == ' ' && result.empty())) {
            append(result, point);
            ++count;
        }
    }
    while (!result.empty() && result.back() == ' ')
        result.pop_back();
    return result;
}

std::string cleanFileName(std::string_view name) {
    std::string result = cleanLine(name, 200);
    if (const std::size_t separator = result.find_last_of("/\\"); separator != std::string::npos)
        result.erase(0, separator + 1);
    return result == "." || result == ".." ? std::string() : result;
}

} // namespace mcan::email::format
