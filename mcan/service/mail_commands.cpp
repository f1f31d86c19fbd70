#include "mcan/service/mail_commands.h"

#include <google/protobuf/util/message_differencer.h>

namespace mcan::service {

using antesala::v1::Envelope;
using proto::base::Result;
using proto::base::Status;
using proto::bus::Bus;
using proto::bus::Topic;

namespace {

// For handlers whose command must carry a message of type T.
template <typename T>
Bus::CommandHandler expecting(std::function<void(const Topic&, const T&, const Bus::AnswerFunction&)> handler) {
    return [handler = std::move(handler)](const Topic& topic, const Envelope& envelope,
                                          const Bus::AnswerFunction& answer) {
        T request;
        if (proto::bus::unpack(envelope, request))
            return handler(topic, request, answer);
        answer(proto::bus::answerFailure(
            Status::invalid(QStringLiteral("the body is no %1").arg(QString::fromStdString(T::descriptor()->name())))));
    };
}

template <typename T>
std::function<void(const Result<T>&)> passing(const Bus::AnswerFunction& answer) {
    return [answer](const Result<T>& result) {
        answer(result ? proto::bus::answerOk(*result) : proto::bus::answerFailure(result.status()));
    };
}

} // namespace

MailCommands::MailCommands(Bus& bus, email::MailService& mail, prequeue::StateBoard& board, QObject* parent)
    : QObject(parent)
    , m_bus(bus)
    , m_mail(mail)
    , m_board(board) {
    serveThread();
    servePart();
    serveReply();
    serveAside();
    serveSnapshot();
    publishState();
}

Topic MailCommands::topic(const QString& noun, const QString& id, const QString& verb) const {
    return m_bus.topic(noun, id, verb);
}

void MailCommands::serveThread() {
    m_bus.serve(QStringLiteral("interaction"), {}, QStringLiteral("get"),
                [this](const Topic& asked, const Envelope&, const Bus::AnswerFunction& answer) {
                    m_mail.getThread(asked.id, passing<antesala::v1::MailThread>(answer));
                });
}

void MailCommands::servePart() {
    m_bus.serve(QStringLiteral("part"), {}, QStringLiteral("get"),
                expecting<antesala::v1::GetMailPart>(
                    [this](const Topic&, const antesala::v1::GetMailPart& request, const Bus::AnswerFunction& answer) {
                        m_mail.getPart(request, passing<antesala::v1::MailPartContent>(answer));
                    }));
}

void MailCommands::serveReply() {
    m_bus.serve(QStringLiteral("interaction"), {}, QStringLiteral("reply"),
                expecting<antesala::v1::SendReply>([this](const Topic& asked, const antesala::v1::SendReply& request,
                                                          const Bus::AnswerFunction& answer) {
                    if (asked.id.toStdString() != request.interaction_id())
                        return answer(proto::bus::answerFailure(
                            Status::invalid(QStringLiteral("the topic names another interaction than the reply"))));
                    m_mail.sendReply(request, email::ReplyKind::Agent, [answer](const email::WrittenReply& reply) {
                        answer(reply.accepted ? proto::bus::answerOk(*reply.accepted)
                                              : proto::bus::answerFailure(reply.accepted.status(), reply.reason));
                    });
                }));
}

void MailCommands::serveAside() {
    m_bus.serve(QStringLiteral("shelf"), QStringLiteral("all"), QStringLiteral("get"),
                expecting<antesala::v1::GetMailsAside>([this](const Topic&, const antesala::v1::GetMailsAside& request,
                                                              const Bus::AnswerFunction& answer) {
                    m_mail.listAside(request, passing<antesala::v1::MailsAsidePage>(answer));
                }));
    m_bus.serve(QStringLiteral("aside"), {}, QStringLiteral("get"),
                [this](const Topic& asked, const Envelope&, const Bus::AnswerFunction& answer) {
                    m_mail.getAside(asked.id, passing<antesala::v1::MailAsideContent>(answer));
                });
    m_bus.serve(QStringLiteral("aside"), {}, QStringLiteral("command"),
                expecting<antesala::v1::MailAsideCommand>([this](const Topic& asked,
                                                                 const antesala::v1::MailAsideCommand& command,
                                                                 const Bus::AnswerFunction& answer) {
                    m_mail.changeAside(asked.id, command, passing<antesala::v1::MailAsideChanged>(answer));
                }));
}

void MailCommands::serveSnapshot() {
    m_bus.serve(QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get"),
                [this](const Topic&, const Envelope&, const Bus::AnswerFunction& answer) {
                    antesala::v1::McanSnapshot snapshot;
                    for (const auto& state : m_board.states())
                        *snapshot.add_prequeues() = state;
                    for (const auto& state : m_mail.mailboxStates())
                        *snapshot.add_mailboxes() = keep(state);
                    snapshot.set_version(m_board.nextVersion());
                    snapshot.set_quarantined(static_cast<std::uint32_t>(m_mail.figures().quarantined));
                    answer(proto::bus::answerOk(snapshot));
                });
}

void MailCommands::publishState() {
    connect(&m_mail, &email::MailService::replyChanged, this, [this](const antesala::v1::ReplyChanged& change) {
        m_bus.publishState(
            topic(QStringLiteral("reply"), QString::fromStdString(change.id()), QStringLiteral("changed")), change,
            false);
    });
    connect(&m_mail, &email::MailService::threadChanged, this, [this](const antesala::v1::ThreadChanged& change) {
        m_bus.publishState(
            topic(QStringLiteral("thread"), QString::fromStdString(change.thread_id()), QStringLiteral("changed")),
            change, false);
    });
    connect(&m_mail, &email::MailService::mailboxChanged, this, &MailCommands::publishMailbox);
    // What the broker retained may be gone with it.
    connect(&m_bus, &Bus::connected, this, [this] {
        for (const auto& state : m_mail.mailboxStates())
            publishMailbox(state);
    });
}

// A mailbox that is read every few seconds and brings nothing says nothing new: of the time of its last reading only that is told
// which came with something else.
const antesala::v1::MailboxState& MailCommands::keep(const antesala::v1::MailboxState& state) {
    antesala::v1::MailboxState& known = m_mailboxes[state.mailbox()];
    antesala::v1::MailboxState now = state;
    now.set_version(known.version());
    now.set_last_fetch_at_us(known.last_fetch_at_us());
    if (known.version() == 0 || !google::protobuf::util::MessageDifferencer::Equals(now, known)) {
        known = state;
        known.set_version(m_board.nextVersion());
    }
    return known;
}

void MailCommands::publishMailbox(const antesala::v1::MailboxState& state) {
    m_bus.publishState(
        topic(QStringLiteral("mailbox"), QString::fromStdString(state.mailbox()), QStringLiteral("changed")),
        keep(state), true);
}

} // namespace mcan::service
