// The reader thread of a store, and the read-only connections of other threads.
#pragma once

#include "proto/base/store_connection.h"
#include "proto/base/trouble.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace proto::base {

class StoreReader {
public:
    static constexpr std::size_t capacity = 65536;

    // `answered` is told after each read whether the database was there; in the reader's thread.
    StoreReader(StoreTarget target, std::function<void(bool)> answered);
    ~StoreReader();

    // Before start(): no job runs until the schema is at least so new.
    void expect(std::vector<Migration> migrations) { m_expected = std::move(migrations); }
    void start();
    // The job sees one state of the database (a transaction that is rolled back). `finish` comes in the reader's thread.
    // False when the queue is full or ending.
    bool queue(Store::Job job, Store::Done finish);
    // The calling thread's own connection; closed when the thread ends. Not open when the database is away.
    QSqlDatabase ownConnection() const;

private:
    struct Pending {
        Store::Job job;
        Store::Done finish;
    };
    void run();
    QString ownName() const; // of the calling thread's connection; no other store ever has it
    Status runJob(const Store::Job& job);

    const StoreTarget m_target;
    int m_number = 0;
    const std::function<void(bool)> m_answered;
    std::vector<Migration> m_expected; // not checked yet; the reader's thread only
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Pending> m_queue;
    bool m_ending = false;
    mutable Trouble m_trouble;
    std::thread m_thread;
};

} // namespace proto::base
