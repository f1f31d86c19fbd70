#include "proto/base/start_check.h"

#include "proto/base/file_rights.h"
#include "proto/base/listen_failure.h"
#include "proto/base/store_schema.h"
#include "proto/base/writer_lease.h"

#include <QDir>
#include <QFileInfo>

#include <memory>

namespace proto::base {

namespace {

const QString connectionName = QStringLiteral("check-config");

struct StoreLook {
    Status ready;
    QString holder; // who writes it now; empty: nobody
};

// The folder or the nearest one above it that is there.
QFileInfo nearest(const QString& folder) {
    QFileInfo found(folder);
    while (!found.exists() && found.absoluteFilePath() != QLatin1String("/"))
        found = QFileInfo(found.absolutePath());
    return found;
}

Status fileCanBeWritten(const StoreTarget& target) {
    const QFileInfo file(target.file());
    const QFileInfo place = file.exists() ? file : nearest(target.folder);
    // Whether a folder can be made is known only by making it: root may write everywhere, and still not there.
    const QString missing = QFileInfo::exists(target.folder) ? QString() : QDir(target.folder).absolutePath();
    bool makable = true;
    if (!missing.isEmpty() && place.isDir()) {
        makable = QDir().mkpath(missing);
        for (QString made = missing; makable && made.size() > place.absoluteFilePath().size();
             made = QFileInfo(made).absolutePath())
            QDir().rmdir(made);
    }
    if (!makable || (!file.exists() && !place.isDir()))
        return Status::unavailable(
            QStringLiteral("the store's folder %1 cannot be made in %2: create it, or set store.url")
                .arg(target.folder, place.filePath()));
    if (!place.isWritable() || (file.exists() && !QFileInfo(target.folder).isWritable()))
        return Status::unavailable(
            QStringLiteral("%1 is not writable for us: give it to the daemon's user (chown), or set store.url")
                .arg(place.isWritable() ? target.folder : place.filePath()));
    return Status::ok();
}

StoreLook look(const StoreTarget& target, const std::vector<Migration>& migrations) {
    const bool sqlite = target.kind == StoreKind::Sqlite;
    if (sqlite) {
        if (Status writable = fileCanBeWritten(target); !writable || !QFileInfo::exists(target.file()))
            return {writable, {}};
    }
    if (Status opened = openConnection(target, StoreAccess::Look, connectionName); !opened)
        return {opened, {}};
    StoreLook found;
    {
        QSqlDatabase db = QSqlDatabase::database(connectionName, false);
        found.ready = checkMigratable(db, target, migrations);
        found.holder = WriterLease::holder(db, target);
    }
    closeConnection(connectionName);
    return found;
}

// Whether one of the schemas is written by a daemon of this name.
bool checkStores(const DaemonOptions& options, const Settings& settings, StartCheck& found) {
    bool runs = false;
    QStringList files;
    for (const StoreSchema& schema : options.schemas) {
        const Result<StoreTarget> target = parseStoreUrl(schema.name, settings.text("store.url"));
        if (!target)
            continue; // told by the settings
        const StoreLook seen = look(*target, schema.migrations);
        const bool ours = seen.holder.contains(options.name) || seen.holder.contains(u'-' + schema.name + u'-');
        runs = runs || (!seen.holder.isEmpty() && ours);
        if (!seen.ready)
            found.mistakes << seen.ready.message();
        else if (!seen.holder.isEmpty() && !ours)
            found.mistakes << WriterLease::refusal(*target, seen.holder).message();
        if (target->kind == StoreKind::Sqlite && !folderProblem(target->folder).isEmpty())
            files << folderProblem(target->folder);
    }
    files.removeDuplicates();
    found.warnings << files;
    return runs;
}

void checkPorts(const DaemonOptions& options, const Settings& settings, bool runs, StartCheck& found) {
    std::vector<std::unique_ptr<QTcpServer>> opened; // until the end: two settings may name one port
    for (const QString& prefix :
         QStringList{QStringLiteral("diagnostics."), QStringLiteral("metrics.")} + options.ports) {
        const QString address = settings.text((prefix + QStringLiteral("address")).toLatin1().constData());
        const auto port =
            static_cast<quint16>(settings.integer((prefix + QStringLiteral("port")).toLatin1().constData()));
        opened.push_back(std::make_unique<QTcpServer>());
        QTcpServer& server = *opened.back();
        if (!server.listen(QHostAddress(address), port) &&
            !(runs && server.serverError() == QAbstractSocket::AddressInUseError))
            found.mistakes << listenFailure(prefix, address, port, server).message();
    }
}

} // namespace

StartCheck checkStart(const DaemonOptions& options, const Settings& settings) {
    StartCheck found;
    const bool runs = checkStores(options, settings, found);
    checkPorts(options, settings, runs, found);
    if (options.mistakes)
        found.mistakes << options.mistakes(settings);
    if (const QString problem = settings.rightsProblem(); !problem.isEmpty())
        found.warnings << problem;
    return found;
}

} // namespace proto::base
