#include "mcan/email/format/address_list.h"

#include "mcan/email/format/header_fields.h"

#include <algorithm>

namespace mcan::email::format {

namespace {

// local@domain, both there, without what no address holds outside quotes.
bool isAddress(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size())
        return false;
    const std::string_view local = text.substr(0, at);
    const bool quoted = local.size() > 2 && local.front() == '"' && local.back() == '"';
    return text.substr(at + 1).find_first_of(" \t<>()\",;:@") == std::string_view::npos &&
           (quoted || local.find_first_of(" \t<>()\",;:@") == std::string_view::npos);
}

// What stands in angle brackets, without blanks around it and without a route: <@relay.test:c@x.test>.
std::string_view specOf(std::string_view inside) {
    inside = trimmed(inside);
    if (inside.starts_with('@'))
        if (const std::size_t colon = inside.find(':'); colon != std::string_view::npos)
            inside = trimmed(inside.substr(colon + 1));
    if (equalIgnoringCase(inside.substr(0, 7), "mailto:"))
        inside.remove_prefix(7);
    return inside;
}

class Reading {
public:
    explicit Reading(std::string_view field) : m_rest(field) {}

    std::vector<ListedAddress> run() {
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            if (c == '"')
                onQuoted();
            else if (c == '(')
                onComment();
            else if (c == '<')
                onAngle();
            else if (c == ',' || c == ';')
                onEnd(c);
            else if (c == ':' && !m_hasAngle && m_text.find('@') == std::string::npos)
                onGroup();
            else if (m_rest.starts_with("=?"))
                onEncodedWord();
            else
                take(1);
        }
        finish(true);
        return std::move(m_list);
    }

private:
    void take(std::size_t count) {
        m_text += m_rest.substr(0, count);
        m_rest.remove_prefix(std::min(count, m_rest.size()));
    }

    // Kept in quotes when an '@' follows: it is the local part of an address then.
    void onQuoted() {
        std::string content;
        std::size_t at = 1;
        for (; at < m_rest.size() && m_rest[at] != '"'; ++at) {
            if (m_rest[at] == '\\' && at + 1 < m_rest.size())
                ++at;
            content += m_rest[at];
        }
        at = std::min(at + 1, m_rest.size());
        const bool isLocal = at < m_rest.size() && m_rest[at] == '@';
        const std::string_view asWritten = m_rest.substr(0, at);
        m_text += isLocal ? std::string(asWritten) : content;
        m_rest.remove_prefix(at);
    }

    void onComment() {
        std::size_t depth = 0;
        std::size_t at = 0;
        for (; at < m_rest.size(); ++at) {
            if (m_rest[at] == '\\')
                ++at;
            else if (m_rest[at] == '(')
                ++depth;
            else if (m_rest[at] == ')' && --depth == 0)
                break;
        }
        if (m_comment.empty())
            m_comment = trimmed(m_rest.substr(1, std::min(at, m_rest.size()) - 1));
        m_rest.remove_prefix(std::min(at + 1, m_rest.size()));
    }

    // A quoted local part may hold '>'.
    void onAngle() {
        bool quoted = false;
        std::size_t at = 1;
        for (; at < m_rest.size() && (quoted || m_rest[at] != '>'); ++at)
            quoted = m_rest[at] == '"' ? !quoted : quoted;
        const std::string_view spec = specOf(m_rest.substr(1, at - 1));
        if (!m_hasAngle || m_address.empty())
            m_address = isAddress(spec) ? std::string(spec) : std::string();
        m_hasAngle = true;
        m_rest.remove_prefix(std::min(at + 1, m_rest.size()));
    }

    // Commas and the like inside belong to the word: =?utf-8?Q?Vega,_Carmen?=
    void onEncodedWord() {
        std::size_t mark = 1;
        for (int marks = 0; marks < 2 && mark != std::string_view::npos; ++marks)
            mark = m_rest.find('?', mark + 1);
        const std::size_t end = mark == std::string_view::npos ? mark : m_rest.find("?=", mark + 1);
        const bool whole = end != std::string_view::npos &&
                           std::none_of(m_rest.begin(), m_rest.begin() + static_cast<std::ptrdiff_t>(end), isBlank);
        take(whole ? end + 2 : 2);
    }

    // The words before it name a group, and are nobody.
    void onGroup() {
        m_text.clear();
        m_comment.clear();
        m_pending.clear();
        m_rest.remove_prefix(1);
    }

    void onEnd(char c) {
        m_rest.remove_prefix(1);
        finish(c == ';');
    }

    // `last`: no name goes on behind it.
    void finish(bool last) {
        ListedAddress entry{std::string(trimmed(m_text)), m_address};
        if (!m_hasAngle)
            findWord(entry);
        if (entry.name.empty())
            entry.name = m_comment;
        const bool isOnlyName = !m_hasAngle && entry.address.empty();
        if (isOnlyName && !last) {
            if (!entry.name.empty())
                m_pending += entry.name + ", ";
        } else {
            // "Vega, Carmen <c@x.test>": only a name in front of brackets goes on from before.
            if (m_hasAngle || isOnlyName)
                entry.name = m_pending + entry.name;
            else if (!m_pending.empty())
                m_list.push_back({m_pending.substr(0, m_pending.size() - 2), {}});
            m_pending.clear();
            if (entry.name.ends_with(", "))
                entry.name.resize(entry.name.size() - 2);
            if (!entry.name.empty() || !entry.address.empty())
                m_list.push_back(std::move(entry));
        }
        m_text.clear();
        m_address.clear();
        m_comment.clear();
        m_hasAngle = false;
    }

    // Without brackets: the whole, or the one word that is an address.
    static void findWord(ListedAddress& entry) {
        if (isAddress(entry.name)) {
            entry.address = std::move(entry.name);
            entry.name.clear();
            return;
        }
        const std::size_t at = entry.name.rfind('@');
        if (at == std::string::npos)
            return;
        const std::size_t before = entry.name.find_last_of(" \t", at);
        const std::size_t from = before == std::string::npos ? 0 : before + 1;
        const std::size_t to = std::min(entry.name.find_first_of(" \t", at), entry.name.size());
        const std::string word = entry.name.substr(from, to - from);
        if (!isAddress(word))
            return;
        entry.address = word;
        entry.name = std::string(trimmed(std::string_view(entry.name).substr(0, from)));
    }

    std::string_view m_rest;
    std::string m_text;
    std::string m_address;
    std::string m_comment;
    std::string m_pending; // names that a comma cut, with their commas
    bool m_hasAngle = false;
    std::vector<ListedAddress> m_list;
};

} // namespace

std::vector<ListedAddress> addressList(std::string_view field) {
    return Reading(field).run();
}

} // namespace mcan::email::format
