// A main loop is never blocked (architecture.md, rule 7): a database that is away holds a statement for seconds, and with it calls and
// pages. Whoever is about to wait for the store says so here. In the thread of the application, while its event loop runs, that is a
// fault of ours: logged as an error once for each place, and with ANTESALA_STRICT in the environment, as the lab's daemons and the tests
// have it, the end of the program.
#pragma once

#include <QString>

namespace proto::base {

// `what`: the statement, or "a wait for the commit".
void neverInMainLoop(const QString& what);
// How often it happened all the same.
quint64 mainLoopWaits();

} // namespace proto::base
