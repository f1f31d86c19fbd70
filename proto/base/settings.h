// Typed settings. Every folder declares its own as a table; the daemon gathers the tables, reads one TOML file
// and the command line over it, checks everything and reports all mistakes at once. The manual is generated
// from the same tables (`--settings-manual`). Names are folder.noun_what_unit, in TOML [folder] noun_what_unit = …
// Read-only after load (reloadable ones change by reload()); readable from any thread between loads.
#pragma once

#include "proto/base/status.h"

#include <QHash>
#include <QStringList>
#include <QVariant>

#include <limits>
#include <vector>

namespace proto::base {

enum class SettingType { Integer, Number, Boolean, Text, TextList };

struct SettingSpec {
    const char* name; // "bus.port"
    SettingType type;
    QVariant byDefault; // also fixes what an absent setting means
    double min = std::numeric_limits<double>::lowest();
    double max = std::numeric_limits<double>::max();
    const char* unit = ""; // "seconds", "bytes", …
    bool reloadable = false;
    const char* description; // one sentence
    // What is wrong with a value in the range (setting_checks.h); empty when nothing is.
    QString (*check)(const QVariant& value) = nullptr;
    bool secret = false; // holds a password: whoever can read its file knows it
};

class Settings {
public:
    explicit Settings(std::vector<SettingSpec> specs) : m_specs(std::move(specs)) {}

    // Reads `file` (empty: defaults only), then `overrides` ("bus.port=1884"). All mistakes in one status, a line each:
    // "run/acd.toml:12: bus.port is 70000, but at most 65535 is allowed". Unknown names are mistakes.
    Status load(const QString& file, const QStringList& overrides);
    // Reads the same sources again and takes over the reloadable ones; names of those that need a restart are returned.
    Result<QStringList> reload();

    // The name must be in the table and of that type; anything else is a fault of the program and aborts.
    qint64 integer(const char* name) const;
    double number(const char* name) const;
    bool boolean(const char* name) const;
    QString text(const char* name) const;
    QStringList textList(const char* name) const;

    // "run/acd.toml holds passwords (bus.password) and everybody here can read it (mode 0644): chmod 640 …"; empty when all
    // is well.
    QString rightsProblem() const;

    // The manual: a Markdown table of every setting.
    QString manual() const;
    const std::vector<SettingSpec>& specs() const { return m_specs; }

private:
    using Values = QHash<QString, QVariant>;

    Result<Values> readAll() const;
    QStringList readFile(Values& values) const;
    QStringList readOverrides(Values& values) const;
    const SettingSpec* find(const QString& name) const;
    const QVariant& at(const char* name, SettingType type) const;

    std::vector<SettingSpec> m_specs;
    QHash<QString, QVariant> m_values;
    QString m_file;
    QStringList m_overrides;
};

} // namespace proto::base
