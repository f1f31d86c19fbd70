// Fetches one mailbox into the spool, in turns on a thread of the pool.
//
//   each turn:  room in the spool? → STATUS → new UIDs? → when each arrived → fetch each → commit a batch with its cursor
//               → mark \Seen
//
// What was committed is never fetched again, what was not is: the cursor (mailbox, UIDVALIDITY, UID) is in the same
// transaction as the raw mails. \Seen is for people who look into the mailbox; nothing here depends on it.
// A server that is away or refuses the sign-in is tried again with back-off up to a minute. A mail that cannot be
// transferred three times running is passed over and shown (state `unfetched`).
#pragma once

#include "mcan/email/imap_session.h"
#include "mcan/email/mail_options.h"
#include "mcan/email/rate_counter.h"
#include "mcan/email/turn_pool.h"
#include "mcan/spool/spool.h"
#include "messages/mail.pb.h"
#include "proto/base/clock.h"
#include "proto/directory/directory.h"

#include <functional>
#include <mutex>

namespace mcan::email {

struct FetchCounters {
    RateCounter fetched;
    RateCounter errors;
};

class MailboxFetcher final : public TurnTaker {
public:
    // Called from a thread of the pool whenever the state changes.
    using OnState = std::function<void(const antesala::v1::MailboxState& state)>;

    MailboxFetcher(proto::directory::Mailbox mailbox, const MailOptions& options, spool::Spool& spool,
                   FetchCounters& counters, OnState onState,
                   const proto::base::Clock& clock = proto::base::SystemClock::instance());

    Turn takeTurn() override;
    antesala::v1::MailboxState state() const; // any thread
    const proto::directory::Mailbox& mailbox() const { return m_mailbox; }

private:
    struct Batch {
        std::vector<spool::RawMail> mails;
        qsizetype bytes = 0;
    };

    proto::base::Status fetchNew();
    proto::base::Status takeUpCursor(const ImapSession::FolderStatus& folder);
    proto::base::Status fetchRange(std::uint32_t uidNext);
    proto::base::Status fetchAll(const std::vector<std::uint32_t>& uids);
    proto::base::Status askArrivals(const std::vector<std::uint32_t>& uids, std::size_t from);
    proto::base::Status fetchOne(std::uint32_t uid, Batch& batch);
    proto::base::Status onFetchFailure(std::uint32_t uid, const proto::base::Status& failure, Batch& batch);
    proto::base::Status commit(Batch& batch);
    proto::base::Status markSeen(const std::vector<std::uint32_t>& uids);
    spool::RawMail mailOf(std::uint32_t uid, QByteArray raw) const;
    void report(const proto::base::Status& status);

    const proto::directory::Mailbox m_mailbox;
    const MailOptions m_options;
    spool::Spool& m_spool;
    FetchCounters& m_counters;
    const OnState m_onState;
    const proto::base::Clock& m_clock;

    // Of the turns.
    std::unique_ptr<ImapSession> m_session;
    spool::FetchCursor m_cursor;
    std::uint32_t m_quietAt = 0; // UIDNEXT at which two turns running found nothing
    std::uint32_t m_lastUidNext = 0;
    int m_failures = 0;               // turns in a row
    qint64 m_committed = 0;           // mails, since start
    ImapSession::Arrivals m_arrivals; // of the mails asked for last
    std::uint32_t m_troubleUid = 0;
    int m_troubleCount = 0;

    mutable std::mutex m_stateMutex;
    antesala::v1::MailboxState m_state;
};

} // namespace mcan::email
