// The directory as the JSON document the store keeps.
#pragma once

#include "proto/base/status.h"
#include "proto/directory/directory.h"

namespace proto::directory {

// The version is not part of it.
QByteArray toJson(const Directory& directory);
base::Result<Directory> fromJson(const QByteArray& json);

} // namespace proto::directory
