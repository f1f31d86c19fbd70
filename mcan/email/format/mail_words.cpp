#include "mcan/email/format/mail_words.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace mcan::email::format {

namespace {

constexpr std::size_t lineCharacters = 76;
constexpr std::size_t wordBytes = 39; // 52 characters of base64 and 12 around them: fits behind "References: " too

bool isPlain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; }) &&
           text.find("=?") == std::string_view::npos;
}

// A line has at most 998 characters (RFC 5322 §2.1.1) and is folded at blanks only.
bool canBeFolded(std::string_view text) {
    std::size_t run = 0;
    for (const char c : text) {
        run = c == ' ' ? 0 : run + 1;
        if (run > 900)
            return false;
    }
    return true;
}

std::string encodedWords(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t take = std::min(wordBytes, text.size());
        // Never in the middle of a character (RFC 2047 §5).
        while (take < text.size() && take > 1 && (static_cast<std::uint8_t>(text[take]) & 0xC0) == 0x80)
            --take;
        words += (words.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(text.substr(0, take)) + "?=";
        text.remove_prefix(take);
    }
    return words;
}

bool isAtomText(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~ ").find(c) != std::string_view::npos;
}

void appendEncodedByte(std::string& line, char c) {
    constexpr char hex[] = "0123456789ABCDEF";
    const auto byte = static_cast<std::uint8_t>(c);
    line += '=';
    line += hex[byte >> 4];
    line += hex[byte & 15];
}

// One line of text without its end. A blank at its end and "From " at its start would not survive the way.
std::string quotedLine(std::string_view line) {
    std::string result;
    std::size_t lineStart = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        std::string piece;
        const bool blank = c == ' ' || c == '\t';
        const bool plain = (blank && i + 1 < line.size()) || (c > ' ' && c < 127 && c != '=');
        if (plain && !(i == 0 && (c == '.' || line.starts_with("From "))))
            piece = c;
        else
            appendEncodedByte(piece, c);
        if (result.size() - lineStart + piece.size() > lineCharacters - 1) {
            result += "=\r\n";
            lineStart = result.size();
        }
        result += piece;
    }
    return result;
}

} // namespace

std::string foldedField(std::string_view name, std::string_view value) {
    std::string field(name);
    field += ':';
    std::size_t column = field.size();
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(' '), value.size());
        const std::string_view word = value.substr(0, end);
        if (column + 1 + word.size() > lineCharacters && column > name.size() + 1) {
            field += "\r\n";
            column = 0;
        }
        field += ' ';
        field += word;
        column += 1 + word.size();
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return field + "\r\n";
}

std::string encodedText(std::string_view text) {
    return isPlain(text) && canBeFolded(text) ? std::string(text) : encodedWords(text);
}

std::string encodedPhrase(std::string_view name) {
    if (!isPlain(name) || !canBeFolded(name))
        return encodedWords(name);
    if (std::all_of(name.begin(), name.end(), isAtomText))
        return std::string(name);
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

std::string quotedPrintable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        result += quotedLine(line) + "\r\n";
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return result;
}

std::string base64(std::string_view bytes) {
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string result;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t n) {
            return i + n < bytes.size() ? static_cast<std::uint8_t>(bytes[i + n]) : 0u;
        };
        const unsigned group = at(0) << 16 | at(1) << 8 | at(2);
        result += digits[group >> 18];
        result += digits[group >> 12 & 63];
        result += i + 1 < bytes.size() ? digits[group >> 6 & 63] : '=';
        result += i + 2 < bytes.size() ? digits[group & 63] : '=';
    }
    return result;
}

} // namespace mcan::email::format
