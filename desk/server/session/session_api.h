// /api/v1/session: POST signs in, GET says who is signed in, DELETE signs out. Main loop only.
#pragma once

#include "desk/server/http/web_handler.h"
#include "desk/server/session/identity.h"
#include "desk/server/session/sign_in.h"

namespace desk::server {

class SessionApi {
public:
    struct Parts {
        SignIn& signIn;
        const KnownBrowsers& browsers;
        Identities& identities;
        SessionStore& sessions;
        Audit& audit;
        std::int64_t cookieSeconds; // life of the cookie: the session's absolute bound
        bool secure;                // the cookie's Secure
    };
    explicit SessionApi(Parts parts) : m_parts(parts) {}

    void post(const WebRequest& request, WebHandler::Respond respond);
    void get(const WebRequest& request, WebHandler::Respond respond);
    void remove(const WebRequest& request, WebHandler::Respond respond);

private:
    WebResponse answerTo(const SignInAnswer& answer, const QByteArray& browser) const;

    Parts m_parts;
};

} // namespace desk::server
