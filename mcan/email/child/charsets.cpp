#include "mcan/email/child/charsets.h"

#include "mcan/email/format/header_fields.h"

#include <vmime/vmime.hpp>

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

namespace mcan::email::child {

namespace {

constexpr const char* replacement = "\xEF\xBF\xBD";

bool hasEighthBit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// What a label means in practice (WHATWG Encoding §4.2), in the converter's words. Labels not listed are the converter's own.
struct Meaning {
    std::string_view label;
    const char* means;
};
constexpr std::array<Meaning, 44> meanings{{
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso8859-1", "WINDOWS-1252"},
    {"iso_8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"l1", "WINDOWS-1252"},
    {"cp819", "WINDOWS-1252"},
    {"x-cp1252", "WINDOWS-1252"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"latin5", "WINDOWS-1254"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"csgb2312", "GB18030"},
    {"euc-cn", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ks_c_5601-1987", "UHC"},
    {"ks_c_5601-1989", "UHC"},
    {"ksc5601", "UHC"},
    {"ksc_5601", "UHC"},
    {"euc-kr", "UHC"},
    {"korean", "UHC"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"ms_kanji", "CP932"},
    {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP-MS"},
    {"x-euc-jp", "EUC-JP-MS"},
    {"big5", "BIG5-HKSCS"},
    {"cn-big5", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},
    {"tis-620", "WINDOWS-874"},
    {"iso-8859-11", "WINDOWS-874"},
    {"dos-874", "WINDOWS-874"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-8-e", "ISO-8859-8"},
    {"logical", "ISO-8859-8"},
    {"x-mac-roman", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"x-mac-ukrainian", "MAC-CYRILLIC"},
    {"unicode", "UTF-16"},
    {"unicode-1-1-utf-7", "UTF-7"},
}};

// Without what is written around labels: "utf-8*es" (RFC 2231), quotes, blanks; "cp-850" is cp850.
std::string bareLabel(const std::string& charset) {
    std::string name = format::lowerCase(charset);
    name.resize(std::min(name.find('*'), name.size()));
    std::erase_if(name, [](char c) { return c == '"' || c == '\'' || c == ' ' || c == ';'; });
    return name.starts_with("cp-") ? "cp" + name.substr(3) : name;
}

std::string converterFor(const std::string& label) {
    for (const Meaning& meaning : meanings)
        if (meaning.label == label)
            return meaning.means;
    return label;
}

struct Converter {
    explicit Converter(const std::string& from) : handle(iconv_open("UTF-8", from.c_str())) {}
    ~Converter() {
        if (isKnown())
            iconv_close(handle);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    bool isKnown() const { return handle != reinterpret_cast<iconv_t>(-1); }
    iconv_t handle;
};

// A byte that means nothing in the set becomes U+FFFD, and the rest stays readable. Nothing for a set nobody knows.
std::optional<std::string> convert(const std::string& bytes, const std::string& from) {
    // Without a mark little endian is meant; the converter would take big.
    const bool isMarked = bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
    Converter converter(from == "UTF-16" && !isMarked ? "UTF-16LE" : from);
    if (!converter.isKnown())
        return std::nullopt;
    std::string text;
    std::array<char, 8192> piece{};
    std::string input = bytes;
    char* at = input.data();
    std::size_t left = input.size();
    while (left > 0) {
        char* to = piece.data();
        std::size_t room = piece.size();
        const std::size_t done = iconv(converter.handle, &at, &left, &to, &room);
        const int why = done == static_cast<std::size_t>(-1) ? errno : 0;
        text.append(piece.data(), piece.size() - room);
        if (why == EILSEQ || why == EINVAL) {
            text += replacement;
            ++at;
            --left;
        }
    }
    char* to = piece.data();
    std::size_t room = piece.size();
    iconv(converter.handle, nullptr, nullptr, &to, &room); // what a stateful set holds back
    text.append(piece.data(), piece.size() - room);
    return text;
}

// How much of it reads as UTF-8: characters of several bytes that are whole, and bytes that belong to none.
struct Utf8Signs {
    std::size_t characters = 0;
    std::size_t strayBytes = 0;
};
Utf8Signs utf8Signs(std::string_view text) {
    Utf8Signs signs;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
        for (std::size_t i = 1; i < length; ++i)
            if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
                length = 0;
        signs.characters += length > 1 ? 1 : 0;
        signs.strayBytes += length == 0 ? 1 : 0;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return signs;
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
    return utf8Signs(text).strayBytes == 0;
}

std::string guessedUtf8(const std::string& bytes) {
    // One bad byte, or a text cut in the middle of a character, does not make the rest another set's: who reads it puts U+FFFD
    // there (format/clean_text.h).
    const Utf8Signs signs = utf8Signs(bytes);
    return signs.strayBytes <= signs.characters ? bytes : convert(bytes, "WINDOWS-1252").value_or(bytes);
}

bool isUnlabelled(const std::string& charset) {
    const std::string name = bareLabel(charset);
    return name.empty() || name == "us-ascii" || name == "ascii" || name == "unknown-8bit" || name == "x-unknown";
}

std::string toUtf8(const std::string& bytes, const std::string& charset) {
    const std::string name = bareLabel(charset);
    if (isUnlabelled(charset) || name == "utf-8" || name == "utf8" || name == "unicode-1-1-utf-8")
        return guessedUtf8(bytes);
    const auto text = convert(bytes, converterFor(name));
    return text ? *text : guessedUtf8(bytes); // an unknown label: the bytes are still shown
}

std::string metaCharset(std::string_view html) {
    const std::string start = format::lowerCase(html.substr(0, 4096));
    for (std::size_t at = start.find("<meta"); at != std::string::npos; at = start.find("<meta", at + 5)) {
        const std::string_view tag = std::string_view(start).substr(at, start.find('>', at) - at);
        const std::size_t mark = tag.find("charset=");
        if (mark == std::string_view::npos)
            continue;
        std::string_view value = tag.substr(mark + 8);
        while (!value.empty() && (value.front() == '"' || value.front() == '\'' || value.front() == ' '))
            value.remove_prefix(1);
        return std::string(value.substr(0, value.find_first_of("\"' />;")));
    }
    return {};
}

std::string decodedWords(std::string_view value) {
    std::string line = format::unfolded(value);
    if (hasEighthBit(line))
        line = withoutEighthBits(line);
    if (line.find("=?") == std::string::npos)
        return line;
    try {
        // A character may be split between two words of one set.
        std::string text;
        std::string bytes;
        std::string charset;
        for (const auto& word : vmime::text::decodeAndUnfold(line)->getWordList()) {
            if (word->getCharset().getName() != charset) {
                text += toUtf8(bytes, charset);
                bytes.clear();
                charset = word->getCharset().getName();
            }
            bytes += word->getBuffer();
        }
        return text + toUtf8(bytes, charset);
    } catch (const std::exception&) {
        return line; // shown as it came
    }
}

} // namespace mcan::email::child
