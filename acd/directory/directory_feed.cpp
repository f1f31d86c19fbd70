#include "acd/directory/directory_feed.h"

#include "proto/base/log.h"
#include "proto/directory/directory_store.h"

#include <optional>

namespace acd::directory {

using proto::directory::Directory;

namespace {

constexpr const char* inDirectoryFeed = "acd.directory.directory_feed";
constexpr int firstEveryMs = 1000; // until there is one
constexpr int laterEveryMs = 10'000;

} // namespace

DirectoryFeed::DirectoryFeed(const QString& storeUrl, proto::bus::Bus& bus, QObject* parent)
    : QObject(parent)
    , m_store(QStringLiteral("directory"), storeUrl) {
    bus.subscribe(proto::bus::topicFilter(bus.options().site, QStringLiteral("desk"), QStringLiteral("directory"),
                                          QStringLiteral("current"), QStringLiteral("changed")),
                  [this](const proto::bus::Topic&, const antesala::v1::Envelope&) { look(); });
    connect(&bus, &proto::bus::Bus::connected, this, &DirectoryFeed::look);
    connect(&m_turn, &QTimer::timeout, this, &DirectoryFeed::look);
    m_turn.setInterval(firstEveryMs);
}

void DirectoryFeed::start() {
    if (const auto opened = m_store.openLater(proto::directory::migrations()); !opened)
        complain(opened.message());
    m_turn.start();
    QMetaObject::invokeMethod(this, &DirectoryFeed::look, Qt::QueuedConnection);
}

void DirectoryFeed::look() {
    m_lookAgain = m_reading;
    if (m_reading)
        return;
    m_reading = true;
    const auto read = std::make_shared<std::optional<Directory>>();
    m_store.read(
        [read, known = m_version](QSqlDatabase& db) {
            const auto version = proto::directory::readVersion(db);
            if (!version || (*version == known && known != 0))
                return version.status();
            auto directory = proto::directory::readDirectory(db);
            if (!directory)
                return directory.status();
            *read = std::move(directory).value();
            return proto::base::Status::ok();
        },
        this,
        [this, read](const proto::base::Status& status) {
            m_reading = false;
            if (!status)
                complain(status.message());
            if (*read) {
                m_version = (*read)->version;
                m_complaint.clear();
                m_turn.setInterval(laterEveryMs);
                Q_EMIT changed(**read);
            }
            if (m_lookAgain)
                look();
        });
}

void DirectoryFeed::complain(const QString& why) {
    if (why == m_complaint)
        return;
    m_complaint = why;
    proto::base::logWarning(inDirectoryFeed, QStringLiteral("waiting for the directory"), {{"why", why}});
}

} // namespace acd::directory
