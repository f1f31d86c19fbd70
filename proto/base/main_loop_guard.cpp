#include "proto/base/main_loop_guard.h"

#include "proto/base/log.h"

#include <QCoreApplication>
#include <QSet>
#include <QThread>

#include <atomic>

namespace proto::base {

namespace {

std::atomic<quint64> waits = 0;

} // namespace

quint64 mainLoopWaits() {
    return waits;
}

void neverInMainLoop(const QString& what) {
    const QCoreApplication* application = QCoreApplication::instance();
    const QThread* here = QThread::currentThread();
    // Before the loop and after it, as in a test's own statements, nobody waits.
    if (!application || application->thread() != here || here->loopLevel() == 0)
        return;
    if (qEnvironmentVariableIsSet("ANTESALA_STRICT"))
        qFatal("the main loop waits for the store: %s", qPrintable(what));
    ++waits;
    static QSet<QString> told; // one thread alone comes here
    if (told.contains(what))
        return;
    told.insert(what);
    logError("proto.base.store", QStringLiteral("the main loop waits for the store: report this"), {{"for", what}});
}

} // namespace proto::base
