// One JSON object on one line, keys in the order they were added (QJsonObject would sort them).
#pragma once

#include <QVariant>

#include <string>

namespace proto::base {

class JsonLine {
public:
    // Numbers and booleans as such; lists of texts as arrays; everything else as text.
    void add(const char* key, const QVariant& value);
    std::string text() const { return m_text + '}'; }

private:
    std::string m_text = "{";
};

} // namespace proto::base
