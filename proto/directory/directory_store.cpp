#include "proto/directory/directory_store.h"

#include "proto/base/clock.h"
#include "proto/base/store_connection.h"
#include "proto/directory/directory_json.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <utility>

namespace proto::directory {

using base::execute;
using base::Result;
using base::Status;

namespace {

const QString personKind = QStringLiteral("person");

const QString credentialPrefix = QStringLiteral("credential:");

struct Newest {
    std::int64_t version = 0;
    QByteArray content;
    QString by;
    std::int64_t madeAtMicros = 0;
};

Result<Newest> readNewest(QSqlDatabase& db) {
    auto rows =
        execute(db, QStringLiteral("SELECT version, content, made_by, made_at_us FROM directory_version ORDER BY "
                                   "version DESC LIMIT 1"));
    if (!rows)
        return rows.status();
    if (!rows.value().next())
        return Newest{};
    return Newest{rows->value(0).toLongLong(), rows->value(1).toString().toUtf8(), rows->value(2).toString(),
                  rows->value(3).toLongLong()};
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

bool isSecret(const Mailbox& mailbox) {
    return !mailbox.password.isEmpty() && !mailbox.password.startsWith(credentialPrefix);
}

// In place of each password its mark; the sealed password under the mark in a table of its own.
Status sealAll(QSqlDatabase& db, std::vector<Mailbox>& mailboxes, const Secrets& secrets) {
    for (Mailbox& mailbox : mailboxes) {
        if (!isSecret(mailbox) || Secrets::isMark(mailbox.password))
            continue;
        const QString password = std::exchange(mailbox.password, secrets.markOf(mailbox.password));
        const auto kept =
            execute(db,
                    QStringLiteral("INSERT INTO directory_secret (mark, sealed) VALUES (?, ?) ON CONFLICT "
                                   "(mark) DO NOTHING"),
                    {mailbox.password, secrets.seal(mailbox.password, password)});
        if (!kept)
            return kept.status();
    }
    return Status::ok();
}

// systemd's LoadCredential: a file beside no other secrets, readable by this service alone.
Result<QString> credential(const Mailbox& mailbox) {
    const QString name = mailbox.password.mid(credentialPrefix.size());
    QFile file(qEnvironmentVariable("CREDENTIALS_DIRECTORY") + u'/' + name);
    if (name.contains(u'/') || !file.open(QIODevice::ReadOnly))
        return Status::unavailable(
            QStringLiteral("the password of %1 is the credential %2, but $CREDENTIALS_DIRECTORY has no "
                           "such file: add LoadCredential=%2:FILE to the service")
                .arg(mailbox.address, name));
    QString password = QString::fromUtf8(file.readAll());
    while (password.endsWith(u'\n'))
        password.chop(1);
    return password;
}

Status openAll(QSqlDatabase& db, std::vector<Mailbox>& mailboxes, const QString& keyFile) {
    for (Mailbox& mailbox : mailboxes) {
        if (!mailbox.password.startsWith(credentialPrefix))
            continue;
        const Result<QString> password = credential(mailbox);
        if (!password)
            return password.status();
        mailbox.password = *password;
    }
    if (std::none_of(mailboxes.begin(), mailboxes.end(),
                     [](const Mailbox& mailbox) { return Secrets::isMark(mailbox.password); }))
        return Status::ok();
    const Result<Secrets> secrets = Secrets::load(keyFile);
    if (!secrets)
        return secrets.status();
    for (Mailbox& mailbox : mailboxes) {
        if (!Secrets::isMark(mailbox.password))
            continue;
        auto rows =
            execute(db, QStringLiteral("SELECT sealed FROM directory_secret WHERE mark = ?"), {mailbox.password});
        if (!rows)
            return rows.status();
        if (!rows.value().next())
            return Status::internal(QStringLiteral("the password of %1 is not in the store: import the site file again")
                                        .arg(mailbox.address));
        const Result<QString> password = secrets->open(mailbox.password, rows->value(0).toString());
        if (!password)
            return password.status();
        mailbox.password = *password;
    }
    return Status::ok();
}

using NumberedVersion = std::pair<qlonglong, Directory>;

// What cannot be read tells nobody a password.
Result<std::vector<NumberedVersion>> versionsInClear(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("SELECT version, content FROM directory_version"));
    if (!rows)
        return rows.status();
    std::vector<NumberedVersion> found;
    while (rows.value().next()) {
        Result<Directory> directory = fromJson(rows->value(1).toString().toUtf8());
        const auto inClear = [](const Mailbox& mailbox) {
            return isSecret(mailbox) && !Secrets::isMark(mailbox.password);
        };
        if (directory && std::any_of(directory->mailboxes.begin(), directory->mailboxes.end(), inClear))
            found.emplace_back(rows->value(0).toLongLong(), std::move(directory).value());
    }
    return found;
}

// Those that no kept version names.
Status forgetSecrets(QSqlDatabase& db) {
    return execute(db,
                   QStringLiteral("DELETE FROM directory_secret WHERE NOT EXISTS (SELECT 1 FROM directory_version v "
                                  "WHERE v.content LIKE '%' || directory_secret.mark || '%')"))
        .status();
}

QString when(std::int64_t micros) {
    return QDateTime::fromMSecsSinceEpoch(micros / 1000, Qt::UTC).toString(Qt::ISODate);
}

Status overtaken(const Newest& newest, const ChangeMade& change) {
    return Status::refused(
        QStringLiteral(
            "the directory has changed meanwhile: %1 made version %2 at %3, and this change was made on %4. Take "
            "over what changed there, then make it again on version %2 (desk --import-site FILE --based-on %2)")
            .arg(newest.by.isEmpty() ? QStringLiteral("somebody") : newest.by)
            .arg(newest.version)
            .arg(when(newest.madeAtMicros), change.basedOn == 0 ? QStringLiteral("an empty one")
                                                                : QStringLiteral("version %1").arg(change.basedOn)));
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
              "PRIMARY KEY (kind, name), UNIQUE (kind, number))")}},
        {2,
         {QStringLiteral("ALTER TABLE directory_version ADD COLUMN made_by TEXT NOT NULL DEFAULT ''"),
          QStringLiteral("CREATE TABLE directory_secret (mark TEXT PRIMARY KEY, sealed TEXT NOT NULL)")}}};
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

