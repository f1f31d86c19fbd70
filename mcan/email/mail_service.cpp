#include "mcan/email/mail_service.h"

#include "mcan/email/aside_view.h"
#include "mcan/email/intake.h"
#include "mcan/email/mail_sender.h"
#include "mcan/email/mailbox_fetcher.h"
#include "mcan/email/mails_aside.h"
#include "mcan/email/part_reader.h"
#include "mcan/email/thread_view.h"
#include "mcan/spool/sql_value.h"
#include "proto/base/log.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>

#include <algorithm>
#include <map>

namespace mcan::email {

using proto::base::execute;
using proto::base::Result;
using proto::base::Status;
using proto::directory::Mailbox;

namespace {

// The key our Message-IDs are signed with lives as long as the store.
Result<QByteArray> identityKey(proto::base::Store& store) {
    QByteArray key;
    const Status kept = store.writeNow([&key](QSqlDatabase& db) -> Status {
        const Status made =
            execute(db,
                    QStringLiteral("insert into secret (name, value) values ('identity', ?) on conflict do nothing"),
                    {QString::fromLatin1(newIdentityKey().toHex())})
                .status();
        if (!made)
            return made;
        auto row = execute(db, QStringLiteral("select value from secret where name = 'identity'"));
        if (!row || !row.value().next())
            return row ? Status::internal(QStringLiteral("the key of our Message-IDs is not in the store"))
                       : row.status();
        key = QByteArray::fromHex(row->value(0).toString().toLatin1());
        return Status::ok();
    });
    return kept ? Result<QByteArray>(key) : Result<QByteArray>(kept);
}

// What a kill cut off in mid-sending goes out again. Nobody can tell if the server had taken it, so the log names it.
Status recoverSending(proto::base::Store& store) {
    QStringList again;
    const Status recovered = store.writeNow([&again](QSqlDatabase& db) -> Status {
        auto messages = spool::recoverSending(db);
        if (!messages)
            return messages.status();
        again = std::move(messages.value());
        return Status::ok();
    });
    if (!recovered)
        return recovered;
    for (const QString& message : again)
        proto::base::logWarning(
            "mcan.email.send",
            QStringLiteral("mail %1 was being sent when mcan ended; it is sent again and may arrive twice,"
                           " with the same Message-ID")
                .arg(message));
    return Status::ok();
}

constexpr int parsedAgainAtOnce = 500; // mails of a portion: other writers have their turn in between

bool sameMailbox(const Mailbox& left, const Mailbox& right) {
    return left.address == right.address && left.name == right.name && left.imapUrl == right.imapUrl &&
           left.smtpUrl == right.smtpUrl && left.user == right.user && left.password == right.password &&
           left.folder == right.folder && left.pollSeconds == right.pollSeconds;
}

antesala::v1::ThreadChanged threadChange(const QString& thread, const QString& interaction, const QString& message,
                                         Direction direction) {
    antesala::v1::ThreadChanged change;
    change.set_thread_id(thread.toStdString());
    change.set_interaction_id(interaction.toStdString());
    change.set_message_id(message.toStdString());
    change.set_incoming(direction == Direction::In);
    return change;
}

} // namespace

// What takes turns for a mailbox.
struct MailboxWorkers {
    std::shared_ptr<MailboxFetcher> fetcher;
    std::shared_ptr<MailSender> sender;
};

struct MailService::Private {
    Private(MailService& service, const MailOptions& mailOptions, proto::base::Store& theStore,
            proto::base::Metrics& metrics, prequeue::ConversationWork& work)
        : q(service)
        , options(mailOptions)
        , store(theStore)
        , conversationWork(work)
        , spool(theStore, mailOptions.incomingMax)
        , parts(std::make_shared<PartReader>(mailOptions.parserProgram, mailOptions.mailBytesMax))
        , received(metrics.counter("mcan_mail_received_total", "Mails read from the spool, by what became of them",
                                   {{"outcome", "settled"}}))
        , waiting(metrics.gauge("mcan_mail_incoming", "Mails that wait to be read")) {}

