#include "proto/base/json_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

namespace proto::base {

namespace {

std::string json(const QVariant& value) {
    QJsonValue single;
    switch (value.typeId()) {
    case QMetaType::Bool:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        return value.toString().toStdString();
    case QMetaType::QStringList:
        single = QJsonArray::fromStringList(value.toStringList());
        break;
    default:
        single = value.toString();
    }
    const QByteArray wrapped = QJsonDocument(QJsonArray{single}).toJson(QJsonDocument::Compact);
    return wrapped.mid(1, wrapped.size() - 2).toStdString();
}

} // namespace

void JsonLine::add(const char* key, const QVariant& value) {
    if (m_text.size() > 1)
        m_text += ',';
    m_text += json(QString::fromUtf8(key)) + ':' + json(value);
}

} // namespace proto::base
