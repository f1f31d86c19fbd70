#include "mcan/email/child/part_walk.h"

#include "mcan/email/child/charsets.h"
#include "mcan/email/format/header_fields.h"

#include <algorithm>
#include <array>

namespace mcan::email::child {

namespace {

std::string typeOf(const vmime::bodyPart& part) {
    const vmime::mediaType type = part.getBody()->getContentType();
    return format::lowerCase(type.getType() + "/" + type.getSubType());
}

std::string wordText(const vmime::word& word) {
    return decodedWords(toUtf8(word.getBuffer(), word.getCharset().getName()));
}

// "filename" of Content-Disposition, else "name" of Content-Type.
std::string fileNameOf(const vmime::bodyPart& part) {
    const auto header = part.getHeader();
    for (const auto& [field, parameter] :
         {std::pair{"Content-Disposition", "filename"}, std::pair{"Content-Type", "name"}}) {
        const auto parameterized = header->findField<vmime::parameterizedHeaderField>(field);
        if (parameterized && parameterized->hasParameter(parameter))
            return wordText(parameterized->findParameter(parameter)->getValue());
    }
    return {};
}

std::string contentIdOf(const vmime::bodyPart& part) {
    const auto field = part.getHeader()->findField("Content-Id");
    const auto id = field ? field->getValue<vmime::messageId>() : nullptr;
    return id ? id->getId() : std::string();
}

bool isAttached(const vmime::bodyPart& part) {
    const auto field = part.getHeader()->findField("Content-Disposition");
    const auto disposition = field ? field->getValue<vmime::contentDisposition>() : nullptr;
    return disposition && format::equalIgnoringCase(disposition->getName(), "attachment");
}

Leaf leafOf(const vmime::shared_ptr<const vmime::bodyPart>& part) {
    return {part, typeOf(*part), fileNameOf(*part), contentIdOf(*part), isAttached(*part)};
}

using Parts = std::vector<vmime::shared_ptr<const vmime::bodyPart>>;

// The algorithm of RFC 8621 §4.1.4: a list that is absent takes nothing more.
class Walk {
public:
    Leaves run(const vmime::shared_ptr<const vmime::bodyPart>& mail) {
        level({mail}, "mixed", false, &m_leaves.htmlBody, &m_leaves.textBody);
        return std::move(m_leaves);
    }

private:
    void level(const Parts& parts, const std::string& kind, bool inAlternative, std::vector<Leaf>* html,
               std::vector<Leaf>* text) {
        const std::size_t htmlBefore = html ? html->size() : 0;
        const std::size_t textBefore = text ? text->size() : 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::string type = typeOf(*parts[i]);
            if (type.starts_with("multipart/") && parts[i]->getBody()->getPartCount() > 0) {
                const std::string inner = type.substr(10);
                level(parts[i]->getBody()->getPartList(), inner, inAlternative || inner == "alternative", html, text);
            } else {
                leaf(leafOf(parts[i]), i == 0, kind, inAlternative, html, text);
            }
        }
        if (kind == "alternative" && html && text)
            fillGaps(*html, htmlBefore, *text, textBefore);
    }

    void leaf(const Leaf& leaf, bool isFirst, const std::string& kind, bool inAlternative, std::vector<Leaf>*& html,
              std::vector<Leaf>*& text) {
        const bool isText = leaf.type == "text/plain" || leaf.type == "text/html";
        const bool isInline = !leaf.attached && isText && (isFirst || (kind != "related" && leaf.fileName.empty()));
        if (!isInline) {
            m_leaves.attachments.push_back(leaf);
            return;
        }
        if (kind == "alternative") {
            std::vector<Leaf>* list = leaf.type == "text/html" ? html : text;
            if (list)
                list->push_back(leaf);
            return;
        }
        if (inAlternative)
            (leaf.type == "text/plain" ? html : text) = nullptr;
        if (text)
            text->push_back(leaf);
        if (html)
            html->push_back(leaf);
    }

    // An alternative that came in one form only is shown in that form in both.
    static void fillGaps(std::vector<Leaf>& html, std::size_t htmlBefore, std::vector<Leaf>& text,
                         std::size_t textBefore) {
        const std::size_t htmlNow = html.size();
        const std::size_t textNow = text.size();
        if (textNow == textBefore)
            for (std::size_t i = htmlBefore; i < htmlNow; ++i)
                text.push_back(html[i]);
        if (htmlNow == htmlBefore)
            for (std::size_t i = textBefore; i < textNow; ++i)
                html.push_back(text[i]);
    }

    Leaves m_leaves;
};

// Keeps the first `bytes` and counts the rest.
class BoundedOutput final : public vmime::utility::outputStream {
public:
    explicit BoundedOutput(std::size_t bytes) : m_bound(bytes) {}
    void flush() override {}
    std::string kept;
    std::size_t total = 0;

protected:
    void writeImpl(const vmime::byte_t* data, std::size_t count) override {
        total += count;
        kept.append(reinterpret_cast<const char*>(data), std::min(count, m_bound - std::min(m_bound, kept.size())));
    }

private:
    std::size_t m_bound;
};

// Base64 undone as far as it goes: what is no digit is passed over, and the last letters count without their padding, which
// the library's decoder drops.
class Base64Output final : public vmime::utility::outputStream {
public:
    explicit Base64Output(BoundedOutput& out) : m_out(out) {}
    void flush() override {}
    void finish() {
        if (m_count >= 2)
            write(m_count - 1);
    }

protected:
    void writeImpl(const vmime::byte_t* data, std::size_t count) override {
        for (std::size_t i = 0; i < count; ++i) {
            const int digit = valueOf(static_cast<char>(data[i]));
            if (digit < 0)
                continue;
            m_group = m_group << 6 | static_cast<unsigned>(digit);
            if (++m_count == 4)
                write(3);
        }
    }

private:
    static int valueOf(char c) {
        if (c >= 'A' && c <= 'Z')
            return c - 'A';
        if (c >= 'a' && c <= 'z')
            return c - 'a' + 26;
        if (c >= '0' && c <= '9')
            return c - '0' + 52;
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
    void write(unsigned bytes) {
        m_group <<= 6 * (4 - m_count);
        const std::array<vmime::byte_t, 3> three{static_cast<vmime::byte_t>(m_group >> 16),
                                                 static_cast<vmime::byte_t>(m_group >> 8),
                                                 static_cast<vmime::byte_t>(m_group)};
        m_out.write(three.data(), bytes);
        m_group = 0;
        m_count = 0;
    }

    BoundedOutput& m_out;
    unsigned m_group = 0;
    unsigned m_count = 0; // digits of a group of four
};

void extract(const vmime::bodyPart& part, BoundedOutput& out) {
    const auto contents = part.getBody()->getContents();
    if (format::equalIgnoringCase(part.getBody()->getEncoding().getName(), "base64")) {
        Base64Output decoded(out);
        contents->extractRaw(decoded);
        decoded.finish();
        return;
    }
    try {
        contents->extract(out);
    } catch (const std::exception&) {
        if (out.total == 0) // an encoding nobody knows: as it came
            contents->extractRaw(out);
    }
}

} // namespace

Leaves walkParts(const vmime::shared_ptr<const vmime::bodyPart>& mail) {
    return Walk().run(mail);
}

std::string decodedContent(const vmime::bodyPart& part, std::size_t bytes) {
    BoundedOutput out(bytes);
    extract(part, out);
    return std::move(out.kept);
}

std::size_t decodedSize(const vmime::bodyPart& part) {
    BoundedOutput out(0);
    extract(part, out);
    return out.total;
}

} // namespace mcan::email::child
