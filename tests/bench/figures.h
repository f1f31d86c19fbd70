// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a bench found, as JSON lines.
#pragma once

#include <optional>
#include <string>

namespace bench {

// Another way of doing the same, measured in the same run.
struct Against {
    std::string name;
    double value = 0;
    double ratio = 0;
};

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string goal; // as printed; empty = only told
    bool ok = true;
    std::optional<Against> against;
};

// Prints the line and remembers whether a goal was missed.
void print(const Figure& figure);
// The program's exit status: 1 when a goal was missed.
int exitStatus();

} // namespace bench