    // Runs in the main loop, if the service still lives then.
    template <typename Work>
    void later(Work work) {
        QMetaObject::invokeMethod(&q, std::move(work), Qt::QueuedConnection);
    }
    // Reads on the store's reader; answered in the main loop.
    template <typename T, typename Read>
    void readFor(Read read, Answer<T> answer) {
        auto found = std::make_shared<T>();
        store.read(
            [read = std::move(read), found](QSqlDatabase& db) -> Status {
                Result<T> result = read(db);
                if (result)
                    *found = std::move(result.value());
                return result.status();
            },
            &q,
            [found, answer = std::move(answer)](const Status& status) {
                answer(status ? Result<T>(std::move(*found)) : Result<T>(status));
            });
    }
    void answerOpened(const QString& mailId, const Status& refused,
                      const Answer<antesala::v1::MailAsideChanged>& answer);
    void onSettled(const std::vector<Settlement>& settled);
    void tell(const Settlement& settlement);
    void onReplyChanged(const antesala::v1::ReplyChanged& change);
    void addWorkers(const Mailbox& mailbox);
    void recount();
    QStringList ownAddresses() const;
    void parsePortion(const QString& person, qint64 after, qint64 before, const Answer<qint64>& answer);
    void broughtBack(const QString& what, const QString& mailId, const QString& person, const Status& status);

    MailService& q;
    const MailOptions options;
    proto::base::Store& store;
    prequeue::ConversationWork& conversationWork;
    spool::Spool spool;
    std::shared_ptr<PartReader> parts; // jobs in the store hold it too
    prometheus::Counter& received;
    prometheus::Gauge& waiting;
    FetchCounters fetchCounters;
    SendCounters sendCounters;
    std::unique_ptr<MessageIdentity> identity;
    std::shared_ptr<ReplyWriter> replies;
    std::vector<Mailbox> mailboxes;
    spool::OutgoingFigures outgoing;
    std::unique_ptr<Intake> intake;
    bool sends = true;
    std::map<QString, MailboxWorkers> workers;
    TurnPool fetching{options.fetchThreads};
    TurnPool sending{options.sendThreads};
};

MailService::MailService(const proto::base::Settings& settings, proto::base::Store& store,
                         proto::base::Metrics& metrics, prequeue::ConversationWork& conversationWork, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, mailOptions(settings), store, metrics, conversationWork)) {}

MailService::~MailService() {
    d->fetching.stop(); // what is fetched wakes the intake
    d->sending.stop();
    d->workers.clear();
    d->intake.reset();
}

Status MailService::open() {
    if (Status parser = checkParser(d->options); !parser)
        return parser;
    if (Status recovered = d->spool.recover(); !recovered)
        return recovered;
    if (Status recovered = recoverSending(d->store); !recovered)
        return recovered;
    auto key = identityKey(d->store);
    if (!key)
        return key.status();
    d->identity = std::make_unique<MessageIdentity>(std::move(key.value()));
    d->replies = std::make_shared<ReplyWriter>(*d->identity, d->conversationWork, d->options);
    d->intake = std::make_unique<Intake>(d->spool, *d->identity, d->conversationWork, d->options,
                                         [this](std::vector<Settlement> settled) {
                                             d->later([this, settled = std::move(settled)] { d->onSettled(settled); });
                                         });
    // Direct: the signal comes from the fetchers' threads, and waking is thread-safe.
    connect(
        &d->spool, &spool::Spool::stored, this, [this] { d->intake->wake(); }, Qt::DirectConnection);
    d->intake->start();
    d->recount();
    return Status::ok();
}

void MailService::holdSending() {
    d->sends = false;
}

void MailService::beginSending() {
    if (std::exchange(d->sends, true))
        return;
    for (auto& [address, workers] : d->workers)
        d->sending.add(workers.sender);
}

void MailService::setMailboxes(const std::vector<Mailbox>& mailboxes) {
    d->mailboxes = mailboxes;
    d->intake->setOurMailboxes(OurMailboxes::of(mailboxes));
    for (auto entry = d->workers.begin(); entry != d->workers.end();) {
        MailboxWorkers& workers = entry->second;
        if (std::any_of(mailboxes.begin(), mailboxes.end(),
                        [&](const Mailbox& mailbox) { return sameMailbox(mailbox, workers.fetcher->mailbox()); })) {
            ++entry;
            continue;
        }
        d->fetching.remove(std::move(workers.fetcher));
        d->sending.remove(std::move(workers.sender));
        entry = d->workers.erase(entry);
    }
    for (const Mailbox& mailbox : mailboxes)
        if (!d->workers.contains(mailbox.address))
            d->addWorkers(mailbox);
}

