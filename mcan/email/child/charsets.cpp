#include "mcan/email/child/charsets.h"

#include "mcan/email/format/header_fields.h"

#include <vmime/vmime.hpp>

#include <algorithm>

namespace mcan::email::child {

namespace {

const vmime::charset& utf8() {
    static const vmime::charset charset("utf-8");
    return charset;
}

bool hasEighthBit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string convert(const std::string& bytes, const std::string& charset) {
    std::string text;
    vmime::charset::convert(bytes, text, vmime::charset(charset), utf8());
    return text;
}

// Eighth bits inside an encoded word belong to its character set: written as =XX they come out right. Those outside are
// unlabelled text.
std::string withoutEighthBits(const std::string& line) {
    constexpr char hex[] = "0123456789ABCDEF";
    std::string result;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t open = line.find("=?", at);
        result += guessedUtf8(line.substr(at, open - at));
        if (open == std::string::npos)
            break;
        const std::size_t text = line.find('?', std::min(line.find('?', open + 2), line.size() - 1) + 1);
        const std::size_t close = text == std::string::npos ? text : line.find("?=", text + 1);
        if (close == std::string::npos)
            return result + guessedUtf8(line.substr(open));
        for (const char c : line.substr(open, close + 2 - open)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x80)
                result += c;
            else
                result += {'=', hex[byte >> 4], hex[byte & 15]};
        }
        at = close + 2;
    }
    return result;
}

} // namespace

bool isUtf8(std::string_view text) {
    std::size_t following = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (following > 0) {
            if ((byte & 0xC0) != 0x80)
                return false;
            --following;
        } else if (byte >= 0x80) {
            if (byte < 0xC2 || byte > 0xF4)
                return false;
            following = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
        }
    }
    return following == 0;
}

std::string guessedUtf8(const std::string& bytes) {
    return isUtf8(bytes) ? bytes : convert(bytes, "windows-1252");
}

std::string toUtf8(const std::string& bytes, const std::string& charset) {
    const std::string name = format::lowerCase(charset);
    if (name.empty() || name == "us-ascii" || name == "ascii" || name == "unknown-8bit" || name == "utf-8" ||
        name == "utf8")
        return guessedUtf8(bytes);
    try {
        // What the label iso-8859-1 means in practice (WHATWG Encoding §4.2).
        return convert(bytes, name == "iso-8859-1" ? "windows-1252" : name);
    } catch (const std::exception&) {
        return guessedUtf8(bytes); // an unknown label: the bytes are still shown
    }
}

std::string decodedWords(std::string_view value) {
    std::string line = format::unfolded(value);
    if (hasEighthBit(line))
        line = withoutEighthBits(line);
    if (line.find("=?") == std::string::npos)
        return line;
    try {
        return vmime::text::decodeAndUnfold(line)->getConvertedText(utf8());
    } catch (const std::exception&) {
        return line; // shown as it came
    }
}

} // namespace mcan::email::child
