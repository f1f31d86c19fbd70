// bot.*: where the worker program and the bots' files are, and what a bot may use.
#pragma once

#include "proto/base/settings.h"

#include <QString>

#include <vector>

namespace mcan::botpool {

std::vector<proto::base::SettingSpec> botSettings();

struct BotOptions {
    QString hostProgram;          // the worker, absolute
    QString botFolder;            // where files that the directory names by a relative path are, absolute
    int memoryMegabytes = 256;    // of one worker
    bool fileWallRequired = true; // without Landlock in the kernel no bot runs
    int cpuSeconds = 5;           // for loading, and for each mail
    int loadSeconds = 10;         // until a worker must have said that it is ready
    int waitingMails = 1000;      // bound of the mails that wait for one bot's workers
    int restartMinMs = 200;       // first pause after a worker was lost; doubles
    int restartMaxMs = 30000;
};

// Relative paths start at the daemon's own executable. Main loop, after the application was made.
BotOptions botOptions(const proto::base::Settings& settings);

} // namespace mcan::botpool
