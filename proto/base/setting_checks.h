// What min and max cannot say of a setting (SettingSpec::check). Each gives what follows the setting's name in the message,
// "is "loud", but must be debug, info, warning or error"; empty when the value is right. What may hold a password is not shown.
#pragma once

#include <QString>
#include <QVariant>

namespace proto::base {

QString checkLogLevel(const QVariant& value);
// 127.0.0.1, ::1, 0.0.0.0: where one of our ports listens. A name is refused: it may mean another address tomorrow.
QString checkAddress(const QVariant& value);
QString checkLoopbackAddress(const QVariant& value);
// A name or an address to connect to: no blanks, no scheme, no port.
QString checkHost(const QVariant& value);
// Of a site or a node: a level of topics and part of the client's id at the broker.
QString checkLevelName(const QVariant& value);
// What a dialplan or Asterisk calls something: letters, digits, - and _.
QString checkPlainName(const QVariant& value);
QString checkStoreUrl(const QVariant& value);
// Empty, or what a browser sends as Origin: https://desk.example.org, with a port when it is not the usual one.
QString checkOrigin(const QVariant& value);

} // namespace proto::base
