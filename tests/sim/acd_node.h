// An acd as main.cpp builds it, with the simulated Asterisk. Made anew over the same folder it is an acd that was killed.
#pragma once

#include "acd/switchboard/switchboard.h"
#include "tests/sim/disk.h"
#include "tests/sim/telephone_system.h"

namespace sim {

inline proto::bus::BusOptions busOptions(const char* owner) {
    proto::bus::BusOptions options;
    options.site = QStringLiteral("demo");
    options.owner = QString::fromLatin1(owner);
    options.node = QStringLiteral("one");
    return options;
}

struct AcdNode {
    AcdNode(const QString& url, TelephoneSystem& telephones, const proto::directory::Directory& directory)
        : store(QStringLiteral("acd"), url)
        , opened(store.open(proto::base::StoreAccess::Writer, acd::history::History::migrations()))
        , ari(telephones)
        , history(store, {.snapshotEveryEvents = 100, .backlogMaxEvents = Disk::instance().journalBacklog()})
        , recovered(history.recover(engine))
        , bus(busOptions("acd"))
        , outbox(bus, store)
        , inbox(bus, store)
        , board({engine, history, store, ari, bus, inbox, outbox}, {}) {
        if (!opened || !recovered || !board.recover())
            qFatal("no acd: %s %s", qPrintable(opened.message()), qPrintable(recovered.message()));
        QObject::connect(&board, &acd::switchboard::Switchboard::opened, &ari, &AriLine::start);
        outbox.start();
        bus.start();
        board.takeDirectory(directory);
    }

    proto::base::Store store;
    proto::base::Status opened;
    acd::routing::Engine engine;
    AriLine ari;
    acd::history::History history;
    proto::base::Status recovered;
    proto::bus::Bus bus;
    proto::bus::Outbox outbox;
    proto::bus::Inbox inbox;
    acd::switchboard::Switchboard board;
};

} // namespace sim
