#include "tests/sim/planting.h"

namespace {

proto::base::PlantedBug planted = proto::base::PlantedBug::none;

} // namespace

namespace sim {

void plant(proto::base::PlantedBug bug) {
    planted = bug;
}

const std::vector<Plant>& plants() {
    static const std::vector<Plant> all{
#define ANTESALA_PLANT(name) {proto::base::PlantedBug::name, #name},
        ANTESALA_PLANTS(ANTESALA_PLANT)
#undef ANTESALA_PLANT
    };
    return all;
}

} // namespace sim

namespace proto::base {

bool isPlanted(PlantedBug bug) {
    return bug == planted;
}

} // namespace proto::base
