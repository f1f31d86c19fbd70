// Which of the planted bugs is in force. See proto/base/planted.h.
#pragma once

#include "proto/base/planted.h"

#include <vector>

namespace sim {

struct Plant {
    proto::base::PlantedBug bug;
    const char* name;
};

const std::vector<Plant>& plants();
void plant(proto::base::PlantedBug bug);

} // namespace sim
