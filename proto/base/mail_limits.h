// What desk and mcan both refuse, so that pages can say it before anything is sent.
#pragma once

#include <QtGlobal>

namespace proto::base {

// Of a reply's own text, in UTF-16 code units, as browsers count. The quote below it is made by mcan and not counted.
inline constexpr qsizetype replyCharactersMax = 256 << 10;
// To and Cc together; RFC 5321 §4.5.3.1.8 has every server take so many.
inline constexpr int replyRecipientsMax = 100;

} // namespace proto::base
