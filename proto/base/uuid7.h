// UUID version 7 (RFC 9562 §5.7): time-ordered, so that ids sort by age. Thread-safe.
#pragma once

#include <QString>

namespace proto::base {

// A new id in text form, lower case, 36 characters. Two calls of one process never give the same,
// and a later call sorts after an earlier one.
QString newUuid7();

// True for the 36-character text form of any UUID.
bool isUuid(const QString& text);

} // namespace proto::base
