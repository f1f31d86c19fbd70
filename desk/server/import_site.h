// desk --import-site FILE: reads a site file, checks all of it, writes it as the directory's next version and announces
// it.
#pragma once

#include "proto/base/settings.h"
#include "proto/base/status.h"
#include "proto/base/store.h"
#include "proto/bus/bus.h"

#include <QString>

#include <optional>

namespace desk::server {

struct DirectoryOptions {
    QString keyFile; // empty: beside the store, see Secrets::keyFile
    int keepVersions = 50;
};
DirectoryOptions directoryOptions(const proto::base::Settings& settings);

// All mistakes in one status, a line each ("site.toml:12: queue soporte: …"); then nothing was written. The value is
// the version written. A person whose password is the one the directory has keeps its hash, and so their sessions.
// Refused when the directory has become another since this file was last imported, or since version `basedOn` when that
// is given. Blocking: a process of its own, or a test.
proto::base::Result<qint64> importSite(const QString& file, const QString& storeUrl,
                                       const DirectoryOptions& options = {},
                                       std::optional<qint64> basedOn = std::nullopt);

// Opens the directory for reading, having brought its tables up to date, and sealed passwords that an earlier program
// left in clear: desk owns them. Blocking; before the loop runs.
proto::base::Status openDirectory(proto::base::Store& store, const QString& storeUrl,
                                  const DirectoryOptions& options = {});

// Tells the daemons, if the broker can be reached within two seconds; otherwise they look by themselves when they
// start. Needs a QCoreApplication. True when told.
bool announceImport(proto::bus::BusOptions options, qint64 version);

} // namespace desk::server
