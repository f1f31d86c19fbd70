// Hand-overs of mcan are decided in the store's writer thread (inbox row and interaction row in one transaction) and carried on
// in the main loop after the commit: the ledger carries the decision across. Thread-safe.
#pragma once

#include <QHash>
#include <QString>

#include <mutex>

namespace acd::switchboard {

// What a release was, seen against the interaction's row.
enum class ReleaseKind {
    Fresh,   // unknown, or ended under an earlier release: it is taken in
    Held,    // open already: nothing to do
    Repeated // ended under this release: its end is told again
};

class ReleaseLedger {
public:
    void note(const QString& envelope, ReleaseKind kind) {
        const std::lock_guard lock(m_mutex);
        m_kinds.insert(envelope, kind);
    }
    ReleaseKind take(const QString& envelope) {
        const std::lock_guard lock(m_mutex);
        return m_kinds.take(envelope);
    }

private:
    std::mutex m_mutex;
    QHash<QString, ReleaseKind> m_kinds; // by envelope id
};

} // namespace acd::switchboard
