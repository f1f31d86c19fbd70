#include "mcan/botpool/bot_settings.h"

#include <QCoreApplication>
#include <QDir>

namespace mcan::botpool {

using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> botSettings() {
    return {
        {.name = "bot.host_program",
         .type = SettingType::Text,
         .byDefault = QStringLiteral("../bots/host/bot_host"),
         .description = "The worker program that runs a bot; a relative path starts at mcan's own folder."},
        {.name = "bot.folder",
         .type = SettingType::Text,
         .byDefault = QStringLiteral("../bots/supplied"),
         .description =
             "Where bots and tables are that the directory names by a relative path; starts at mcan's own folder."},
        {.name = "bot.file_wall_required",
         .type = SettingType::Boolean,
         .byDefault = true,
         .description =
             "Run no bot where the kernel has no Landlock; with false a bot may there read every file that mcan "
             "may read, passwords included."},
        {.name = "bot.memory_max_megabytes",
         .type = SettingType::Integer,
         .byDefault = 256,
         .min = 64,
         .max = 16384,
         .unit = "megabytes",
         .description = "Address space of one worker; a bot that wants more fails on that mail."},
        {.name = "bot.cpu_max_seconds",
         .type = SettingType::Integer,
         .byDefault = 5,
         .min = 1,
         .max = 600,
         .unit = "seconds",
         .description = "Processor time for loading a bot and for each mail; a worker that uses more is ended."},
        {.name = "bot.load_max_seconds",
         .type = SettingType::Integer,
         .byDefault = 10,
         .min = 1,
         .max = 600,
         .unit = "seconds",
         .description = "Time until a worker must have loaded its bot."},
        {.name = "bot.waiting_max_mails",
         .type = SettingType::Integer,
         .byDefault = 1000,
         .min = 1,
         .max = 100000,
         .unit = "mails",
         .description = "Mails that may wait in memory for one bot; the rest wait in the store."},
        {.name = "bot.restart_max_seconds",
         .type = SettingType::Integer,
         .byDefault = 30,
         .min = 1,
         .max = 3600,
         .unit = "seconds",
         .description =
             "Longest pause before a lost worker is started again; the first is 0.2 s and each next doubles."},
    };
}

BotOptions botOptions(const proto::base::Settings& settings) {
    const QDir own(QCoreApplication::applicationDirPath());
    BotOptions options;
    options.hostProgram = QDir::cleanPath(own.absoluteFilePath(settings.text("bot.host_program")));
    options.botFolder = QDir::cleanPath(own.absoluteFilePath(settings.text("bot.folder")));
    options.fileWallRequired = settings.boolean("bot.file_wall_required");
    options.memoryMegabytes = static_cast<int>(settings.integer("bot.memory_max_megabytes"));
    options.cpuSeconds = static_cast<int>(settings.integer("bot.cpu_max_seconds"));
    options.loadSeconds = static_cast<int>(settings.integer("bot.load_max_seconds"));
    options.waitingMails = static_cast<int>(settings.integer("bot.waiting_max_mails"));
    options.restartMaxMs = static_cast<int>(settings.integer("bot.restart_max_seconds")) * 1000;
    return options;
}

} // namespace mcan::botpool
