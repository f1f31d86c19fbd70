#include "desk/server/http/json.h"

#include <google/protobuf/util/json_util.h>

namespace desk::server {

using proto::base::Status;

QByteArray toJson(const google::protobuf::Message& message) {
    std::string text;
    // Fails only for Any and for unknown enum texts, which no message of ours has.
    if (!google::protobuf::util::MessageToJsonString(message, &text).ok())
        return "{}";
    return QByteArray::fromStdString(text);
}

Status fromJson(const QByteArray& json, google::protobuf::Message& message) {
    const auto parsed = google::protobuf::util::JsonStringToMessage(
        {json.constData(), static_cast<std::size_t>(json.size())}, &message);
    if (parsed.ok())
        return Status::ok();
    return Status::invalid(QStringLiteral("this is not the JSON of %1: %2")
                               .arg(QString::fromStdString(message.GetDescriptor()->name()),
                                    QString::fromStdString(parsed.message().as_string())));
}

} // namespace desk::server
