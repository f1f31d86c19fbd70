#include "proto/base/toml_text.h"

#include <QFile>

namespace proto::base {

Result<toml::table> readToml(const QString& file) {
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return Status::invalid(QStringLiteral("%1 cannot be read (%2): give an existing file this user may read")
                                   .arg(file, input.errorString()));
    const QByteArray bytes = input.readAll();
    try {
        return toml::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())),
                           file.toStdString());
    } catch (const toml::parse_error& error) {
        return Status::invalid(
            QStringLiteral("%1:%2: %3").arg(file).arg(error.source().begin.line).arg(qstring(error.description())));
    }
}

QString kindOf(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::string:
        return QStringLiteral("a text");
    case toml::node_type::integer:
        return QStringLiteral("a whole number");
    case toml::node_type::floating_point:
        return QStringLiteral("a number");
    case toml::node_type::boolean:
        return QStringLiteral("true or false");
    case toml::node_type::array:
        return QStringLiteral("a list");
    case toml::node_type::table:
        return QStringLiteral("a table");
    default:
        return QStringLiteral("a date or time");
    }
}

} // namespace proto::base
