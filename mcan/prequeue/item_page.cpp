#include "mcan/prequeue/item_page.h"

#include "mcan/prequeue/item_filter.h"
#include "mcan/prequeue/item_table.h"

#include <algorithm>

namespace mcan::prequeue {

using antesala::v1::PrequeuePage;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr std::uint32_t defaultLimit = 50;
constexpr std::uint32_t limitMax = 200;

// Literal, so that each state's partial index is used.
QString stateCondition(antesala::v1::PrequeueItemState state) {
    for (const ItemState known :
         {ItemState::InBot, ItemState::Suspended, ItemState::Released, ItemState::Discarded, ItemState::Ended})
        if (toMessage(known) == state)
            return QStringLiteral("state = '%1'").arg(itemStateName(known));
    return QStringLiteral("state = 'held'");
}

} // namespace

Result<PrequeuePage> readPage(QSqlDatabase& db, const QString& queue, const antesala::v1::GetPrequeue& request) {
    const int limit = static_cast<int>(request.limit() == 0 ? defaultLimit : std::min(request.limit(), limitMax));
    antesala::v1::PrequeueFilter everything;
    everything.set_all(true);
    const Condition condition = conditionOf(request.has_filter() ? request.filter() : everything);
    QString sql = QStringLiteral("where %1 and queue = ?%2").arg(stateCondition(request.state()), condition.sql);
    QVariantList values = QVariantList{queue} + condition.values;
    if (!request.after().empty()) {
        const QStringList place = QString::fromStdString(request.after()).split(u':');
        bool wellOrder = false;
        bool wellSequence = false;
        const qlonglong order = place.value(0).toLongLong(&wellOrder);
        const qlonglong sequence = place.value(1).toLongLong(&wellSequence);
        if (!wellOrder || !wellSequence || place.size() != 2)
            return Status::invalid(
                QStringLiteral("after is %1, but must be what `next` of a page was").arg(place.join(u':')));
        sql += QStringLiteral(" and (order_us > ? or (order_us = ? and seq > ?))");
        values << order << order << sequence;
    }
    auto items = selectItems(db, sql + QStringLiteral(" order by order_us, seq limit ?"), values << limit + 1);
    if (!items)
        return items.status();
    PrequeuePage page;
    if (items->size() > static_cast<std::size_t>(limit)) {
        items.value().pop_back();
        const Item& last = items->back();
        page.set_next(QStringLiteral("%1:%2").arg(last.orderMicros()).arg(last.sequence).toStdString());
    }
    for (const Item& item : *items)
        *page.add_items() = toPrequeueItem(item);
    return page;
}

} // namespace mcan::prequeue
