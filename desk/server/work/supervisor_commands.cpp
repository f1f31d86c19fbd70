#include "desk/server/work/supervisor_commands.h"

#include "desk/server/api/command_fields.h"

#include "proto/base/uuid7.h"

#include <google/protobuf/descriptor.h>

#include <cstdlib>

namespace desk::server {

using namespace antesala::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using proto::base::Status;
using proto::bus::answerFailure;

namespace {

Answer badRequest(const QString& cure) {
    return answerFailure(Status::invalid(cure), QStringLiteral("bad_request"));
}

// What is wrong with a field, whichever command it belongs to: the names mean the same in all of them.
std::optional<Answer> wrongIn(const Message& body, const FieldDescriptor* field) {
    const auto text = [&] { return QString::fromStdString(body.GetReflection()->GetString(body, field)); };
    if (field->name() == "interaction_id" && !proto::base::isUuid(text()))
        return answerFailure(Status::notFound(QStringLiteral("an interaction's id is a UUID")),
                             QStringLiteral("no_such_interaction"));
    if (field->name() == "agent" && text().isEmpty())
        return badRequest(QStringLiteral("name the agent by their login"));
    if (field->name() == "queue" && text().isEmpty())
        return badRequest(QStringLiteral("name the queue as the directory does"));
    if (field->name() == "priority_seconds" &&
        std::abs(qint64{body.GetReflection()->GetInt32(body, field)}) > SupervisorCommands::widestPriority)
        return badRequest(QStringLiteral("prioritySeconds is from -86400 to 86400"));
    return std::nullopt;
}

std::optional<Answer> wrongIn(const SupervisorCommand& command) {
    const auto* asked = command.GetDescriptor()->FindFieldByNumber(static_cast<int>(command.command_case()));
    if (!asked)
        return badRequest(QStringLiteral("the command asks nothing"));
    const Message& body = command.GetReflection()->GetMessage(command, asked);
    for (int i = 0; i < body.GetDescriptor()->field_count(); ++i)
        if (auto wrong = wrongIn(body, body.GetDescriptor()->field(i)))
            return wrong;
    return std::nullopt;
}

} // namespace

void SupervisorCommands::give(const Identity& who, SupervisorCommand command, Done done) {
    if (!who.supervises())
        return done(answerFailure(
            Status::refused(QStringLiteral("only supervisors and administrators may move work and end sessions")),
            QStringLiteral("not_allowed")));
    if (const auto wrong = wrongIn(command))
        return done(*wrong);
    const QString login = who.person.login;
    const int asked = static_cast<int>(command.command_case());
    command.set_login(login.toStdString());
    m_audit.record({login, commandName(command, asked), QStringLiteral("asked"), who.address,
                    commandDetail(command, asked), QString::fromStdString(command.command_id())});
    m_feed.ask(m_feed.topic(QStringLiteral("acd"), QStringLiteral("supervisor"), login, QStringLiteral("command")),
               command, this, std::move(done));
}

} // namespace desk::server
