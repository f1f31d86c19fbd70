#include "desk/server/pages/page_requests.h"

#include "desk/server/api/command_fields.h"
#include "desk/server/http/json.h"
#include "desk/server/work/colleagues.h"

#include "proto/base/mail_limits.h"
#include "proto/base/uuid7.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace desk::server {

using namespace antesala::v1;
using proto::base::Result;

namespace {

// Of a message that could not be read, so that its sender knows which one it was.
std::string requestIdIn(const QByteArray& text) {
    return QJsonDocument::fromJson(text).object().value(QStringLiteral("requestId")).toString().left(36).toStdString();
}

} // namespace

DeskAnswer PageRequests::from(const std::string& requestId, const Answer& told) {
    DeskAnswer answer;
    answer.set_request_id(requestId);
    answer.set_code(told.code());
    answer.set_reason(told.reason());
    answer.set_message(told.message());
    return answer;
}

void PageRequests::onMessage(PageId id, const QByteArray& text) {
    Page* page = m_parts.pages.find(id);
    if (!page)
        return;
    Request request;
    const auto read = fromJson(text, request);
    m_parts.pages.heard(id, request.has_heartbeat());
    if (request.has_heartbeat())
        return;
    ++page->pending; // taken back by answer()
    if (!read)
        return refuse(id, requestIdIn(text), ANSWER_INVALID, "bad_request", read.message());
    if (!proto::base::isUuid(QString::fromStdString(request.request_id())))
        return refuse(id, request.request_id(), ANSWER_INVALID, "bad_request",
                      QStringLiteral("requestId must be a UUID"));
    if (page->pending > mostPending)
        return refuse(id, request.request_id(), ANSWER_REFUSED, "too_many_requests",
                      QStringLiteral("wait for the answers to what was asked before"));
    dispatch(id, *page, request);
}

void PageRequests::dispatch(PageId id, const Page& page, const Request& request) {
    switch (request.request_case()) {
    case Request::kChoosePresence:
    case Request::kAcceptOffer:
    case Request::kDeclineOffer:
    case Request::kFinish:
    case Request::kEndWrapUp:
    case Request::kExtendWrapUp:
    case Request::kHold:
    case Request::kResume:
    case Request::kTransfer:
    case Request::kPark:
    case Request::kUnpark:
    case Request::kStartConsult:
    case Request::kEndConsult:
    case Request::kChooseDispositions:
        return askAcd(id, page, request);
    case Request::kAssign:
    case Request::kMove:
    case Request::kReprioritise:
    case Request::kTakeBack:
    case Request::kEndSession:
    case Request::kRedistribute:
        return supervise(id, page, request);
    case Request::kGetColleagues:
        return getColleagues(id, page, request);
    case Request::kGetThread:
        return getThread(id, page, request);
    case Request::kGetExplanation:
        return getExplanation(id, page, request);
    case Request::kGetAgentExplanation:
        return getAgentExplanation(id, page, request);
    case Request::kGetMailsAside:
        return getMailsAside(id, page, request);
    case Request::kGetMailAside:
        return getMailAside(id, page, request);
    case Request::kChangeMailAside:
        return changeMailAside(id, page, request);
    case Request::kSendReply:
        return sendReply(id, page, request);
    case Request::kSaveDraft:
        return saveDraft(id, page, request);
    case Request::kGetDraft:
        return getDraft(id, page, request);
    case Request::kWatch:
        return watch(id, page, request);
    default:
        return refuse(id, request.request_id(), ANSWER_INVALID, "bad_request",
                      QStringLiteral("the message asks nothing: see desk.asyncapi.yaml"));
    }
}

void PageRequests::askAcd(PageId id, const Page& page, const Request& request) {
    if (!page.who.isAgent)
        return refuse(id, request.request_id(), ANSWER_REFUSED, "not_an_agent",
                      QStringLiteral("%1 is not an agent of the directory").arg(page.who.person.login));
    const QString login = page.who.person.login;
    AgentCommand command;
    command.set_command_id(request.request_id());
    command.set_login(login.toStdString());
    const int asked = static_cast<int>(request.request_case());
    copyCommand(request, asked, command);
    record(page, request, commandName(request, asked), commandDetail(request, asked).toStdString());
    m_parts.feed.ask(
        m_parts.feed.topic(QStringLiteral("acd"), QStringLiteral("agent"), login, QStringLiteral("command")), command,
        this, [this, id, requestId = request.request_id()](const Answer& told) {
            AgentState state;
            if (proto::bus::unpack(told, state))
                m_parts.cache.take(state);
            answer(id, from(requestId, told));
        });
}

