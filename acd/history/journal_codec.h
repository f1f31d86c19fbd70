// Events of the routing engine as bytes and back, for the journal. Plain functions, thread-safe.
// Drawback of a codec written twice: what is written and what is read drift apart. So each field is listed once, by the name
// it has in the event, and both directions walk that list.
#pragma once

#include "acd/routing/event.h"
#include "proto/base/status.h"

#include <QByteArray>

namespace acd::history {

QByteArray encodeEvent(const routing::Event& event);

// Invalid, naming the entry's event, when the bytes are damaged or of an event this version does not know.
proto::base::Result<routing::Event> decodeEvent(const QByteArray& bytes);

} // namespace acd::history
