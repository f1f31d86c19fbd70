#include "desk/server/session/session_api.h"

#include "desk/server/http/cookie.h"
#include "desk/server/http/http_answer.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace desk::server {

namespace {

constexpr qsizetype longestLogin = 128;
constexpr qsizetype longestPassword = 1024;

WebResponse sessionResponse(const Identity& who) {
    const QJsonObject body{{QStringLiteral("login"), who.person.login},
                           {QStringLiteral("name"), who.person.name},
                           {QStringLiteral("role"), roleName(who.person.role)},
                           {QStringLiteral("language"), who.person.language},
                           {QStringLiteral("expiresAtUs"), QString::number(who.expiresAtMicros)}};
    return {200, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact), {}};
}

WebResponse tryLater(unsigned status, const QByteArray& reason, const QByteArray& detail, std::int64_t seconds) {
    WebResponse response = problem(status, reason, detail);
    response.headers.emplace_back("Retry-After", QByteArray::number(qlonglong{seconds}));
    return response;
}

} // namespace

void SessionApi::post(const WebRequest& request, WebHandler::Respond respond) {
    if (request.contentType != "application/json")
        return respond(problem(415, "not_json", "Send Content-Type: application/json."));
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonValue login = body.value(QStringLiteral("login"));
    const QJsonValue password = body.value(QStringLiteral("password"));
    if (!login.isString() || !password.isString() || login.toString().isEmpty() ||
        login.toString().size() > longestLogin || password.toString().size() > longestPassword)
        return respond(
            problem(400, "bad_request", R"(Send {"login": "…", "password": "…"}, at most 128 and 1024 characters.)"));
    m_parts.signIn.tryPassword(
        {login.toString(), password.toString().toUtf8(), QString::fromLatin1(request.address), request.browser},
        [this, respond, browser = request.browser](const SignInAnswer& answer) { respond(answerTo(answer, browser)); });
}

WebResponse SessionApi::answerTo(const SignInAnswer& answer, const QByteArray& browser) const {
    switch (answer.outcome) {
    case SignInOutcome::Ok:
        break;
    case SignInOutcome::WrongPassword:
        return problem(401, "wrong_password", "The login or the password is not right.");
    case SignInOutcome::TooManyTries:
        return tryLater(429, "too_many_tries",
                        "Too many wrong passwords: try again in " + QByteArray::number(qlonglong{answer.waitSeconds}) +
                            " s.",
                        answer.waitSeconds);
    case SignInOutcome::TooBusy:
        return tryLater(503, "too_busy", "Many people are signing in: try again.", 2);
    case SignInOutcome::NoDirectory:
        return tryLater(503, "directory_empty", "No site has been imported yet: run desk --import-site FILE.", 5);
    case SignInOutcome::StoreAway:
        return tryLater(503, "store_away", "The store does not answer: try again.", 2);
    }
    const auto who = m_parts.identities.ofToken(answer.token);
    if (!who)
        return problem(401, "wrong_password", "The login or the password is not right.");
    WebResponse response = sessionResponse(*who);
    response.headers.emplace_back("Set-Cookie",
                                  setSessionCookie(answer.token, qint64{m_parts.cookieSeconds}, m_parts.secure));
    response.headers.emplace_back("Set-Cookie",
                                  setBrowserCookie(m_parts.browsers.withPerson(browser, who->person.login),
                                                   qint64{KnownBrowsers::keptDays} * 86'400, m_parts.secure));
    return response;
}

void SessionApi::get(const WebRequest& request, WebHandler::Respond respond) {
    const auto who = m_parts.identities.ofToken(request.cookie);
    respond(who ? sessionResponse(*who) : problem(401, "not_signed_in", "Sign in first: POST /api/v1/session."));
}

void SessionApi::remove(const WebRequest& request, WebHandler::Respond respond) {
    const auto who = m_parts.identities.ofToken(request.cookie);
    if (!who)
        return respond(problem(401, "not_signed_in", "There is no session to end."));
    m_parts.audit.record({who->person.login,
                          QStringLiteral("sign_out"),
                          QStringLiteral("ok"),
                          QString::fromLatin1(request.address),
                          {},
                          {}});
    m_parts.sessions.end(who->session, [secure = m_parts.secure, respond](const proto::base::Status& status) {
        if (!status)
            return respond(problem(503, "store_away", "The store does not answer: try again."));
        respond({204, {}, {}, {{"Set-Cookie", setSessionCookie({}, 0, secure)}}});
    });
}

} // namespace desk::server
