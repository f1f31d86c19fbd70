#include "proto/base/settings.h"

#include "proto/base/did_you_mean.h"
#include "proto/base/file_rights.h"
#include "proto/base/setting_value.h"
#include "proto/base/toml_text.h"

#include <algorithm>
#include <map>

namespace proto::base {

namespace {

QString qname(const SettingSpec& spec) {
    return QString::fromLatin1(spec.name);
}

// A table is a folder of settings; everything else is the value of one.
void flatten(const toml::table& table, const QString& prefix,
             std::vector<std::pair<QString, const toml::node*>>& found) {
    for (const auto& [key, node] : table) {
        const QString name = prefix + qstring(key.str());
        if (const toml::table* folder = node.as_table())
            flatten(*folder, name + u'.', found);
        else
            found.emplace_back(name, &node);
    }
}

QString unknown(const QString& name, const std::vector<SettingSpec>& specs) {
    QStringList known;
    for (const SettingSpec& spec : specs)
        known << qname(spec);
    return QStringLiteral("%1 is no setting%2").arg(name, didYouMean(name, known));
}

} // namespace

Status Settings::load(const QString& file, const QStringList& overrides) {
    m_file = file;
    m_overrides = overrides;
    const Result<Values> read = readAll();
    if (!read)
        return read.status();
    m_values = *read;
    return Status::ok();
}

Result<QStringList> Settings::reload() {
    const Result<Values> read = readAll();
    if (!read)
        return read.status();
    QStringList needRestart;
    for (const SettingSpec& spec : m_specs) {
        const QVariant fresh = read->value(qname(spec));
        if (fresh == m_values.value(qname(spec)))
            continue;
        if (spec.reloadable)
            m_values[qname(spec)] = fresh;
        else
            needRestart << qname(spec);
    }
    return needRestart;
}

Result<Settings::Values> Settings::readAll() const {
    Values values;
    for (const SettingSpec& spec : m_specs)
        values.insert(qname(spec), spec.byDefault);
    QStringList mistakes = readFile(values);
    mistakes += readOverrides(values);
    if (!mistakes.isEmpty())
        return Status::invalid(mistakes.join(u'\n'));
    return values;
}

// Mistakes come in the order of the file's lines.
QStringList Settings::readFile(Values& values) const {
    if (m_file.isEmpty())
        return {};
    const Result<toml::table> table = readToml(m_file);
    if (!table)
        return {table.status().message()};
    std::vector<std::pair<QString, const toml::node*>> found;
    flatten(*table, {}, found);
    std::multimap<int, QString> mistakes;
    for (const auto& [name, node] : found) {
        const SettingSpec* spec = find(name);
        const Result<QVariant> value = spec ? settingFromToml(*spec, *node) : Status::invalid(unknown(name, m_specs));
        if (value)
            values[name] = *value;
        else
            mistakes.emplace(lineOf(*node), value.status().message());
    }
    QStringList lines;
    for (const auto& [line, text] : mistakes)
        lines << QStringLiteral("%1:%2: %3").arg(m_file).arg(line).arg(text);
    return lines;
}

QStringList Settings::readOverrides(Values& values) const {
    QStringList mistakes;
    for (const QString& given : m_overrides) {
        const QString name = given.section(u'=', 0, 0).trimmed();
        const SettingSpec* spec = find(name);
        Result<QVariant> value = Status::invalid(unknown(name, m_specs));
        if (!given.contains(u'='))
            value = Status::invalid(QStringLiteral("%1 has no value: write --set name=value").arg(given));
        else if (spec)
            value = settingFromText(*spec, given.section(u'=', 1));
        if (value)
            values[name] = *value;
        else
            mistakes << QStringLiteral("--set: %1").arg(value.status().message());
    }
    return mistakes;
}

const SettingSpec* Settings::find(const QString& name) const {
    const auto found =
        std::find_if(m_specs.begin(), m_specs.end(), [&](const SettingSpec& spec) { return qname(spec) == name; });
    return found == m_specs.end() ? nullptr : &*found;
}

const QVariant& Settings::at(const char* name, SettingType type) const {
    const SettingSpec* spec = find(QString::fromLatin1(name));
    if (!spec || spec->type != type)
        qFatal("setting %s is not in the table, or of another type", name);
    const auto value = m_values.constFind(QString::fromLatin1(name));
    return value == m_values.constEnd() ? spec->byDefault : *value;
}

qint64 Settings::integer(const char* name) const {
    return at(name, SettingType::Integer).toLongLong();
}
double Settings::number(const char* name) const {
    return at(name, SettingType::Number).toDouble();
}
bool Settings::boolean(const char* name) const {
    return at(name, SettingType::Boolean).toBool();
}
QString Settings::text(const char* name) const {
    return at(name, SettingType::Text).toString();
}
QStringList Settings::textList(const char* name) const {
    return at(name, SettingType::TextList).toStringList();
}

QString Settings::rightsProblem() const {
    QStringList secrets;
    for (const SettingSpec& spec : m_specs) {
        const QString value = m_values.value(qname(spec)).toString();
        // Of a URL only the part before the host can be one.
        if (spec.secret && !value.isEmpty() && (!value.contains(u':') || value.contains(u'@')))
            secrets << qname(spec);
    }
    const QString mode = m_file.isEmpty() || secrets.isEmpty() ? QString() : modeForEverybody(m_file);
    if (mode.isEmpty())
        return {};
    return QStringLiteral("%1 holds passwords (%2) and everybody on this machine can read it (mode %3): chmod 640 %1, "
                          "or 600 when it belongs to the daemon's user")
        .arg(m_file, secrets.join(QStringLiteral(", ")), mode);
}

QString Settings::manual() const {
    QString text = QStringLiteral("| setting | type | default | allowed | unit | reload | meaning |\n"
                                  "|---|---|---|---|---|---|---|\n");
    for (const SettingSpec& spec : m_specs)
        text +=
            QStringLiteral("| `%1` | %2 | %3 | %4 | %5 | %6 | %7 |\n")
                .arg(qname(spec), typeName(spec.type), shown(spec, spec.byDefault), allowed(spec),
                     QString::fromUtf8(spec.unit), spec.reloadable ? QStringLiteral("yes") : QStringLiteral("restart"),
                     QString::fromUtf8(spec.description));
    return text;
}

} // namespace proto::base
