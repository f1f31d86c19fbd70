#include "desk/server/http/http_answer.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace desk::server {

namespace {

QByteArray policyOf(AnswerKind kind) {
    switch (kind) {
    case AnswerKind::Page:
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
               "font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
               "form-action 'none'; frame-ancestors 'none'";
    case AnswerKind::MailFrame:
        return "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:; base-uri 'none'; "
               "form-action 'none'; frame-ancestors 'self'";
    case AnswerKind::MailFrameWithPictures:
        return "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob: https: http:; base-uri "
               "'none'; "
               "form-action 'none'; frame-ancestors 'self'";
    case AnswerKind::Api:
        return "default-src 'none'; frame-ancestors 'none'; sandbox";
    }
    return {};
}

QString titleOf(unsigned status) {
    switch (status) {
    case 400:
        return QStringLiteral("Bad Request");
    case 401:
        return QStringLiteral("Unauthorized");
    case 403:
        return QStringLiteral("Forbidden");
    case 404:
        return QStringLiteral("Not Found");
    case 405:
        return QStringLiteral("Method Not Allowed");
    case 409:
        return QStringLiteral("Conflict");
    case 413:
        return QStringLiteral("Content Too Large");
    case 415:
        return QStringLiteral("Unsupported Media Type");
    case 429:
        return QStringLiteral("Too Many Requests");
    case 431:
        return QStringLiteral("Request Header Fields Too Large");
    case 503:
        return QStringLiteral("Service Unavailable");
    default:
        return QStringLiteral("Internal Server Error");
    }
}

} // namespace

AnswerKind answerKindOf(std::string_view path) {
    if (path == "/mail_frame.html")
        return AnswerKind::MailFrame;
    return path == "/mail_frame_images.html" ? AnswerKind::MailFrameWithPictures : AnswerKind::Page;
}

void addFixedHeaders(WebResponse& response, AnswerKind kind, bool secure) {
    auto& headers = response.headers;
    const bool framed = kind == AnswerKind::MailFrame || kind == AnswerKind::MailFrameWithPictures;
    headers.emplace_back("Content-Security-Policy", policyOf(kind));
    headers.emplace_back("X-Content-Type-Options", "nosniff");
    headers.emplace_back("X-Frame-Options", framed ? "SAMEORIGIN" : "DENY");
    headers.emplace_back("Referrer-Policy", "no-referrer");
    headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    if (secure)
        headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    const bool cached =
        std::any_of(headers.begin(), headers.end(), [](const auto& header) { return header.first == "Cache-Control"; });
    if (!cached)
        headers.emplace_back("Cache-Control", "no-store");
}

WebResponse problem(unsigned status, const QByteArray& reason, const QByteArray& detail) {
    const QJsonObject body{{QStringLiteral("type"), QStringLiteral("about:blank")},
                           {QStringLiteral("title"), titleOf(status)},
                           {QStringLiteral("status"), static_cast<int>(status)},
                           {QStringLiteral("reason"), QString::fromUtf8(reason)},
                           {QStringLiteral("detail"), QString::fromUtf8(detail)}};
    return {status, "application/problem+json", QJsonDocument(body).toJson(QJsonDocument::Compact), {}};
}

} // namespace desk::server
