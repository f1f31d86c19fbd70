#include "mcan/prequeue/item_filter.h"

#include "mcan/prequeue/item_table.h"

namespace mcan::prequeue {

namespace {

QString escaped(QString text) {
    text.replace(u'\\', QLatin1String("\\\\")).replace(u'%', QLatin1String("\\%")).replace(u'_', QLatin1String("\\_"));
    return text;
}

} // namespace

Condition conditionOf(const antesala::v1::PrequeueFilter& filter) {
    Condition condition;
    const auto add = [&condition](const char* sql, const QVariant& value) {
        condition.sql += QLatin1String(sql);
        condition.values << value;
    };
    if (!filter.sender().empty())
        add(" and from_address like ? escape '\\'",
            escaped(QString::fromStdString(filter.sender()).toLower()).replace(u'*', u'%'));
    if (!filter.subject_contains().empty())
        add(" and subject_key like ? escape '\\'",
            u'%' + escaped(subjectKey(QString::fromStdString(filter.subject_contains()))) + u'%');
    if (filter.received_before_us() != 0)
        add(" and received_at_us < ?", qlonglong{filter.received_before_us()});
    if (filter.received_after_us() != 0)
        add(" and received_at_us > ?", qlonglong{filter.received_after_us()});
    if (condition.sql.isEmpty() && !filter.all())
        condition.sql = QStringLiteral(" and 1 = 0");
    return condition;
}

} // namespace mcan::prequeue
