#include "proto/base/setting_value.h"

#include "proto/base/toml_text.h"

namespace proto::base {

namespace {

QString name(const SettingSpec& spec) {
    return QString::fromLatin1(spec.name);
}
bool hasMin(const SettingSpec& spec) {
    return spec.min > std::numeric_limits<double>::lowest();
}
bool hasMax(const SettingSpec& spec) {
    return spec.max < std::numeric_limits<double>::max();
}
QString plain(double value) {
    return QString::number(value, 'g', 15);
}

Status wrongKind(const SettingSpec& spec, const QString& given) {
    return Status::invalid(QStringLiteral("%1 is %2, but must be %3").arg(name(spec), given, typeName(spec.type)));
}

Result<QVariant> checked(const SettingSpec& spec, const QVariant& value) {
    const QString wrong = spec.check ? spec.check(value) : QString();
    return wrong.isEmpty() ? Result<QVariant>(value) : Status::invalid(name(spec) + u' ' + wrong);
}

// Numbers within min and max; texts are counted in characters.
Result<QVariant> withinRange(const SettingSpec& spec, QVariant value) {
    const bool isNumber = spec.type == SettingType::Integer || spec.type == SettingType::Number;
    const bool isText = spec.type == SettingType::Text;
    if (!isNumber && !isText)
        return checked(spec, value);
    const double size = isText ? static_cast<double>(value.toString().size()) : value.toDouble();
    const QString what = isText ? QStringLiteral("%1 has %2 characters").arg(name(spec), plain(size))
                                : QStringLiteral("%1 is %2").arg(name(spec), plain(size));
    if (size < spec.min)
        return Status::invalid(QStringLiteral("%1, but at least %2 is needed").arg(what, plain(spec.min)));
    if (size > spec.max)
        return Status::invalid(QStringLiteral("%1, but at most %2 is allowed").arg(what, plain(spec.max)));
    return checked(spec, value);
}

Result<QVariant> textList(const SettingSpec& spec, const toml::node& node) {
    const toml::array* array = node.as_array();
    if (!array)
        return wrongKind(spec, kindOf(node));
    QStringList texts;
    for (const toml::node& entry : *array) {
        if (!entry.is_string())
            return wrongKind(spec, QStringLiteral("a list with ") + kindOf(entry) + QStringLiteral(" in it"));
        texts << qstring(entry.ref<std::string>());
    }
    return checked(spec, texts);
}

} // namespace

Result<QVariant> settingFromToml(const SettingSpec& spec, const toml::node& node) {
    switch (spec.type) {
    case SettingType::Integer:
        return node.is_integer() ? withinRange(spec, qlonglong{node.ref<std::int64_t>()})
                                 : wrongKind(spec, kindOf(node));
    case SettingType::Number:
        return node.is_number() ? withinRange(spec, *node.value<double>()) : wrongKind(spec, kindOf(node));
    case SettingType::Boolean:
        return node.is_boolean() ? QVariant(node.ref<bool>()) : Result<QVariant>(wrongKind(spec, kindOf(node)));
    case SettingType::Text:
        return node.is_string() ? withinRange(spec, qstring(node.ref<std::string>())) : wrongKind(spec, kindOf(node));
    case SettingType::TextList:
        return textList(spec, node);
    }
    return wrongKind(spec, kindOf(node));
}

Result<QVariant> settingFromText(const SettingSpec& spec, const QString& text) {
    bool understood = true;
    QVariant value;
    switch (spec.type) {
    case SettingType::Integer:
        value = text.toLongLong(&understood);
        break;
    case SettingType::Number:
        value = text.toDouble(&understood);
        break;
    case SettingType::Boolean:
        understood = text == QLatin1String("true") || text == QLatin1String("false");
        value = text == QLatin1String("true");
        break;
    case SettingType::Text:
        value = text;
        break;
    case SettingType::TextList:
        value = text.split(u',', Qt::SkipEmptyParts);
        break;
    }
    return understood ? withinRange(spec, value) : wrongKind(spec, u'"' + text + u'"');
}

QString typeName(SettingType type) {
    switch (type) {
    case SettingType::Integer:
        return QStringLiteral("a whole number");
    case SettingType::Number:
        return QStringLiteral("a number");
    case SettingType::Boolean:
        return QStringLiteral("true or false");
    case SettingType::Text:
        return QStringLiteral("a text");
    case SettingType::TextList:
        return QStringLiteral("a list of texts");
    }
    return {};
}

QString shown(const SettingSpec& spec, const QVariant& value) {
    switch (spec.type) {
    case SettingType::Integer:
    case SettingType::Number:
    case SettingType::Boolean:
        return value.toString();
    case SettingType::Text:
        return u'"' + value.toString() + u'"';
    case SettingType::TextList: {
        const QStringList texts = value.toStringList();
        return texts.isEmpty() ? QStringLiteral("[]")
                               : QStringLiteral("[\"%1\"]").arg(texts.join(QLatin1String("\", \"")));
    }
    }
    return {};
}

QString allowed(const SettingSpec& spec) {
    if (hasMin(spec) && hasMax(spec))
        return QStringLiteral("%1 to %2").arg(plain(spec.min), plain(spec.max));
    if (hasMin(spec))
        return QStringLiteral("at least %1").arg(plain(spec.min));
    return hasMax(spec) ? QStringLiteral("at most %1").arg(plain(spec.max)) : QString();
}

} // namespace proto::base
