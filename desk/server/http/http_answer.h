// What every answer of the desk carries, whoever made it: the headers that keep a browser from being turned against us.
#pragma once

#include "desk/server/http/web_request.h"

#include <string_view>

namespace desk::server {

// Page: scripts, styles and connections of our own origin alone, nothing inline, framed by nobody.
// MailFrame, MailFrameWithPictures: /mail_frame.html and /mail_frame_images.html, in which a page shows a mail. No
// script at all, styles of the mail, pictures of our own or in the mail (data:, blob:), remote ones only in the second,
// which a person asks for; framed by our own pages only. Api: nothing may be loaded from an answer, should a browser
// open it.
enum class AnswerKind { Page, MailFrame, MailFrameWithPictures, Api };

// Of a static file, by its path.
AnswerKind answerKindOf(std::string_view path);

// Adds Content-Security-Policy and its like.
void addFixedHeaders(WebResponse& response, AnswerKind kind, bool secure);

// RFC 9457: {"type":"about:blank","title":…,"status":…,"detail":…,"reason":…} as application/problem+json.
// `reason` is a stable word for programs; `detail` says in English what is wrong and what to do.
WebResponse problem(unsigned status, const QByteArray& reason, const QByteArray& detail);

} // namespace desk::server
