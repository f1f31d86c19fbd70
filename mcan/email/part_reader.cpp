#include "mcan/email/part_reader.h"

#include "mcan/email/conversation_store.h"

namespace mcan::email {

using antesala::v1::GetMailPart;
using antesala::v1::MailPartContent;
using proto::base::Result;
using proto::base::Status;

namespace {

constexpr qsizetype pieceBytes = 256 << 10;

} // namespace

Result<MailPartContent> PartReader::read(QSqlDatabase& db, const GetMailPart& request) {
    const QString messageId = QString::fromStdString(request.message_id());
    const auto parsed = readParsed(db, messageId);
    if (!parsed)
        return parsed.status();
    if (request.index() >= static_cast<std::uint32_t>(parsed->attachments_size()))
        return Status::notFound(QStringLiteral("message %1 has no attachment %2").arg(messageId).arg(request.index()));
    const std::lock_guard lock(m_mutex);
    if (m_messageId != messageId || m_index != request.index())
        if (Status loaded = load(db, messageId, request.index()); !loaded)
            return loaded;
    if (request.offset() > static_cast<quint64>(m_content.size()))
        return Status::invalid(QStringLiteral("the attachment has %1 bytes, there is nothing at %2")
                                   .arg(m_content.size())
                                   .arg(request.offset()));
    const QByteArray piece = m_content.mid(static_cast<qsizetype>(request.offset()), pieceBytes);
    MailPartContent content;
    *content.mutable_part() = parsed->attachments(static_cast<int>(request.index()));
    content.set_offset(request.offset());
    content.set_content(piece.toStdString());
    content.set_last(static_cast<qsizetype>(request.offset()) + piece.size() == m_content.size());
    return content;
}

Status PartReader::load(QSqlDatabase& db, const QString& messageId, std::uint32_t index) {
    const auto raw = spool::Spool::raw(db, messageId);
    if (!raw)
        return raw.status();
    auto part = m_parser.part(*raw, index);
    if (!part)
        return part.status();
    m_messageId = messageId;
    m_index = index;
    m_content = std::move(part.value());
    return Status::ok();
}

} // namespace mcan::email
