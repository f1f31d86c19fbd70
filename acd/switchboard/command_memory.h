// Answers given to desks' commands, by command id: a repeat gets the same answer and changes nothing, also after a restart.
// Kept for a day in the store, the newest 20,000 in memory. Main loop only.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/store.h"

#include <QHash>
#include <QString>

#include <deque>
#include <functional>
#include <vector>

namespace acd::switchboard {

class CommandMemory {
public:
    using Reply = std::function<void(const antesala::v1::Answer&)>;

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
    void keep(const QString& id, const antesala::v1::Answer& answer);

    QHash<QString, antesala::v1::Answer> m_answers;
    std::deque<QString> m_order;
    QHash<QString, std::vector<Reply>> m_pending;
};

} // namespace acd::switchboard
