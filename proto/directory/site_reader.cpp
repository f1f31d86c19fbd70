#include "proto/directory/site_reader.h"

#include "proto/base/did_you_mean.h"
#include "proto/directory/phone_number.h"
#include "proto/directory/site_checks.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace proto::directory {

using base::didYouMean;
using base::kindOf;
using base::lineOf;
using base::qstring;

namespace {

constexpr qsizetype textLimit = 255;

bool hasControl(const QString& text) {
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.isNull() || c.category() == QChar::Other_Control; });
}

} // namespace

QString wordFor(Kind kind) {
    switch (kind) {
    case Kind::Channel:
        return QStringLiteral("channel");
    case Kind::Queue:
        return QStringLiteral("queue");
    case Kind::Skill:
        return QStringLiteral("skill");
    case Kind::Agent:
        return QStringLiteral("agent");
    case Kind::Person:
        return QStringLiteral("person");
    case Kind::Mailbox:
        return QStringLiteral("mailbox");
    case Kind::Bot:
        return QStringLiteral("bot");
    case Kind::Did:
        return QStringLiteral("did");
    case Kind::Disposition:
        return QStringLiteral("disposition");
    case Kind::BreakReason:
        return QStringLiteral("break reason");
    case Kind::Phone:
        return QStringLiteral("phone");
    case Kind::Hours:
        return QStringLiteral("hours");
    }
    return {};
}

void SiteReading::define(Kind kind, const QString& name, int line, const QString& whose) {
    const auto [entry, isNew] = defined.emplace(std::pair(kind, name), line);
    if (!isNew)
        mistake(line, QStringLiteral("%1: %2 %3 is already in line %4: give it another one, or delete one of them")
                          .arg(whose, wordFor(kind), name)
                          .arg(entry->second));
}

SiteReader::SiteReader(SiteReading& reading, const toml::table& table, QString key)
    : m_reading(reading)
    , m_table(table)
    , m_key(std::move(key))
    , m_label(m_key)
    , m_mistakesBefore(reading.mistakes.size()) {}

void SiteReader::finish() {
    for (const auto& [key, node] : m_table) {
        const QString name = qstring(key.str());
        if (m_asked.contains(name))
            continue;
        const QString where = m_label.isEmpty() ? QString() : m_label + QStringLiteral(": ");
        m_reading.mistake(lineOf(node),
                          QStringLiteral("%1there is no %2 here%3").arg(where, name, didYouMean(name, m_asked)));
    }
}

const toml::node* SiteReader::take(const char* key) {
    m_asked << QString::fromLatin1(key);
    return m_table.get(key);
}

const toml::node* SiteReader::need(const char* key) {
    const toml::node* node = take(key);
    if (!node)
        wrong(key, QStringLiteral("is missing"));
    return node;
}

int SiteReader::line(const char* key) const {
    const toml::node* node = m_table.get(key);
    return lineOf(node ? *node : static_cast<const toml::node&>(m_table));
}

void SiteReader::wrong(const char* key, const QString& what) {
    m_reading.mistake(line(key), QStringLiteral("%1: %2 %3").arg(m_label, QString::fromLatin1(key), what));
}

bool SiteReader::read(const char* key, QString& value, Need needed) {
    const toml::node* node = needed == Need::Required ? need(key) : take(key);
    if (!node)
        return false;
    if (!node->is_string()) {
        wrong(key, QStringLiteral("is %1, but must be a text").arg(kindOf(*node)));
        return false;
    }
    const QString text = qstring(node->ref<std::string>());
    if (text.trimmed().isEmpty()) {
        wrong(key, needed == Need::Required ? QStringLiteral("is empty: write 1 to %1 characters").arg(textLimit)
                                            : QStringLiteral("is empty: write a text, or leave the field out"));
        return false;
    }
    if (text.size() > textLimit || hasControl(text)) {
        wrong(key, QStringLiteral("must have 1 to %1 characters on one line").arg(textLimit));
        return false;
    }
    value = text;
    return true;
}

void SiteReader::defines(const char* key, QString& value, Kind kind) {
    if (!read(key, value, Need::Required))
        return;
    m_label = m_key + u' ' + value;
    if (const QString problem = nameProblem(value); !problem.isEmpty())
        wrong(key, problem);
    m_reading.define(kind, value, line(key), m_label);
}

