#include "mcan/prequeue/resync_step.h"

#include "mcan/prequeue/item_table.h"
#include "mcan/prequeue/release_step.h"

#include <QHash>

namespace mcan::prequeue {

using proto::base::Result;
using proto::base::Status;

Result<int> releaseMissing(QSqlDatabase& db, const proto::bus::Outbox& outbox, const antesala::v1::Holdings& holdings) {
    QHash<QString, std::uint32_t> held;
    for (const auto& entry : holdings.held())
        held.insert(QString::fromStdString(entry.interaction_id()), entry.release());
    auto released =
        selectItems(db,
                    QStringLiteral("where state = 'released' and not exists (select 1 from outbox"
                                   " where outbox.interaction_id = interaction.id"
                                   " and outbox.type = 'antesala.v1.InteractionReleased') order by order_us, seq"),
                    {});
    if (!released)
        return released.status();
    int again = 0;
    for (const Item& item : released.value()) {
        if (held.value(item.id) >= item.release)
            continue;
        if (Status given = handOver(db, outbox, item); !given)
            return given;
        ++again;
    }
    return again;
}

} // namespace mcan::prequeue
