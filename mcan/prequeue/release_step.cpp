#include "mcan/prequeue/release_step.h"

#include "mcan/prequeue/item_table.h"
#include "proto/base/planted.h"

#include <algorithm>

namespace mcan::prequeue {

using proto::base::Result;
using proto::base::Status;

Status handOver(QSqlDatabase& db, const proto::bus::Outbox& outbox, const Item& item) {
    antesala::v1::InteractionReleased released;
    *released.mutable_interaction() = toInteraction(item);
    released.set_release(item.release);
    return outbox.append(db, QStringLiteral("interaction"), item.id, QStringLiteral("released"), released);
}

namespace {

struct Room {
    QString queue;
    antesala::v1::Channel channel;
    std::uint32_t window;
    int most;
};

Result<int> releaseOf(QSqlDatabase& db, const proto::bus::Outbox& outbox, const Room& of, std::int64_t nowMicros) {
    const auto unfinished = countReleased(db, of.queue, of.channel);
    if (!unfinished)
        return unfinished.status();
    const qint64 window = proto::base::isPlanted(proto::base::PlantedBug::window_ignored) ? of.most : of.window;
    const qint64 room = std::min<qint64>(window - *unfinished, of.most);
    if (room <= 0)
        return 0;
    auto items = nextOf(db, of.queue, of.channel, static_cast<int>(room));
    if (!items)
        return items.status();
    for (Item& item : items.value()) {
        ++item.release;
        if (!proto::base::isPlanted(proto::base::PlantedBug::released_and_still_held))
            if (Status moved = moveItem(db, item, ItemEvent::Release, {}, nowMicros); !moved)
                return moved;
        if (Status given = handOver(db, outbox, item); !given)
            return given;
    }
    return static_cast<int>(items->size());
}

} // namespace

Result<int> releaseInOrder(QSqlDatabase& db, const proto::bus::Outbox& outbox, const ReleaseOrder& order,
                           std::int64_t nowMicros) {
    int released = 0;
    for (const auto& [channel, window] : order.windows) {
        const auto more = releaseOf(db, outbox, {order.queue, channel, window, order.most - released}, nowMicros);
        if (!more)
            return more.status();
        released += *more;
    }
    return released;
}

} // namespace mcan::prequeue
