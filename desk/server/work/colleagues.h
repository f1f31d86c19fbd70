// Whom work could be given to: the agents who are signed in, from the state cache.
#pragma once

#include "desk/server/state/state_cache.h"

namespace desk::server {

constexpr int mostColleagues = 100;

// Those whose login or name contains `search`, whatever its case and accents, without `asking` (login), by name.
antesala::v1::Colleagues colleaguesOf(const StateCache& cache, const QString& asking, const QString& search);

// For comparing texts as people search for them: lower case, accents and outer spaces away.
QString plainText(const QString& text);

} // namespace desk::server
