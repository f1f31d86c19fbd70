// The reader of a store without a thread: instead of proto/base/store_reader.h. Jobs run in virtual time, each on one state.
#pragma once

#include "proto/base/store_connection.h"

#include <functional>
#include <memory>

class QObject;

namespace proto::base {

class StoreReader {
public:
    static constexpr std::size_t capacity = 65536;

    StoreReader(StoreTarget target, std::function<void(bool)> answered);
    ~StoreReader();

    void expect(const std::vector<Migration>& /*migrations*/) {}
    void start() {}
    bool queue(Store::Job job, Store::Done finish);
    QSqlDatabase ownConnection() const;

private:
    Status runJob(const Store::Job& job) const;

    const StoreTarget m_target;
    const QString m_name;
    const std::function<void(bool)> m_answered;
    std::int64_t m_doneAt = 0; // the last job
    std::unique_ptr<QObject> m_life;
};

} // namespace proto::base