QStringList MailService::Private::ownAddresses() const {
    QStringList own;
    for (const Mailbox& mailbox : mailboxes)
        own << mailbox.address.toLower();
    return own;
}

void MailService::Private::addWorkers(const Mailbox& mailbox) {
    MailboxWorkers added{std::make_shared<MailboxFetcher>(mailbox, options, spool, fetchCounters,
                                                          [this](const antesala::v1::MailboxState& state) {
                                                              later([this, state] { Q_EMIT q.mailboxChanged(state); });
                                                          }),
                         std::make_shared<MailSender>(mailbox, options, store, conversationWork, sendCounters,
                                                      [this](const antesala::v1::ReplyChanged& change) {
                                                          later([this, change] { onReplyChanged(change); });
                                                      })};
    fetching.add(added.fetcher);
    if (sends)
        sending.add(added.sender);
    workers[mailbox.address] = std::move(added);
}

void MailService::Private::onSettled(const std::vector<Settlement>& settled) {
    received.Increment(static_cast<double>(settled.size()));
    waiting.Set(static_cast<double>(spool.figures().incoming));
    for (const Settlement& settlement : settled)
        tell(settlement);
}

void MailService::Private::tell(const Settlement& settlement) {
    if (settlement.facts && settlement.joined)
        Q_EMIT q.interactionJoined(*settlement.facts);
    else if (settlement.facts)
        Q_EMIT q.interactionOpened(*settlement.facts);
    if (settlement.bounced)
        onReplyChanged(*settlement.bounced);
    if (!settlement.threadId.isEmpty())
        Q_EMIT q.threadChanged(threadChange(settlement.threadId,
                                            settlement.facts ? settlement.facts->interactionId : QString(),
                                            settlement.messageId, Direction::In));
}

void MailService::Private::onReplyChanged(const antesala::v1::ReplyChanged& change) {
    recount();
    Q_EMIT q.replyChanged(change);
}

void MailService::Private::recount() {
    auto counted = std::make_shared<spool::OutgoingFigures>();
    store.read(
        [counted](QSqlDatabase& db) -> Status {
            const auto figures = spool::countOutgoing(db);
            if (figures)
                *counted = *figures;
            return figures.status();
        },
        &q,
        [this, counted](const Status& status) {
            if (status)
                outgoing = *counted;
        });
}

void MailService::getThread(const QString& interactionId, Answer<antesala::v1::MailThread> answer) {
    d->readFor<antesala::v1::MailThread>(
        [&conversationWork = d->conversationWork, interactionId,
         own = d->ownAddresses()](QSqlDatabase& db) -> Result<antesala::v1::MailThread> {
            const auto standing = conversationWork.standingOf(db, interactionId);
            return standing ? readMailThread(db, interactionId, *standing, own)
                            : Result<antesala::v1::MailThread>(standing.status());
        },
        std::move(answer));
}

void MailService::getPart(const antesala::v1::GetMailPart& request, Answer<antesala::v1::MailPartContent> answer) {
    d->readFor<antesala::v1::MailPartContent>(
        [parts = d->parts, request](QSqlDatabase& db) { return parts->read(db, request); }, std::move(answer));
}

void MailService::sendReply(const antesala::v1::SendReply& request, ReplyKind kind, ReplyDone done) {
    auto reply = std::make_shared<WrittenReply>(WrittenReply{Status::internal(QStringLiteral("not written"))});
    auto mailbox = std::make_shared<QString>(); // whose sender is to look
    const std::int64_t now = proto::base::SystemClock::instance().utcMicros();
    d->store.write(
        [replies = d->replies, request, kind, reply, mailbox, now,
         mailboxes = d->mailboxes](QSqlDatabase& db) -> Status {
            *reply = replies->write(db, request, kind, mailboxes, now);
            if (!reply->accepted)
                return reply->accepted.status();
            const auto message = readMessage(db, QString::fromStdString(reply->accepted->id()));
            if (message)
                *mailbox = message->mailbox;
            return message.status();
        },
        this,
        [this, request, reply, mailbox, done = std::move(done)](const Status& status) {
            if (!status)
                return done({status, reply->reason});
            d->recount();
            if (const auto workers = d->workers.find(*mailbox); workers != d->workers.end())
                d->sending.wake(*workers->second.sender);
            done(*reply);
            Q_EMIT threadChanged(threadChange(reply->threadId, QString::fromStdString(request.interaction_id()),
                                              QString::fromStdString(reply->accepted->id()), Direction::Out));
        });
}

