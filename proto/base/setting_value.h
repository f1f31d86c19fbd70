// One value of a setting: read from TOML or the command line, checked against its row of the table, shown in the manual.
#pragma once

#include "proto/base/settings.h"

#include <toml++/toml.h>

namespace proto::base {

// "bus.port is 70000, but at most 65535 is allowed"
Result<QVariant> settingFromToml(const SettingSpec& spec, const toml::node& node);
// The text after --set NAME=; a list is separated by commas.
Result<QVariant> settingFromText(const SettingSpec& spec, const QString& text);

QString typeName(SettingType type);
// As it would be written in a TOML file.
QString shown(const SettingSpec& spec, const QVariant& value);
// "1 to 65535", "at least 1", or empty.
QString allowed(const SettingSpec& spec);

} // namespace proto::base
