#include "mcan/email/child/html_text.h"

#include "mcan/email/format/header_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace mcan::email::child {

namespace {

struct Entity {
    std::string_view name;
    std::string_view text;
};
constexpr std::array<Entity, 34> entities{{
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", " "},
    {"aacute", "á"}, {"eacute", "é"}, {"iacute", "í"}, {"oacute", "ó"}, {"uacute", "ú"}, {"ntilde", "ñ"},
    {"Aacute", "Á"}, {"Eacute", "É"}, {"Iacute", "Í"}, {"Oacute", "Ó"}, {"Uacute", "Ú"}, {"Ntilde", "Ñ"},
    {"uuml", "ü"},   {"ouml", "ö"},   {"auml", "ä"},   {"ccedil", "ç"}, {"iquest", "¿"}, {"iexcl", "¡"},
    {"euro", "€"},   {"copy", "©"},   {"reg", "®"},    {"hellip", "…"}, {"mdash", "—"},  {"ndash", "–"},
    {"laquo", "«"},  {"raquo", "»"},  {"rsquo", "’"},  {"lsquo", "‘"},
}};

constexpr std::array<std::string_view, 17> blocks{"p",  "div", "br", "tr", "li", "ul", "ol",         "table", "h1",
                                                  "h2", "h3",  "h4", "h5", "h6", "hr", "blockquote", "pre"};
constexpr std::array<std::string_view, 4> unseen{"script", "style", "head", "title"};

template <typename Names>
bool isAmong(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void appendCodePoint(std::string& text, unsigned long point) {
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return;
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
                onEntity();
            else
                onCharacter(c);
        }
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
        const bool closing = m_rest[1] == '/';
        std::string_view name = m_rest.substr(closing ? 2 : 1, 16);
        name = name.substr(0, name.find_first_of(" \t\r\n/>"));
        const std::string word = format::lowerCase(name);
        skipBehind(">");
        if (!closing && isAmong(unseen, word))
            skipElement(word);
        else if (isAmong(blocks, word))
            endLine(word == "br" || word == "p");
    }

    // `head` and the like: to its closing tag, or to the end when there is none.
    void skipElement(const std::string& word) {
        const std::string closing = "</" + word;
        while (!m_rest.empty()) {
            const std::size_t at = m_rest.find("</");
            m_rest = at == std::string_view::npos ? std::string_view{} : m_rest.substr(at);
            if (format::equalIgnoringCase(m_rest.substr(0, closing.size()), closing))
                return skipBehind(">");
            m_rest.remove_prefix(std::min<std::size_t>(2, m_rest.size()));
        }
    }

    void onEntity() {
        const std::size_t end = m_rest.substr(0, 12).find(';');
        if (end == std::string_view::npos || end < 2)
            return onCharacter('&');
        const std::string_view name = m_rest.substr(1, end - 1);
        if (name.front() == '#') {
            const bool hex = name.size() > 2 && (name[1] == 'x' || name[1] == 'X');
            unsigned long point = 0;
            std::from_chars(name.data() + (hex ? 2 : 1), name.data() + name.size(), point, hex ? 16 : 10);
            appendCodePoint(m_text, point == 0xA0 ? ' ' : point);
        } else {
            const auto found =
                std::find_if(entities.begin(), entities.end(), [&](const Entity& e) { return e.name == name; });
            if (found == entities.end())
                return onCharacter('&');
            m_text += found->text;
        }
        m_rest.remove_prefix(end + 1);
    }

    void onCharacter(char c) {
        m_rest.remove_prefix(1);
        const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank)
            m_text += c;
        else if (!m_text.empty() && m_text.back() != ' ' && m_text.back() != '\n')
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
};

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

} // namespace mcan::email::child
