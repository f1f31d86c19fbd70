#include "acd/history/replay_command.h"

#include "acd/history/replay.h"

#include <cstdio>

namespace acd::history {

namespace {

const QString replayOption = QStringLiteral("replay");
const QString untilOption = QStringLiteral("until");
const QString explainOption = QStringLiteral("explain");

} // namespace

std::vector<proto::base::DaemonOption> replayOptions() {
    return {{replayOption, QStringLiteral("FILE"),
             QStringLiteral("Repeats what the journal in acd.db, a copy of it, or a store URL tells, a line a step."),
             true},
            {untilOption, QStringLiteral("T"),
             QStringLiteral("With --replay: stops at this moment and shows who waits and who does what."), true},
            {explainOption, QStringLiteral("ID"),
             QStringLiteral("With --replay: tells only of this interaction, with every agent at each decision."),
             true}};
}

std::optional<int> replayIfAsked(const proto::base::Daemon& daemon) {
    const ReplayRequest request{daemon.option(replayOption), daemon.option(untilOption), daemon.option(explainOption)};
    if (request.source.isEmpty()) {
        if (request.until.isEmpty() && request.explain.isEmpty())
            return std::nullopt;
        return daemon.fail(proto::base::Status::invalid(
            QStringLiteral("--until and --explain belong to --replay FILE: say which journal")));
    }
    const auto done = replay(request, [](const std::string& line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
    });
    std::fflush(stdout);
    if (!done)
        return daemon.fail(done.status());
    return *done == ReplayResult::Same ? 0 : 1;
}

} // namespace acd::history