void MailService::Private::broughtBack(const QString& what, const QString& mailId, const QString& person,
                                       const Status& status) {
    if (status)
        proto::base::logInfo("mcan.email.aside", what, {{"mail", mailId}, {"person", person}});
    else
        proto::base::logWarning("mcan.email.aside", what + QStringLiteral(": not done"),
                                {{"mail", mailId}, {"person", person}, {"problem", status.message()}});
}

void MailService::parseAgain(const QString& mailId, const QString& person, Answer<qint64> answer) {
    d->store.write([mailId, person](QSqlDatabase& db) { return email::parseAgain(db, mailId, person); }, this,
                   [this, mailId, person, answer = std::move(answer)](const Status& status) {
                       d->broughtBack(QStringLiteral("a quarantined mail is read again"), mailId, person, status);
                       if (!status)
                           return answer(status);
                       d->spool.moved(spool::MailState::Quarantined, spool::MailState::Incoming);
                       d->intake->beginAgain();
                       answer(qint64{1});
                   });
}

void MailService::parseAllAgain(const QString& person, Answer<qint64> answer) {
    d->parsePortion(person, 0, 0, answer);
}

void MailService::Private::parsePortion(const QString& person, qint64 after, qint64 before,
                                        const Answer<qint64>& answer) {
    auto portion = std::make_shared<Portion>();
    store.write(
        [portion, after, person](QSqlDatabase& db) -> Status {
            const auto taken = parsePortionAgain(db, after, parsedAgainAtOnce, person);
            if (taken)
                *portion = *taken;
            return taken.status();
        },
        &q,
        [this, portion, person, before, answer](const Status& status) {
            broughtBack(QStringLiteral("%1 quarantined mails are read again").arg(portion->taken),
                        QStringLiteral("all"), person, status);
            if (!status)
                return answer(status);
            spool.moved(spool::MailState::Quarantined, spool::MailState::Incoming, portion->taken);
            intake->beginAgain();
            if (portion->more)
                return parsePortion(person, portion->upTo, before + portion->taken, answer);
            answer(before + portion->taken);
        });
}

void MailService::openAside(const QString& mailId, const QString& person, Answer<QString> answer) {
    auto settlement = std::make_shared<Settlement>();
    d->store.write(
        [&conversationWork = d->conversationWork, mailId, person, own = d->ownAddresses(),
         settlement](QSqlDatabase& db) -> Status {
            const auto opened = email::openAside(db, conversationWork, mailId, own, person);
            if (opened)
                *settlement = *opened;
            return opened.status();
        },
        this,
        [this, mailId, person, settlement, answer = std::move(answer)](const Status& status) {
            d->broughtBack(QStringLiteral("a mail set aside becomes work"), mailId, person, status);
            if (!status)
                return answer(status);
            d->spool.moved(settlement->was, spool::MailState::Threaded);
            d->tell(*settlement);
            answer(settlement->facts->interactionId);
        });
}

void MailService::discardAside(const QString& mailId, const QString& person, Answer<QString> answer) {
    auto was = std::make_shared<spool::MailState>();
    d->store.write(
        [mailId, person, was](QSqlDatabase& db) -> Status {
            const auto mail = mailById(db, mailId);
            if (!mail)
                return mail.status();
            *was = spool::mailStateOf(mail->state);
            return email::discardAside(db, mailId, person);
        },
        this,
        [this, mailId, person, was, answer = std::move(answer)](const Status& status) {
            d->broughtBack(QStringLiteral("a mail set aside is discarded"), mailId, person, status);
            if (!status)
                return answer(status);
            d->spool.moved(*was, spool::MailState::Discarded);
            answer(mailId);
        });
}

void MailService::listAside(const antesala::v1::GetMailsAside& request, Answer<antesala::v1::MailsAsidePage> answer) {
    d->readFor<antesala::v1::MailsAsidePage>(
        [request, own = d->ownAddresses()](QSqlDatabase& db) { return readAsidePage(db, request, own); },
        std::move(answer));
}