// From what the desk knows: whom to give work to can be looked up while acd is away.
void PageRequests::getColleagues(PageId id, const Page& page, const Request& request) {
    DeskAnswer given;
    given.set_request_id(request.request_id());
    *given.mutable_colleagues() =
        colleaguesOf(m_parts.cache, page.who.person.login, QString::fromStdString(request.get_colleagues().search()));
    answer(id, given);
}

void PageRequests::getThread(PageId id, const Page& page, const Request& request) {
    m_parts.conversations.get(page.who, QString::fromStdString(request.get_thread().interaction_id()),
                              answeringWith(id, request, &DeskAnswer::mutable_thread));
}

void PageRequests::sendReply(PageId id, const Page& page, const Request& request) {
    SendReply reply = request.send_reply();
    reply.set_command_id(request.request_id());
    reply.set_agent(page.who.person.login.toStdString());
    m_parts.replies.send(page.who, reply,
                         [this, id, requestId = request.request_id()](const Replies::Outcome& outcome) {
                             DeskAnswer given = from(requestId, outcome.answer);
                             if (ReplyAccepted accepted; proto::bus::unpack(outcome.answer, accepted))
                                 *given.mutable_reply_accepted() = accepted;
                             if (outcome.draft)
                                 *given.mutable_draft() = *outcome.draft;
                             answer(id, given);
                         });
}

void PageRequests::saveDraft(PageId id, const Page& page, const Request& request) {
    const SaveDraft& wanted = request.save_draft();
    if (!m_parts.rights.maySee(page.who, QString::fromStdString(wanted.interaction_id())))
        return refuse(id, request.request_id(), ANSWER_REFUSED, "not_yours",
                      QStringLiteral("this mail is not and was not on your list"));
    if (QString::fromStdString(wanted.text()).size() > proto::base::replyCharactersMax)
        return refuse(id, request.request_id(), ANSWER_INVALID, "too_large",
                      QStringLiteral("a draft has at most %1 characters").arg(proto::base::replyCharactersMax));
    m_parts.drafts.save(page.who.person.login, wanted, this,
                        [this, id, requestId = request.request_id()](const Result<DraftStore::Outcome>& saved) {
                            if (!saved)
                                return refuse(id, requestId, ANSWER_UNAVAILABLE, "store_away",
                                              saved.status().message());
                            DeskAnswer given;
                            given.set_request_id(requestId);
                            *given.mutable_draft() = saved->draft;
                            if (saved->step == DraftStore::Step::Refused) {
                                given.set_code(ANSWER_REFUSED);
                                given.set_reason("draft_changed");
                                given.set_message("the draft is at another version: another page has saved or sent it");
                            } else {
                                given.mutable_draft()->clear_text(); // the page has it
                            }
                            answer(id, given);
                        });
}

void PageRequests::getDraft(PageId id, const Page& page, const Request& request) {
    const QString interaction = QString::fromStdString(request.get_draft().interaction_id());
    m_parts.drafts.get(page.who.person.login, interaction, this,
                       [this, id, requestId = request.request_id()](const Result<DraftStore::Draft>& found) {
                           if (!found)
                               return refuse(id, requestId, ANSWER_UNAVAILABLE, "store_away", found.status().message());
                           DeskAnswer given;
                           given.set_request_id(requestId);
                           *given.mutable_draft() = *found;
                           answer(id, given);
                       });
}

void PageRequests::record(const Page& page, const Request& request, const QString& action, const std::string& detail) {
    m_parts.audit.record({page.who.person.login, action, QStringLiteral("asked"), page.who.address,
                          QString::fromStdString(detail), QString::fromStdString(request.request_id())});
}

void PageRequests::refuse(PageId id, const std::string& requestId, AnswerCode code, const char* reason,
                          const QString& message) {
    DeskAnswer given;
    given.set_request_id(requestId);
    given.set_code(code);
    given.set_reason(reason);
    given.set_message(message.toStdString());
    answer(id, given);
}

void PageRequests::answer(PageId id, DeskAnswer given) {
    if (Page* page = m_parts.pages.find(id))
        --page->pending;
    ServerMessage message;
    *message.mutable_answer() = std::move(given);
    m_parts.pages.send(id, message);
}

} // namespace desk::server
