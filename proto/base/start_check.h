// What would keep a daemon from starting, found without starting it: --check-config. Nothing is made or changed.
#pragma once

#include "proto/base/daemon.h"

namespace proto::base {

struct StartCheck {
    QStringList mistakes; // it would end with these
    QStringList warnings; // it would start and log these
};

// A port that is taken, or a store that is written, is no mistake while this very daemon runs beside the check.
StartCheck checkStart(const DaemonOptions& options, const Settings& settings);

} // namespace proto::base