void SiteReader::definesAddress(const char* key, QString& value) {
    if (!read(key, value, Need::Required))
        return;
    m_label = m_key + u' ' + value;
    if (const QString problem = addressProblem(value); !problem.isEmpty())
        wrong(key, problem);
    m_reading.define(Kind::Mailbox, value, line(key), m_label);
}

void SiteReader::definesNumber(const char* key, QString& value, Kind kind) {
    if (!read(key, value, Need::Required))
        return;
    if (kind != Kind::Phone) { // an extension is what Asterisk calls it
        m_label = m_key + u' ' + value;
        value = normalNumber(value, numberingOf(m_reading.country));
    }
    if (const QString problem = numberProblem(value); !problem.isEmpty())
        wrong(key, problem);
    m_reading.define(kind, value, line(key), m_label);
}

void SiteReader::phone(const char* key, QString& value) {
    if (m_table.contains(key))
        definesNumber(key, value, Kind::Phone);
    else
        (void)take(key);
}

void SiteReader::refers(const char* key, QString& value, Kind kind, Need needed) {
    if (read(key, value, needed))
        m_reading.references.push_back({kind, value, line(key), m_label});
}

std::vector<std::pair<QString, int>> SiteReader::textsAt(const char* key) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const toml::array* array = node->as_array();
    if (!array) {
        wrong(key, QStringLiteral("is %1, but must be a list of texts").arg(kindOf(*node)));
        return {};
    }
    std::vector<std::pair<QString, int>> texts;
    for (const toml::node& entry : *array) {
        if (entry.is_string())
            texts.emplace_back(qstring(entry.ref<std::string>()), lineOf(entry));
        else
            m_reading.mistake(lineOf(entry), QStringLiteral("%1: %2 has %3 in it, but must be a list of texts")
                                                 .arg(m_label, QString::fromLatin1(key), kindOf(entry)));
    }
    return texts;
}

void SiteReader::referAll(const char* key, QStringList& values, Kind kind) {
    for (const auto& [text, line] : textsAt(key)) {
        values << text;
        m_reading.references.push_back({kind, text, line, m_label});
    }
}

void SiteReader::texts(const char* key, QStringList& values, Check check) {
    for (const auto& [text, line] : textsAt(key)) {
        values << text;
        if (const QString problem = problemOf(check, text); !problem.isEmpty())
            m_reading.mistake(line, QStringLiteral("%1: %2 %3").arg(m_label, QString::fromLatin1(key), problem));
    }
}

void SiteReader::text(const char* key, QString& value, Need needed) {
    read(key, value, needed);
}

void SiteReader::checked(const char* key, QString& value, Check check) {
    const bool optional =
        check == Check::TimeZone || check == Check::Country || check == Check::Label || check == Check::Sound;
    const Need needed = optional ? Need::Optional : Need::Required;
    if (!read(key, value, needed))
        return;
    if (const QString problem = problemOf(check, value); !problem.isEmpty())
        wrong(key, problem);
}

// A file beside the site file is kept by its full path; a bare name that is none is one of the supplied.
void SiteReader::path(const char* key, QString& value, Need needed) {
    if (!read(key, value, needed))
        return;
    const QFileInfo file(QDir(m_reading.folder), value);
    const bool mayBeSupplied = needed == Need::Required && !value.contains(u'/');
    if (file.isFile())
        value = file.canonicalFilePath();
    else if (!mayBeSupplied)
        wrong(key, QStringLiteral("is \"%1\", but %2 is no file").arg(value, QDir::cleanPath(file.absoluteFilePath())));
}

void SiteReader::secret(Person& person) {
    QString password;
    if (!read("password", password, Need::Required))
        return;
    if (password.size() < 8)
        return wrong("password", QStringLiteral("is too short: give at least 8 characters"));
    m_reading.passwords.emplace_back(person.login, password);
}

