// Text of any character set into UTF-8, never failing: an unknown or lying label falls back to what the bytes look
// like.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::child {

bool isUtf8(std::string_view text);

// Unlabelled text: UTF-8 when most of it reads so (what does not stays as it is), else windows-1252, which has a character for
// every byte.
std::string guessedUtf8(const std::string& bytes);

// Says the label nothing? US-ASCII with eighth bits set counts as unlabelled.
bool isUnlabelled(const std::string& charset);
// Labelled text.
std::string toUtf8(const std::string& bytes, const std::string& charset);

// What HTML says of itself: <meta charset="…">; empty when it says nothing.
std::string metaCharset(std::string_view html);

// A header's value: folding undone, encoded words decoded (RFC 2047), UTF-8.
std::string decodedWords(std::string_view value);

} // namespace mcan::email::child
