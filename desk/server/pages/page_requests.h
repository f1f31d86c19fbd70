// What pages ask over the WebSocket: commands go to acd and mcan, drafts to the store; each is answered once, under its
// request_id, which is also the command's id: a repeat changes nothing. Main loop only.
#pragma once

#include "desk/server/audit.h"
#include "desk/server/pages/fan_out.h"
#include "desk/server/pages/pages.h"
#include "desk/server/session/rights.h"
#include "desk/server/state/state_feed.h"
#include "desk/server/work/conversations.h"
#include "desk/server/work/draft_store.h"
#include "desk/server/work/explanations.h"
#include "desk/server/work/mails_aside.h"
#include "desk/server/work/replies.h"
#include "desk/server/work/supervisor_commands.h"
#include "proto/bus/bus.h"

#include <QObject>

namespace desk::server {

class PageRequests : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPending = 32; // of one page; further ones are refused

    struct Parts {
        Pages& pages;
        FanOut& fanOut;
        StateFeed& feed;
        StateCache& cache;
        const Rights& rights;
        Conversations& conversations;
        Explanations& explanations;
        SupervisorCommands& supervision;
        MailsAside& mailsAside;
        DraftStore& drafts;
        Replies& replies;
        Audit& audit;
    };
    explicit PageRequests(Parts parts, QObject* parent = nullptr) : QObject(parent), m_parts(parts) {}

    void onMessage(PageId id, const QByteArray& text);

private:
    using Request = antesala::v1::ClientMessage;

    void dispatch(PageId id, const Page& page, const Request& request);
    void askAcd(PageId id, const Page& page, const Request& request);
    void supervise(PageId id, const Page& page, const Request& request);
    void getColleagues(PageId id, const Page& page, const Request& request);
    void getThread(PageId id, const Page& page, const Request& request);
    void getExplanation(PageId id, const Page& page, const Request& request);
    void getAgentExplanation(PageId id, const Page& page, const Request& request);
    void getMailsAside(PageId id, const Page& page, const Request& request);
    void getMailAside(PageId id, const Page& page, const Request& request);
    void changeMailAside(PageId id, const Page& page, const Request& request);
    void sendReply(PageId id, const Page& page, const Request& request);
    void saveDraft(PageId id, const Page& page, const Request& request);
    void getDraft(PageId id, const Page& page, const Request& request);
    void watch(PageId id, const Page& page, const Request& request);
    static antesala::v1::DeskAnswer from(const std::string& requestId, const antesala::v1::Answer& told);
    // Answers the page with what acd or mcan told; `held` is where a DeskAnswer holds it.
    template <typename Message>
    auto answeringWith(PageId id, const Request& request, Message* (antesala::v1::DeskAnswer::*held)()) {
        return [this, id, requestId = request.request_id(), held](const antesala::v1::Answer& told) {
            antesala::v1::DeskAnswer given = from(requestId, told);
            if (Message message; proto::bus::unpack(told, message))
                *(given.*held)() = message;
            answer(id, given);
        };
    }
    void record(const Page& page, const Request& request, const QString& action, const std::string& detail);
    void refuse(PageId id, const std::string& requestId, antesala::v1::AnswerCode code, const char* reason,
                const QString& message);
    void answer(PageId id, antesala::v1::DeskAnswer answer);

    Parts m_parts;
};

} // namespace desk::server
