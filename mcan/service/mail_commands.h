// Mail on the bus: the commands of mail.proto, and the state of replies and mailboxes. Main loop only.
#pragma once

#include "mcan/email/mail_service.h"
#include "mcan/prequeue/state_board.h"
#include "proto/bus/bus.h"

#include <QObject>

#include <map>
#include <string>

namespace mcan::service {

class MailCommands : public QObject {
    Q_OBJECT
public:
    // Serves: before Bus::start().
    MailCommands(proto::bus::Bus& bus, email::MailService& mail, prequeue::StateBoard& board,
                 QObject* parent = nullptr);

private:
    void serveThread();
    void servePart();
    void serveReply();
    void serveAside();
    void serveSnapshot();
    void publishState();
    const antesala::v1::MailboxState& keep(const antesala::v1::MailboxState& state);
    void publishMailbox(const antesala::v1::MailboxState& state);
    proto::bus::Topic topic(const QString& noun, const QString& id, const QString& verb) const;

    proto::bus::Bus& m_bus;
    email::MailService& m_mail;
    prequeue::StateBoard& m_board;
    std::map<std::string, antesala::v1::MailboxState> m_mailboxes; // as told last
};

} // namespace mcan::service
