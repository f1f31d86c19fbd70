#include "acd/history/journal_reader.h"

#include "proto/base/store_connection.h"

#include <QFileInfo>
#include <QSqlError>
#include <QUrl>

namespace acd::history {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

namespace {

// A file in WAL mode wants its index beside it, which a reader may not make in a folder that is not its own. Without a WAL
// nobody writes the file, and it is read as it is.
QString fileUrl(const QString& file) {
    QUrl url = QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath());
    if (!QFileInfo::exists(file + QStringLiteral("-wal")))
        url.setQuery(QStringLiteral("immutable=1"));
    return url.toString(QUrl::FullyEncoded);
}

Status openFile(const QString& file, const QString& connection) {
    const QFileInfo info(file);
    if (!info.exists())
        return Status::notFound(
            QStringLiteral("%1 does not exist: give acd's file acd.db, a copy of it, or the store.url "
                           "of acd")
                .arg(file));
    if (info.isDir())
        return Status::invalid(QStringLiteral("%1 is a folder: give the file acd.db in it").arg(file));
    if (!info.isReadable())
        return Status::refused(QStringLiteral("%1 may not be read by this user: run it as acd's user").arg(file));
    QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
    db.setDatabaseName(fileUrl(file));
    db.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=5000"));
    if (db.open())
        return Status::ok();
    return Status::unavailable(
        QStringLiteral("%1 cannot be opened (%2)").arg(file, db.lastError().text().simplified()));
}

QString newConnectionName() {
    static int made = 0;
    return QStringLiteral("acd-journal-reader-%1").arg(++made);
}

} // namespace

Result<std::shared_ptr<JournalReader>> JournalReader::open(const QString& source) {
    const QString connection = newConnectionName();
    QString place = source;
    Status opened;
    if (source.startsWith(QStringLiteral("sqlite:")) || source.startsWith(QStringLiteral("postgresql:"))) {
        const auto target = proto::base::parseStoreUrl(QStringLiteral("acd"), source);
        if (!target)
            return target.status();
        place = target->place();
        opened = target->kind == proto::base::StoreKind::Sqlite
                     ? openFile(target->file(), connection)
                     : proto::base::openConnection(*target, proto::base::StoreAccess::ReadOnly, connection);
    } else {
        opened = openFile(source, connection);
    }
    if (!opened) {
        proto::base::closeConnection(connection);
        return opened;
    }
    std::shared_ptr<JournalReader> reader(new JournalReader(connection, place));
    if (const Status begun = reader->begin(); !begun)
        return begun;
    return reader;
}

JournalReader::~JournalReader() {
    proto::base::closeConnection(m_connection);
}

QSqlDatabase JournalReader::db() const {
    return QSqlDatabase::database(m_connection, false);
}

// The first question after BEGIN fixes what is seen; it also tells a store of acd from anything else.
Status JournalReader::begin() const {
    QSqlDatabase connection = db();
    const bool sqlite = connection.driverName() == QLatin1String("QSQLITE");
    const auto begun = execute(connection, sqlite ? QStringLiteral("BEGIN")
                                                  : QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    if (!begun)
        return begun.status();
    for (const char* table : {"journal", "snapshot", "label", "step"}) {
        const auto found =
            execute(connection, QStringLiteral("SELECT number FROM %1 LIMIT 1").arg(QLatin1String(table)));
        if (!found)
            return Status::invalid(
                QStringLiteral("%1 is no store of acd: it cannot be asked for the table %2 (%3)")
                    .arg(m_place, QLatin1String(table), found.status().message().section(u'(', 0, 0).trimmed()));
    }
    return Status::ok();
}

Result<std::vector<KeptSnapshot>> JournalReader::snapshots() const {
    QSqlDatabase connection = db();
    auto rows = execute(connection, QStringLiteral("SELECT number, at FROM snapshot ORDER BY number"));
    if (!rows)
        return rows.status();
    std::vector<KeptSnapshot> found;
    while (rows.value().next())
        found.push_back({rows->value(0).toLongLong(), rows->value(1).toLongLong()});
    return found;
}

Result<QByteArray> JournalReader::state(qint64 snapshot) const {
    QSqlDatabase connection = db();
    auto rows = execute(connection, QStringLiteral("SELECT state FROM snapshot WHERE number = ?"), {snapshot});
    if (!rows)
        return rows.status();
    return rows.value().next() ? rows->value(0).toByteArray() : QByteArray();
}

Result<std::vector<JournalEntry>> JournalReader::entriesAfter(qint64 number, int limit) const {
    QSqlDatabase connection = db();
    auto rows = execute(
        connection, QStringLiteral("SELECT number, at, event FROM journal WHERE number > ? ORDER BY number LIMIT ?"),
        {number, limit});
    if (!rows)
        return rows.status();
    std::vector<JournalEntry> found;
    while (rows.value().next())
        found.push_back({rows->value(0).toLongLong(), rows->value(1).toLongLong(), rows->value(2).toByteArray()});
    if (rows->lastError().isValid()) // a damaged page is met while reading on
        return Status::internal(QStringLiteral("the journal of %1 cannot be read after entry %2 (%3): restore the file")
                                    .arg(m_place)
                                    .arg(found.empty() ? number : found.back().number)
                                    .arg(rows->lastError().text().simplified()));
    return found;
}

Result<JournalEntry> JournalReader::lastEntry() const {
    QSqlDatabase connection = db();
    auto rows = execute(connection, QStringLiteral("SELECT number, at FROM journal ORDER BY number DESC LIMIT 1"));
    if (!rows)
        return rows.status();
    return rows.value().next() ? JournalEntry{rows->value(0).toLongLong(), rows->value(1).toLongLong(), {}}
                               : JournalEntry{};
}

Result<Labels> JournalReader::labels() const {
    QSqlDatabase connection = db();
    auto rows = execute(connection, QStringLiteral("SELECT number, name FROM label"));
    if (!rows)
        return rows.status();
    Labels found;
    while (rows.value().next())
        found.insert(rows->value(0).toUInt(), rows->value(1).toString().toStdString());
    return found;
}

Result<bool> JournalReader::isLogged(const QString& interaction) const {
    QSqlDatabase connection = db();
    auto rows = execute(connection, QStringLiteral("SELECT 1 FROM step WHERE interaction = ? LIMIT 1"), {interaction});
    if (!rows)
        return rows.status();
    return rows.value().next();
}

} // namespace acd::history
