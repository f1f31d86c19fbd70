// Names of the outside world and their form in the engine. Pure.
#pragma once

#include "acd/routing/types.h"

#include <QString>

namespace acd::turn {

// UUID text ↔ 16 bytes. A text that is no UUID gives the empty id.
routing::InteractionId idOf(const QString& uuid);
QString textOf(const routing::InteractionId& id);

// The same customer gives the same key: FNV-1a of the address in lower case; none when it is empty.
routing::ContactKey contactKeyOf(const QString& address);

// Numbers of offers and of consults' legs above this were given by no earlier process, also when the last of what it wrote is lost:
// phones may still ring for them. startNumber is the store's, which grows with each of its transactions, too; a million for each.
constexpr quint64 numbersAbove(qint64 startNumber) {
    return static_cast<quint64>(startNumber) << 20U;
}
QString textOf(routing::OfferId offer);
routing::OfferId offerOf(const QString& text); // none when it is no number

} // namespace acd::turn
