#include "desk/server/pages/welcome.h"

#include "desk/server/http/web_options.h"
#include "proto/base/clock.h"
#include "proto/base/mail_limits.h"

namespace desk::server {

using namespace antesala::v1;

namespace {

template <typename Entry>
void fill(Named* named, const Entry& entry) {
    named->set_name(entry.name.toStdString());
    named->set_title_es(entry.title.es.toStdString());
    named->set_title_en(entry.title.en.toStdString());
}

} // namespace

Welcome welcome(const Identity& who, const proto::directory::Directory& directory) {
    Welcome message;
    message.set_login(who.person.login.toStdString());
    message.set_name(who.person.name.toStdString());
    message.set_role(roleName(who.person.role).toStdString());
    message.set_language(who.person.language.toStdString());
    message.set_site(directory.site.toStdString());
    if (const auto* agent = directory.agent(who.person.login))
        message.set_phone(agent->phone.toStdString());
    for (const auto& disposition : directory.dispositions)
        fill(message.add_dispositions(), disposition);
    for (const auto& reason : directory.breakReasons)
        fill(message.add_break_reasons(), reason);
    for (const auto& queue : directory.queues)
        fill(message.add_queues(), queue);
    for (const auto& skill : directory.skills)
        fill(message.add_skills(), skill);
    message.mutable_limits()->set_reply_characters(static_cast<std::uint32_t>(proto::base::replyCharactersMax));
    message.mutable_limits()->set_reply_recipients(static_cast<std::uint32_t>(proto::base::replyRecipientsMax));
    message.mutable_limits()->set_message_bytes(static_cast<std::uint32_t>(WebOptions::pageMessageMaxBytes));
    message.set_server_time_us(proto::base::SystemClock::instance().utcMicros());
    return message;
}

} // namespace desk::server
