// The daemon's side of the disposable parser: preflight, then a confined child that reads one mail after another.
// A mail that kills its child is answered with Invalid and why; the next mail gets a new child. One thread at a time.
#pragma once

#include "messages/parsed_mail.pb.h"
#include "proto/base/status.h"

#include <QByteArray>
#include <QString>

#include <sys/types.h>

#include <cstdint>

namespace mcan::email {

class MailParser {
public:
    explicit MailParser(QString program, std::size_t mailBytesMax);
    ~MailParser();
    MailParser(const MailParser&) = delete;
    MailParser& operator=(const MailParser&) = delete;

    // Invalid: this mail cannot be read, whoever tries (quarantine it). Unavailable: the parser does not start.
    // Blocking, at most a few seconds.
    proto::base::Result<antesala::v1::ParsedMail> parse(const QByteArray& raw);
    // Decoded bytes of an attachment, numbered as in ParsedMail.
    proto::base::Result<QByteArray> part(const QByteArray& raw, std::uint32_t index);

    // Children started so far: one more than the mails that killed one (and one every few thousand mails).
    int started() const { return m_started; }

private:
    proto::base::Result<antesala::v1::ParseAnswer> ask(const QByteArray& raw, std::uint32_t partNumber);
    proto::base::Result<antesala::v1::ParseAnswer> askOnce(const QByteArray& raw, std::uint32_t partNumber);
    proto::base::Status start();
    QString end(); // kills and buries the child; says what it died of

    const QString m_program;
    const std::size_t m_mailBytesMax;
    pid_t m_child = -1;
    int m_socket = -1;
    int m_served = 0; // by this child
    int m_started = 0;
};

} // namespace mcan::email