Result<Directory> readDirectory(QSqlDatabase& db, const QString& keyFile) {
    Result<Directory> directory = readDirectory(db);
    if (!directory)
        return directory;
    if (Status opened = openAll(db, directory.value().mailboxes, keyFile); !opened)
        return opened;
    return directory;
}

Result<std::int64_t> readVersion(QSqlDatabase& db) {
    auto rows = execute(db, QStringLiteral("SELECT COALESCE(MAX(version), 0) FROM directory_version"));
    if (!rows)
        return rows.status();
    rows.value().next();
    return std::int64_t{rows->value(0).toLongLong()};
}

Result<ChangeMade> nextChange(QSqlDatabase& db, const QString& by) {
    auto rows = execute(db,
                        QStringLiteral("SELECT COALESCE(MAX(version), 0) FROM directory_version WHERE made_by = ? OR "
                                       "made_by = ''"),
                        {by});
    if (!rows)
        return rows.status();
    rows.value().next();
    return ChangeMade{rows->value(0).toLongLong(), by};
}

Result<std::int64_t> writeDirectory(QSqlDatabase& db, Directory directory, const Secrets& secrets,
                                    const ChangeMade& change) {
    const Result<Newest> newest = readNewest(db);
    if (!newest)
        return newest.status();
    if (Status kept = keepForeseen(db, newest->content); !kept)
        return kept;
    if (Status numbered = giveNumbers(db, directory); !numbered)
        return numbered;
    if (Status sealed = sealAll(db, directory.mailboxes, secrets); !sealed)
        return sealed;
    const QByteArray content = toJson(directory);
    if (content == newest->content)
        return newest->version;
    if (newest->version != change.basedOn)
        return overtaken(*newest, change);
    const std::int64_t version = newest->version + 1;
    const auto written = execute(
        db, QStringLiteral("INSERT INTO directory_version (version, made_at_us, content, made_by) VALUES (?, ?, ?, ?)"),
        {qlonglong{version}, qlonglong{base::SystemClock::instance().utcMicros()}, QString::fromUtf8(content),
         change.by});
    if (!written)
        return written.status();
    const auto gone = execute(db, QStringLiteral("DELETE FROM directory_version WHERE version <= ?"),
                              {qlonglong{version - std::max(1, change.keepVersions)}});
    if (!gone)
        return gone.status();
    if (Status forgotten = forgetSecrets(db); !forgotten)
        return forgotten;
    return version;
}

Result<bool> hasPasswordsInClear(QSqlDatabase& db) {
    const auto found = versionsInClear(db);
    return found ? Result<bool>(!found->empty()) : Result<bool>(found.status());
}

Result<int> sealPasswords(QSqlDatabase& db, const Secrets& secrets) {
    auto versions = versionsInClear(db);
    if (!versions)
        return versions.status();
    for (auto& [version, directory] : versions.value()) {
        if (Status sealed = sealAll(db, directory.mailboxes, secrets); !sealed)
            return sealed;
        const auto written = execute(db, QStringLiteral("UPDATE directory_version SET content = ? WHERE version = ?"),
                                     {QString::fromUtf8(toJson(directory)), version});
        if (!written)
            return written.status();
    }
    return static_cast<int>(versions->size());
}

Status eraseTraces(const QString& storeUrl) {
    const auto target = base::parseStoreUrl(QStringLiteral("directory"), storeUrl);
    if (!target)
        return target.status();
    const QString name = QStringLiteral("directory-erasing");
    if (Status opened = base::openConnection(*target, base::StoreAccess::Writer, name); !opened)
        return opened;
    Status done;
    {
        QSqlDatabase db = QSqlDatabase::database(name, false);
        const QStringList statements =
            target->kind == base::StoreKind::Sqlite
                ? QStringList{QStringLiteral("VACUUM"), QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")}
                : QStringList{QStringLiteral("VACUUM FULL directory_version")};
        for (const QString& statement : statements)
            done = done ? execute(db, statement).status() : done;
    }
    base::closeConnection(name);
    return done;
}

} // namespace proto::directory
