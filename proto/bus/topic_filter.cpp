#include "proto/bus/topic_filter.h"

#include <QStringList>

#include <algorithm>

namespace proto::bus {

bool filterMatches(const QString& filter, const QString& topic) {
    const QList<QStringView> wanted = QStringView(filter).split(u'/');
    const QList<QStringView> levels = QStringView(topic).split(u'/');
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == QLatin1String("#"))
            return true;
        if (i >= levels.size() || (wanted[i] != QLatin1String("+") && wanted[i] != levels[i]))
            return false;
    }
    return wanted.size() == levels.size();
}

QStringList withoutCovered(const QStringList& filters) {
    QStringList kept;
    for (const QString& filter : filters) {
        // A filter is itself a topic as far as levels go: '+' is covered only by '+' and '#'.
        const bool covered = std::any_of(filters.begin(), filters.end(), [&](const QString& other) {
            return other != filter && filterMatches(other, filter);
        });
        if (!covered && !kept.contains(filter))
            kept << filter;
    }
    return kept;
}

} // namespace proto::bus
