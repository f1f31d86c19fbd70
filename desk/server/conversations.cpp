#include "desk/server/conversations.h"

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
                           m_interactionOf.insert(QString::fromStdString(message.id()), new QString(interaction));
                   done(answer);
               });
}

void Conversations::getPart(const Identity& who, const QString& message, quint32 index, PartDone done) {
    if (m_parts >= mostPartsAtOnce)
        return done(
            {refusal(ANSWER_UNAVAILABLE, "too_busy", "Too many attachments are being read: try again."), {}, {}, {}});
    ++m_parts;
    const PartDone finish = [this, done = std::move(done)](const Part& part) {
        --m_parts;
        done(part);
    };
    whenAllowed(who, message, m_rights.mailsOnList(who.person.login), finish,
                [=, this] { nextPiece(message, index, std::make_shared<Part>(), finish); });
}

// Which conversation a message belongs to is known once it was shown; after a restart the agent's own list is asked for
// it.
void Conversations::whenAllowed(const Identity& who, const QString& message, QStringList untried, PartDone refuse,
                                std::function<void()> go) {
    const QString* interaction = m_interactionOf.object(message);
    if (who.supervises() || (interaction && m_rights.maySee(who, *interaction)))
        return go();
    if (interaction || untried.isEmpty())
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
        return done({refusal(ANSWER_REFUSED, "too_large", "Attachments above 32 MiB are not given."), {}, {}, {}});
    part->content.append(piece.content().data(), static_cast<qsizetype>(piece.content().size()));
    part->fileName = QByteArray::fromStdString(piece.part().file_name());
    part->contentType = QByteArray::fromStdString(piece.part().content_type());
    if (piece.last())
        return done(*part);
    nextPiece(message, index, part, std::move(done));
}

} // namespace desk::server
