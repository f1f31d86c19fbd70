// Brings calls from any thread into the thread of an object. Unlike QMetaObject::invokeMethod it may be used while the
// object may be dying in its own thread: the check whether it still lives is made there.
#pragma once

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <mutex>

namespace proto::base {

// Lives in one thread and delivers there, in order.
class Courier : public QObject {
public:
    // From any thread. `call` is dropped if `context` has died.
    void deliver(QPointer<QObject> context, std::function<void()> call);

protected:
    bool event(QEvent* event) override;

private:
    struct Parcel {
        QPointer<QObject> context;
        std::function<void()> call;
    };
    std::mutex m_mutex;
    std::deque<Parcel> m_parcels;
};

} // namespace proto::base
