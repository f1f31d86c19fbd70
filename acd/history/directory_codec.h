// The directory inside a journal entry, so that a replay routes by the directory of that day.
#pragma once

#include "acd/routing/directory.h"

namespace antesala::acd {
class JournalDirectory;
}

namespace acd::history {

void encodeDirectory(const routing::DirectoryChange& change, antesala::acd::JournalDirectory& message);
routing::DirectoryChange decodeDirectory(const antesala::acd::JournalDirectory& message);

} // namespace acd::history
