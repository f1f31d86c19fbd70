#include "desk/server/work/explanations.h"

#include "messages/explanation.pb.h"
#include "proto/base/uuid7.h"

namespace desk::server {

using namespace antesala::v1;
using proto::base::Status;
using proto::bus::answerFailure;

namespace {

Answer notAllowed() {
    return answerFailure(Status::refused(QStringLiteral("only supervisors and administrators may ask why")),
                         QStringLiteral("not_allowed"));
}

} // namespace

void Explanations::get(const Identity& who, const QString& interaction, Done done) {
    if (!who.supervises())
        return done(notAllowed());
    if (!proto::base::isUuid(interaction))
        return done(answerFailure(Status::notFound(QStringLiteral("an interaction's id is a UUID")),
                                  QStringLiteral("no_such_interaction")));
    GetExplanation request;
    request.set_interaction_id(interaction.toStdString());
    m_feed.ask(m_feed.topic(QStringLiteral("acd"), QStringLiteral("interaction"), interaction, QStringLiteral("get")),
               request, this, std::move(done));
}

void Explanations::getAgent(const Identity& who, const QString& login, Done done) {
    if (!who.supervises())
        return done(notAllowed());
    if (login.isEmpty())
        return done(answerFailure(Status::invalid(QStringLiteral("name the agent by their login")),
                                  QStringLiteral("bad_request")));
    GetAgentExplanation request;
    request.set_login(login.toStdString());
    m_feed.ask(m_feed.topic(QStringLiteral("acd"), QStringLiteral("agent"), login, QStringLiteral("get")), request,
               this, std::move(done));
}

} // namespace desk::server
