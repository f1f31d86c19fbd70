#include "desk/server/work/mails_aside.h"

#include "proto/base/uuid7.h"

namespace desk::server {

using namespace antesala::v1;
using proto::base::Status;
using proto::bus::answerFailure;

bool MailsAside::isRefused(const Identity& who, const Done& done) {
    if (who.supervises())
        return false;
    done(answerFailure(Status::refused(QStringLiteral("only supervisors and administrators see mails set aside")),
                       QStringLiteral("not_allowed")));
    return true;
}

bool MailsAside::isNoMail(const QString& mail, const Done& done) {
    if (proto::base::isUuid(mail))
        return false;
    done(answerFailure(Status::notFound(QStringLiteral("a mail's id is a UUID")), QStringLiteral("no_such_mail")));
    return true;
}

void MailsAside::list(const Identity& who, const GetMailsAside& request, Done done) {
    if (isRefused(who, done))
        return;
    m_feed.ask(
        m_feed.topic(QStringLiteral("mcan"), QStringLiteral("shelf"), QStringLiteral("all"), QStringLiteral("get")),
        request, this, std::move(done));
}

void MailsAside::get(const Identity& who, const QString& mail, Done done) {
    if (isRefused(who, done) || isNoMail(mail, done))
        return;
    m_feed.ask(m_feed.topic(QStringLiteral("mcan"), QStringLiteral("aside"), mail, QStringLiteral("get")),
               GetMailsAside(), this, std::move(done));
}

void MailsAside::change(const Identity& who, const QString& mail, MailAsideAction action, const QString& requestId,
                        Done done) {
    if (isRefused(who, done) || isNoMail(mail, done))
        return;
    MailAsideCommand command;
    command.set_action(action);
    command.set_person(who.person.login.toStdString());
    m_audit.record({who.person.login, QStringLiteral("mail_aside"), QStringLiteral("asked"), who.address,
                    mail + u' ' + QString::fromStdString(MailAsideAction_Name(action)), requestId});
    m_feed.ask(m_feed.topic(QStringLiteral("mcan"), QStringLiteral("aside"), mail, QStringLiteral("command")), command,
               this, std::move(done));
}

} // namespace desk::server
