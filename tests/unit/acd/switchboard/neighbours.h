// The neighbours of an acd under test: a desk that gives commands, and mcan with its store and outbox. And a site with two
// queues and three agents, so that work can go from one to another.
#pragma once

#include "acd_node.h"

#include "messages/agent.pb.h"
#include "messages/interaction.pb.h"
#include "proto/base/uuid7.h"

#include "acd/turn/ids.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace tests {

inline proto::bus::Topic toAcd(const char* noun, const QString& id, const char* verb) {
    return {QStringLiteral("demo"),   QStringLiteral("demo"),    QStringLiteral("acd"),
            QStringLiteral("one"),    QString::fromLatin1(noun), id,
            QString::fromLatin1(verb)};
}

// Queues soporte (all, needs nothing) and ventas (luis and eva, needs `inglés` of at least 5, holds 2, wrap-up none).
inline proto::directory::Directory twoQueues() {
    using namespace proto::directory;
    Directory site = demoSite(2);
    site.skills.resize(2);
    site.skills[0].number = 1;
    site.skills[0].name = QStringLiteral("ingles");
    site.skills[1].number = 2;
    site.skills[1].name = QStringLiteral("vip");
    site.agents[0].skills = {{QStringLiteral("vip"), 8}};
    Queue ventas;
    ventas.number = 2;
    ventas.name = QStringLiteral("ventas");
    ventas.wrapUp = WrapUpKind::None;
    ventas.putDownMs = 0;
    ventas.maxWaiting = 2;
    ventas.skills = {{QStringLiteral("ingles"), 5}};
    site.queues.push_back(ventas);
    site.dids.push_back({QStringLiteral("902"), QStringLiteral("ventas"), 0});
    const auto add = [&site](std::uint32_t number, const char* login, const char* phone) {
        Agent agent;
        agent.number = number;
        agent.login = QString::fromLatin1(login);
        agent.name = agent.login;
        agent.phone = QString::fromLatin1(phone);
        agent.skills = {{QStringLiteral("ingles"), 8}, {QStringLiteral("vip"), 8}};
        agent.queues = {{QStringLiteral("ventas"), 1, 1}};
        site.agents.push_back(agent);
    };
    add(2, "luis", "1002");
    add(3, "eva", "1003");
    return site;
}

class Desk {
public:
    explicit Desk(const MosquittoBroker& broker) : m_bus(busOptions(broker, "desk")) { m_bus.start(); }
    bool isConnected() const { return m_bus.isConnected(); }

