#include "mcan/email/format/flowed_text.h"

namespace mcan::email::format {

namespace {

struct FlowedLine {
    std::size_t depth = 0; // of quotation
    std::string_view text;
    bool soft = false; // goes on in the next one
};

FlowedLine takeFlowedLine(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    FlowedLine line;
    line.text = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.text.ends_with('\r'))
        line.text.remove_suffix(1);
    while (line.text.starts_with('>')) {
        ++line.depth;
        line.text.remove_prefix(1);
    }
    if (line.text.starts_with(' ')) // stuffed
        line.text.remove_prefix(1);
    line.soft = line.text.ends_with(' ') && line.text != "-- "; // a signature's mark stands alone
    return line;
}

} // namespace

std::string flowedText(std::string_view text, bool delSp) {
    std::string result;
    bool joins = false;
    std::size_t depth = 0;
    while (!text.empty()) {
        const FlowedLine line = takeFlowedLine(text);
        // A change of depth ends a paragraph, whatever its last line says (§4.5); so does a signature.
        if (!joins || line.depth != depth || line.text == "-- ") {
            if (joins)
                result += '\n';
            result += std::string(line.depth, '>') + (line.depth > 0 ? " " : "");
        }
        depth = line.depth;
        joins = line.soft;
        result += line.soft && delSp ? line.text.substr(0, line.text.size() - 1) : line.text;
        if (!joins)
            result += '\n';
    }
    return result;
}

} // namespace mcan::email::format
