// Which interactions have been on which agent's list: he may go on reading their conversations for a week, also after a
// restart of desk or while acd is away. Main loop only.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QHash>
#include <QSet>
#include <QString>

namespace desk::server {

class ServedWork {
public:
    static constexpr int keptDays = 7;
    static constexpr qsizetype mostInMemory = 100'000; // the newest after a restart; beyond it memory starts anew

    ServedWork(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}
    // Blocking; before the loop runs.
    proto::base::Status load();

    void note(const QString& login, const QString& interaction);
    bool has(const QString& login, const QString& interaction) const;
    void purge();

private:
    void remember(const QString& login, const QString& interaction);

    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
    QHash<QString, QSet<QString>> m_byLogin;
    qsizetype m_count = 0;
};

} // namespace desk::server
