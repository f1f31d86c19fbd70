#include "desk/server/import_site.h"

#include "desk/server/session/password.h"

#include "messages/directory.pb.h"
#include "proto/base/log.h"
#include "proto/directory/directory_store.h"
#include "proto/directory/site_file.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QSysInfo>
#include <QTimer>

namespace desk::server {

using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;
using proto::base::Store;
using proto::base::StoreAccess;
using proto::directory::Directory;
using proto::directory::Secrets;

namespace {

Status mistakesOf(const QString& file, const proto::directory::SiteFile& site) {
    QStringList lines;
    for (const auto& mistake : site.mistakes)
        lines << QStringLiteral("%1:%2: %3").arg(file).arg(mistake.line).arg(mistake.text);
    return Status::invalid(lines.join(u'\n'));
}

// The passwords of `site` become hashes: the known one where it fits, so that an import without news changes nothing.
Status hashPasswords(Directory& site, const Directory& known) {
    for (auto& person : site.people) {
        const auto* before = known.person(person.login);
        if (before && passwordMatches(before->passwordHash, person.passwordHash.toUtf8())) {
            person.passwordHash = before->passwordHash;
            continue;
        }
        const Result<QString> hash = hashPassword(person.passwordHash);
        if (!hash)
            return hash.status();
        person.passwordHash = *hash;
    }
    return Status::ok();
}

Status openForWriting(Store& store) {
    return store.open(StoreAccess::Writer, proto::directory::migrations());
}

// A key is made only when something is to be sealed with it.
Status sealLeftOver(Store& store, const QString& storeUrl, const DirectoryOptions& options, int& cleaned) {
    bool isNeeded = false;
    const Status looked = store.writeNow([&isNeeded](QSqlDatabase& db) -> Status {
        const Result<bool> found = proto::directory::hasPasswordsInClear(db);
        isNeeded = found && *found;
        return found.status();
    });
    if (!looked || !isNeeded)
        return looked;
    const Result<Secrets> secrets = Secrets::loadOrMake(Secrets::keyFile(options.keyFile, storeUrl));
    if (!secrets)
        return secrets.status();
    const Status sealed = store.writeNow([&](QSqlDatabase& db) -> Status {
        const Result<int> done = proto::directory::sealPasswords(db, *secrets);
        cleaned = done ? *done : 0;
        return done.status();
    });
    if (sealed)
        proto::base::logInfo("desk.directory", QStringLiteral("passwords of mailboxes are sealed now"),
                             {{"versions", cleaned}});
    return sealed;
}

Result<Directory> knownDirectory(Store& store) {
    QSqlDatabase db = store.reader();
    auto known = proto::directory::readDirectory(db);
    if (!known && known.status().code() == StatusCode::NotFound)
        return Directory{};
    return known;
}

// Runs the loop until `signal` or the time is over; true when it came.
template <typename Object, typename Signal>
bool waitFor(Object* object, Signal signal, int ms) {
    QEventLoop loop;
    bool came = false;
    QObject::connect(object, signal, &loop, [&] {
        came = true;
        loop.quit();
    });
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
    return came;
}

} // namespace

DirectoryOptions directoryOptions(const proto::base::Settings& settings) {
    return {settings.text("directory.key_file"), static_cast<int>(settings.integer("directory.versions_keep"))};
}

Result<qint64> importSite(const QString& file, const QString& storeUrl, const DirectoryOptions& options,
                          std::optional<qint64> basedOn) {
    proto::directory::SiteFile site =
        proto::directory::readSiteFile(file, [](const QString& password) { return password; });
    if (!site.mistakes.empty())
        return mistakesOf(file, site);
    {
        Store before(QStringLiteral("directory"), storeUrl); // no password in clear is left beside the new version
        if (Status prepared = openDirectory(before, storeUrl, options); !prepared)
            return prepared;
    }
    Store store(QStringLiteral("directory"), storeUrl);
    if (Status opened = openForWriting(store); !opened)
        return opened;
    const Result<Secrets> secrets = Secrets::loadOrMake(Secrets::keyFile(options.keyFile, storeUrl));
    if (!secrets)
        return secrets.status();
    const Result<Directory> known = knownDirectory(store);
    if (!known)
        return known.status();
    if (Status hashed = hashPasswords(site.directory, *known); !hashed)
        return hashed;
    qint64 version = 0;
    const QString by = QFileInfo(file).absoluteFilePath() + QStringLiteral(" on ") + QSysInfo::machineHostName();
    const Status written = store.writeNow([&](QSqlDatabase& db) -> Status {
        auto change = proto::directory::nextChange(db, by);
        if (!change)
            return change.status();
        change.value().basedOn = basedOn.value_or(change->basedOn);
        change.value().keepVersions = options.keepVersions;
        const auto made = proto::directory::writeDirectory(db, site.directory, *secrets, *change);
        if (made)
            version = *made;
        return made.status();
    });
    return written ? Result<qint64>(version) : Result<qint64>(written);
}

Status openDirectory(Store& store, const QString& storeUrl, const DirectoryOptions& options) {
    int cleaned = 0;
    {
        Store writer(QStringLiteral("directory"), storeUrl);
        if (Status migrated = openForWriting(writer); !migrated)
            return migrated;
        if (Status sealed = sealLeftOver(writer, storeUrl, options, cleaned); !sealed)
            return sealed;
    }
    if (cleaned > 0) {
        if (Status erased = proto::directory::eraseTraces(storeUrl); !erased)
            proto::base::logWarning(
                "desk.directory",
                QStringLiteral("passwords of earlier versions are sealed, but their old bytes may still "
                               "be in the database's files: VACUUM it"),
                {{"why", erased.message()}});
    }
    return store.open(StoreAccess::ReadOnly, proto::directory::migrations());
}

bool announceImport(proto::bus::BusOptions options, qint64 version) {
    // Another node than the running desk's, whose connection this must not take.
    options.node = QStringLiteral("import");
    proto::bus::Bus bus(options);
    bus.start();
    if (!bus.isConnected() && !waitFor(&bus, &proto::bus::Bus::connected, 2000))
        return false;
    antesala::v1::DirectoryChanged news;
    news.set_version(version);
    bus.publishState(bus.topic(QStringLiteral("directory"), QStringLiteral("current"), QStringLiteral("changed")), news,
                     true);
    QTimer poll;
    poll.start(20);
    for (int turns = 0; turns < 100 && bus.figures().published == 0; ++turns)
        waitFor(&poll, &QTimer::timeout, 100);
    return bus.figures().published > 0;
}

} // namespace desk::server
