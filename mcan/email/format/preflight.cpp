#include "mcan/email/format/preflight.h"

#include "mcan/email/format/header_fields.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace mcan::email::format {

namespace {

std::string tooMuch(const char* what, std::size_t found, std::size_t allowed) {
    return std::string(what) + " " + std::to_string(found) + ", but at most " + std::to_string(allowed) + " are read";
}

constexpr std::array<std::string_view, 7> addressFields{"from", "sender", "reply-to", "to", "cc", "bcc", "return-path"};

bool isAddressField(std::string_view name) {
    for (const std::string_view field : addressFields)
        if (equalIgnoringCase(name, field))
            return true;
    return false;
}

// Walks the lines of a mail as RFC 2046 nests them. Only the boundaries open at a line are looked for.
class StructureWalk {
public:
    StructureWalk(std::string_view mail, const PreflightLimits& limits) : m_rest(mail), m_limits(limits) {}

    std::string run() {
        std::string problem = readHeader();
        while (problem.empty() && !m_rest.empty()) {
            const std::size_t end = m_rest.find('\n');
            const std::string_view line = m_rest.substr(0, end);
            m_rest = end == std::string_view::npos ? std::string_view{} : m_rest.substr(end + 1);
            if (line.size() > 2 && line[0] == '-' && line[1] == '-')
                problem = onDashes(line);
            if (problem.empty() && line.size() > m_limits.longLine)
                problem = onLongLine(line);
        }
        return problem;
    }

private:
    // The header of the mail or of a part; opens a level when it is a multipart.
    std::string readHeader() {
        // Nothing is copied: the split is bounded by looking at no more than the limit and one line end.
        const std::string_view window = m_rest.substr(0, m_limits.headerBytes + 4);
        const Header header = splitHeader(window);
        const std::size_t length = window.size() - header.body.size();
        if (length > m_limits.headerBytes)
            return tooMuch("the bytes of a header are more than", m_limits.headerBytes, m_limits.headerBytes);
        m_rest.remove_prefix(length);
        if (m_parts == 0) {
            std::string problem = checkAddresses(header);
            if (!problem.empty())
                return problem;
        }
        return openLevel(fieldValue(header, "content-type"));
    }

    std::string checkAddresses(const Header& header) const {
        std::size_t addresses = 0;
        for (const HeaderField& field : header.fields) {
            if (!isAddressField(field.name))
                continue;
            std::size_t marks = 0;
            for (const char c : field.value) {
                addresses += c == ',' || c == ';' ? 1 : 0;
                marks += c == ':' ? 1 : 0;
            }
            if (marks > m_limits.groupMarks)
                return tooMuch("the address groups in a field are", marks, m_limits.groupMarks);
        }
        return addresses > m_limits.addresses ? tooMuch("the addresses are", addresses, m_limits.addresses)
                                              : std::string();
    }

    std::string openLevel(std::string_view contentType) {
        if (!equalIgnoringCase(contentType.substr(0, 10), "multipart/"))
            return {};
        std::string boundary = parameter(contentType, "boundary");
        if (boundary.empty())
            return {}; // read as one part
        if (boundary.size() > m_limits.boundaryCharacters)
            return tooMuch("the characters of a boundary are", boundary.size(), m_limits.boundaryCharacters);
        if (m_open.size() >= m_limits.depth)
            return tooMuch("the levels of parts inside parts are more than", m_limits.depth, m_limits.depth);
        m_levelOf[boundary] = m_open.size();
        m_open.push_back(std::move(boundary));
        return {};
    }

    std::string onDashes(std::string_view line) {
        std::string_view word = line.substr(2);
        while (!word.empty() && (word.back() == '\r' || word.back() == ' ' || word.back() == '\t'))
            word.remove_suffix(1);
        if (const auto level = m_levelOf.find(std::string(word.substr(0, m_limits.boundaryCharacters + 1)));
            level != m_levelOf.end())
            return onPart(level->second);
        if (word.size() > 2 && word.ends_with("--"))
            if (const auto level = m_levelOf.find(std::string(word.substr(0, word.size() - 2)));
                level != m_levelOf.end()) {
                closeFrom(level->second);
                return {};
            }
        if (!looksLikeOpenBoundary(word))
            return {};
        return ++m_lookAlikes > m_limits.lookAlikes ? tooMuch("the lines that only begin like a boundary are more than",
                                                              m_limits.lookAlikes, m_limits.lookAlikes)
                                                    : std::string();
    }

    // A parser looks for a boundary everywhere, and only then whether it stands at the beginning of a line: a line of 10 MB that
    // is full of them costs it seconds.
    std::string onLongLine(std::string_view line) {
        for (const std::string& boundary : m_open) {
            const std::string mark = "--" + boundary;
            for (std::size_t at = line.find(mark); at != std::string_view::npos; at = line.find(mark, at + 2))
                if (++m_lookAlikes > m_limits.lookAlikes)
                    return tooMuch("the places in long lines that look like a boundary are more than",
                                   m_limits.lookAlikes, m_limits.lookAlikes);
        }
        return {};
    }

    std::string onPart(std::size_t level) {
        closeFrom(level + 1);
        return ++m_parts > m_limits.parts ? tooMuch("the parts are more than", m_limits.parts, m_limits.parts)
                                          : readHeader();
    }

    void closeFrom(std::size_t level) {
        while (m_open.size() > level) {
            if (const auto entry = m_levelOf.find(m_open.back());
                entry != m_levelOf.end() && entry->second == m_open.size() - 1)
                m_levelOf.erase(entry);
            m_open.pop_back();
        }
    }

    // At most 50 short comparisons a line.
    bool looksLikeOpenBoundary(std::string_view word) const {
        for (const std::string& boundary : m_open)
            if (word.starts_with(boundary))
                return true;
        return false;
    }

    std::string_view m_rest;
    const PreflightLimits& m_limits;
    std::vector<std::string> m_open;
    std::unordered_map<std::string, std::size_t> m_levelOf;
    std::size_t m_parts = 0;
    std::size_t m_lookAlikes = 0;
};

} // namespace

std::string preflight(std::string_view mail, const PreflightLimits& limits) {
    if (mail.size() > limits.mailBytes)
        return tooMuch("the bytes of the mail are", mail.size(), limits.mailBytes);
    return StructureWalk(mail, limits).run();
}

} // namespace mcan::email::format
