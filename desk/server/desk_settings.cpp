#include "desk/server/desk_settings.h"

#include "proto/base/setting_checks.h"

#include <QFileInfo>

namespace desk::server {

using proto::base::Settings;
using proto::base::SettingSpec;
using proto::base::SettingType;

std::vector<SettingSpec> deskSettings() {
    return {
        {.name = "directory.key_file",
         .type = SettingType::Text,
         .byDefault = "",
         .description =
             "File with the key that seals mailboxes' passwords, made by the first import; mcan needs the same "
             "file. Empty: directory.key in the store's folder, with PostgreSQL /var/lib/antesala/directory.key."},
        {.name = "directory.versions_keep",
         .type = SettingType::Integer,
         .byDefault = 50,
         .min = 2,
         .max = 10000,
         .description = "Versions of the directory that stay in the store; older ones go with the next import."},
        {.name = "desk.http_address",
         .type = SettingType::Text,
         .byDefault = "127.0.0.1",
         .min = 1,
         .description =
             "Address for browsers and integrators; without a proxy that does TLS in front, keep it on loopback.",
         .check = proto::base::checkAddress},
        {.name = "desk.http_port",
         .type = SettingType::Integer,
         .byDefault = 8080,
         .min = 0,
         .max = 65535,
         .description = "Port for browsers and integrators; 0 takes any free one."},
        {.name = "desk.web_root",
         .type = SettingType::Text,
         .byDefault = "desk/web/dist",
         .min = 1,
         .description = "Folder of the built pages."},
        {.name = "desk.public_origin",
         .type = SettingType::Text,
         .byDefault = "",
         .description =
             "Address people open when a proxy stands in front, as https://desk.example.org: the only Origin "
             "accepted; https makes the cookie Secure. Empty: only under the names of this machine itself, as "
             "localhost.",
         .check = proto::base::checkOrigin},
        {.name = "desk.behind_proxy",
         .type = SettingType::Boolean,
         .byDefault = false,
         .description = "Take the client's address from the last of X-Forwarded-For, which the proxy must set."},
        {.name = "desk.connections_max",
         .type = SettingType::Integer,
         .byDefault = 2000,
         .min = 10,
         .max = 50000,
         .description = "Connections open at a time, pages included; further ones get 503."},
        {.name = "desk.request_timeout_seconds",
         .type = SettingType::Integer,
         .byDefault = 15,
         .min = 1,
         .max = 300,
         .unit = "seconds",
         .description = "A request must come completely in this time; an idle connection is kept so long."},
        {.name = "desk.page_timeout_seconds",
         .type = SettingType::Integer,
         .byDefault = 10,
         .min = 2,
         .max = 600,
         .unit = "seconds",
         .description =
             "A page that answers no ping and no heartbeat in this time is gone, and its agent is offered nothing."},
        {.name = "desk.page_queue_bytes",
         .type = SettingType::Integer,
         .byDefault = 1 << 20,
         .min = 1 << 14,
         .max = 1 << 26,
         .unit = "bytes",
         .description = "What may wait for a page that reads slowly before it is dropped."},
        {.name = "desk.session_idle_seconds",
         .type = SettingType::Integer,
         .byDefault = 8 * 3600,
         .min = 300,
         .max = 604800,
         .unit = "seconds",
         .description = "A session without use or open page ends after this time."},
        {.name = "desk.session_max_seconds",
         .type = SettingType::Integer,
         .byDefault = 24 * 3600,
         .min = 300,
         .max = 2592000,
         .unit = "seconds",
         .description = "A session ends so long after its sign-in, whatever happens."},
        {.name = "desk.sign_in_tries",
         .type = SettingType::Integer,
         .byDefault = 5,
         .min = 1,
         .max = 1000,
         .description = "Wrong passwords for one login from one address, or from one browser it is known in, in a "
                        "window; twenty times as "
                        "many from everywhere. Beyond it tries are slowed."},
        {.name = "desk.sign_in_tries_per_address",
         .type = SettingType::Integer,
         .byDefault = 50,
         .min = 1,
         .max = 100000,
         .description =
             "Wrong passwords from one address in a window, whatever the login; beyond it one try every two seconds."},
        {.name = "desk.sign_in_window_seconds",
         .type = SettingType::Integer,
         .byDefault = 900,
         .min = 1,
         .max = 86400,
         .unit = "seconds",
         .description = "The window in which wrong passwords are counted."},
        {.name = "desk.password_threads",
         .type = SettingType::Integer,
         .byDefault = 2,
         .min = 1,
         .max = 16,
         .description = "Passwords checked at a time; each takes 64 MiB meanwhile."},
        {.name = "desk.audit_keep_days",
         .type = SettingType::Integer,
         .byDefault = 400,
         .min = 1,
         .max = 3650,
         .unit = "days",
         .description = "How long it is kept who did what."},
        {.name = "desk.drafts_keep_days",
         .type = SettingType::Integer,
         .byDefault = 30,
         .min = 1,
         .max = 3650,
         .unit = "days",
         .description = "How long an unsent draft is kept after it was last saved."},
    };
}

// It would run, and show nobody a page.
QStringList deskMistakes(const Settings& settings) {
    const QString root = settings.text("desk.web_root");
    if (QFileInfo(root + QStringLiteral("/index.html")).isReadable())
        return {};
    return {
        QStringLiteral("desk.web_root %1 has no index.html that can be read: build the pages (./dev build), or correct "
                       "desk.web_root")
            .arg(root)};
}

namespace {

WebOptions webOptions(const Settings& settings) {
    WebOptions options;
    options.address = settings.text("desk.http_address");
    options.port = static_cast<quint16>(settings.integer("desk.http_port"));
    options.webRoot = settings.text("desk.web_root");
    options.publicOrigin = settings.text("desk.public_origin").toUtf8();
    options.behindProxy = settings.boolean("desk.behind_proxy");
    options.maxConnections = static_cast<std::size_t>(settings.integer("desk.connections_max"));
    options.requestTimeout = std::chrono::seconds(settings.integer("desk.request_timeout_seconds"));
    options.pageTimeout = std::chrono::seconds(settings.integer("desk.page_timeout_seconds"));
    options.pageQueueBytes = static_cast<std::size_t>(settings.integer("desk.page_queue_bytes"));
    return options;
}

SessionRules sessionRules(const Settings& settings) {
    return {settings.integer("desk.session_idle_seconds") * 1'000'000,
            settings.integer("desk.session_max_seconds") * 1'000'000};
}

SignInRules signInRules(const Settings& settings) {
    return {static_cast<int>(settings.integer("desk.sign_in_tries")),
            static_cast<int>(settings.integer("desk.sign_in_tries_per_address")),
            settings.integer("desk.sign_in_window_seconds") * 1'000'000,
            static_cast<int>(settings.integer("desk.password_threads"))};
}

} // namespace

DeskOptions deskOptions(const Settings& settings) {
    return {webOptions(settings), sessionRules(settings), signInRules(settings)};
}

} // namespace desk::server
