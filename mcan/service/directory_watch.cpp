#include "mcan/service/directory_watch.h"

#include "messages/directory.pb.h"
#include "proto/base/log.h"
#include "proto/directory/directory_store.h"

#include <algorithm>

namespace mcan::service {

using proto::base::Status;
using proto::directory::Directory;

namespace {
constexpr auto inDirectoryWatch = "mcan.service.directory";
constexpr int askAgainMs = 2000;
} // namespace

DirectoryWatch::DirectoryWatch(const QString& url, QString keyFile, proto::bus::Bus& bus, QObject* parent)
    : QObject(parent)
    , m_keyFile(std::move(keyFile))
    , m_store(QStringLiteral("directory"), url) {
    bus.subscribe(proto::bus::topicFilter(bus.options().site, QStringLiteral("desk"), QStringLiteral("directory"),
                                          QStringLiteral("current"), QStringLiteral("changed")),
                  [this](const proto::bus::Topic&, const antesala::v1::Envelope& envelope) {
                      antesala::v1::DirectoryChanged change;
                      if (!proto::bus::unpack(envelope, change) || change.version() == m_current.version)
                          return;
                      m_newest = change.version();
                      read();
                  });
    m_retry.setSingleShot(true);
    m_retry.setInterval(askAgainMs);
    connect(&m_retry, &QTimer::timeout, this, &DirectoryWatch::read);
}

void DirectoryWatch::start() {
    if (const Status opened = m_store.openLater(proto::directory::migrations()); !opened)
        take(opened, {});
    read();
}

void DirectoryWatch::reload() {
    m_current.version = 0;
    read();
}

void DirectoryWatch::read() {
    m_again = m_reading;
    if (m_reading)
        return;
    m_reading = true;
    auto directory = std::make_shared<Directory>();
    m_store.read(
        [directory, keyFile = m_keyFile](QSqlDatabase& db) {
            auto found = proto::directory::readDirectory(db, keyFile);
            if (found)
                *directory = std::move(found).value();
            return found.status();
        },
        this,
        [this, directory](const Status& status) {
            m_reading = false;
            take(status, *directory);
            if (m_again)
                read();
        });
}

void DirectoryWatch::take(const Status& status, const Directory& directory) {
    if (!status) {
        if (m_problem != status.message())
            proto::base::logWarning(inDirectoryWatch, QStringLiteral("no directory yet: mail waits"),
                                    {{"why", status.message()}});
        m_problem = status.message();
        m_retry.start();
        return;
    }
    m_problem.clear();
    m_newest = std::max(m_newest, directory.version);
    if (directory.version == m_current.version)
        return;
    m_current = directory;
    proto::base::logInfo(inDirectoryWatch, QStringLiteral("directory read"),
                         {{"version", qlonglong{m_current.version}}});
    Q_EMIT changed(m_current);
}

} // namespace mcan::service
