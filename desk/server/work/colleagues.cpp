#include "desk/server/work/colleagues.h"

#include <algorithm>

namespace desk::server {

using namespace antesala::v1;

namespace {

bool isSignedIn(const AgentState& agent) {
    return agent.presence() == PRESENCE_AVAILABLE || agent.presence() == PRESENCE_ON_BREAK;
}

QString nameOf(const AgentState& agent) {
    return QString::fromStdString(agent.name().empty() ? agent.login() : agent.name());
}

Colleague colleague(const AgentState& agent) {
    Colleague made;
    made.set_login(agent.login());
    made.set_name(nameOf(agent).toStdString());
    made.set_presence(agent.presence());
    made.set_state(agent.state());
    made.set_phone_away(agent.phone() == PHONE_STATE_UNREACHABLE || agent.phone() == PHONE_STATE_UNSPECIFIED);
    made.set_desk_away(!agent.desk_connected());
    made.set_pending_presence(agent.pending_presence());
    return made;
}

} // namespace

QString plainText(const QString& text) {
    QString plain;
    const QString decomposed = text.trimmed().normalized(QString::NormalizationForm_D).toLower();
    for (const QChar letter : decomposed)
        if (letter.category() != QChar::Mark_NonSpacing)
            plain += letter;
    return plain;
}

Colleagues colleaguesOf(const StateCache& cache, const QString& asking, const QString& search) {
    const QString wanted = plainText(search);
    std::vector<std::pair<QString, const AgentState*>> found; // with what they are sorted by
    const auto& agents = cache.agents();
    for (auto agent = agents.constBegin(); agent != agents.constEnd(); ++agent) {
        if (agent.key() == asking || !isSignedIn(*agent))
            continue;
        const QString name = plainText(nameOf(*agent));
        if (name.contains(wanted) || plainText(agent.key()).contains(wanted))
            found.emplace_back(name + u'\n' + agent.key(), &*agent);
    }
    std::sort(found.begin(), found.end());
    Colleagues told;
    for (const auto& [name, agent] : found)
        if (told.colleagues_size() < mostColleagues)
            *told.add_colleagues() = colleague(*agent);
    told.set_left_out(static_cast<std::uint32_t>(found.size()) - static_cast<std::uint32_t>(told.colleagues_size()));
    return told;
}

} // namespace desk::server
