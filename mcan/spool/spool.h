// Durable intake: every mail exactly as received, committed together with the cursor of its mailbox.
//
// State of a mail:  incoming → threaded     a person's mail: belongs to a thread and an interaction
//                            → automatic    a machine wrote it: on a list that a supervisor looks through, opens no work
//                            → discarded    the same, and the mailbox's rule wants it on no list
//                            → bounce       attached to what bounced, opens no work
//                            → parked       the loop guard's: visible, opens no work until somebody says so
//                            → duplicate    the same bytes again after the server renumbered the mailbox, or the very mail
//                                           that came by another mailbox of ours: `reason` names it
//                            → quarantined  could not be read: `reason` says why, raw kept
//                   oversize                 larger than email.mail_max_bytes: only its header is kept, it stays on its
//                   server
//                   unfetched                the server could not deliver it: three transfers failed: no raw, it stays
//                   on its server
//   A person brings back:  quarantined → incoming    to be read once more
//                          parked, automatic, discarded → threaded    it becomes work
//                          parked, automatic → discarded              off the list
//
// The functions with `db` run inside a store job (or on a read connection where they only read).
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QByteArray>
#include <QObject>

#include <atomic>
#include <cstdint>
#include <vector>

namespace mcan::spool {

// How far a mailbox has been fetched: everything with a UID up to this one, under this numbering, is in the store.
struct FetchCursor {
    QString mailbox;               // address
    std::uint32_t uidValidity = 0; // 0: never fetched
    std::uint32_t uid = 0;
};

enum class MailState {
    Incoming,
    Threaded,
    Automatic,
    Bounce,
    Parked,
    Duplicate,
    Quarantined,
    Oversize,
    Unfetched,
    Discarded
};
QString mailStateName(MailState state);
MailState mailStateOf(const QString& name);

struct RawMail {
    QString id; // UUIDv7
    std::uint32_t uid = 0;
    QByteArray raw;
    std::int64_t receivedAtMicros = 0;
    MailState state = MailState::Incoming; // or Oversize, Unfetched
    QString reason;
};

struct IncomingMail {
    qint64 sequence = 0; // order of arrival in this store
    QString id;
    QString mailbox;
    QByteArray raw;
    std::int64_t receivedAtMicros = 0;
};

struct SpoolFigures {
    qint64 incoming = 0; // not yet parsed
    qint64 incomingMax = 0;
    qint64 stored = 0;      // since start
    qint64 quarantined = 0; // oversize among them
    qint64 parked = 0;
    qint64 automatic = 0;
};

class Spool : public QObject {
    Q_OBJECT
public:
    // incomingMax: fetching pauses while so many mails wait to be parsed (spool.incoming_max_mails).
    Spool(proto::base::Store& store, qint64 incomingMax, QObject* parent = nullptr);

    // Counts what is there. Call once, after Store::open. Blocking.
    proto::base::Status recover();

    // --- for the fetchers: any thread ---
    proto::base::Result<FetchCursor> cursor(const QString& mailbox) const; // own read connection of the calling thread
    // Mails and cursor in one job; returns after the commit. Mails already known (mailbox, uidvalidity, uid) are left
    // out.
    proto::base::Status store(const FetchCursor& upTo, const std::vector<RawMail>& mails);
    bool hasRoom() const { return m_incoming.load() < m_incomingMax; }

    // --- for the intake ---
    // Up to `count` mails or about `bytes` bytes that wait, after `sequence`, in order. Read connection of the calling
    // thread.
    proto::base::Result<std::vector<IncomingMail>> incomingAfter(qint64 sequence, int count, qint64 bytes) const;
    // In a job: the mail leaves `incoming`.
    static proto::base::Status settle(QSqlDatabase& db, const QString& mailId, MailState state, const QString& reason);
    // In a job: from one state to another. Refused when it is not in `from` any more: somebody else moved it.
    static proto::base::Status move(QSqlDatabase& db, const QString& mailId, MailState from, MailState to,
                                    const QString& reason);
    // After the commit of a settle or a move: keeps the figures.
    void settled(MailState state) { moved(MailState::Incoming, state); }
    void moved(MailState from, MailState to, qint64 count = 1);

    // As received. On any connection.
    static proto::base::Result<QByteArray> raw(QSqlDatabase& db, const QString& mailId);
    SpoolFigures figures() const;
    proto::base::Store& database() { return m_store; }

Q_SIGNALS:
    void stored(); // mails were committed; from the fetcher's thread

private:
    std::atomic<qint64>* counterOf(MailState state); // none for states that are not counted

    proto::base::Store& m_store;
    const qint64 m_incomingMax;
    std::atomic<qint64> m_incoming{0};
    std::atomic<qint64> m_storedTotal{0};
    std::atomic<qint64> m_quarantined{0};
    std::atomic<qint64> m_parked{0};
    std::atomic<qint64> m_automatic{0};
};

} // namespace mcan::spool
