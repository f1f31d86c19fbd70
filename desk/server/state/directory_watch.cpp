#include "desk/server/state/directory_watch.h"

#include "proto/base/log.h"
#include "proto/directory/directory_store.h"

namespace desk::server {

using proto::base::Status;
using proto::directory::Directory;

DirectoryWatch::DirectoryWatch(proto::base::Store& store, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_directory(std::make_shared<const Directory>()) {
    connect(&m_timer, &QTimer::timeout, this, &DirectoryWatch::look);
}

void DirectoryWatch::start() {
    m_timer.start(lookEveryMs);
    look();
}

void DirectoryWatch::look() {
    if (m_looking)
        return;
    m_looking = true;
    const auto read = std::make_shared<Directory>();
    m_store.read(
        [read, known = m_directory->version](QSqlDatabase& db) {
            const auto version = proto::directory::readVersion(db);
            if (!version || *version == known || *version == 0)
                return version.status();
            auto all = proto::directory::readDirectory(db);
            if (all)
                *read = std::move(all.value());
            return all.status();
        },
        this, [this, read](const Status& status) { onLooked(status, read); });
}

void DirectoryWatch::onLooked(const Status& status, const std::shared_ptr<const Directory>& read) {
    m_looking = false;
    if (m_unreadable == status.isOk()) {
        m_unreadable = !status.isOk();
        if (m_unreadable)
            proto::base::logWarning("desk.directory", status.message());
    }
    if (!status || read->version == 0)
        return;
    m_directory = read;
    proto::base::logInfo("desk.directory", QStringLiteral("directory read"), {{"version", qlonglong{read->version}}});
    Q_EMIT changed();
}

} // namespace desk::server
