#include "desk/server/work/conversations.h"

#include <QTimer>

#include <algorithm>

namespace desk::server {

using namespace antesala::v1;

namespace {

Answer refusal(AnswerCode code, const char* reason, const char* message) {
    Answer answer;
    answer.set_code(code);
    answer.set_reason(reason);
    answer.set_message(message);
    return answer;
}

Answer notYours() {
    return refusal(ANSWER_REFUSED, "not_yours", "This conversation is not and was not on your list.");
}

} // namespace

void Conversations::get(const Identity& who, const QString& interaction, Done done) {
    if (m_rights.maySee(who, interaction))
        ask(interaction, std::move(done));
    else
        done(notYours());
}

void Conversations::ask(const QString& interaction, Done done) {
    GetThread request;
    request.set_interaction_id(interaction.toStdString());
    m_feed.ask(m_feed.topic(QStringLiteral("mcan"), QStringLiteral("interaction"), interaction, QStringLiteral("get")),
               request, this, [this, interaction, done = std::move(done)](const Answer& answer) {
                   MailThread thread;
                   if (proto::bus::unpack(answer, thread))
                       for (const MailMessage& message : thread.messages())
                           noteShown(QString::fromStdString(message.id()), interaction);
                   done(answer);
               });
}

void Conversations::getPart(const Identity& who, const QString& message, quint32 index, PartDone done) {
    if (m_parts.size() >= mostPartsWaiting)
        return done(
            {refusal(ANSWER_UNAVAILABLE, "too_busy", "Too many attachments are being read: try again."), {}, {}, {}});
    const PartDone finish = [this, done = std::move(done)](const Part& part) {
        m_parts.pop_front();
        done(part);
        if (!m_parts.empty())
            QTimer::singleShot(0, this, m_parts.front());
    };
    m_parts.emplace_back([=, this] {
        whenAllowed(who, message, m_rights.conversationsOnList(who.person.login), finish,
                    [=, this] { nextPiece(message, index, std::make_shared<Part>(), finish); });
    });
    if (m_parts.size() == 1)
        QTimer::singleShot(0, this, m_parts.front());
}

void Conversations::noteShown(const QString& message, const QString& interaction) {
    constexpr qsizetype most = 8;
    QStringList shownWith{interaction};
    if (const QStringList* known = m_shownWith.object(message))
        for (const QString& other : *known)
            if (other != interaction && shownWith.size() < most)
                shownWith << other;
    m_shownWith.insert(message, new QStringList(shownWith));
}

bool Conversations::maySeePartsOf(const Identity& who, const QString& message) const {
    const QStringList* shownWith = m_shownWith.object(message);
    return who.supervises() ||
           (shownWith && std::any_of(shownWith->begin(), shownWith->end(),
                                     [&](const QString& interaction) { return m_rights.maySee(who, interaction); }));
}

// With which interactions a message is shown, mcan says: with one that has ended not what came later. Of those that were not
// asked for yet, after a restart or a reopening, the mails on the agent's own list are.
void Conversations::whenAllowed(const Identity& who, const QString& message, QStringList untried, PartDone refuse,
                                std::function<void()> go) {
    if (maySeePartsOf(who, message))
        return go();
    if (untried.isEmpty())
        return refuse({notYours(), {}, {}, {}});
    const QString next = untried.takeFirst();
    ask(next, [=, this](const Answer&) { whenAllowed(who, message, untried, refuse, go); });
}

void Conversations::nextPiece(const QString& message, quint32 index, const std::shared_ptr<Part>& part, PartDone done) {
    GetMailPart request;
    request.set_message_id(message.toStdString());
    request.set_index(index);
    request.set_offset(static_cast<std::uint64_t>(part->content.size()));
    m_feed.ask(
        m_feed.topic(QStringLiteral("mcan"), QStringLiteral("part"), message, QStringLiteral("get")), request, this,
        [=, this, done = std::move(done)](const Answer& answer) { onPiece(answer, message, index, part, done); });
}

void Conversations::onPiece(const Answer& answer, const QString& message, quint32 index,
                            const std::shared_ptr<Part>& part, PartDone done) {
    MailPartContent piece;
    if (answer.code() != ANSWER_OK)
        return done({answer, {}, {}, {}});
    if (!proto::bus::unpack(answer, piece) || piece.offset() != static_cast<std::uint64_t>(part->content.size()) ||
        (piece.content().empty() && !piece.last()))
        return done({refusal(ANSWER_INTERNAL, "bad_piece", "mcan gave another piece than was asked for."), {}, {}, {}});
    if (piece.part().size_bytes() > largestPart || part->content.size() > largestPart)
        return done({refusal(ANSWER_REFUSED, "too_large", "Attachments above 64 MiB are not given."), {}, {}, {}});
    part->content.append(piece.content().data(), static_cast<qsizetype>(piece.content().size()));
    part->fileName = QByteArray::fromStdString(piece.part().file_name());
    part->contentType = QByteArray::fromStdString(piece.part().content_type());
    if (piece.last())
        return done(*part);
    nextPiece(message, index, part, std::move(done));
}

} // namespace desk::server
