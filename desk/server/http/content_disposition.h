// Names of attachments in HTTP: RFC 6266 with RFC 8187.
#pragma once

#include <QByteArray>

namespace desk::server {

// attachment; filename="informe.pdf"; filename*=UTF-8''informe.pdf — whatever the sender of the mail called it: no
// path, no control character, no quote can leave the quoted string. An empty name becomes "attachment".
QByteArray attachmentDisposition(const QByteArray& utf8Name);
// Types a browser may be told; anything else, and anything that could run, is application/octet-stream.
QByteArray safeContentType(const QByteArray& told);

} // namespace desk::server
