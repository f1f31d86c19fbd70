// Answers given to desks' commands, by command id: a repeat gets the same answer and changes nothing, also after a restart.
// Kept in the store for as many days as the journal, the newest 20,000 in memory, at less than 150 bytes each: mostly it was done,
// and that needs no word. Main loop only.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/store.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QUuid>

#include <deque>
#include <functional>
#include <vector>

namespace acd::commands {

class CommandMemory {
public:
    using Reply = std::function<void(const antesala::v1::Answer&)>;
    static constexpr std::size_t keptInMemory = 20'000;

    // The newest of the store. Blocking; at the start.
    proto::base::Status load(QSqlDatabase& db);

    enum class Standing { New, Pending, Answered };
    // New: it is pending from now on, and whoever carries it out calls answered() once. Pending: `reply` gets the answer with the
    // first one's. Answered: it was called now.
    Standing begin(const QString& id, Reply reply);
    void answered(const QString& id, const antesala::v1::Answer& answer);
    // Stores the answer: belongs in the transaction of what the command did.
    static proto::base::Store::Job storing(const QString& id, const antesala::v1::Answer& answer, std::int64_t at);

private:
    void keep(const QUuid& id, const QByteArray& answer);

    QHash<QUuid, QByteArray> m_answers; // as stored; empty = OK without a word
    std::deque<QUuid> m_order;          // the oldest first
    QHash<QString, std::vector<Reply>> m_pending;
};

} // namespace acd::commands
