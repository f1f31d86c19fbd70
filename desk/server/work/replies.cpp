#include "desk/server/work/replies.h"

#include "proto/base/log.h"
#include "proto/base/mail_limits.h"

namespace desk::server {

using namespace antesala::v1;
using proto::base::Result;

namespace {

Answer refusal(AnswerCode code, const char* reason, const QString& message) {
    Answer answer;
    answer.set_code(code);
    answer.set_reason(reason);
    answer.set_message(message.toStdString());
    return answer;
}

} // namespace

Replies::Replies(StateFeed& feed, const Rights& rights, DraftStore& drafts, Audit& audit)
    : m_feed(feed)
    , m_rights(rights)
    , m_drafts(drafts)
    , m_audit(audit) {
    m_again.setSingleShot(true);
    m_again.setInterval(askAgainMs);
    connect(&m_again, &QTimer::timeout, this, &Replies::resume);
    connect(&m_feed, &StateFeed::mcanCame, this, &Replies::resume);
}

void Replies::send(const Identity& who, const SendReply& reply, Done done) {
    const QString login = who.person.login;
    const QString interaction = QString::fromStdString(reply.interaction_id());
    const QString command = QString::fromStdString(reply.command_id());
    if (QString::fromStdString(reply.text()).size() > proto::base::replyCharactersMax)
        return done({refusal(ANSWER_INVALID, "too_large",
                             QStringLiteral("a reply has at most %1 characters").arg(proto::base::replyCharactersMax)),
                     {}});
    if (m_rights.isOnList(login, interaction)) {
        m_audit.record(
            {login, QStringLiteral("send_reply"), QStringLiteral("asked"), who.address, interaction, command});
        return take(login, reply, std::move(done));
    }
    // A repeat after a lost answer is let through though the mail is finished by now: mcan gives the same answer again.
    m_audit.wasAsked(login, QStringLiteral("send_reply"), command, this, [=, this](bool asked) {
        if (asked)
            return take(login, reply, done);
        done({refusal(ANSWER_REFUSED, "not_yours", QStringLiteral("this mail is not on your list")), {}});
    });
}

void Replies::take(const QString& login, const SendReply& reply, Done done) {
    if (!reply.has_draft_version())
        return ask(reply, [done = std::move(done)](const Answer& answer) { done({answer, {}}); });
    m_drafts.beginSending(login, reply, this, [=, this](const Result<DraftStore::Outcome>& begun) {
        if (!begun)
            return done({refusal(ANSWER_UNAVAILABLE, "store_away", begun.status().message()), {}});
        if (begun->step == DraftStore::Step::Refused)
            return done({refusal(ANSWER_REFUSED, "draft_changed",
                                 QStringLiteral("the draft is at version %1: another page has saved or sent it")
                                     .arg(begun->draft.version())),
                         begun->draft});
        askForDraft(login, reply, done);
    });
}

void Replies::ask(const SendReply& reply, proto::bus::Bus::AnswerHandler done) {
    SendReply asked = reply;
    asked.clear_draft_version();
    m_feed.ask(m_feed.topic(QStringLiteral("mcan"), QStringLiteral("interaction"),
                            QString::fromStdString(reply.interaction_id()), QStringLiteral("reply")),
               asked, this, std::move(done));
}

void Replies::askForDraft(const QString& login, const SendReply& reply, Done done) {
    m_asking.insert(QString::fromStdString(reply.command_id()));
    ask(reply, [=, this, done = std::move(done)](const Answer& answer) {
        m_asking.remove(QString::fromStdString(reply.command_id()));
        settle(login, reply, answer, done);
    });
}

void Replies::settle(const QString& login, const SendReply& reply, const Answer& answer, Done done) {
    if (answer.code() == ANSWER_UNAVAILABLE) {
        if (!m_again.isActive())
            m_again.start();
        return done({answer, {}});
    }
    m_drafts.endSending(login, reply, answer, this,
                        [answer, done = std::move(done)](const Result<DraftStore::Outcome>& ended) {
                            done({answer, ended ? std::optional(ended->draft) : std::nullopt});
                        });
}

void Replies::resume() {
    if (!m_feed.isOnline(QStringLiteral("mcan")))
        return; // mcanCame() follows
    m_drafts.readSending(this, [this](const Result<std::vector<DraftStore::Sending>>& found) {
        if (!found) {
            m_again.start();
            return;
        }
        for (const auto& [login, reply] : *found) {
            if (m_asking.contains(QString::fromStdString(reply.command_id())))
                continue;
            proto::base::logInfo("desk.reply", QStringLiteral("a reply that mcan has not answered is asked again"),
                                 {{"interaction", QString::fromStdString(reply.interaction_id())}, {"login", login}});
            askForDraft(login, reply, [](const Outcome&) {});
        }
    });
}

} // namespace desk::server
