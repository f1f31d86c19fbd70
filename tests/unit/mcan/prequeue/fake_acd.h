// acd as the pre-queue sees it: takes hand-overs durably, grants windows, ends interactions, says what it holds.
#pragma once

#include "messages/interaction.pb.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"
#include "tests/unit/mcan/prequeue/prequeue_store.h"

namespace tests {

class FakeAcd {
public:
    // What it has taken lives in `folder`: another FakeAcd there is the same acd started again.
    FakeAcd(quint16 brokerPort, const QString& folder)
        : m_store(QStringLiteral("acd"), QStringLiteral("sqlite:") + folder)
        , m_bus(busOf("acd", brokerPort))
        , m_outbox(m_bus, m_store)
        , m_inbox(m_bus, m_store) {
        const proto::base::Status opened = m_store.open(
            proto::base::StoreAccess::Writer,
            {{1, proto::bus::Outbox::tables() + proto::bus::Inbox::tables() +
                     QStringList{QStringLiteral("create table taken (number {bigserial}, interaction text not null, "
                                                "release_number {bigint} not null,"
                                                " queue text not null, subject text not null, ended {bigint} not null,"
                                                " times {bigint} not null, unique (interaction, release_number))")}}});
        if (!opened)
            qFatal("%s", qPrintable(opened.message()));
        m_inbox.receive(
            QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("released"),
            [](QSqlDatabase& db, const proto::bus::Topic&, const antesala::v1::Envelope& envelope) {
                antesala::v1::InteractionReleased released;
                if (!proto::bus::unpack(envelope, released))
                    return proto::base::Status::invalid(QStringLiteral("no release"));
                const auto& interaction = released.interaction();
                return proto::base::execute(
                           db,
                           QStringLiteral(
                               "insert into taken (interaction, release_number, queue, subject, ended, times) values "
                               "(?, ?, ?, ?, 0, 1)"
                               " on conflict (interaction, release_number) do update set times = taken.times + 1"),
                           {QString::fromStdString(interaction.id()), released.release(),
                            QString::fromStdString(interaction.queue()), QString::fromStdString(interaction.subject())})
                    .status();
            },
            {});
        m_inbox.receive(
            QStringLiteral("mcan"), QStringLiteral("interaction"), QStringLiteral("updated"),
            [](QSqlDatabase&, const proto::bus::Topic&, const antesala::v1::Envelope&) {
                return proto::base::Status::ok();
            },
            [this](const proto::bus::Topic&, const antesala::v1::Envelope&) { ++m_updates; });
        m_bus.serve(QStringLiteral("holding"), QStringLiteral("all"), QStringLiteral("get"),
                    [this](const proto::bus::Topic&, const antesala::v1::Envelope&,
                           const proto::bus::Bus::AnswerFunction& answer) {
                        ++m_asked;
                        answer(proto::bus::answerOk(holdings()));
                    });
        QObject::connect(&m_bus, &proto::bus::Bus::connected, [this] {
            for (auto window = m_windows.begin(); window != m_windows.end(); ++window)
                publishWindow(window.key(), window.value());
        });
        m_outbox.start();
        m_bus.start();
    }

    void grant(const QString& queue, std::uint32_t window) {
        m_windows[queue] = window;
        publishWindow(queue, window);
    }
    void end(const QString& interaction, std::uint32_t release = 1,
             antesala::v1::Outcome outcome = antesala::v1::OUTCOME_HANDLED) {
        const proto::base::Status done = m_store.writeNow([&](QSqlDatabase& db) -> proto::base::Status {
            const auto marked = proto::base::execute(
                db, QStringLiteral("update taken set ended = 1 where interaction = ? and release_number = ?"),
                {interaction, release});
            if (!marked)
                return marked.status();
            antesala::v1::InteractionEnded ended;
            ended.set_interaction_id(interaction.toStdString());
            ended.set_release(release);
            ended.set_outcome(outcome);
            ended.set_agent("ana");
            ended.set_ended_at_us(proto::base::SystemClock::instance().utcMicros());
            return m_outbox.append(db, QStringLiteral("interaction"), interaction, QStringLiteral("ended"), ended);
        });
        if (!done)
            qFatal("%s", qPrintable(done.message()));
        m_outbox.notify();
    }
    // Agents who finish whatever comes.
    void endAllOpen() {
        const QStringList open = list(QStringLiteral("select interaction from taken where ended = 0 order by number"));
        for (const QString& interaction : open)
            end(interaction,
                list(QStringLiteral("select max(release_number) from taken where interaction = '%1'").arg(interaction))
                    .first()
                    .toUInt());
    }
    // Forgets as a lost disk would: what was acknowledged is gone.
    void loseEverything() {
        const proto::base::Status done = m_store.writeNow(
            [](QSqlDatabase& db) { return proto::base::execute(db, QStringLiteral("delete from taken")).status(); });
        if (!done)
            qFatal("%s", qPrintable(done.message()));
    }

    QStringList list(const QString& sql) {
        QSqlDatabase db = m_store.reader();
        QStringList found;
        auto rows = proto::base::execute(db, sql);
        while (rows && rows.value().next())
            found << rows->value(0).toString();
        return found;
    }
    QStringList taken() { return list(QStringLiteral("select interaction from taken order by number")); }
    int open() {
        return static_cast<int>(list(QStringLiteral("select interaction from taken where ended = 0")).size());
    }
    int doubled() {
        return static_cast<int>(
            list(QStringLiteral("select interaction from taken where times > 1 or release_number > 1")).size());
    }
    qint64 unacknowledged() const { return m_outbox.unacknowledged(); }
    int updates() const { return m_updates; }
    int asked() const { return m_asked; }
    proto::bus::Bus& bus() { return m_bus; }

private:
    static void addMails(antesala::v1::WindowGranted& grant, std::uint32_t window) {
        auto* mails = grant.add_channels();
        mails->set_channel(antesala::v1::CHANNEL_EMAIL);
        mails->set_window(window);
    }
    void publishWindow(const QString& queue, std::uint32_t window) {
        antesala::v1::WindowGranted grant;
        grant.set_queue(queue.toStdString());
        addMails(grant, window);
        m_bus.publishState(m_bus.topic(QStringLiteral("window"), queue, QStringLiteral("granted")), grant, true);
    }
    antesala::v1::Holdings holdings() {
        antesala::v1::Holdings answer;
        QSqlDatabase db = m_store.reader();
        auto rows = proto::base::execute(
            db, QStringLiteral("select interaction, max(release_number) from taken where ended = 0 or interaction in "
                               "(select interaction_id from outbox) group by interaction"));
        while (rows && rows.value().next()) {
            auto* held = answer.add_held();
            held->set_interaction_id(rows->value(0).toString().toStdString());
            held->set_release(rows->value(1).toUInt());
        }
        for (auto window = m_windows.begin(); window != m_windows.end(); ++window) {
            auto* grant = answer.add_windows();
            grant->set_queue(window.key().toStdString());
            addMails(*grant, window.value());
        }
        return answer;
    }

    proto::base::Store m_store;
    proto::bus::Bus m_bus;
    proto::bus::Outbox m_outbox;
    proto::bus::Inbox m_inbox;
    QHash<QString, std::uint32_t> m_windows;
    int m_updates = 0;
    int m_asked = 0;
};

} // namespace tests
