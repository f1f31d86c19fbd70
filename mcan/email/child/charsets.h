// Text of any character set into UTF-8, never failing: an unknown or lying label falls back to what the bytes look
// like.
#pragma once

#include <string>
#include <string_view>

namespace mcan::email::child {

bool isUtf8(std::string_view text);

// Unlabelled text: UTF-8 when it is valid UTF-8, else windows-1252, which has a character for every byte.
std::string guessedUtf8(const std::string& bytes);

// Labelled text. US-ASCII with eighth bits set counts as unlabelled.
std::string toUtf8(const std::string& bytes, const std::string& charset);

// A header's value: folding undone, encoded words decoded (RFC 2047), UTF-8.
std::string decodedWords(std::string_view value);

} // namespace mcan::email::child