    antesala::v1::Answer command(const char* login, antesala::v1::AgentCommand command) {
        command.set_command_id(proto::base::newUuid7().toStdString());
        command.set_login(login);
        std::optional<antesala::v1::Answer> got;
        m_bus.ask(toAcd("agent", QString::fromLatin1(login), "command"), command, &m_bus,
                  [&got](const antesala::v1::Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        return got.value_or(antesala::v1::Answer{});
    }
    // Empty when it was done.
    QString refusal(const char* login, const antesala::v1::AgentCommand& asked) {
        const antesala::v1::Answer answer = command(login, asked);
        return answer.code() == antesala::v1::ANSWER_OK ? QString() : QString::fromStdString(answer.reason());
    }
    antesala::v1::AgentState state(const char* login) {
        antesala::v1::AgentCommand connection;
        connection.mutable_desk_connection()->set_connected(true);
        antesala::v1::AgentState state;
        [&] { QVERIFY(proto::bus::unpack(command(login, connection), state)); }();
        return state;
    }
    void signIn(const char* login, antesala::v1::Presence presence = antesala::v1::PRESENCE_AVAILABLE) {
        state(login);
        antesala::v1::AgentCommand choice;
        choice.mutable_choose_presence()->set_presence(presence);
        QCOMPARE(refusal(login, choice), QString());
    }
    // They accept what is offered to them.
    void accept(const char* login) {
        const antesala::v1::AgentState now = state(login);
        for (const antesala::v1::WorkItem& item : now.work()) {
            antesala::v1::AgentCommand accepting;
            accepting.mutable_accept_offer()->set_offer_id(item.offer_id());
            if (item.state() == antesala::v1::WORK_STATE_OFFERED)
                QCOMPARE(refusal(login, accepting), QString());
        }
    }

private:
    proto::bus::Bus m_bus;
};

class Mcan {
public:
    Mcan(const MosquittoBroker& broker, const QString& folder)
        : m_store(QStringLiteral("mcan"), QStringLiteral("sqlite:") + folder)
        , m_opened(m_store.open(proto::base::StoreAccess::Writer,
                                {{1, proto::bus::Outbox::tables() + proto::bus::Inbox::tables()}}))
        , m_bus(busOptions(broker, "mcan"))
        , m_outbox(m_bus, m_store) {
        if (!m_opened)
            qFatal("no mcan: %s", qPrintable(m_opened.message()));
        m_outbox.start();
        m_bus.start();
    }
    void release(const antesala::v1::Interaction& interaction) {
        antesala::v1::InteractionReleased released;
        released.set_release(1);
        *released.mutable_interaction() = interaction;
        hand(released, interaction, "released");
    }
    // What it may have released and unfinished of the queue; asked for, as after a restart.
    quint32 window(const char* queue, antesala::v1::Channel channel = antesala::v1::CHANNEL_EMAIL) {
        std::optional<antesala::v1::Answer> got;
        m_bus.ask(toAcd("holding", QStringLiteral("all"), "get"), antesala::v1::Holdings{}, &m_bus,
                  [&got](const antesala::v1::Answer& answer) { got = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), 10'000); }();
        antesala::v1::Holdings holdings;
        if (got && proto::bus::unpack(*got, holdings))
            for (const antesala::v1::WindowGranted& window : holdings.windows())
                for (const auto& each : window.channels())
                    if (window.queue() == queue && each.channel() == channel)
                        return each.window();
        return 0;
    }
    void update(const antesala::v1::Interaction& interaction) {
        antesala::v1::InteractionUpdated updated;
        updated.set_release(1);
        *updated.mutable_interaction() = interaction;
        updated.mutable_interaction()->set_update(++m_updates);
        hand(updated, interaction, "updated");
    }

private:
    void hand(const google::protobuf::Message& message, const antesala::v1::Interaction& interaction,
              const char* verb) {
        const QString id = QString::fromStdString(interaction.id());
        QVERIFY(m_store
                    .writeNow([&](QSqlDatabase& db) {
                        return m_outbox.append(db, QStringLiteral("interaction"), id, QString::fromLatin1(verb),
                                               message);
                    })
                    .isOk());
        m_outbox.notify();
    }

    quint32 m_updates = 0;
    proto::base::Store m_store;
    proto::base::Status m_opened;
    proto::bus::Bus m_bus;
    proto::bus::Outbox m_outbox;
};

// An acd with both neighbours, new for each test; what tests of commands begin with.
class TwoQueueCentre : public QObject {
protected:
    void begin() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_broker);
        m_mcan = std::make_unique<Mcan>(m_broker, m_folder->path());
        QTRY_VERIFY(m_desk->isConnected());
        startAcd();
    }
    void end() {
        m_acd.reset();
        m_mcan.reset();
        m_desk.reset();
    }
    void startAcd() {
        m_acd = std::make_unique<AcdNode>(m_broker, m_folder->path(), twoQueues());
        QTRY_VERIFY(m_acd->bus.isConnected());
        m_acd->board.voice().phonesChanged({QStringLiteral("1001"), QStringLiteral("1002"), QStringLiteral("1003")},
                                           {});
    }
    // Of the item in their list; nothing of it when it is not there.
    antesala::v1::WorkItem item(const char* login, const QString& id) {
        const antesala::v1::AgentState now = m_desk->state(login);
        for (const antesala::v1::WorkItem& each : now.work())
            if (each.interaction().id() == id.toStdString())
                return each;
        return {};
    }

    MosquittoBroker m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Mcan> m_mcan;
    std::unique_ptr<AcdNode> m_acd;
};

} // namespace tests
