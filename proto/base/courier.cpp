#include "proto/base/courier.h"

#include <QCoreApplication>
#include <QEvent>

namespace proto::base {

void Courier::deliver(QPointer<QObject> context, std::function<void()> call) {
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_parcels.empty();
        m_parcels.push_back({std::move(context), std::move(call)});
    }
    if (first)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool Courier::event(QEvent* event) {
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::deque<Parcel> parcels;
    {
        const std::lock_guard lock(m_mutex);
        parcels.swap(m_parcels);
    }
    for (const Parcel& parcel : parcels) {
        if (parcel.context)
            parcel.call();
    }
    return true;
}

} // namespace proto::base
