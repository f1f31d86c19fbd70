#include "proto/directory/directory_store.h"

#include "proto/base/clock.h"
#include "proto/directory/directory_json.h"

#include <algorithm>

namespace proto::directory {

using base::execute;
using base::Result;
using base::Status;

namespace {

const QString personKind = QStringLiteral("person");

struct Newest {
    std::int64_t version = 0;
    QByteArray content;
};

Result<Newest> readNewest(QSqlDatabase& db) {
    auto rows =
        execute(db, QStringLiteral("SELECT version, content FROM directory_version ORDER BY version DESC LIMIT 1"));
    if (!rows)
        return rows.status();
    if (!rows.value().next())
        return Newest{};
    return Newest{rows->value(0).toLongLong(), rows->value(1).toString().toUtf8()};
}

// The number this name ever had, or the next of its kind. Names are never deleted, so numbers are never used again.
Result<std::uint32_t> numberOf(QSqlDatabase& db, const QString& kind, const QString& name) {
    auto known =
        execute(db, QStringLiteral("SELECT number FROM directory_number WHERE kind = ? AND name = ?"), {kind, name});
    if (!known)
        return known.status();
    if (known.value().next())
        return known->value(0).toUInt();
    auto made = execute(
        db,
        QStringLiteral("INSERT INTO directory_number (kind, name, number) SELECT ?, ?, COALESCE(MAX(number), 0) + 1 "
                       "FROM directory_number WHERE kind = ? RETURNING number"),
        {kind, name, kind});
    if (!made)
        return made.status();
    made.value().next();
    return made->value(0).toUInt();
}

template <typename Entry, typename Member>
Status giveNumbers(QSqlDatabase& db, const QString& kind, std::vector<Entry>& entries, Member name) {
    for (Entry& entry : entries) {
        const Result<std::uint32_t> number = numberOf(db, kind, entry.*name);
        if (!number)
            return number.status();
        entry.number = *number;
    }
    return Status::ok();
}

Status giveNumbers(QSqlDatabase& db, Directory& directory) {
    if (Status given = giveNumbers(db, QStringLiteral("queue"), directory.queues, &Queue::name); !given)
        return given;
    if (Status given = giveNumbers(db, QStringLiteral("skill"), directory.skills, &Skill::name); !given)
        return given;
    if (Status given = giveNumbers(db, QStringLiteral("agent"), directory.agents, &Agent::login); !given)
        return given;
    return giveNumbers(db, personKind, directory.people, &Person::login);
}

// People of a directory that was stored before they had numbers: those the next write will give them, for it numbers these
// people first (see writeDirectory). So whoever reads meanwhile speaks of nobody by a number that becomes another's.
Status foreseeNumbers(QSqlDatabase& db, std::vector<Person>& people) {
    if (std::none_of(people.begin(), people.end(), [](const Person& person) { return person.number == 0; }))
        return Status::ok();
    auto rows = execute(db, QStringLiteral("SELECT name, number FROM directory_number WHERE kind = ?"), {personKind});
    if (!rows)
        return rows.status();
    QHash<QString, std::uint32_t> known;
    std::uint32_t last = 0;
    while (rows.value().next()) {
        known.insert(rows->value(0).toString(), rows->value(1).toUInt());
        last = std::max(last, rows->value(1).toUInt());
    }
    for (Person& person : people)
        person.number = known.contains(person.login) ? known.value(person.login) : ++last;
    return Status::ok();
}

// Writes down what foreseeNumbers has told the readers. What cannot be read has told them nothing.
Status keepForeseen(QSqlDatabase& db, const QByteArray& stored) {
    Result<Directory> before = fromJson(stored);
    return before ? giveNumbers(db, personKind, before.value().people, &Person::login) : Status::ok();
}

} // namespace

const std::vector<base::Migration>& migrations() {
    static const std::vector<base::Migration> all{
        {1,
         {QStringLiteral("CREATE TABLE directory_version (version {bigint} PRIMARY KEY, made_at_us {bigint} NOT NULL, "
                         "content TEXT NOT NULL)"),
          QStringLiteral(
              "CREATE TABLE directory_number (kind TEXT NOT NULL, name TEXT NOT NULL, number {bigint} NOT NULL, "
              "PRIMARY KEY (kind, name), UNIQUE (kind, number))")}}};
    return all;
}

Result<Directory> readDirectory(QSqlDatabase& db) {
    const Result<Newest> newest = readNewest(db);
    if (!newest)
        return newest.status();
    if (newest->version == 0)
        return Status::notFound(QStringLiteral("the directory is empty: run desk --import-site FILE"));
    Result<Directory> directory = fromJson(newest->content);
    if (!directory)
        return directory;
    directory.value().version = newest->version;
    if (Status numbered = foreseeNumbers(db, directory.value().people); !numbered)
        return numbered;
    return directory;
}

Result<std::int64_t> readVersion(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("SELECT COALESCE(MAX(version), 0) FROM directory_version"));
    if (!rows)
        return rows.status();
    rows.value().next();
    return std::int64_t{rows->value(0).toLongLong()};
}

Result<std::int64_t> writeDirectory(QSqlDatabase& db, Directory directory) {
    const Result<Newest> newest = readNewest(db);
    if (!newest)
        return newest.status();
    if (Status kept = keepForeseen(db, newest->content); !kept)
        return kept;
    if (Status numbered = giveNumbers(db, directory); !numbered)
        return numbered;
    const QByteArray content = toJson(directory);
    if (content == newest->content)
        return newest->version;
    const std::int64_t version = newest->version + 1;
    const auto written =
        execute(db, QStringLiteral("INSERT INTO directory_version (version, made_at_us, content) VALUES (?, ?, ?)"),
                {qlonglong{version}, qlonglong{base::SystemClock::instance().utcMicros()}, QString::fromUtf8(content)});
    if (!written)
        return written.status();
    return version;
}

} // namespace proto::directory
