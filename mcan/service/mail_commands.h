// Mail on the bus: the commands of mail.proto, and the state of replies and mailboxes. Main loop only.
#pragma once

#include "mcan/email/mail_service.h"
#include "mcan/prequeue/state_board.h"
#include "proto/bus/bus.h"

#include <QObject>

namespace mcan::service {

class MailCommands : public QObject {
    Q_OBJECT
public:
    // Serves: before Bus::start().
    MailCommands(proto::bus::Bus& bus, email::MailService& mail, const prequeue::StateBoard& board,
                 QObject* parent = nullptr);

private:
    void serveThread();
    void servePart();
    void serveReply();
    void serveSnapshot();
    void publishState();
    void publishMailbox(const antesala::v1::MailboxState& state);
    proto::bus::Topic topic(const QString& noun, const QString& id, const QString& verb) const;

    proto::bus::Bus& m_bus;
    email::MailService& m_mail;
    const prequeue::StateBoard& m_board;
};

} // namespace mcan::service
