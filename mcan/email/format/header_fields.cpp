#include "mcan/email/format/header_fields.h"

#include <algorithm>

namespace mcan::email::format {

namespace {

// Locale-free: a header is ASCII by definition.
char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// The line without its end; `rest` moves behind it.
std::string_view takeLine(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

bool isFieldName(std::string_view name) {
    return !name.empty() && name.size() <= 256 &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127; });
}

} // namespace

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

Header splitHeader(std::string_view mail) {
    Header header;
    std::string_view rest = mail;
    bool isInField = false; // a folded line after a line that is none is none, too
    while (!rest.empty()) {
        const std::string_view line = takeLine(rest);
        if (line.empty())
            break;
        if (isBlank(line.front())) {
            if (isInField) {
                std::string_view& value = header.fields.back().value;
                value = {value.data(), static_cast<std::size_t>(line.data() + line.size() - value.data())};
            }
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view name =
            colon == std::string_view::npos ? std::string_view{} : trimmed(line.substr(0, colon));
        isInField = isFieldName(name);
        if (isInField)
            header.fields.push_back({name, trimmed(line.substr(colon + 1))});
    }
    header.body = rest;
    return header;
}

std::string_view fieldValue(const Header& header, std::string_view name) {
    for (const HeaderField& field : header.fields)
        if (equalIgnoringCase(field.name, name))
            return field.value;
    return {};
}

std::string unfolded(std::string_view value) {
    std::string line;
    line.reserve(value.size());
    for (const char c : value)
        if (c != '\r' && c != '\n')
            line += c;
    return line;
}

bool equalIgnoringCase(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lowered(a) == lowered(b); });
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lowered);
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string parameter(std::string_view value, std::string_view name) {
    const std::string line = unfolded(value);
    std::string_view rest = line;
    while (true) {
        const std::size_t semicolon = rest.find(';');
        if (semicolon == std::string_view::npos)
            return {};
        rest = trimmed(rest.substr(semicolon + 1));
        const std::size_t equals = rest.find_first_of("=;");
        if (equals == std::string_view::npos || rest[equals] == ';' ||
            !equalIgnoringCase(trimmed(rest.substr(0, equals)), name))
            continue;
        std::string_view text = trimmed(rest.substr(equals + 1));
        if (!text.empty() && text.front() == '"')
            return std::string(text.substr(1, text.find('"', 1) - 1));
        return std::string(trimmed(text.substr(0, text.find(';'))));
    }
}

namespace {

// Ids that lost their brackets.
void addBareIds(std::string_view line, std::vector<std::string>& ids) {
    while (!line.empty()) {
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        const std::string_view word = line.substr(0, end);
        if (word.size() <= 996 && word.find('@') != std::string_view::npos &&
            word.find_first_of("<>\"(),;") == std::string_view::npos)
            ids.push_back('<' + std::string(word) + '>');
        line.remove_prefix(std::min(end + 1, line.size()));
    }
}

} // namespace

std::vector<std::string> messageIds(std::string_view value) {
    std::vector<std::string> ids;
    const std::string line = unfolded(value);
    for (std::size_t open = line.find('<'); open != std::string::npos; open = line.find('<', open + 1)) {
        const std::size_t close = line.find_first_of("<>", open + 1);
        if (close == std::string::npos || line[close] == '<' || close - open > 998)
            continue;
        const std::string_view inside = std::string_view(line).substr(open + 1, close - open - 1);
        if (!inside.empty() && inside.find_first_of(" \t") == std::string_view::npos)
            ids.emplace_back(line.substr(open, close - open + 1));
    }
    if (ids.empty())
        addBareIds(line, ids);
    return ids;
}

} // namespace mcan::email::format
