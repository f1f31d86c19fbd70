// TOML files by toml++, whose header is heavy: include only in .cpp files.
#pragma once

#include "proto/base/status.h"

#include <QString>

#include <toml++/toml.h>

#include <string_view>

namespace proto::base {

inline QString qstring(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// A parsed file. On failure "FILE:LINE: what is wrong" (syntax), or "FILE cannot be read: …".
Result<toml::table> readToml(const QString& file);

// 1-based line where the value stands.
inline int lineOf(const toml::node& node) {
    return static_cast<int>(node.source().begin.line);
}

// "a number", "a list": what a person calls the kind of value.
QString kindOf(const toml::node& node);

} // namespace proto::base
