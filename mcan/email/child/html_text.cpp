#include "mcan/email/child/html_text.h"

#include "mcan/email/child/html_entities.h"
#include "mcan/email/format/header_fields.h"

#include <algorithm>
#include <array>
#include <set>

namespace mcan::email::child {

namespace {

constexpr std::array<std::string_view, 26> blocks{
    "p",  "div", "br", "tr", "li", "ul",         "ol",      "table",  "h1",     "h2",     "h3",   "h4",    "h5",
    "h6", "hr",  "dl", "dt", "dd", "blockquote", "section", "header", "footer", "center", "form", "title", "article"};
constexpr std::array<std::string_view, 6> unseen{"script", "style", "title", "template", "noscript", "object"};
constexpr std::array<std::string_view, 8> empty{"br", "hr", "img", "input", "meta", "link", "wbr", "col"};
constexpr std::size_t addressCharacters = 2000; // of a link
constexpr std::size_t neverClosedMax = 20;

template <typename Names>
bool isAmong(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct Tag {
    std::string name; // lower case
    bool closing = false;
    std::string_view attributes;
    std::size_t length = 0; // of the whole tag
};

// A '>' inside quotes does not end a tag.
Tag tagAt(std::string_view rest) {
    Tag tag;
    tag.closing = rest.size() > 1 && rest[1] == '/';
    const std::size_t from = tag.closing ? 2 : 1;
    const std::size_t nameEnd = std::min(rest.find_first_of(" \t\r\n/>", from), rest.size());
    tag.name = format::lowerCase(rest.substr(from, std::min<std::size_t>(nameEnd - from, 16)));
    std::size_t end = nameEnd;
    for (char quote = '\0'; end < rest.size(); ++end) {
        const char c = rest[end];
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if ((c == '"' || c == '\'') && rest[end - 1] == '=')
            quote = c;
        else if (c == '>')
            break;
    }
    // A quote that is never closed would take the rest of the mail.
    if (end == rest.size())
        end = std::min(rest.find('>', nameEnd), rest.size() - 1);
    tag.attributes = rest.substr(nameEnd, end - nameEnd);
    tag.length = end + 1;
    return tag;
}

// An attribute's value, references resolved; empty when it is not there.
std::string attribute(std::string_view attributes, std::string_view name) {
    const std::string low = format::lowerCase(attributes);
    for (std::size_t at = low.find(name); at != std::string::npos; at = low.find(name, at + 1)) {
        std::size_t value = at + name.size();
        if ((at > 0 && std::string_view(" \t\r\n\"'/").find(low[at - 1]) == std::string_view::npos) ||
            value >= low.size() || low[value] != '=')
            continue;
        ++value;
        const char quote = value < low.size() ? low[value] : ' ';
        std::string_view raw = attributes.substr(std::min(value, attributes.size()));
        raw = quote == '"' || quote == '\'' ? raw.substr(1, raw.find(quote, 1) - 1)
                                            : raw.substr(0, raw.find_first_of(" \t\r\n"));
        std::string text;
        while (!raw.empty()) {
            const std::size_t taken = raw.front() == '&' ? takeReference(raw, text) : 0;
            if (taken == 0)
                text += raw.front();
            raw.remove_prefix(std::max<std::size_t>(taken, 1));
        }
        return text;
    }
    return {};
}

bool isHidden(std::string_view attributes) {
    if (attributes.size() < 6)
        return false;
    std::string style = format::lowerCase(attribute(attributes, "style"));
    std::erase_if(style, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos ||
           style.find("mso-hide:all") != std::string::npos;
}

class Reading {
public:
    explicit Reading(std::string_view html) : m_rest(html) { m_text.reserve(html.size() / 2); }

    std::string run() {
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            if (c == '<' && m_rest.size() > 1 &&
                (std::isalpha(static_cast<unsigned char>(m_rest[1])) || m_rest[1] == '/' || m_rest[1] == '!' ||
                 m_rest[1] == '?'))
                onTag();
            else if (c == '&')
                onReference();
            else
                onCharacter(c);
        }
        endLink();
        while (!m_text.empty() && (m_text.back() == '\n' || m_text.back() == ' '))
            m_text.pop_back();
        return std::move(m_text);
    }

private:
    void skipBehind(std::string_view mark) {
        const std::size_t at = m_rest.find(mark);
        m_rest = at == std::string_view::npos ? std::string_view{} : m_rest.substr(at + mark.size());
    }

    void onTag() {
        if (m_rest.starts_with("<!--"))
            return skipBehind("-->");
        const Tag tag = tagAt(m_rest);
        m_rest.remove_prefix(std::min(tag.length, m_rest.size()));
        if (!tag.closing && isAmong(unseen, tag.name))
            return skipUnseen(tag.name);
        if (!tag.closing && !isAmong(empty, tag.name) && isHidden(tag.attributes) && skipElement(tag.name))
            return;
        if (tag.name == "pre")
            m_pre = std::max(0, m_pre + (tag.closing ? -1 : 1));
        if (tag.name == "a")
            onLink(tag);
        else if (tag.name == "pre" || isAmong(blocks, tag.name))
            endLine(tag.name == "br" || tag.name == "p");
        else if ((tag.name == "td" || tag.name == "th") && !tag.closing)
            part();
        if (tag.name == "li" && !tag.closing)
            m_text += "- ";
    }

    // What browsers read to its closing tag, whatever is inside. A title without one holds the body; nothing is lost for it.
    void skipUnseen(const std::string& name) {
        const std::size_t end = closingTag(name);
        if (end != std::string_view::npos) {
            m_rest.remove_prefix(end);
            skipBehind(">");
        } else if (name == "script" || name == "style") {
            m_rest = {};
        } else if (name == "title") {
            m_rest = m_rest.substr(std::min(m_rest.find('<'), m_rest.size()));
        }
    }

    std::size_t closingTag(const std::string& name) {
        if (m_neverClosed.contains(name))
            return std::string_view::npos;
        const std::string closing = "</" + name;
        for (std::size_t at = m_rest.find("</"); at != std::string_view::npos; at = m_rest.find("</", at + 2))
            if (format::equalIgnoringCase(m_rest.substr(at, closing.size()), closing))
                return at;
        m_neverClosed.insert(name);
        return std::string_view::npos;
    }

    // To the closing tag that belongs to it; false, and nothing is left out, when there is none.
    bool skipElement(const std::string& name) {
        if (m_neverClosed.contains(name) || m_neverClosed.size() > neverClosedMax)
            return false;
        std::string_view rest = m_rest;
        int depth = 1;
        while (depth > 0) {
            const std::size_t at = rest.find('<');
            if (at == std::string_view::npos) {
                m_neverClosed.insert(name); // once is enough: looking again each time would be slow
                return false;
            }
            rest.remove_prefix(at);
            const Tag tag = tagAt(rest);
            if (tag.name == name)
                depth += tag.closing ? -1 : 1;
            rest.remove_prefix(std::min(tag.length, rest.size()));
        }
        m_rest = rest;
        return true;
    }

    void onLink(const Tag& tag) {
        endLink();
        if (tag.closing)
            return;
        const std::string address = attribute(tag.attributes, "href");
        const std::string low = format::lowerCase(std::string_view(address).substr(0, 8));
        if (address.size() <= addressCharacters && (low.starts_with("http:") || low.starts_with("https:") ||
                                                    low.starts_with("mailto:") || low.starts_with("tel:")))
            m_link = address;
        m_linkFrom = m_text.size();
    }

    // The address behind its words, unless they are the address.
    void endLink() {
        if (m_link.empty())
            return;
        const std::string words = m_text.substr(std::min(m_linkFrom, m_text.size()));
        std::string_view bare = m_link;
        for (const std::string_view start : {"mailto:", "tel:", "https://", "http://"})
            if (bare.starts_with(start))
                bare.remove_prefix(start.size());
        if (bare.ends_with('/'))
            bare.remove_suffix(1);
        if (words.find_first_not_of(" \n") != std::string::npos && words.find(bare) == std::string::npos)
            m_text += " <" + m_link + '>';
        m_link.clear();
    }

    void onReference() {
        const std::size_t taken = takeReference(m_rest, m_text);
        if (taken == 0)
            return onCharacter('&');
        m_rest.remove_prefix(taken);
    }

    void onCharacter(char c) {
        m_rest.remove_prefix(1);
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank || (m_pre > 0 && c != '\r'))
            m_text += c;
        else if (m_pre == 0)
            part();
    }

    void part() {
        if (!m_text.empty() && m_text.back() != ' ' && m_text.back() != '\n')
            m_text += ' ';
    }

    // At most one empty line in a row.
    void endLine(bool always) {
        while (!m_text.empty() && m_text.back() == ' ')
            m_text.pop_back();
        const bool atStart = m_text.empty() || m_text.back() == '\n';
        if (!atStart || (always && !m_text.empty() && !m_text.ends_with("\n\n")))
            m_text += '\n';
    }

    std::string_view m_rest;
    std::string m_text;
    std::string m_link;
    std::size_t m_linkFrom = 0;
    int m_pre = 0;
    std::set<std::string, std::less<>> m_neverClosed; // names of which none closes behind here
};

// The first opening tag of that name without a closing one behind it goes.
void leaveOutUnclosed(std::string& html, std::string_view name) {
    const std::string low = format::lowerCase(html);
    const std::string opening = '<' + std::string(name);
    const std::size_t at = low.rfind(opening);
    if (at == std::string::npos || at + opening.size() >= low.size() ||
        std::string_view(" \t\r\n>/").find(low[at + opening.size()]) == std::string_view::npos ||
        low.find("</" + std::string(name), at) != std::string::npos)
        return;
    const std::size_t end = low.find('>', at);
    html.erase(at, end == std::string::npos ? end : end + 1 - at);
}

} // namespace

std::string textOfHtml(std::string_view html) {
    return Reading(html).run();
}

std::string htmlOfText(std::string_view text) {
    std::string html = "<pre>";
    for (const char c : text) {
        if (c == '<')
            html += "&lt;";
        else if (c == '>')
            html += "&gt;";
        else if (c == '&')
            html += "&amp;";
        else
            html += c;
    }
    return html + "</pre>";
}

std::string mendedHtml(std::string html) {
    for (const std::string_view name : {"title", "textarea"})
        leaveOutUnclosed(html, name);
    return html;
}

} // namespace mcan::email::child
