// The protobuf JSON mapping: lowerCamelCase names, 64-bit integers as strings, fields at their default left out.
#pragma once

#include "proto/base/status.h"

#include <QByteArray>

namespace google::protobuf {
class Message;
}

namespace desk::server {

QByteArray toJson(const google::protobuf::Message& message);
// Unknown names are mistakes: a request must not be understood by halves.
proto::base::Status fromJson(const QByteArray& json, google::protobuf::Message& message);

} // namespace desk::server
