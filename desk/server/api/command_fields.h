// Commands of agents and supervisors, looked at by their fields: a page's command and acd's have the same names and
// bodies, so a new one needs no code here.
#pragma once

#include <QString>

namespace google::protobuf {
class Message;
}

namespace desk::server {

// Copies what `from` asks into the field of the same name of `to`; false when `to` has no such field.
// `field` is the number of the member of `from`'s oneof that is set.
bool copyCommand(const google::protobuf::Message& from, int field, google::protobuf::Message& to);
// "take_back", "transfer" …: the name of that member.
QString commandName(const google::protobuf::Message& from, int field);
// For the audit: what the command concerns, which is its first field, and what else was asked:
// "019a2f7d-… agent=marta over_capacity=true". Lists are left out.
QString commandDetail(const google::protobuf::Message& from, int field);

} // namespace desk::server
