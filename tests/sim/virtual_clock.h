#pragma once

namespace sim {

// Ids begin anew with each seed.
void restartIds();

} // namespace sim