void SiteReader::whole(const char* key, int& value, int min, int max) {
    const toml::node* node = take(key);
    if (!node)
        return;
    if (!node->is_integer())
        return wrong(key, QStringLiteral("is %1, but must be a whole number").arg(kindOf(*node)));
    const std::int64_t given = node->ref<std::int64_t>();
    if (given < min)
        return wrong(key, QStringLiteral("is %1, but at least %2 is needed").arg(given).arg(min));
    if (given > max)
        return wrong(key, QStringLiteral("is %1, but at most %2 is allowed").arg(given).arg(max));
    value = static_cast<int>(given);
}

void SiteReader::flag(const char* key, bool& value) {
    const toml::node* node = take(key);
    if (!node)
        return;
    if (!node->is_boolean())
        return wrong(key, QStringLiteral("is %1, but must be true or false").arg(kindOf(*node)));
    value = node->ref<bool>();
}

// Both languages: no person sees a text in the wrong one.
void SiteReader::title(Title& title) {
    const toml::node* node = need("title");
    if (!node)
        return;
    const toml::table* table = node->as_table();
    if (!table)
        return wrong("title", QStringLiteral("is %1, but must be { es = \"…\", en = \"…\" }").arg(kindOf(*node)));
    SiteReader inner(m_reading, *table, m_label + QStringLiteral(": title"));
    inner.text("es", title.es, Need::Required);
    inner.text("en", title.en, Need::Required);
    inner.finish();
}

void SiteReader::site(Directory& directory) {
    m_label = QStringLiteral("site");
    if (const toml::node* node = need("site")) {
        if (const toml::table* table = node->as_table()) {
            SiteReader inner(m_reading, *table, QStringLiteral("site"));
            inner.site(directory, Need::Required);
            inner.finish();
        } else {
            wrong("site", QStringLiteral("must be a table: [site]"));
        }
    }
    m_label.clear();
}

// The table [site] itself.
void SiteReader::site(Directory& directory, Need needed) {
    for (const auto& [key, value] : {std::pair("name", &directory.site), std::pair("tenant", &directory.tenant)}) {
        if (!read(key, *value, needed))
            continue;
        if (const QString problem = nameProblem(*value); !problem.isEmpty())
            wrong(key, problem);
    }
    checked("time_zone", directory.timeZone, Check::TimeZone);
    checked("country", directory.country, Check::Country);
    m_reading.country = directory.country.isEmpty() ? countryOfZone(directory.timeZone) : directory.country;
}

Kind SiteReader::namedKind() const {
    return m_key == QLatin1String("disposition") ? Kind::Disposition : Kind::BreakReason;
}

qsizetype SiteReader::choose(const char* key, const QStringList& known) {
    QString text;
    // kind and role decide what the rest means; the others have a default.
    const bool needed = qstrcmp(key, "kind") == 0 || qstrcmp(key, "role") == 0;
    if (!read(key, text, needed ? Need::Required : Need::Optional))
        return -1;
    const qsizetype chosen = known.indexOf(text);
    if (chosen < 0)
        wrong(key, QStringLiteral("is \"%1\", but must be one of %2%3")
                       .arg(text, known.join(QStringLiteral(", ")), didYouMean(text, known)));
    return chosen;
}

std::vector<const toml::table*> SiteReader::tables(const char* key) {
    const toml::node* node = take(key);
    if (!node)
        return {};
    const toml::array* array = node->as_array();
    std::vector<const toml::table*> found;
    if (array) {
        for (const toml::node& entry : *array) {
            if (const toml::table* table = entry.as_table())
                found.push_back(table);
            else
                m_reading.mistake(
                    lineOf(entry),
                    QStringLiteral("%1 holds %2, but must hold tables").arg(QString::fromLatin1(key), kindOf(entry)));
        }
    } else {
        m_reading.mistake(lineOf(*node), QStringLiteral("%1 is %2, but must be a list of tables: write [[%1]]")
                                             .arg(QString::fromLatin1(key), kindOf(*node)));
    }
    return found;
}

const toml::table* SiteReader::tableOf(const char* key) {
    const toml::node* node = take(key);
    if (node && !node->is_table())
        wrong(key, QStringLiteral("is %1, but must be a table: { … = … }").arg(kindOf(*node)));
    return node ? node->as_table() : nullptr;
}

} // namespace proto::directory
