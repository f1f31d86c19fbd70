// Which interactions have been on which agent's list: they may go on reading their conversations for a week, also after a
// restart of desk or while acd is away. Main loop only.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QUuid>

#include <deque>

namespace desk::server {

class ServedWork {
public:
    static constexpr int keptDays = 7;
    static constexpr std::size_t mostInMemory = 100'000; // about 10 MB; beyond it the oldest are forgotten

    ServedWork(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}
    // Blocking; before the loop runs.
    proto::base::Status load();

    // In memory alone.
    void remember(const QString& login, const QString& interaction, std::int64_t atMicros);
    void note(const QString& login, const QString& interaction);
    bool has(const QString& login, const QString& interaction) const;
    // What is older than keptDays; the rows go by themselves (retention.h).
    void forgetOld();
    std::size_t size() const { return m_order.size(); }

private:
    struct Noted {
        QString login; // shared with the key of m_byLogin
        QUuid interaction;
        std::int64_t atMicros = 0;
    };
    void forgetOldest();

    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
    QHash<QString, QSet<QUuid>> m_byLogin;
    std::deque<Noted> m_order; // the oldest first
};

} // namespace desk::server
