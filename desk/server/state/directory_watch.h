// The directory as it stands in the store: read when its version grows, whoever wrote it, and announced on the bus so
// that every daemon reads it again. Main loop only; the store is read in its own thread.
#pragma once

#include "proto/base/store.h"
#include "proto/directory/directory.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace desk::server {

class DirectoryWatch : public QObject {
    Q_OBJECT
public:
    static constexpr int lookEveryMs = 2000;

    // `store`: the schema `directory`, open.
    explicit DirectoryWatch(proto::base::Store& store, QObject* parent = nullptr);
    void start();
    // Looks now instead of at the next turn.
    void look();

    // Never null; version 0 and empty before the first import.
    const proto::directory::Directory& directory() const { return *m_directory; }

Q_SIGNALS:
    // A newer version has been read; also the first one.
    void changed();

private:
    void onLooked(const proto::base::Status& status, const std::shared_ptr<const proto::directory::Directory>& read);

    proto::base::Store& m_store;
    QTimer m_timer;
    bool m_looking = false;
    bool m_unreadable = false;
    std::shared_ptr<const proto::directory::Directory> m_directory;
};

} // namespace desk::server
