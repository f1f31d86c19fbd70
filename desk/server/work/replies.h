// Replies on their way from a page to mcan. One that was a draft is kept in the store before mcan is asked, and asked
// again until mcan answers: the page may go, the desk may be killed. Main loop only.
#pragma once

#include "desk/server/audit.h"
#include "desk/server/session/rights.h"
#include "desk/server/state/state_feed.h"
#include "desk/server/work/draft_store.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <optional>

namespace desk::server {

class Replies : public QObject {
    Q_OBJECT
public:
    static constexpr int askAgainMs = 5'000;

    Replies(StateFeed& feed, const Rights& rights, DraftStore& drafts, Audit& audit);

    struct Outcome {
        antesala::v1::Answer answer;
        std::optional<DraftStore::Draft> draft;
    };
    using Done = std::function<void(const Outcome& outcome)>;
    // `reply`: with command_id and agent. Refused not_yours, draft_changed; invalid too_large; else as mcan answers.
    // Unavailable: not answered yet; the draft, if it was one, says that it is on its way.
    void send(const Identity& who, const antesala::v1::SendReply& reply, Done done);
    // Asks for everything that mcan has not answered yet.
    void resume();

private:
    void take(const QString& login, const antesala::v1::SendReply& reply, Done done);
    void ask(const antesala::v1::SendReply& reply, proto::bus::Bus::AnswerHandler done);
    void askForDraft(const QString& login, const antesala::v1::SendReply& reply, Done done);
    void settle(const QString& login, const antesala::v1::SendReply& reply, const antesala::v1::Answer& answer,
                Done done);

    StateFeed& m_feed;
    const Rights& m_rights;
    DraftStore& m_drafts;
    Audit& m_audit;
    QSet<QString> m_asking; // command ids
    QTimer m_again;
};

} // namespace desk::server
