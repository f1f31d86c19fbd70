#include "mcan/email/mailbox_fetcher.h"

#include "proto/base/log.h"
#include "proto/base/uuid7.h"

#include <algorithm>

namespace mcan::email {

using proto::base::Status;
using proto::base::StatusCode;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t searchWidth = 10'000; // UIDs asked for at a time
constexpr qsizetype batchBytes = 4 << 20;
constexpr std::size_t keptHeaderBytes = 256u << 10;
constexpr int transferTries = 3;
// libcurl 7.88 counts all that it has buffered anew for each line of an answer, and gives up at 300 KB ("Too large response
// headers"): n lines of b bytes count n²b/2. 256 lines stalled a mailbox for ever; 32 of 200 bytes come to a third of the limit.
constexpr std::size_t arrivalsAtOnce = 32;
constexpr auto roomWait = 200ms;

std::chrono::milliseconds backOff(int failures) {
    return std::min<std::chrono::milliseconds>(60s, 1s * (1 << std::clamp(failures, 0, 6)));
}

} // namespace

MailboxFetcher::MailboxFetcher(proto::directory::Mailbox mailbox, const MailOptions& options, spool::Spool& spool,
                               FetchCounters& counters, OnState onState, const proto::base::Clock& clock)
    : m_mailbox(std::move(mailbox))
    , m_options(options)
    , m_spool(spool)
    , m_counters(counters)
    , m_onState(std::move(onState))
    , m_clock(clock) {
    m_cursor.mailbox = m_mailbox.address;
    m_state.set_mailbox(m_mailbox.address.toStdString());
}

antesala::v1::MailboxState MailboxFetcher::state() const {
    const std::lock_guard lock(m_stateMutex);
    return m_state;
}

Turn MailboxFetcher::takeTurn() {
    if (!m_spool.hasRoom())
        return {roomWait};
    if (!m_session)
        m_session = std::make_unique<ImapSession>(MailAccount{m_mailbox.imapUrl, m_mailbox.user, m_mailbox.password},
                                                  m_mailbox.folder, stopping(), m_options.networkTimeoutSeconds);
    const qint64 committedBefore = m_committed;
    const int troubleBefore = m_troubleCount;
    const Status status = fetchNew();
    if (stopping())
        return {};
    report(status);
    if (status && !m_spool.hasRoom())
        return {roomWait};
    if (status)
        return {std::chrono::seconds(m_mailbox.pollSeconds)};
    // The server is there and gives other mails: a mail that does not come through must not make those behind it wait.
    if (m_committed > committedBefore || m_troubleCount > troubleBefore)
        m_failures = 0;
    return {backOff(m_failures++), status.code() == StatusCode::Unavailable};
}

Status MailboxFetcher::fetchNew() {
    const auto folder = m_session->status();
    if (!folder)
        return folder.status();
    if (Status taken = takeUpCursor(*folder); !taken)
        return taken;
    // A UIDNEXT may be seen before its mail is (the selected folder's view lags behind STATUS): look at it twice.
    if (folder->uidNext == m_quietAt)
        return Status::ok();
    const std::uint32_t before = m_cursor.uid;
    if (Status fetched = fetchRange(folder->uidNext); !fetched)
        return fetched;
    if (m_cursor.uid == before && folder->uidNext == m_lastUidNext)
        m_quietAt = folder->uidNext;
    m_lastUidNext = folder->uidNext;
    return Status::ok();
}

Status MailboxFetcher::takeUpCursor(const ImapSession::FolderStatus& folder) {
    if (m_cursor.uidValidity == 0) {
        const auto stored = m_spool.cursor(m_mailbox.address);
        if (!stored)
            return stored.status();
        m_cursor = *stored;
    }
    if (m_cursor.uidValidity == folder.uidValidity)
        return Status::ok();
    if (m_cursor.uidValidity != 0)
        proto::base::logWarning(
            "mcan.email.fetch",
            QStringLiteral("the server renumbered the mailbox: all is fetched again, known mails are left out"),
            {{"mailbox", m_mailbox.address}, {"uidvalidity", folder.uidValidity}});
    m_cursor.uidValidity = folder.uidValidity;
    m_cursor.uid = 0;
    m_quietAt = m_lastUidNext = 0;
    return Status::ok();
}

