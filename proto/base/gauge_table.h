// Figures that are read when somebody asks for them, as a table: one row a gauge. Main loop only.
#pragma once

#include "proto/base/metrics.h"

#include <prometheus/gauge.h>

#include <cstddef>

namespace proto::base {

// A row has `name` and `help`; `read(row)` gives its value. `rows` lives as long as the metrics: make it static.
template <typename Row, std::size_t N, typename Read>
void addGauges(Metrics& metrics, const Row (&rows)[N], Read read) {
    for (const Row& row : rows) {
        prometheus::Gauge& gauge = metrics.gauge(row.name, row.help);
        metrics.sample([&gauge, &row, read] { gauge.Set(read(row)); });
    }
}

} // namespace proto::base
