// Interactions that mcan hands over: it releases them into the windows acd grants, tells what its customers add, and gets the
// outcome back. An interaction's row is written in the inbox's transaction: from the acknowledgement on, acd has it, whatever
// happens before the engine takes it. Main loop only, but for what is named keep….
#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over <compare>
#include "acd/entry/contact_identity.h"
#include "acd/turn/turn.h"
#endif
#include "proto/bus/bus.h"
#include "proto/bus/inbox.h"
#include "proto/bus/outbox.h"

#include <memory>

namespace acd::digital {

class ReleaseLedger;

class Digital : public QObject, public turn::Carrier {
    Q_OBJECT
public:
    // The windows as they are granted now, for mcan when it asks what acd holds.
    using Windows = std::function<std::vector<antesala::v1::WindowGranted>()>;

    Digital(turn::Turn& turn, proto::bus::Bus& bus, proto::bus::Inbox& inbox, proto::bus::Outbox& outbox,
            Windows windows);
    ~Digital() override;

    // The directory is in. What was accepted before, and what was added to it, reaches the engine now.
    void open();
    quint64 arrived() const { return m_arrived; }

    using Carrier::carry;
    bool isNobody(const QString& address) const override { return entry::isNobodysAddress(address); }
    void noteSeen(const antesala::v1::FinishInteraction& finish, routing::AgentNumber agent) override;
    void carry(const routing::OfferMade& action) override;
    void carry(const routing::InteractionEnded& action, const antesala::v1::InteractionEnded& outcome) override;
    void fail(const antesala::v1::InteractionEnded& outcome) override;

private:
    void receive(proto::bus::Inbox& inbox);
    void onReleased(const antesala::v1::InteractionReleased& released, const QString& lastAgent);
    void onUpdated(const antesala::v1::InteractionUpdated& updated);
    void takeUpdate(const QString& id);
    void answerHolding(const proto::bus::Bus::AnswerFunction& answer);
    bool carries(const turn::BookEntry& entry) const;
    void handOver(const antesala::v1::InteractionEnded& outcome);

    turn::Turn& m_turn;
    proto::bus::Bus& m_bus;
    proto::bus::Outbox& m_outbox;
    const Windows m_windows;
    std::shared_ptr<ReleaseLedger> m_releases; // the inbox's jobs have it, too
    bool m_open = false;
    quint64 m_arrived = 0;
};

} // namespace acd::digital
