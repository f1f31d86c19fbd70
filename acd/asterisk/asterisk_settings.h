// The settings asterisk.*: where ARI is, and how calls are served.
#pragma once

#include "acd/asterisk/ari_client.h"
#include "acd/asterisk/calls.h"
#include "proto/base/settings.h"

namespace acd::asterisk {

std::vector<proto::base::SettingSpec> asteriskSettings();
AriOptions ariOptions(const proto::base::Settings& settings);
CallsOptions callsOptions(const proto::base::Settings& settings);

} // namespace acd::asterisk
