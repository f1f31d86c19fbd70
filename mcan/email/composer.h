// Writes our mails (RFC 5322, 2045, 2047) and reads each back before it may leave: exactly the header fields meant, in
// order, nothing forged by what was put in.
#pragma once

#include "messages/mail.pb.h"
#include "proto/base/status.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace mcan::email {

struct Draft {
    antesala::v1::MailAddress from;
    std::vector<antesala::v1::MailAddress> to; // at least one
    std::vector<antesala::v1::MailAddress> cc;
    QString replyTo; // address; empty: none
    QString subject;
    QString messageId;      // with angle brackets, as all ids here
    QString inReplyTo;      // empty in a new conversation
    QStringList references; // oldest first
    std::int64_t dateMicros = 0;
    QString text;
    QString html;     // empty: text alone
    QString loopMark; // automatic mail only: adds Auto-Submitted and X-Loop
};

// CRLF line ends. Invalid when an address, a name, the subject or an id holds CR, LF or NUL, an address is none, the
// text is empty, or the mail does not read back as meant.
proto::base::Result<QByteArray> compose(const Draft& draft);

// An address mail can be sent to, as we write it: name@domain in ASCII, without a line end anywhere.
bool isMailAddress(const antesala::v1::MailAddress& address);

// "Re: …" once, whatever prefixes were there; `token` (may be empty) is put behind unless it is there.
QString replySubject(const QString& subject, const QString& token);

} // namespace mcan::email
