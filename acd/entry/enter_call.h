// A call before the queue: what it is about, from the number it dialled. Pure.
#pragma once

#include "messages/interaction.pb.h"
#include "proto/base/status.h"
#include "proto/directory/directory.h"

namespace acd::entry {

struct EnteringCall {
    QString interaction;
    QString called;
    QString callerNumber; // as the network gives it; may be empty, or say that it is hidden
    QString callerName;
    std::int64_t arrivedAtUs = 0;
};

// NotFound when the directory has no DID of that number.
proto::base::Result<antesala::v1::Interaction> enterCall(const proto::directory::Directory& directory,
                                                         const EnteringCall& call);

} // namespace acd::entry
