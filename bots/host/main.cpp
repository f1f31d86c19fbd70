// bot_host - runs one bot for mcan
//
//   bot_host --file BOT.py [--table TABLE.toml] [--packages DIR] [--memory-mb N] [--cpu-seconds N] [--without-file-wall]
//
// Reads BotRequest frames on standard input and answers each with a BotAnswer frame on what was standard output when it
// started (proto/messages/bot.proto). The first answer is BotReady. Everything the bot prints goes to standard error,
// which mcan logs. Ends when the input ends or when it is killed: a bot that takes too long, uses too much memory or CPU,
// or crashes takes only this process with it, and mcan starts another.
//
// The bot is confined (proto/confinement): it reads its own folder, its table, `antesala` and the system's modules, writes
// nothing, has no network, starts no process, signals nobody. A worker that cannot be confined says so and runs no bot.
//
//   --packages    folder that holds the Python package `antesala` (the folder above this program's)
//   --memory-mb   address space, 256 by default
//   --cpu-seconds CPU time for loading the bot and for each mail, 5 by default
//   --without-file-wall  where the kernel has no Landlock: the bot may read what mcan may read; the rest stands
#include "bots/host/frame_channel.h"
#include "bots/host/python_bot.h"
#include "proto/confinement/confinement.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

namespace {

struct Arguments {
    std::string file, table, packages;
    int memoryMegabytes = 256;
    int cpuSeconds = 5;
    bool fileWall = true;
};

Arguments read(int argc, char** argv) {
    const option known[] = {{"file", required_argument, nullptr, 'f'},
                            {"table", required_argument, nullptr, 't'},
                            {"packages", required_argument, nullptr, 'p'},
                            {"memory-mb", required_argument, nullptr, 'm'},
                            {"cpu-seconds", required_argument, nullptr, 'c'},
                            {"without-file-wall", no_argument, nullptr, 'w'},
                            {nullptr, 0, nullptr, 0}};
    Arguments arguments;
    arguments.packages = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    for (int found = 0; (found = ::getopt_long(argc, argv, "", known, nullptr)) != -1;) {
        switch (found) {
        case 'f':
            arguments.file = ::optarg;
            break;
        case 't':
            arguments.table = ::optarg;
            break;
        case 'p':
            arguments.packages = ::optarg;
            break;
        case 'm':
            arguments.memoryMegabytes = std::atoi(::optarg);
            break;
        case 'c':
            arguments.cpuSeconds = std::atoi(::optarg);
            break;
        case 'w':
            arguments.fileWall = false;
            break;
        default:
            ::_exit(2);
        }
    }
    return arguments;
}

// The frames keep their own descriptor; descriptor 1 becomes standard error, so that no print() gets between them.
int takeOutput() {
    const int frames = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    return frames;
}

proto::confinement::Walls wallsFor(const Arguments& arguments) {
    using proto::confinement::Access;
    const std::filesystem::path packages = arguments.packages;
    proto::confinement::Walls walls;
    walls.memoryMegabytes = arguments.memoryMegabytes;
    walls.grants = {{std::filesystem::absolute(arguments.file).parent_path(), Access::Read},
                    {packages, Access::List},
                    {packages / "antesala", Access::Read}};
    if (!arguments.table.empty())
        walls.grants.push_back({arguments.table, Access::Read});
    if (!arguments.fileWall)
        walls.withoutFileWall = proto::confinement::WithoutFileWall::GoOn;
    return walls;
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments = read(argc, argv);
    proto::confinement::dieWithParent();
    proto::confinement::closeInherited();
    bots::host::FrameChannel channel(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), takeOutput());
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);

    antesala::v1::BotAnswer ready;
    ready.mutable_ready()->set_problem(proto::confinement::confine(wallsFor(arguments)));
    proto::confinement::allowCpuSeconds(arguments.cpuSeconds);
    bots::host::PythonBot bot(arguments.packages);
    if (ready.ready().problem().empty())
        ready.mutable_ready()->set_problem(bot.load(arguments.file, arguments.table));
    const bool usable = ready.ready().problem().empty();

    bool connected = channel.send(ready) && usable;
    for (antesala::v1::BotRequest request; connected && channel.receive(request);) {
        proto::confinement::allowCpuSeconds(arguments.cpuSeconds);
        antesala::v1::BotAnswer answer;
        *answer.mutable_result() = bot.ask(request.mail());
        answer.mutable_result()->set_number(request.number());
        connected = channel.send(answer);
    }
    ::_exit(usable ? 0 : 1);
}
