// Reads what the spool holds, in order of arrival: parse → guards → thread → work. One thread, one disposable parser.
// A mail that cannot be read is quarantined and the next one goes on. Whatever stops in the middle goes on from the
// store.
#pragma once

#include "mcan/email/mail_parser.h"
#include "mcan/email/settle_mail.h"
#include "mcan/email/worker_thread.h"

#include <atomic>
#include <functional>
#include <future>
#include <mutex>

namespace mcan::email {

class Intake {
public:
    // Called after each commit, from a worker thread.
    using OnSettled = std::function<void(std::vector<Settlement> settled)>;

    Intake(spool::Spool& spool, const MessageIdentity& identity, prequeue::ConversationWork& conversationWork,
           const MailOptions& options, OnSettled onSettled);
    ~Intake();

    void start();
    void wake() { m_thread.wake(); }
    // Mails came back to `incoming` that stand before the last one taken up: looks from the first again. Any thread.
    void beginAgain();
    void setOurMailboxes(OurMailboxes ours); // any thread
    QString lastMailId() const;              // settled last; any thread

private:
    struct Read {
        spool::IncomingMail mail;
        proto::base::Result<antesala::v1::ParsedMail> parsed;
    };
    using Reads = std::vector<Read>;

    std::chrono::milliseconds turn();
    proto::base::Result<Reads> readSome();
    // In its own thread while the next mails are parsed.
    proto::base::Status commit(const Reads& reads);
    proto::base::Status commitTogether(const Reads& reads, std::vector<Settlement>& settled);
    proto::base::Result<Settlement> settleOne(QSqlDatabase& db, const Read& read, const OurMailboxes& ours) const;
    void tell(std::vector<Settlement> settled);
    bool finishCommit();
    void sayOnce(const QString& trouble);

    spool::Spool& m_spool;
    MailParser m_parser;
    MailSettler m_settler;
    const OnSettled m_onSettled;
    qint64 m_sequence = 0; // of the last mail taken up
    std::atomic<bool> m_again = false;
    QString m_trouble; // said once, until it is over
    std::future<proto::base::Status> m_commit;

    mutable std::mutex m_mutex;
    OurMailboxes m_ours;
    QString m_lastMailId;
    WorkerThread m_thread;
};

} // namespace mcan::email
