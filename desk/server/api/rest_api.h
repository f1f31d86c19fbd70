// /api/v1, as proto/desk.openapi.yaml describes it. Errors are problem+json (RFC 9457). Main loop only.
#pragma once

#include "desk/server/api/supervisor_api.h"
#include "desk/server/session/session_api.h"
#include "desk/server/state/state_cache.h"
#include "desk/server/work/conversations.h"
#include "desk/server/work/explanations.h"
#include "desk/server/work/mails_aside.h"

#include <QList>

namespace desk::server {

class RestApi {
public:
    struct Parts {
        SessionApi& session;
        Identities& identities;
        Conversations& conversations;
        Explanations& explanations;
        SupervisorApi& supervisor;
        MailsAside& mailsAside;
        const StateCache& cache;
        const proto::base::Store& store;
        const DirectoryWatch& directory;
    };
    explicit RestApi(Parts parts);

    void answer(const WebRequest& request, WebHandler::Respond respond);

private:
    using Segments = QList<QByteArray>;
    using Handle = void (RestApi::*)(const WebRequest& request, const Segments& path,
                                     const WebHandler::Respond& respond);
    struct Route {
        QByteArray method;
        Segments path; // below /api/v1; "*" matches any one segment
        Handle handle;
    };

    void session(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void health(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void agents(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void queues(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void thread(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void explanation(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void agentExplanation(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void supervise(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void mailsAside(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void mailAside(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void changeMailAside(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    void part(const WebRequest& request, const Segments& path, const WebHandler::Respond& respond);
    // The identity, or nothing after the 401 has been given.
    std::optional<Identity> signedIn(const WebRequest& request, const WebHandler::Respond& respond);

    Parts m_parts;
    const std::vector<Route> m_routes;
};

} // namespace desk::server