void MailService::getAside(const QString& mailId, Answer<antesala::v1::MailAsideContent> answer) {
    d->readFor<antesala::v1::MailAsideContent>(
        [mailId, own = d->ownAddresses()](QSqlDatabase& db) { return readAsideContent(db, mailId, own); },
        std::move(answer));
}

void MailService::changeAside(const QString& mailId, const antesala::v1::MailAsideCommand& command,
                              Answer<antesala::v1::MailAsideChanged> answer) {
    const QString person = QString::fromStdString(command.person());
    antesala::v1::MailAsideChanged changed;
    changed.set_id(mailId.toStdString());
    switch (command.action()) {
    case antesala::v1::MAIL_ASIDE_OPEN:
        return openAside(mailId, person, [this, mailId, changed, answer](const Result<QString>& opened) mutable {
            if (!opened)
                return d->answerOpened(mailId, opened.status(), answer);
            changed.set_interaction_id(opened->toStdString());
            answer(changed);
        });
    case antesala::v1::MAIL_ASIDE_DISCARD:
        return discardAside(mailId, person, [changed, answer](const Result<QString>& discarded) {
            answer(discarded ? Result(changed) : Result<antesala::v1::MailAsideChanged>(discarded.status()));
        });
    case antesala::v1::MAIL_ASIDE_PARSE_AGAIN:
        return parseAgain(mailId, person, [changed, answer](const Result<qint64>& asked) {
            answer(asked ? Result(changed) : Result<antesala::v1::MailAsideChanged>(asked.status()));
        });
    default:
        return answer(Status::invalid(QStringLiteral("the command names no action: open, discard or parse again")));
    }
}

// Work already, by who asked before or at the same time: answered like the first.
void MailService::Private::answerOpened(const QString& mailId, const Status& refused,
                                        const Answer<antesala::v1::MailAsideChanged>& answer) {
    readFor<antesala::v1::MailAsideChanged>(
        [mailId, refused](QSqlDatabase& db) -> Result<antesala::v1::MailAsideChanged> {
            const auto mail = mailById(db, mailId);
            if (!mail || mail->interactionId.isEmpty())
                return refused;
            antesala::v1::MailAsideChanged changed;
            changed.set_id(mailId.toStdString());
            changed.set_interaction_id(mail->interactionId.toStdString());
            return changed;
        },
        answer);
}

Result<antesala::v1::ParsedMail> MailService::parsed(QSqlDatabase& db, const QString& messageId) {
    return readParsed(db, messageId);
}

std::vector<antesala::v1::MailboxState> MailService::mailboxStates() const {
    std::vector<antesala::v1::MailboxState> states;
    for (const auto& [address, workers] : d->workers)
        states.push_back(workers.fetcher->state());
    return states;
}

MailFigures MailService::figures() const {
    const spool::SpoolFigures spooled = d->spool.figures();
    MailFigures figures;
    figures.fetchedOk = d->fetchCounters.fetched.total();
    figures.fetchErrors = d->fetchCounters.errors.total();
    figures.fetchedInPeriod = d->fetchCounters.fetched.inPeriod();
    figures.fetchErrorsInPeriod = d->fetchCounters.errors.inPeriod();
    figures.incoming = spooled.incoming;
    figures.incomingMax = spooled.incomingMax;
    figures.sentOk = d->sendCounters.sent.total();
    figures.sendErrors = d->sendCounters.errors.total();
    figures.sentInPeriod = d->sendCounters.sent.inPeriod();
    figures.sendErrorsInPeriod = d->sendCounters.errors.inPeriod();
    figures.outgoingWaiting = d->outgoing.waiting;
    figures.outgoingFailed = d->outgoing.failed;
    figures.outgoingMax = d->options.outgoingMax;
    figures.lastMailId = d->intake ? d->intake->lastMailId() : QString();
    figures.mailboxes = static_cast<int>(d->workers.size());
    for (const auto& [address, workers] : d->workers)
        figures.mailboxesConnected += workers.fetcher->state().connected() ? 1 : 0;
    figures.quarantined = spooled.quarantined;
    figures.parked = spooled.parked;
    figures.automatic = spooled.automatic;
    return figures;
}

} // namespace mcan::email
