// The directory from the store's schema `directory`, now and whenever it changes: read at the start, when desk says so on the
// bus, when the bus comes back, and every 10 s in case nobody could say so. Waits for the first import. Main loop only.
#pragma once

#include "proto/base/store.h"
#include "proto/bus/bus.h"
#include "proto/directory/directory.h"

#include <QObject>
#include <QTimer>

namespace acd::directory {

class DirectoryFeed : public QObject {
    Q_OBJECT
public:
    DirectoryFeed(const QString& storeUrl, proto::bus::Bus& bus, QObject* parent = nullptr);
    void start();

Q_SIGNALS:
    void changed(const proto::directory::Directory& directory);

private:
    void look();
    void complain(const QString& why);

    proto::base::Store m_store;
    QTimer m_turn;
    bool m_reading = false;
    bool m_lookAgain = false;
    std::int64_t m_version = 0;
    QString m_complaint;
};

} // namespace acd::directory
