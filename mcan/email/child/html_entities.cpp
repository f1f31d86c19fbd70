#include "mcan/email/child/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mcan::email::child {

namespace {

// U+00A0 to U+00FF, in order: these count without their semicolon too.
constexpr std::array<std::string_view, 96> latin1{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct Named {
    std::string_view name;
    unsigned long point;
};
constexpr std::array<Named, 85> others{{
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},  {"Yuml", 0x178},
    {"fnof", 0x192},    {"circ", 0x2C6},    {"tilde", 0x2DC},   {"ensp", 0x2002},   {"emsp", 0x2003},
    {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},    {"lrm", 0x200E},    {"rlm", 0x200F},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"sbquo", 0x201A},
    {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"dagger", 0x2020}, {"Dagger", 0x2021},
    {"bull", 0x2022},   {"hellip", 0x2026}, {"permil", 0x2030}, {"prime", 0x2032},  {"Prime", 0x2033},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"oline", 0x203E},  {"frasl", 0x2044},  {"euro", 0x20AC},
    {"trade", 0x2122},  {"larr", 0x2190},   {"uarr", 0x2191},   {"rarr", 0x2192},   {"darr", 0x2193},
    {"harr", 0x2194},   {"rArr", 0x21D2},   {"hArr", 0x21D4},   {"minus", 0x2212},  {"radic", 0x221A},
    {"infin", 0x221E},  {"asymp", 0x2248},  {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},
    {"sum", 0x2211},    {"loz", 0x25CA},    {"spades", 0x2660}, {"clubs", 0x2663},  {"hearts", 0x2665},
    {"diams", 0x2666},  {"check", 0x2713},  {"star", 0x2606},   {"starf", 0x2605},  {"numero", 0x2116},
    {"alpha", 0x3B1},   {"beta", 0x3B2},    {"gamma", 0x3B3},   {"delta", 0x3B4},   {"Delta", 0x394},
    {"epsilon", 0x3B5}, {"theta", 0x3B8},   {"lambda", 0x3BB},  {"mu", 0x3BC},      {"pi", 0x3C0},
    {"sigma", 0x3C3},   {"Sigma", 0x3A3},   {"tau", 0x3C4},     {"phi", 0x3C6},     {"omega", 0x3C9},
    {"Omega", 0x3A9},   {"commat", '@'},    {"num", '#'},       {"NewLine", '\n'},  {"Tab", '\t'},
}};

// Numbers 128 to 159 mean windows-1252 (HTML §13.2.5.80).
constexpr std::array<unsigned, 32> windows1252{0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                               0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                               0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void append(std::string& text, unsigned long point) {
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return;
    if (point == 0xA0)
        point = ' ';
    if (point < 0x80) {
        text += static_cast<char>(point);
        return;
    }
    const int following = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    constexpr std::array<unsigned, 4> marks{0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(marks[static_cast<std::size_t>(following)] | point >> (6 * following));
    for (int i = following - 1; i >= 0; --i)
        text += static_cast<char>(0x80 | (point >> (6 * i) & 0x3F));
}

// "#243;" or "#xF3;", behind the '&'.
std::size_t takeNumber(std::string_view rest, std::string& text) {
    const bool hex = rest.size() > 1 && (rest[1] == 'x' || rest[1] == 'X');
    const char* first = rest.data() + (hex ? 2 : 1);
    unsigned long point = 0;
    const auto read =
        std::from_chars(first, rest.data() + std::min<std::size_t>(rest.size(), 12), point, hex ? 16 : 10);
    if (read.ec != std::errc{} || read.ptr == first)
        return 0;
    append(text, point >= 0x80 && point < 0xA0 ? windows1252.at(point - 0x80) : point);
    const auto length = static_cast<std::size_t>(read.ptr - rest.data());
    return length < rest.size() && rest[length] == ';' ? length + 1 : length;
}

} // namespace

std::size_t takeReference(std::string_view rest, std::string& text) {
    rest.remove_prefix(1);
    if (rest.starts_with('#')) {
        const std::size_t length = takeNumber(rest, text);
        return length == 0 ? 0 : length + 1;
    }
    const auto end = static_cast<std::size_t>(
        std::find_if_not(rest.begin(),
                         rest.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rest.size(), 32)),
                         isWordCharacter) -
        rest.begin());
    const std::string_view name = rest.substr(0, end);
    const bool closed = end < rest.size() && rest[end] == ';';
    if (!closed && end < rest.size() && rest[end] == '=') // "?a=1&copy=2" is an address
        return 0;
    if (const auto found = std::find(latin1.begin(), latin1.end(), name); found != latin1.end()) {
        append(text, 0xA0 + static_cast<unsigned long>(found - latin1.begin()));
        return 1 + end + (closed ? 1 : 0);
    }
    const auto found = std::find_if(others.begin(), others.end(), [&](const Named& each) { return each.name == name; });
    if (found == others.end() || (!closed && found->point > '>'))
        return 0;
    append(text, found->point);
    return 1 + end + (closed ? 1 : 0);
}

} // namespace mcan::email::child
