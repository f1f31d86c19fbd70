// What only supervisors ask of the desk: to see everything, why, and what they do with work and agents.
#include "desk/server/api/command_fields.h"
#include "desk/server/pages/page_requests.h"

namespace desk::server {

using namespace antesala::v1;

void PageRequests::watch(PageId id, const Page& page, const Request& request) {
    const bool wanted = request.watch().supervisor();
    if (wanted && !page.who.supervises())
        return refuse(id, request.request_id(), ANSWER_REFUSED, "not_allowed",
                      QStringLiteral("only supervisors and administrators may watch everything"));
    m_parts.pages.find(id)->supervises = wanted;
    DeskAnswer given;
    given.set_request_id(request.request_id());
    answer(id, given);
    if (wanted)
        m_parts.fanOut.sendAll(id);
}

void PageRequests::getExplanation(PageId id, const Page& page, const Request& request) {
    m_parts.explanations.get(page.who, QString::fromStdString(request.get_explanation().interaction_id()),
                             answeringWith(id, request, &DeskAnswer::mutable_explanation));
}

void PageRequests::getAgentExplanation(PageId id, const Page& page, const Request& request) {
    m_parts.explanations.getAgent(page.who, QString::fromStdString(request.get_agent_explanation().login()),
                                  answeringWith(id, request, &DeskAnswer::mutable_agent_explanation));
}

void PageRequests::getMailsAside(PageId id, const Page& page, const Request& request) {
    m_parts.mailsAside.list(page.who, request.get_mails_aside(),
                            answeringWith(id, request, &DeskAnswer::mutable_mails_aside));
}

void PageRequests::getMailAside(PageId id, const Page& page, const Request& request) {
    m_parts.mailsAside.get(page.who, QString::fromStdString(request.get_mail_aside().mail_id()),
                           answeringWith(id, request, &DeskAnswer::mutable_mail_aside));
}

void PageRequests::changeMailAside(PageId id, const Page& page, const Request& request) {
    const ChangeMailAside& asked = request.change_mail_aside();
    m_parts.mailsAside.change(page.who, QString::fromStdString(asked.mail_id()), asked.action(),
                              QString::fromStdString(request.request_id()),
                              answeringWith(id, request, &DeskAnswer::mutable_mail_aside_changed));
}

void PageRequests::supervise(PageId id, const Page& page, const Request& request) {
    SupervisorCommand command;
    command.set_command_id(request.request_id());
    copyCommand(request, static_cast<int>(request.request_case()), command);
    m_parts.supervision.give(
        page.who, std::move(command),
        [this, id, requestId = request.request_id()](const Answer& told) { answer(id, from(requestId, told)); });
}

} // namespace desk::server
