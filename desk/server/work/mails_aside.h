// Mails that are kept and are nobody's work, for supervisors and administrators: looked through, read, opened as work or
// discarded. mcan does it; what is asked stands in the audit. Main loop only.
#pragma once

#include "desk/server/audit.h"
#include "desk/server/session/identity.h"
#include "desk/server/state/state_feed.h"
#include "messages/mail.pb.h"

#include <QObject>

namespace desk::server {

class MailsAside : public QObject {
    Q_OBJECT
public:
    MailsAside(StateFeed& feed, Audit& audit, QObject* parent = nullptr)
        : QObject(parent)
        , m_feed(feed)
        , m_audit(audit) {}

    // OK with what mail.proto names; ANSWER_REFUSED not_allowed; ANSWER_NOT_FOUND no_such_mail; or mcan's answer.
    using Done = proto::bus::Bus::AnswerHandler;
    void list(const Identity& who, const antesala::v1::GetMailsAside& request, Done done);
    void get(const Identity& who, const QString& mail, Done done);
    void change(const Identity& who, const QString& mail, antesala::v1::MailAsideAction action,
                const QString& requestId, Done done);

private:
    // True when the answer has been given: no.
    static bool isRefused(const Identity& who, const Done& done);
    static bool isNoMail(const QString& mail, const Done& done);

    StateFeed& m_feed;
    Audit& m_audit;
};

} // namespace desk::server
