// Values for statements. A QString that was never set is bound as NULL by Qt: these columns are NOT NULL, so it is ''
// here.
#pragma once

#include <QByteArray>
#include <QString>
#include <QVariant>

namespace mcan::spool {

inline QVariant sqlText(const QString& text) {
    return text.isNull() ? QVariant(QStringLiteral("")) : QVariant(text);
}
inline QVariant sqlBytes(const QByteArray& bytes) {
    return bytes.isNull() ? QVariant(QByteArray("")) : QVariant(bytes);
}
inline QVariant sqlNumber(qint64 number) {
    return QVariant(number);
}

} // namespace mcan::spool
