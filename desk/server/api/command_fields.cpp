#include "desk/server/api/command_fields.h"

#include <QStringList>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace desk::server {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

QString valueOf(const Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
        return QString::fromStdString(reflection->GetString(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
        return QString::fromStdString(reflection->GetEnum(message, field)->name());
    case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(message, field) ? QStringLiteral("true") : QStringLiteral("false");
    case FieldDescriptor::CPPTYPE_INT32:
        return QString::number(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
        return QString::number(reflection->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
        return QString::number(qlonglong{reflection->GetInt64(message, field)});
    default:
        return {};
    }
}

const FieldDescriptor* member(const Message& from, int field) {
    return from.GetDescriptor()->FindFieldByNumber(field);
}

} // namespace

bool copyCommand(const Message& from, int field, Message& to) {
    const FieldDescriptor* said = member(from, field);
    const FieldDescriptor* same = to.GetDescriptor()->FindFieldByName(said->name());
    if (!same || same->message_type() != said->message_type())
        return false;
    to.GetReflection()->MutableMessage(&to, same)->CopyFrom(from.GetReflection()->GetMessage(from, said));
    return true;
}

QString commandName(const Message& from, int field) {
    return QString::fromStdString(member(from, field)->name());
}

QString commandDetail(const Message& from, int field) {
    const Message& body = from.GetReflection()->GetMessage(from, member(from, field));
    const auto* fields = body.GetDescriptor();
    QStringList words;
    for (int i = 0; i < fields->field_count(); ++i) {
        const FieldDescriptor* each = fields->field(i);
        if (each->is_repeated() || !body.GetReflection()->HasField(body, each))
            continue;
        const QString value = valueOf(body, each);
        words << (i == 0 ? value : QString::fromStdString(each->name()) + u'=' + value);
    }
    return words.join(u' ');
}

} // namespace desk::server
