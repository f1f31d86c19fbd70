// The leaves of a mail and what each is for: shown as text, shown as HTML, or an attachment (RFC 8621 §4.1.4).
#pragma once

#include <vmime/vmime.hpp>

#include <string>
#include <vector>

namespace mcan::email::child {

struct Leaf {
    vmime::shared_ptr<const vmime::bodyPart> part;
    std::string type;      // "text/plain", lower case
    std::string fileName;  // decoded, not cleaned
    std::string contentId; // without angle brackets
    bool attached = false; // Content-Disposition: attachment
};

struct Leaves {
    std::vector<Leaf> textBody; // in order; HTML ones are to be turned into text
    std::vector<Leaf> htmlBody;
    std::vector<Leaf> attachments; // everything that is not shown as text; inline images too
};

Leaves walkParts(const vmime::shared_ptr<const vmime::bodyPart>& mail);

// The content with its transfer encoding undone; what the encoding cannot explain is given as it came. At most `bytes`.
std::string decodedContent(const vmime::bodyPart& part, std::size_t bytes);
// How many bytes decodedContent() would have without a bound; nothing is kept in memory.
std::size_t decodedSize(const vmime::bodyPart& part);

} // namespace mcan::email::child
