#include "proto/directory/directory_json.h"

#include "proto/directory/fields.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace proto::directory {

namespace {

QString qname(const char* key) {
    return QString::fromLatin1(key);
}

// Both directions share the kinds of field that are plain texts in JSON.
template <typename Derived>
class TextFields {
public:
    void defines(const char* key, QString& value, Kind) { self().put(key, value); }
    void definesAddress(const char* key, QString& value) { self().put(key, value); }
    void definesNumber(const char* key, QString& value, Kind) { self().put(key, value); }
    void refers(const char* key, QString& value, Kind, Need) { self().put(key, value); }
    void referAll(const char* key, QStringList& values, Kind) { self().put(key, values); }
    void texts(const char* key, QStringList& values, Check) { self().put(key, values); }
    void text(const char* key, QString& value, Need) { self().put(key, value); }
    void phone(const char* key, QString& value) { self().put(key, value); }
    void checked(const char* key, QString& value, Check) { self().put(key, value); }
    void path(const char* key, QString& value, Need) { self().put(key, value); }
    void secret(Person& person) { self().put("password_hash", person.passwordHash); }
    void whole(const char* key, int& value, int, int) { self().put(key, value); }
    void flag(const char* key, bool& value) { self().put(key, value); }
    void title(Title& title) {
        self().put("title_es", title.es);
        self().put("title_en", title.en);
    }
    void site(Directory& directory) {
        self().put("site", directory.site);
        self().put("tenant", directory.tenant);
        self().put("time_zone", directory.timeZone);
        self().put("country", directory.country);
    }
    Kind namedKind() const { return Kind::Disposition; } // plays no part in JSON
    template <typename Entry>
    void fits(const Entry&) {} // was checked when the site file was read

private:
    Derived& self() { return static_cast<Derived&>(*this); }
};

class Writer : public TextFields<Writer> {
public:
    void put(const char* key, const QString& value) { object[qname(key)] = value; }
    void put(const char* key, const QStringList& values) { object[qname(key)] = QJsonArray::fromStringList(values); }
    void put(const char* key, int value) { object[qname(key)] = value; }
    void put(const char* key, bool value) { object[qname(key)] = value; }
    void number(std::uint32_t& value) { object[QStringLiteral("number")] = static_cast<qint64>(value); }
    template <typename Enum, std::size_t N>
    void choice(const char* key, Enum& value, const Names<Enum, N>& names) {
        const auto name =
            std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.second == value; });
        put(key, qname(name->first));
    }
    template <typename Entry>
    void list(const char* key, std::vector<Entry>& entries) {
        QJsonArray array;
        for (Entry& entry : entries) {
            Writer inner;
            visit(inner, entry);
            array.append(inner.object);
        }
        object[qname(key)] = array;
    }

    template <typename Part>
    void part(const char* key, Part& part) {
        Writer inner;
        visit(inner, part);
        object[qname(key)] = inner.object;
    }

    QJsonObject object;
};

// An absent key leaves the default: documents of older programs can be read.
class Reader : public TextFields<Reader> {
public:
    explicit Reader(QJsonObject from) : m_object(std::move(from)) {}

    void put(const char* key, QString& value) { value = at(key).toString(value); }
    void put(const char* key, QStringList& values) {
        values.clear();
        for (const QJsonValue value : at(key).toArray())
            values << value.toString();
    }
    void put(const char* key, int& value) { value = at(key).toInt(value); }
    void put(const char* key, bool& value) { value = at(key).toBool(value); }
    void number(std::uint32_t& value) { value = static_cast<std::uint32_t>(at("number").toInteger()); }
    template <typename Enum, std::size_t N>
    void choice(const char* key, Enum& value, const Names<Enum, N>& names) {
        const QString text = at(key).toString();
        for (const auto& [name, meaning] : names) {
            if (text == qname(name))
                value = meaning;
        }
    }
    template <typename Entry>
    void list(const char* key, std::vector<Entry>& entries) {
        entries.clear();
        for (const QJsonValue value : at(key).toArray()) {
            Reader inner(value.toObject());
            visit(inner, entries.emplace_back());
        }
    }

    template <typename Part>
    void part(const char* key, Part& part) {
        Reader inner(at(key).toObject());
        visit(inner, part);
    }

private:
    QJsonValue at(const char* key) const { return m_object.value(qname(key)); }

    QJsonObject m_object;
};

} // namespace

QByteArray toJson(const Directory& directory) {
    Directory copy = directory;
    Writer writer;
    visit(writer, copy);
    return QJsonDocument(writer.object).toJson(QJsonDocument::Compact);
}

base::Result<Directory> fromJson(const QByteArray& json) {
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return base::Status::internal(
            QStringLiteral("the stored directory cannot be read (%1): import the site file again")
                .arg(error.errorString()));
    Directory directory;
    Reader reader(document.object());
    visit(reader, directory);
    for (Did& did : directory.dids) // a directory stored before has them as they were written
        did.number = directory.normalNumber(did.number);
    return directory;
}

} // namespace proto::directory