Status MailboxFetcher::fetchRange(std::uint32_t uidNext) {
    for (std::uint64_t from = std::uint64_t{m_cursor.uid} + 1; from < uidNext; from += searchWidth) {
        const std::uint64_t to = std::min<std::uint64_t>(from + searchWidth, uidNext) - 1;
        const auto uids =
            m_session->search(m_cursor.uidValidity, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
        if (!uids)
            return uids.status();
        if (Status fetched = fetchAll(*uids); !fetched)
            return fetched;
        if (stopping() || !m_spool.hasRoom())
            break;
    }
    return Status::ok();
}

Status MailboxFetcher::fetchAll(const std::vector<std::uint32_t>& uids) {
    if (uids.empty())
        return Status::ok();
    if (Status opened = m_session->openFolder(m_cursor.uidValidity, ImapSession::Access::ReadOnly); !opened)
        return opened;
    Batch batch;
    for (std::size_t at = 0; at < uids.size(); ++at) {
        const std::uint32_t uid = uids[at];
        if (at % arrivalsAtOnce == 0)
            if (Status asked = askArrivals(uids, at); !asked)
                return asked;
        const Status fetched = fetchOne(uid, batch);
        const bool last = !fetched || uid == uids.back() || stopping();
        if (last || static_cast<int>(batch.mails.size()) >= m_options.batchMails || batch.bytes >= batchBytes)
            if (Status committed = commit(batch); !committed)
                return committed;
        if (!fetched)
            return fetched;
        if (stopping() || !m_spool.hasRoom())
            return commit(batch);
    }
    return Status::ok();
}

// A server that does not say when a mail came leaves the time of fetching.
Status MailboxFetcher::askArrivals(const std::vector<std::uint32_t>& uids, std::size_t from) {
    const auto first = uids.begin() + static_cast<std::ptrdiff_t>(from);
    auto arrivals =
        m_session->arrivals(m_cursor.uidValidity,
                            {first, first + static_cast<std::ptrdiff_t>(std::min(arrivalsAtOnce, uids.size() - from))});
    if (!arrivals)
        return arrivals.status();
    m_arrivals = std::move(arrivals.value());
    return Status::ok();
}

Status MailboxFetcher::fetchOne(std::uint32_t uid, Batch& batch) {
    auto raw = m_session->fetch(m_cursor.uidValidity, uid, static_cast<std::size_t>(m_options.mailBytesMax));
    if (!raw)
        return onFetchFailure(uid, raw.status(), batch);
    m_troubleCount = 0;
    batch.bytes += raw->size();
    batch.mails.push_back(mailOf(uid, std::move(raw.value())));
    return Status::ok();
}

Status MailboxFetcher::onFetchFailure(std::uint32_t uid, const Status& failure, Batch& batch) {
    if (stopping())
        return failure;
    if (failure.code() == StatusCode::NotFound) {
        // Either somebody removed this mail, or the whole folder was renumbered; STATUS tells.
        const auto folder = m_session->status();
        if (!folder)
            return folder.status();
        return folder->uidValidity == m_cursor.uidValidity
                   ? Status::ok()
                   : Status::unavailable(QStringLiteral("mailbox %1 was renumbered meanwhile").arg(m_mailbox.address));
    }
    if (failure.code() == StatusCode::Invalid) {
        const auto header = m_session->fetchHeader(m_cursor.uidValidity, uid, keptHeaderBytes);
        spool::RawMail mail = mailOf(uid, header ? *header : QByteArray());
        mail.state = spool::MailState::Oversize;
        mail.reason =
            QStringLiteral(
                "it is larger than email.mail_max_bytes (%1): only its header was taken, the mail is on its server")
                .arg(m_options.mailBytesMax);
        batch.mails.push_back(std::move(mail));
        return Status::ok();
    }
    if (failure.code() == StatusCode::Refused)
        return failure;
    m_troubleCount = m_troubleUid == uid ? m_troubleCount + 1 : 1;
    m_troubleUid = uid;
    if (m_troubleCount < transferTries)
        return failure;
    m_troubleCount = 0;
    m_counters.errors.add();
    spool::RawMail mail = mailOf(uid, {});
    mail.state = spool::MailState::Unfetched;
    mail.reason = failure.message();
    batch.mails.push_back(std::move(mail));
    proto::base::logWarning(
        "mcan.email.fetch",
        QStringLiteral("a mail cannot be transferred and is passed over; it is still on its server"),
        {{"mailbox", m_mailbox.address}, {"uid", uid}, {"reason", failure.message()}});
    return Status::ok();
}

Status MailboxFetcher::commit(Batch& batch) {
    if (batch.mails.empty())
        return Status::ok();
    spool::FetchCursor upTo = m_cursor;
    upTo.uid = batch.mails.back().uid;
    if (Status stored = m_spool.store(upTo, batch.mails); !stored)
        return Status::unavailable(
            QStringLiteral("the mails of %1 wait on their server: %2").arg(m_mailbox.address, stored.message()));
    m_cursor = upTo;
    m_committed += static_cast<qint64>(batch.mails.size());
    m_counters.fetched.add(static_cast<qint64>(batch.mails.size()));
    {
        const std::lock_guard lock(m_stateMutex);
        m_state.set_fetched_total(m_state.fetched_total() + batch.mails.size());
    }
    std::vector<std::uint32_t> uids;
    for (const spool::RawMail& mail : batch.mails)
        if (mail.state == spool::MailState::Incoming)
            uids.push_back(mail.uid);
    batch = {};
    return markSeen(uids);
}

// Only now, after the commit. The folder is left as the fetching wants it.
Status MailboxFetcher::markSeen(const std::vector<std::uint32_t>& uids) {
    if (uids.empty())
        return Status::ok();
    if (Status opened = m_session->openFolder(m_cursor.uidValidity, ImapSession::Access::ReadWrite); !opened)
        return opened;
    if (Status marked = m_session->markSeen(m_cursor.uidValidity, uids); !marked)
        return marked;
    return m_session->openFolder(m_cursor.uidValidity, ImapSession::Access::ReadOnly);
}

spool::RawMail MailboxFetcher::mailOf(std::uint32_t uid, QByteArray raw) const {
    const std::int64_t now = m_clock.utcMicros();
    const auto arrival = m_arrivals.find(uid);
    const bool isKnown = arrival != m_arrivals.end() && arrival->second > 0;
    // It is told in whole seconds: at its end, so that what an agent wrote in the same second before stays before. A server whose
    // clock is ahead makes nothing wait less than nothing.
    const std::int64_t received = isKnown ? std::min(arrival->second + 999'999, now) : now;
    return {proto::base::newUuid7(), uid, std::move(raw), received, spool::MailState::Incoming, {}};
}

void MailboxFetcher::report(const Status& status) {
    antesala::v1::MailboxState now;
    bool changed = false;
    {
        const std::lock_guard lock(m_stateMutex);
        const std::string problem = status.message().toStdString();
        changed = m_state.connected() != status.isOk() || m_state.problem() != problem ||
                  (status && m_state.last_fetch_at_us() == 0);
        m_state.set_connected(status.isOk());
        m_state.set_problem(problem);
        if (status)
            m_state.set_last_fetch_at_us(m_clock.utcMicros());
        now = m_state;
    }
    if (status)
        m_failures = 0;
    else
        m_counters.errors.add();
    if (!changed)
        return;
    if (status)
        proto::base::logInfo("mcan.email.fetch", QStringLiteral("mailbox is being read"),
                             {{"mailbox", m_mailbox.address}});
    else
        proto::base::logWarning("mcan.email.fetch", status.message(), {{"mailbox", m_mailbox.address}});
    m_onState(now);
}

} // namespace mcan::email
