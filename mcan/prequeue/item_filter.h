// A supervisor's choice of items as the condition of a statement.
#pragma once

#include "messages/prequeue.pb.h"

#include <QString>
#include <QVariantList>

namespace mcan::prequeue {

struct Condition {
    QString sql; // begins with " and"; empty when everything matches
    QVariantList values;
};

// None of the filter's fields set and not `all`: matches nothing.
Condition conditionOf(const antesala::v1::PrequeueFilter& filter);

} // namespace mcan::prequeue
