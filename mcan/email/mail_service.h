// Everything of mcan about mail, wired: fetch → spool → parse → guards → threading, and compose → queue → send.
// main.cpp makes one (the ConversationWork before the store, the store before this), gives it to it, then
// the directory's mailboxes.
//
//   MailService mail(options, store, metrics, conversationWork);
//   mail.open();                       // after Store::open with spool::migrations()
//   mail.setMailboxes(directory.mailboxes);   // again whenever the directory changes
//
// All methods and signals in the main loop; nothing here blocks it. Work runs in two pools of threads, for fetching and for
// sending, whose size does not grow with the mailboxes, and in one intake thread.
#pragma once

#include "mcan/email/mail_options.h"
#include "mcan/email/reply_writer.h"
#include "mcan/prequeue/conversation_work.h"
#include "messages/mail.pb.h"
#include "messages/parsed_mail.pb.h"
#include "proto/base/metrics.h"
#include "proto/base/settings.h"
#include "proto/base/store.h"
#include "proto/directory/directory.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace mcan::email {

// Figures for the diagnostics port. "period" is the last 60 full seconds.
struct MailFigures {
    // imp / pp3
    qint64 fetchedOk = 0, fetchErrors = 0;
    qint64 fetchedInPeriod = 0, fetchErrorsInPeriod = 0;
    qint64 incoming = 0, incomingMax = 0; // waiting to be parsed / bound
    // smt
    qint64 sentOk = 0, sendErrors = 0;
    qint64 sentInPeriod = 0, sendErrorsInPeriod = 0;
    qint64 outgoingWaiting = 0, outgoingFailed = 0, outgoingMax = 0;
    // emi
    QString lastMailId;
    int mailboxes = 0, mailboxesConnected = 0;
    qint64 quarantined = 0, parked = 0, automatic = 0;
};

class MailService : public QObject {
    Q_OBJECT
public:
    template <typename T>
    using Answer = std::function<void(proto::base::Result<T>)>; // called once, in the main loop

    // mailSettings() (mail_options.h) must be among `settings`.
    MailService(const proto::base::Settings& settings, proto::base::Store& store, proto::base::Metrics& metrics,
                prequeue::ConversationWork& conversationWork, QObject* parent = nullptr);
    ~MailService() override; // stops the threads; what is unfinished goes on from the store at the next start

    // Recovers from the store and starts the intake. Fails when the store cannot be read or the parser is not found.
    proto::base::Status open();
    // Nothing is sent until beginSending().
    void holdSending();
    void beginSending();
    // Starts, changes and stops fetchers and senders.
    void setMailboxes(const std::vector<proto::directory::Mailbox>& mailboxes);

    // Commands of mail.proto. threadOf() of ConversationWork finds the conversation.
    void getThread(const QString& interactionId, Answer<antesala::v1::MailThread> answer);
    void getPart(const antesala::v1::GetMailPart& request, Answer<antesala::v1::MailPartContent> answer);
    // Answered after the commit. Automatic: a bot's answer; refused when RFC 3834 forbids one or the address got one
    // within the hour; carries Auto-Submitted and goes out with a null return path.
    using ReplyDone = std::function<void(const WrittenReply& reply)>; // as Answer
    void sendReply(const antesala::v1::SendReply& request, ReplyKind kind, ReplyDone done);

    // Mails set aside (mails_aside.h): person is who asks. Answered after the commit; each is logged.
    // A quarantined mail, or all of them, is read once more: with how many. What comes of it shows as of any mail.
    void parseAgain(const QString& mailId, const QString& person, Answer<qint64> answer);
    void parseAllAgain(const QString& person, Answer<qint64> answer);
    // A parked, automatic or discarded mail becomes work: with its interaction.
    void openAside(const QString& mailId, const QString& person, Answer<QString> answer);
    // Off the list. Answered with the mail's id.
    void discardAside(const QString& mailId, const QString& person, Answer<QString> answer);
    // The same as commands of mail.proto. What is so already is answered like a first time.
    void listAside(const antesala::v1::GetMailsAside& request, Answer<antesala::v1::MailsAsidePage> answer);
    void getAside(const QString& mailId, Answer<antesala::v1::MailAsideContent> answer);
    void changeAside(const QString& mailId, const antesala::v1::MailAsideCommand& command,
                     Answer<antesala::v1::MailAsideChanged> answer);

    // The content of a message, for bots. On any connection to schema mcan.
    static proto::base::Result<antesala::v1::ParsedMail> parsed(QSqlDatabase& db, const QString& messageId);

    std::vector<antesala::v1::MailboxState> mailboxStates() const;
    MailFigures figures() const;

Q_SIGNALS:
    // After the commit. A burst comes as many signals in a row: `in_bot` rows are the truth, this is the nudge.
    void interactionOpened(const mcan::prequeue::MessageFacts& facts);
    void interactionJoined(const mcan::prequeue::MessageFacts& facts);
    // State messages for the bus.
    void replyChanged(const antesala::v1::ReplyChanged& change);
    void threadChanged(const antesala::v1::ThreadChanged& change);
    void mailboxChanged(const antesala::v1::MailboxState& state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mcan::email
