// Attachments on demand: decoded again from the raw mail by the disposable parser, given in pieces. The last one is
// kept, so that its pieces cost one decoding. Thread-safe.
#pragma once

#include "mcan/email/mail_parser.h"
#include "mcan/spool/spool.h"
#include "messages/mail.pb.h"

#include <mutex>

namespace mcan::email {

class PartReader {
public:
    PartReader(const QString& parserProgram, qint64 mailBytesMax)
        : m_parser(parserProgram, static_cast<std::size_t>(mailBytesMax)) {}

    // Blocking. NotFound: no such message or part; Invalid: an offset behind its end.
    proto::base::Result<antesala::v1::MailPartContent> read(QSqlDatabase& db, const antesala::v1::GetMailPart& request);

private:
    proto::base::Status load(QSqlDatabase& db, const QString& messageId, std::uint32_t index);

    std::mutex m_mutex;
    MailParser m_parser;
    QString m_messageId;
    std::uint32_t m_index = 0;
    QByteArray m_content;
};

} // namespace mcan::email
