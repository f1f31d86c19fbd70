// An acd without Asterisk: the real engine, journal, bus and store, and a telephone system that writes down what it is asked.
// Destroyed and made anew over the same folder it is an acd that was killed: nothing is said or stored at its end.
#pragma once

#include "acd/switchboard/switchboard.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QStringList>
#include <QTest>

#include <optional>

namespace tests {

class WrittenTelephony : public acd::voice::Telephony {
public:
    QStringList asked;
    QList<acd::voice::RingOrder> rung;
    QList<quint64> stopped;   // of mails as well
    QList<quint64> elsewhere; // of these, for another took the call

    void setListener(acd::voice::TelephonyListener*) override {}
    bool ready = true;
    bool isReady() const override { return ready; }
    void ring(const acd::voice::RingOrder& order) override {
        rung << order;
        asked << QStringLiteral("ring ") + order.phone;
    }
    void stopRinging(quint64 offer) override {
        stopped << offer;
        const bool isCall =
            std::any_of(rung.begin(), rung.end(), [offer](const auto& order) { return order.offer == offer; });
        if (isCall)
            asked << QStringLiteral("stop");
    }
    void takenElsewhere(quint64 offer) override {
        elsewhere << offer;
        stopRinging(offer);
    }
    void connectCall(const QString&, quint64) override { asked << QStringLiteral("connect"); }
    void hold(const QString&) override { asked << QStringLiteral("hold"); }
    void resume(const QString&) override { asked << QStringLiteral("resume"); }
    void backToWaiting(const QString&) override { asked << QStringLiteral("wait"); }
    void end(const QString&) override { asked << QStringLiteral("end"); }
    void turnAway(const QString&, const acd::voice::Farewell& farewell) override {
        static const QStringList causes{QStringLiteral("normal"), QStringLiteral("busy"), QStringLiteral("unavailable"),
                                        QStringLiteral("congestion"), QStringLiteral("rejected")};
        asked << (QStringLiteral("turn away ") + causes[static_cast<int>(farewell.cause)] + u' ' + farewell.prompt)
                     .trimmed();
    }
    void consult(const acd::voice::RingOrder& order) override {
        rung << order;
        asked << QStringLiteral("consult ") + order.phone;
    }
    void handOver(const QString&, quint64) override { asked << QStringLiteral("hand over"); }
    void leave(const QString&, acd::voice::Exit exit, const QString& label) override {
        const bool outside = exit == acd::voice::Exit::External;
        asked << (outside ? QStringLiteral("leave to external ") : QStringLiteral("leave to voicemail ")) + label;
    }
    void refuse(const QString&) override { asked << QStringLiteral("refuse"); }
};

inline proto::bus::BusOptions busOptions(const MosquittoBroker& broker, const char* owner) {
    proto::bus::BusOptions options;
    options.port = broker.port();
    options.site = QStringLiteral("demo");
    options.owner = QString::fromLatin1(owner);
    options.node = QStringLiteral("one");
    return options;
}

inline proto::directory::Directory demoSite(std::int64_t version = 1) {
    using namespace proto::directory;
    Directory directory;
    directory.version = version;
    directory.site = QStringLiteral("demo");
    Channel voice;
    Channel email{ChannelKind::Email, 30, AdmissionPolicy::Fit, true, 100, 30, 0};
    directory.channels = {voice, email};
    Queue queue;
    queue.number = 1;
    queue.name = QStringLiteral("soporte");
    queue.wrapUp = WrapUpKind::UntilDone;
    queue.putDownMs = 0; // here everybody hangs up in the moment after
    directory.queues = {queue};
    Agent ana;
    ana.number = 1;
    ana.login = QStringLiteral("ana");
    ana.name = QStringLiteral("Ana");
    ana.phone = QStringLiteral("1001");
    ana.queues = {{QStringLiteral("soporte"), 1, 1}};
    directory.agents = {ana};
    directory.dids = {{QStringLiteral("900"), QStringLiteral("soporte"), 0}};
    directory.dispositions = {{QStringLiteral("resuelto"), {}}};
    directory.breakReasons = {{QStringLiteral("comida"), {}}};
    return directory;
}

struct AcdNode {
    AcdNode(const MosquittoBroker& broker, const QString& folder, const proto::directory::Directory& site = demoSite())
        : store(QStringLiteral("acd"), QStringLiteral("sqlite:") + folder)
        , opened(store.open(proto::base::StoreAccess::Writer, acd::history::History::migrations()))
        , history(store, {})
        , recovered(history.recover(engine))
        , bus(busOptions(broker, "acd"))
        , outbox(bus, store)
        , inbox(bus, store)
        , board({engine, history, store, telephony, bus, inbox, outbox}, {}) {
        if (!opened || !recovered || !board.recover())
            qFatal("no acd: %s %s", qPrintable(opened.message()), qPrintable(recovered.message()));
        board.takeDirectory(site);
        outbox.start();
        bus.start();
    }
    // As if its phone had registered.
    void phoneOn() { board.voice().phonesChanged({QStringLiteral("1001")}, {}); }

    proto::base::Store store;
    proto::base::Status opened;
    acd::routing::Engine engine;
    WrittenTelephony telephony;
    acd::history::History history;
    proto::base::Status recovered;
    proto::bus::Bus bus;
    proto::bus::Outbox outbox;
    proto::bus::Inbox inbox;
    acd::switchboard::Switchboard board;
};

// What the diagnostics say of an interaction.
inline QStringList why(const acd::switchboard::Switchboard& board, const QString& id) {
    std::optional<QStringList> said;
    QObject context;
    board.explainer().why(id, &context, [&said](const QStringList& lines) { said = lines; });
    (void)QTest::qWaitFor([&said] { return said.has_value(); }, 10'000);
    return said.value_or(QStringList());
}

} // namespace tests
