// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include <cstdio>

namespace bench {

namespace {
bool g_missed = false;
}

void print(const Figure& figure) {
    std::printf(R"({"figure":"%s","value":%.6g,"unit":"%s")", figure.name.c_str(), figure.value, figure.unit.c_str());
    if (!figure.goal.empty())
        std::printf(R"(,"goal":"%s","ok":%s)", figure.goal.c_str(), figure.ok ? "true" : "false");
    if (figure.against)
        std::printf(R"(,"against":{"name":"%s","value":%.6g,"ratio":%.4g})", figure.against->name.c_str(),
                    figure.against->value, figure.against->ratio);
    std::printf("}\n");
    std::fflush(stdout);
    g_missed |= !figure.ok;
}

int exitStatus() {
    return g_missed ? 1 : 0;
}

} // namespace bench
