// Bugs that the simulation must find (tests/sim). Each stands at its place in the code behind isPlanted(…), which is false at
// compile time in everything but the simulation.
#pragma once

namespace proto::base {

// clang-format off
#define ANTESALA_PLANTS(plant)
// clang-format on

enum class PlantedBug {
    none,
#define ANTESALA_PLANT(name) name,
    ANTESALA_PLANTS(ANTESALA_PLANT)
#undef ANTESALA_PLANT
};

#ifdef ANTESALA_PLANTED
bool isPlanted(PlantedBug bug);
#else
constexpr bool isPlanted(PlantedBug /*bug*/) {
    return false;
}
#endif

} // namespace proto::base
