#include "acd/switchboard/command_memory.h"

#include <QSqlQuery>

namespace acd::switchboard {

using antesala::v1::Answer;

namespace {

constexpr std::size_t keptInMemory = 20'000;

} // namespace

proto::base::Status CommandMemory::load(QSqlDatabase& db) {
    auto query = proto::base::execute(db, QStringLiteral("SELECT id, answer FROM command ORDER BY at DESC LIMIT ?"),
                                      {static_cast<int>(keptInMemory)});
    if (!query)
        return query.status();
    while (query.value().next()) {
        const QByteArray bytes = query->value(1).toByteArray();
        Answer answer;
        if (answer.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size())))
            keep(query->value(0).toString(), answer);
    }
    return proto::base::Status::ok();
}

CommandMemory::Standing CommandMemory::begin(const QString& id, Reply reply) {
    if (const auto known = m_answers.constFind(id); known != m_answers.constEnd()) {
        reply(*known);
        return Standing::Answered;
    }
    std::vector<Reply>& waiting = m_pending[id];
    waiting.push_back(std::move(reply));
    return waiting.size() == 1 ? Standing::New : Standing::Pending;
}

void CommandMemory::answered(const QString& id, const Answer& answer) {
    keep(id, answer);
    const std::vector<Reply> waiting = m_pending.take(id);
    for (const Reply& reply : waiting)
        reply(answer);
}

proto::base::Store::Job CommandMemory::storing(const QString& id, const Answer& answer, std::int64_t at) {
    return [id, at, bytes = QByteArray::fromStdString(answer.SerializeAsString())](QSqlDatabase& db) {
        return proto::base::execute(db,
                                    QStringLiteral("INSERT INTO command (id, at, answer) VALUES (?, ?, ?) "
                                                   "ON CONFLICT (id) DO NOTHING"),
                                    {id, qlonglong{at}, bytes})
            .status();
    };
}

void CommandMemory::keep(const QString& id, const Answer& answer) {
    m_answers.insert(id, answer);
    m_order.push_back(id);
    if (m_order.size() > keptInMemory) {
        m_answers.remove(m_order.front());
        m_order.pop_front();
    }
}

} // namespace acd::switchboard
