// The site file (TOML) the directory is imported from, as config/demo/site.toml shows.
#pragma once

#include "proto/base/status.h"
#include "proto/directory/directory.h"

#include <functional>

namespace proto::directory {

// A mistake in a site file.
struct SiteMistake {
    int line = 0; // 1-based
    QString text; // "queue soporte: wrap_up_seconds is 99999, but at most 3600 is allowed"
};

struct SiteFile {
    Directory directory;               // complete only when there are no mistakes
    std::vector<SiteMistake> mistakes; // all of them, by line
};

// hashPassword turns a password of the file into what is stored (Argon2id in desk; tests give a quick one).
SiteFile readSiteFile(const QString& path, const std::function<QString(const QString&)>& hashPassword);

} // namespace proto::directory
