// The directory as this daemon has it: read at start, when desk says that it changed, and every few seconds while there
// is none yet. Main loop only; reading runs on a reader's thread.
#pragma once

#include "proto/base/store.h"
#include "proto/bus/bus.h"
#include "proto/directory/directory.h"

#include <QObject>
#include <QTimer>

namespace mcan::service {

class DirectoryWatch : public QObject {
    Q_OBJECT
public:
    // Subscribes: before Bus::start(). `url`: the store's; `keyFile`: of the mailboxes' passwords.
    DirectoryWatch(const QString& url, QString keyFile, proto::bus::Bus& bus, QObject* parent = nullptr);

    void start();
    // Reads again even when the version is the same.
    void reload();
    // Version 0 until one was read.
    const proto::directory::Directory& current() const { return m_current; }
    std::int64_t newestVersion() const { return m_newest; }

Q_SIGNALS:
    void changed(const proto::directory::Directory& directory);

private:
    void read();
    void take(const proto::base::Status& status, const proto::directory::Directory& directory);

    const QString m_keyFile;
    proto::base::Store m_store;
    proto::directory::Directory m_current;
    std::int64_t m_newest = 0; // as announced
    bool m_reading = false;
    bool m_again = false;
    QString m_problem; // said once
    QTimer m_retry;
};

} // namespace mcan::service
