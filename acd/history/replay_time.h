// Moments as a replay prints and reads them: the local time of the machine it runs on, to the microsecond.
#pragma once

#include "acd/routing/types.h"
#include "proto/base/status.h"

#include <string>

namespace acd::history {

// "2026-11-28 09:15:00.123456"
std::string momentText(routing::Time at);
// "12.345 s"
std::string lengthText(routing::Duration length);
// "Europe/Madrid, UTC+01:00": of the zone momentText uses.
std::string zoneText(routing::Time at);

// ISO 8601 with or without a zone (without: local), as momentText prints it, or HH:MM[:SS] of the day of `last`.
proto::base::Result<routing::Time> readMoment(const QString& text, routing::Time last);

} // namespace acd::history
