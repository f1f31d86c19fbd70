// Names of the outside world and their form in the engine. Pure.
#pragma once

#include "acd/routing/types.h"

#include <QString>

namespace acd::switchboard {

// UUID text ↔ 16 bytes. A text that is no UUID gives the empty id.
routing::InteractionId idOf(const QString& uuid);
QString textOf(const routing::InteractionId& id);

// The same customer gives the same key: FNV-1a of the address in lower case. An address that stands for nobody (empty, a hidden
// number, noreply@) gives none.
routing::ContactKey contactKeyOf(routing::Channel channel, const QString& address);

QString textOf(routing::OfferId offer);
routing::OfferId offerOf(const QString& text); // none when it is no number

} // namespace acd::switchboard
