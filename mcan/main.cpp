// mcan - fetches mail, lets bots look at it, and holds it until agents near it
//
//   mcan --config FILE [--set name=value]…    --settings-manual, --check-config, --version
//
// Purpose
//   Everything that is not voice. Mail is fetched from its mailboxes and stored as received, parsed in a disposable child,
//   put into its conversation, shown to bots, and held in the pre-queue. As many as agents could soon take are released to
//   acd, in order. Replies are written, stored and sent.
//
// Flow, a folder a step
//   email ► spool ► email (parse, guards, threads) ► botpool ► prequeue ► bus ► acd
//   bus (desk's reply) ► email (compose) ► spool ► email (send)
//
// States
//   a mail           incoming → threaded | automatic | discarded | bounce | parked | duplicate | quarantined | oversize
//                    (spool/spool.h)
//   an interaction   in_bot → held → released → ended; suspended, discarded                        (prequeue/item_state.h)
//   a reply          queued → sending → sent | deferred | failed                                   (spool/outgoing_queue.h)
//
// Inputs     IMAP, SMTP, the bus (acd, desk), the store: directory (read), mcan (own)
// Settings   mcan --settings-manual; a commented sample is config/mcan.toml
// Signals    SIGTERM and SIGINT end it cleanly, SIGHUP reads settings, directory, bots and their tables again
// Ports      diagnostics 1124 (nc localhost 1124), metrics 9125 (/metrics)
// Away       the broker, acd, a mail server or the directory may be away: mcan waits and goes on by itself
// Exit       0 after a signal; 1 with one line a mistake when it cannot run
#include "mcan/service/service.h"

int main(int argc, char** argv) {
    proto::base::Daemon daemon(
        {.name = QStringLiteral("mcan"),
         .summary = QStringLiteral("Fetches mail, lets bots look at it, and holds it until agents near it."),
         .settings = mcan::service::mcanSettings(),
         .diagnosticsPort = 1124,
         .metricsPort = 9125,
         .schemas = {{QStringLiteral("mcan"), mcan::service::mcanMigrations()}},
         .mistakes = mcan::service::mcanMistakes});
    if (const auto exitCode = daemon.begin(argc, argv))
        return *exitCode;
    mcan::service::Service service(daemon);
    if (const proto::base::Status started = service.start(); !started)
        return daemon.fail(started);
    return daemon.run();
}
