// All parts of mcan, made in order and joined:
//
//   email ──ConversationWork──► prequeue ◄──sort── bot stage ──► botpool
//                     │  ▲
//               outbox▼  │inbox                diagnostics read all of them
//                    bus (acd)
//
// Main loop only.
#pragma once

#include "proto/base/daemon.h"
#include "proto/base/store.h"

#include <memory>
#include <vector>

namespace mcan::service {

// Everything but the common settings.
std::vector<proto::base::SettingSpec> mcanSettings();
std::vector<proto::base::Migration> mcanMigrations();
// For --check-config: programs and folders that the settings name and that are not there.
QStringList mcanMistakes(const proto::base::Settings& settings);

class Service {
public:
    explicit Service(proto::base::Daemon& daemon);
    ~Service(); // in reverse: threads first, then the store with what is queued, then what its jobs use

    // Opens the store, recovers and starts. One line says what is wrong and the cure.
    proto::base::Status start();

private:
    void join();
    void addDiagnostics();

    struct Parts;
    proto::base::Daemon& m_daemon;
    std::unique_ptr<Parts> d;
};

} // namespace mcan::service
