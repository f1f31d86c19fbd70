// Hand-overs of mcan are decided in the store's writer thread (inbox row and interaction row in one transaction) and carried on
// in the main loop after the commit: the ledger carries the decision across. Thread-safe.
#pragma once

#include <QHash>
#include <QString>

#include <mutex>

namespace acd::digital {

// What a release was, seen against the interaction's row.
enum class ReleaseKind {
    Fresh,   // unknown, or ended under an earlier release: it is taken in
    Held,    // open already: nothing to do
    Repeated // ended under this release: its end is told again
};

struct ReleaseNote {
    ReleaseKind kind = ReleaseKind::Fresh;
    QString lastAgent; // who finished it before it was opened again; empty when nobody did
};

class ReleaseLedger {
public:
    void note(const QString& envelope, const ReleaseNote& note) {
        const std::lock_guard lock(m_mutex);
        m_notes.insert(envelope, note);
    }
    ReleaseNote take(const QString& envelope) {
        const std::lock_guard lock(m_mutex);
        return m_notes.take(envelope);
    }

private:
    std::mutex m_mutex;
    QHash<QString, ReleaseNote> m_notes; // by envelope id
};

} // namespace acd::digital
