#include "desk/server/api/rest_api.h"

#include "desk/server/api/answer_problem.h"
#include "desk/server/http/content_disposition.h"
#include "desk/server/http/http_answer.h"
#include "desk/server/http/json.h"

#include "proto/base/uuid7.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>
#include <array>
#include <string_view>

namespace desk::server {

using namespace antesala::v1;

namespace {

WebResponse jsonResponse(const QByteArray& json, unsigned status = 200) {
    return {status, "application/json", json, {}};
}

// {"agents":[…]}: an object, so that more can be said beside the list later.
template <typename State>
QByteArray listJson(const QByteArray& name, const QMap<QString, State>& states) {
    QByteArray items;
    for (const State& state : states)
        items += (items.isEmpty() ? "" : ",") + toJson(state);
    return "{\"" + name + "\":[" + items + "]}";
}

WebResponse noSuchPath() {
    return problem(404, "no_such_path", "There is nothing at this path: see desk.openapi.yaml.");
}

bool matches(const QList<QByteArray>& pattern, const QList<QByteArray>& path) {
    return std::equal(
        pattern.begin(), pattern.end(), path.begin(), path.end(),
        [](const QByteArray& wanted, const QByteArray& given) { return wanted == "*" || wanted == given; });
}

constexpr std::array<std::pair<std::string_view, MailShelf>, 4> shelves{{{"automatic", MAIL_SHELF_AUTOMATIC},
                                                                         {"parked", MAIL_SHELF_PARKED},
                                                                         {"unreadable", MAIL_SHELF_UNREADABLE},
                                                                         {"discarded", MAIL_SHELF_DISCARDED}}};

// What acd or mcan told, as JSON; or their refusal, as a problem.
template <typename Message>
auto respondWith(const WebHandler::Respond& respond) {
    return [respond](const Answer& told) {
        Message message;
        respond(proto::bus::unpack(told, message) ? jsonResponse(toJson(message)) : problemOf(told));
    };
}

bool isUuid(const QByteArray& text) {
    return proto::base::isUuid(QString::fromLatin1(text));
}

} // namespace

RestApi::RestApi(Parts parts)
    : m_parts(parts)
    , m_routes{{"POST", {"session"}, &RestApi::session},
               {"GET", {"session"}, &RestApi::session},
               {"DELETE", {"session"}, &RestApi::session},
               {"GET", {"health"}, &RestApi::health},
               {"GET", {"agents"}, &RestApi::agents},
               {"GET", {"queues"}, &RestApi::queues},
               {"GET", {"agents", "*", "explanation"}, &RestApi::agentExplanation},
               {"GET", {"interactions", "*", "thread"}, &RestApi::thread},
               {"GET", {"interactions", "*", "explanation"}, &RestApi::explanation},
               {"POST", {"interactions", "*", "assign"}, &RestApi::supervise},
               {"POST", {"interactions", "*", "move"}, &RestApi::supervise},
               {"POST", {"interactions", "*", "priority"}, &RestApi::supervise},
               {"POST", {"interactions", "*", "take-back"}, &RestApi::supervise},
               {"POST", {"agents", "*", "end-session"}, &RestApi::supervise},
               {"POST", {"agents", "*", "redistribute"}, &RestApi::supervise},
               {"GET", {"mails-aside"}, &RestApi::mailsAside},
               {"GET", {"mails-aside", "*"}, &RestApi::mailAside},
               {"POST", {"mails-aside", "*", "open"}, &RestApi::changeMailAside},
               {"POST", {"mails-aside", "*", "discard"}, &RestApi::changeMailAside},
               {"POST", {"mails-aside", "*", "parse-again"}, &RestApi::changeMailAside},
               {"GET", {"messages", "*", "parts", "*"}, &RestApi::part}} {}

void RestApi::answer(const WebRequest& request, WebHandler::Respond respond) {
    static const QByteArray root = "/api/v1/";
    if (!request.path.startsWith(root))
        return respond(noSuchPath());
    const Segments path = request.path.mid(root.size()).split('/');
    const QByteArray method = request.method == "HEAD" ? QByteArray("GET") : request.method;
    QByteArrayList allowed;
    for (const Route& route : m_routes) {
        if (!matches(route.path, path))
            continue;
        if (route.method == method)
            return (this->*route.handle)(request, path, respond);
        allowed << route.method;
    }
    if (allowed.isEmpty())
        return respond(noSuchPath());
    WebResponse refused = problem(405, "method_not_allowed", "Use " + allowed.join(", ") + ".");
    refused.headers.emplace_back("Allow", allowed.join(", "));
    respond(std::move(refused));
}

std::optional<Identity> RestApi::signedIn(const WebRequest& request, const WebHandler::Respond& respond) {
    auto who = m_parts.identities.ofToken(request.cookie);
    if (!who)
        respond(problem(401, "not_signed_in", "Sign in first: POST /api/v1/session."));
    return who;
}

void RestApi::session(const WebRequest& request, const Segments&, const WebHandler::Respond& respond) {
    if (request.method == "POST")
        m_parts.session.post(request, respond);
    else if (request.method == "DELETE")
        m_parts.session.remove(request, respond);
    else
        m_parts.session.get(request, respond);
}

void RestApi::health(const WebRequest&, const Segments&, const WebHandler::Respond& respond) {
    const SystemState& system = m_parts.cache.system();
    const bool store = m_parts.store.isUp();
    const bool directory = m_parts.directory.directory().version != 0;
    const bool well = store && directory;
    // Anybody may ask: the words that say where are for supervisors (SystemState).
    QJsonArray troubles;
    for (const NodeTrouble& trouble : system.troubles())
        troubles << QJsonObject{{QStringLiteral("node"), QString::fromStdString(trouble.node())},
                                {QStringLiteral("code"), QString::fromStdString(trouble.code())}};
    const QString status = !well                ? QStringLiteral("unable")
                           : troubles.isEmpty() ? QStringLiteral("ok")
                                                : QStringLiteral("degraded");
    const QJsonObject body{{QStringLiteral("status"), status},
                           {QStringLiteral("version"), QStringLiteral(ANTESALA_VERSION)},
                           {QStringLiteral("store"), store},
                           {QStringLiteral("directory"), directory},
                           {QStringLiteral("broker"), system.broker()},
                           {QStringLiteral("acd"), system.acd()},
                           {QStringLiteral("mcan"), system.mcan()},
                           {QStringLiteral("asterisk"), system.asterisk()},
                           {QStringLiteral("troubles"), troubles}};
    respond(jsonResponse(QJsonDocument(body).toJson(QJsonDocument::Compact), well ? 200 : 503));
}

void RestApi::agents(const WebRequest& request, const Segments&, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    QMap<QString, AgentState> seen = m_parts.cache.agents();
    if (!who->supervises())
        seen.removeIf([&](const auto& entry) { return entry.key() != who->person.login; });
    respond(jsonResponse(listJson("agents", seen)));
}

void RestApi::queues(const WebRequest& request, const Segments&, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    if (!who->supervises())
        return respond(problem(403, "not_allowed", "Only supervisors and administrators see the queues."));
    respond(jsonResponse(listJson("queues", m_parts.cache.queues())));
}

void RestApi::thread(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    if (!isUuid(path[1]))
        return respond(problem(404, "no_such_interaction", "An interaction's id is a UUID."));
    m_parts.conversations.get(*who, QString::fromLatin1(path[1]), respondWith<MailThread>(respond));
}

void RestApi::explanation(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    m_parts.explanations.get(*who, QString::fromLatin1(path[1]), respondWith<Explanation>(respond));
}

void RestApi::agentExplanation(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    const QString login = QString::fromUtf8(QByteArray::fromPercentEncoding(path[1]));
    m_parts.explanations.getAgent(*who, login, respondWith<AgentExplanation>(respond));
}

void RestApi::supervise(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    if (const auto who = signedIn(request, respond))
        m_parts.supervisor.post(*who, request, path, respond);
}

void RestApi::mailsAside(const WebRequest& request, const Segments&, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    const QUrlQuery query(QString::fromLatin1(request.query));
    const auto value = [&](const char* name) {
        return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toStdString();
    };
    GetMailsAside asked;
    const std::string shelf = value("shelf");
    const auto known =
        std::find_if(shelves.begin(), shelves.end(), [&](const auto& each) { return each.first == shelf; });
    bool isNumber = true;
    const std::string limit = value("limit");
    asked.set_limit(limit.empty() ? 0 : QString::fromStdString(limit).toUInt(&isNumber));
    if (!isNumber || (!shelf.empty() && known == shelves.end()))
        return respond(
            problem(400, "bad_request",
                    "shelf is automatic, parked, unreadable or discarded; limit is a number from 1 to 200."));
    if (!shelf.empty())
        asked.set_shelf(known->second);
    asked.set_mailbox(value("mailbox"));
    asked.set_search(value("search"));
    asked.set_after(value("after"));
    m_parts.mailsAside.list(*who, asked, respondWith<MailsAsidePage>(respond));
}

void RestApi::mailAside(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    m_parts.mailsAside.get(*who, QString::fromLatin1(path[1]), respondWith<MailAsideContent>(respond));
}

void RestApi::changeMailAside(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    const MailAsideAction action = path[2] == "open"      ? MAIL_ASIDE_OPEN
                                   : path[2] == "discard" ? MAIL_ASIDE_DISCARD
                                                          : MAIL_ASIDE_PARSE_AGAIN;
    m_parts.mailsAside.change(*who, QString::fromLatin1(path[1]), action, {}, respondWith<MailAsideChanged>(respond));
}

void RestApi::part(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond) {
    const auto who = signedIn(request, respond);
    if (!who)
        return;
    bool isNumber = false;
    const quint32 index = path[3].toUInt(&isNumber);
    if (!isUuid(path[1]) || !isNumber)
        return respond(problem(404, "no_such_part", "A message's id is a UUID, a part's a number."));
    m_parts.conversations.getPart(*who, QString::fromLatin1(path[1]), index,
                                  [respond](const Conversations::Part& part) {
                                      if (part.answer.code() != ANSWER_OK)
                                          return respond(problemOf(part.answer));
                                      respond({200,
                                               safeContentType(part.contentType),
                                               part.content,
                                               {{"Content-Disposition", attachmentDisposition(part.fileName)},
                                                {"Cache-Control", "private, max-age=3600"}}});
                                  });
}

} // namespace desk::server
