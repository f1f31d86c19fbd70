#include "mcan/email/format/mended_mail.h"

#include "mcan/email/format/header_fields.h"

#include <set>

namespace mcan::email::format {

namespace {

std::string_view withoutBlanksAtEnd(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return line;
}

bool hasBoundaryLike(std::string_view body) {
    for (std::size_t at = body.find("--"); at != std::string_view::npos; at = body.find("--", at + 2)) {
        const std::string_view line = body.substr(at, 80);
        if ((at == 0 || body[at - 1] == '\n') && withoutBlanksAtEnd(line.substr(0, line.find('\n'))).size() > 3)
            return true;
    }
    return false;
}

class Mending {
public:
    explicit Mending(std::string_view mail) : m_rest(mail) { m_result.reserve(mail.size() + 16); }

    std::string run() {
        header();
        while (!m_rest.empty()) {
            const std::string_view line = takeLine();
            if (!line.starts_with("--")) {
                m_result += line;
                continue;
            }
            const std::string_view word = withoutBlanksAtEnd(line);
            const bool opens = m_boundaries.contains(word.substr(2));
            const bool closes = !opens && word.ends_with("--") && word.size() > 4 &&
                                m_boundaries.contains(word.substr(2, word.size() - 4));
            if (!opens && !closes) {
                m_result += line;
                continue;
            }
            m_result += word;
            m_result += line.ends_with("\r\n") ? "\r\n" : line.ends_with('\n') ? "\n" : "";
            if (opens)
                header();
        }
        return std::move(m_result);
    }

private:
    std::string_view takeLine() {
        const std::size_t end = m_rest.find('\n');
        const std::string_view line = m_rest.substr(0, end == std::string_view::npos ? end : end + 1);
        m_rest.remove_prefix(line.size());
        return line;
    }

    // The header of the mail or of a part, to its empty line.
    void header() {
        const Header split = splitHeader(m_rest);
        const std::string_view all = m_rest.substr(0, m_rest.size() - split.body.size());
        const std::string_view type = fieldValue(split, "content-type");
        m_rest = split.body;
        const std::string word = std::string(trimmed(type.substr(0, type.find(';'))));
        const std::string boundary = parameter(type, "boundary");
        const bool isMultipart = equalIgnoringCase(std::string_view(word).substr(0, 10), "multipart/");
        if (isMultipart && !boundary.empty())
            m_boundaries.insert(boundary);
        std::string instead;
        if (!word.empty() && word.find('/') == std::string::npos)
            instead = equalIgnoringCase(word, "html") ? "text/html" : "text/plain";
        else if (isMultipart && boundary.empty() && !hasBoundaryLike(m_rest))
            instead = "text/plain";
        if (instead.empty()) {
            m_result += all;
            return;
        }
        const auto at = static_cast<std::size_t>(type.data() - all.data());
        m_result += all.substr(0, at);
        m_result += instead;
        m_result += all.substr(at + word.size());
    }

    std::string_view m_rest;
    std::string m_result;
    std::set<std::string, std::less<>> m_boundaries;
};

} // namespace

std::string mendedMail(std::string_view mail) {
    return Mending(mail).run();
}

} // namespace mcan::email::format
