#include "mcan/email/intake.h"

#include "proto/base/log.h"

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;
using proto::base::StatusCode;
using namespace std::chrono_literals;

namespace {

constexpr int mailsAtATime = 128;
constexpr qint64 bytesAtATime = 8 << 20;
constexpr auto restWhenIdle = 5s; // the spool wakes the intake; this is for what was committed in between
constexpr auto restAfterFailure = 1s;

} // namespace

Intake::Intake(spool::Spool& spool, const MessageIdentity& identity, prequeue::ConversationWork& conversationWork,
               const MailOptions& options, OnSettled onSettled)
    : m_spool(spool)
    , m_parser(options.parserProgram, static_cast<std::size_t>(options.mailBytesMax))
    , m_settler(identity, conversationWork, options)
    , m_onSettled(std::move(onSettled)) {}

Intake::~Intake() {
    m_thread.stop();
    if (m_commit.valid())
        m_commit.wait();
}

void Intake::start() {
    m_thread.start([this] { return turn(); });
}

void Intake::setOurMailboxes(OurMailboxes ours) {
    const std::lock_guard lock(m_mutex);
    m_ours = std::move(ours);
}

QString Intake::lastMailId() const {
    const std::lock_guard lock(m_mutex);
    return m_lastMailId;
}

void Intake::beginAgain() {
    m_again = true;
    m_thread.wake();
}

std::chrono::milliseconds Intake::turn() {
    if (m_again.exchange(false)) {
        // What is being committed still says `incoming`: from the first only after it, or it would be read twice.
        if (!finishCommit())
            return restAfterFailure;
        m_sequence = 0;
    }
    auto reads = readSome();
    if (!finishCommit())
        return restAfterFailure; // the same mails are taken up again
    if (!reads) {
        sayOnce(reads.status().message());
        return restAfterFailure;
    }
    m_trouble.clear();
    if (reads->empty())
        return restWhenIdle;
    m_sequence = reads->back().mail.sequence;
    m_commit = std::async(std::launch::async, [this, batch = std::move(reads.value())] { return commit(batch); });
    return 0ms;
}

Result<Intake::Reads> Intake::readSome() {
    auto mails = m_spool.incomingAfter(m_sequence, mailsAtATime, bytesAtATime);
    if (!mails)
        return mails.status();
    Reads reads;
    for (spool::IncomingMail& mail : mails.value()) {
        if (m_thread.stopping())
            break;
        auto parsed = m_parser.parse(mail.raw);
        if (!parsed && parsed.status().code() == StatusCode::Unavailable)
            return parsed.status();
        mail.raw.clear();
        reads.push_back({std::move(mail), std::move(parsed)});
    }
    return reads;
}

bool Intake::finishCommit() {
    if (!m_commit.valid())
        return true;
    const Status committed = m_commit.get();
    if (committed)
        return true;
    m_sequence = 0;
    sayOnce(committed.message());
    return false;
}

void Intake::sayOnce(const QString& trouble) {
    if (m_trouble != trouble)
        proto::base::logWarning("mcan.email.intake", trouble);
    m_trouble = trouble;
}

Status Intake::commit(const Reads& reads) {
    std::vector<Settlement> settled;
    if (commitTogether(reads, settled)) {
        tell(std::move(settled));
        return Status::ok();
    }
    // One of them cannot be settled: each alone, so that it harms no other.
    for (const Read& read : reads) {
        std::vector<Settlement> one;
        Status alone = commitTogether({read}, one);
        if (!alone && alone.code() == StatusCode::Unavailable)
            return alone;
        if (!alone)
            alone = commitTogether({{read.mail, Status::invalid(alone.message())}}, one);
        if (!alone)
            return alone;
        tell(std::move(one));
    }
    return Status::ok();
}

Status Intake::commitTogether(const Reads& reads, std::vector<Settlement>& settled) {
    OurMailboxes ours;
    {
        const std::lock_guard lock(m_mutex);
        ours = m_ours;
    }
    const Status written = m_spool.database().writeNow([&](QSqlDatabase& db) -> Status {
        settled.clear(); // the job may run again
        for (const Read& read : reads) {
            auto settlement = settleOne(db, read, ours);
            if (!settlement)
                return settlement.status();
            settled.push_back(std::move(settlement.value()));
        }
        return Status::ok();
    });
    if (written && !reads.empty()) {
        const std::lock_guard lock(m_mutex);
        m_lastMailId = reads.back().mail.id;
    }
    return written;
}

Result<Settlement> Intake::settleOne(QSqlDatabase& db, const Read& read, const OurMailboxes& ours) const {
    if (read.parsed)
        return m_settler.settle(db, {read.mail, *read.parsed}, ours);
    const QString reason = read.parsed.status().message();
    if (Status kept = spool::Spool::settle(db, read.mail.id, spool::MailState::Quarantined, reason); !kept)
        return kept;
    return Settlement{spool::MailState::Quarantined, {}, false, {}, read.mail.id, reason};
}

void Intake::tell(std::vector<Settlement> settled) {
    for (const Settlement& settlement : settled) {
        m_spool.settled(settlement.state);
        if (settlement.state == spool::MailState::Quarantined)
            proto::base::logWarning("mcan.email.intake",
                                    QStringLiteral("a mail cannot be read and is quarantined; its raw text is kept"),
                                    {{"mail", settlement.mailId}, {"reason", settlement.reason}});
    }
    m_onSettled(std::move(settled));
}

} // namespace mcan::email
