#include "acd/commands/command_memory.h"

#include <QSqlQuery>

namespace acd::commands {

using antesala::v1::Answer;

namespace {

// Ids are UUIDs; of anything else a UUID is made.
QUuid keyOf(const QString& id) {
    const QUuid uuid(id);
    return uuid.isNull() ? QUuid::createUuidV5(QUuid(), id) : uuid;
}

QByteArray bytesOf(const Answer& answer) {
    return QByteArray::fromStdString(answer.SerializeAsString());
}

Answer answerIn(const QByteArray& bytes) {
    Answer answer;
    (void)answer.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
    return answer;
}

} // namespace

proto::base::Status CommandMemory::load(QSqlDatabase& db) {
    auto query = proto::base::execute(db, QStringLiteral("SELECT id, answer FROM command ORDER BY at DESC LIMIT ?"),
                                      {static_cast<int>(keptInMemory)});
    if (!query)
        return query.status();
    std::vector<std::pair<QUuid, QByteArray>> newestFirst;
    while (query.value().next())
        newestFirst.emplace_back(keyOf(query->value(0).toString()), query->value(1).toByteArray());
    for (auto row = newestFirst.rbegin(); row != newestFirst.rend(); ++row)
        keep(row->first, row->second);
    return proto::base::Status::ok();
}

CommandMemory::Standing CommandMemory::begin(const QString& id, Reply reply) {
    if (const auto known = m_answers.constFind(keyOf(id)); known != m_answers.constEnd()) {
        reply(answerIn(*known));
        return Standing::Answered;
    }
    std::vector<Reply>& waiting = m_pending[id];
    waiting.push_back(std::move(reply));
    return waiting.size() == 1 ? Standing::New : Standing::Pending;
}

void CommandMemory::answered(const QString& id, const Answer& answer) {
    keep(keyOf(id), bytesOf(answer));
    const std::vector<Reply> waiting = m_pending.take(id);
    for (const Reply& reply : waiting)
        reply(answer);
}

proto::base::Store::Job CommandMemory::storing(const QString& id, const Answer& answer, std::int64_t at) {
    return [id, at, bytes = bytesOf(answer)](QSqlDatabase& db) {
        return proto::base::execute(db,
                                    QStringLiteral("INSERT INTO command (id, at, answer) VALUES (?, ?, ?) "
                                                   "ON CONFLICT (id) DO NOTHING"),
                                    {id, qlonglong{at}, bytes})
            .status();
    };
}

void CommandMemory::keep(const QUuid& id, const QByteArray& answer) {
    if (m_answers.contains(id))
        return;
    m_answers.insert(id, answer);
    m_order.push_back(id);
    if (m_order.size() > keptInMemory) {
        m_answers.remove(m_order.front());
        m_order.pop_front();
    }
}

} // namespace acd::commands
