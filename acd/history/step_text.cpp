#include "acd/history/step_text.h"

#include "acd/history/replay_time.h"
#include "acd/routing/state_tables.h"
#include "acd/routing/value_names.h"

#include <QUuid>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace acd::history {

using routing::Duration;
using routing::InteractionId;
using routing::Time;

namespace {

template <class T>
concept Named = requires(T value) {
    { routing::nameOf(value) } -> std::convertible_to<std::string_view>;
};

template <class Definition, class Number>
std::string find(const std::vector<Definition>& sorted, Number number, std::string Definition::*name,
                 const char* what) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), number,
                                     [](const Definition& d, Number n) { return d.number < n; });
    if (at != sorted.end() && at->number == number)
        return (*at).*name;
    return what + std::to_string(static_cast<std::uint32_t>(number)); // gone from the directory
}

// One line that grows: " key=value" for each value that says something.
class Line {
public:
    Line(const StepText& names, std::string_view start) : m_names(names), m_text(start) {}
    std::string take() { return std::move(m_text); }

    void add(const char* key, std::string_view value) {
        m_text.append(1, ' ').append(key).append(1, '=').append(value);
    }
    void id(const InteractionId& id) { m_text.append(1, ' ').append(textOf(id)); }
    void time(const char* key, Time at) {
        if (at != 0 && at != routing::kNever)
            add(key, momentText(at));
    }
    void length(const char* key, Duration length) {
        if (length >= 0)
            add(key, lengthText(length));
    }
    void value(const char* key, bool yes) {
        if (yes)
            add(key, "yes");
    }
    void value(const char* key, std::string_view text) { add(key, text); }
    void value(const char* key, routing::AgentNumber agent) {
        if (agent != routing::AgentNumber::none)
            add(key, m_names.name(agent));
    }
    void value(const char* key, routing::QueueNumber queue) {
        if (queue != routing::QueueNumber::none)
            add(key, m_names.name(queue));
    }
    void value(const char* key, routing::OfferId offer) {
        if (offer != routing::OfferId::none)
            add(key, std::to_string(static_cast<std::uint64_t>(offer)));
    }
    void value(const char* key, routing::ReasonNumber reason) {
        if (reason != routing::ReasonNumber::none)
            add(key, m_names.label(static_cast<std::uint32_t>(reason)));
    }
    void value(const char* key, routing::PersonNumber person) {
        if (person != routing::PersonNumber::none)
            add(key, std::to_string(static_cast<std::uint32_t>(person)));
    }
    void value(const char* key, const routing::Needs& needs);
    void value(const char* key, const routing::Dispositions& chosen);
    void value(const char* key, const routing::OverflowTarget& target) {
        add(key, routing::nameOf(target.kind));
        value("to", target.queue);
    }
    void value(const char* key, const std::array<std::uint32_t, routing::kChannelCount>& byChannel);
    template <Named T>
    void value(const char* key, T named) {
        if (routing::nameOf(named) != "none")
            add(key, routing::nameOf(named));
    }
    template <class T>
    requires std::is_integral_v<T>
    void value(const char* key, T number) {
        if (number != 0)
            add(key, std::to_string(number));
    }
    template <class T>
    void value(const char* key, const std::optional<T>& set) {
        if (set)
            value(key, *set);
    }

private:
    const StepText& m_names;
    std::string m_text;
};

void Line::value(const char* key, const routing::Needs& needs) {
    std::string text;
    for (std::size_t i = 0; i < needs.count; ++i) {
        if (i > 0)
            text += needs.mode == routing::MatchMode::all ? '&' : '|';
        text += m_names.name(needs.skills[i].skill) + ">=" + std::to_string(needs.skills[i].proficiency);
    }
    if (!text.empty())
        add(key, text);
}

void Line::value(const char* key, const routing::Dispositions& chosen) {
    std::string text;
    for (std::size_t i = 0; i < chosen.count; ++i)
        text += (i > 0 ? "," : "") + m_names.label(static_cast<std::uint32_t>(chosen.chosen[i]));
    if (!text.empty())
        add(key, text);
}

void Line::value(const char* key, const std::array<std::uint32_t, routing::kChannelCount>& byChannel) {
    std::string text;
    for (std::size_t i = 0; i < byChannel.size(); ++i)
        text += (i > 0 ? "/" : "") + std::to_string(byChannel[i]);
    add(key, text);
}

std::string directoryText(const routing::DirectoryChange& change) {
    return std::to_string(change.version) + (change.whole ? " (whole: " : " (") + std::to_string(change.queues.size()) +
           " queues, " + std::to_string(change.agents.size()) + " agents, " + std::to_string(change.skills.size()) +
           " skills)";
}

// Members that are moments or lengths of time: both are plain numbers, so the name must tell.
template <class T>
void addTimes(Line& line, const T& step) {
    if constexpr (requires { step.firstEntry; })
        line.time("first_entry", step.firstEntry);
    if constexpr (requires { step.expires; })
        line.time("expires", step.expires);
    if constexpr (requires { step.until; })
        line.time("until", step.until);
    if constexpr (requires { step.oldestEntry; })
        line.time("oldest", step.oldestEntry);
    if constexpr (requires { step.virtualAge; })
        line.length("age", step.virtualAge);
    if constexpr (requires { step.preferredFor; })
        line.length("preferred_for", step.preferredFor);
    if constexpr (requires { step.waited; })
        line.length("waited", step.waited);
    if constexpr (requires { step.worked; })
        line.length("worked", step.worked);
    if constexpr (requires { step.held; })
        line.length("held", step.held);
    if constexpr (requires { step.wrappedUp; })
        line.length("wrapped_up", step.wrappedUp);
    if constexpr (requires { step.expectedWait; })
        line.length("expected_wait", step.expectedWait);
}

template <class T>
void addWho(Line& line, const T& step) {
    if constexpr (requires { step.offer; })
        line.value("offer", step.offer);
    if constexpr (requires { step.agent; })
        line.value("agent", step.agent);
    if constexpr (requires { step.from; })
        line.value("from", step.from);
    if constexpr (requires { step.with; })
        line.value("with", step.with);
    if constexpr (requires { step.toQueue; })
        line.value("to_queue", step.toQueue);
    if constexpr (requires { step.toAgent; })
        line.value("to_agent", step.toAgent);
    if constexpr (requires { step.queue; })
        line.value("queue", step.queue);
    if constexpr (requires { step.channel; })
        line.value("channel", step.channel);
    if constexpr (requires { step.preferred; })
        line.value("preferred", step.preferred);
}

template <class T>
void addWhat(Line& line, const T& step) {
    if constexpr (requires { step.arrival; })
        line.value("arrival", step.arrival);
    if constexpr (requires { step.priority; })
        line.value("priority", step.priority);
    if constexpr (requires { step.needs; })
        line.value("needs", step.needs);
    if constexpr (requires { step.effort; })
        line.value("effort", step.effort);
    if constexpr (requires { step.relaxationStep; })
        line.value("relaxation", step.relaxationStep);
    if constexpr (requires { step.presence; })
        line.value("presence", step.presence);
    if constexpr (requires { step.state; })
        line.value("state", step.state);
    if constexpr (requires { step.outcome; })
        line.value("outcome", step.outcome);
    if constexpr (requires { step.cause; })
        line.value("cause", step.cause);
    if constexpr (requires { step.reason; })
        line.value("reason", step.reason);
    if constexpr (requires { step.declineReason; })
        line.value("because", step.declineReason);
    if constexpr (requires { step.breakReason; })
        line.value("because", step.breakReason);
    if constexpr (requires { step.pending; })
        line.value("pending", step.pending);
    if constexpr (requires { step.why; })
        line.value("why", step.why);
    if constexpr (requires { step.result; })
        line.value("result", step.result);
    if constexpr (requires { step.force; })
        line.value("force", step.force);
    if constexpr (requires { step.trigger; })
        line.value("trigger", step.trigger);
    if constexpr (requires { step.target; })
        line.value("target", step.target);
    if constexpr (requires { step.dispositions; })
        line.value("dispositions", step.dispositions);
}

template <class T>
void addFigures(Line& line, const T& step) {
    if constexpr (requires { step.by; }) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(step.by)>, Duration>)
            line.length("by", step.by);
        else
            line.value("by", step.by);
    }
    if constexpr (requires { step.load; })
        line.add("load", std::to_string(step.load) + "/" + std::to_string(step.capacity));
    if constexpr (requires { step.deskConnected; })
        line.add("desk", step.deskConnected ? "yes" : "no");
    if constexpr (requires { step.phoneReachable; })
        line.add("phone", step.phoneReachable ? "yes" : "no");
    if constexpr (requires { step.phoneInUse; }) {
        if (step.phoneInUse)
            line.add("phone_in_use", "yes");
        if (step.phoneRestsUntil > 0)
            line.add("phone_rests_until", momentText(step.phoneRestsUntil));
    }
    if constexpr (requires { step.inUse; })
        line.add("in_use", step.inUse ? "yes" : "no");
    if constexpr (requires { step.reachable; })
        line.add("reachable", step.reachable ? "yes" : "no");
    if constexpr (requires { step.open; })
        line.add("open", step.open ? "yes" : "no");
    if constexpr (requires { step.waitingByChannel; })
        line.value("waiting", step.waitingByChannel);
    if constexpr (requires { step.agentsLoggedIn; })
        line.add("logged_in", std::to_string(step.agentsLoggedIn));
    if constexpr (requires { step.agentsIdle; })
        line.add("idle", std::to_string(step.agentsIdle));
    if constexpr (requires { step.position; })
        line.value("position", step.position);
    if constexpr (requires { step.window; })
        line.add("window", std::to_string(step.window));
    if constexpr (requires { step.dialCustomer; })
        line.value("dial_customer", step.dialCustomer);
    if constexpr (requires { step.forced; })
        line.value("forced", step.forced);
    if constexpr (requires { step.event; })
        line.value("event", step.event);
    if constexpr (requires { step.change; })
        line.add("version", directoryText(*step.change));
}

template <class T>
void describe(Line& line, const T& step, const InteractionId& known) {
    if constexpr (requires { step.id; })
        if (step.id != known && step.id != InteractionId{})
            line.id(step.id);
    addWho(line, step);
    addWhat(line, step);
    addFigures(line, step);
    addTimes(line, step);
}

template <class Variant>
InteractionId idIn(const Variant& step) {
    return std::visit(
        [](const auto& each) {
            if constexpr (requires { each.id; })
                return each.id;
            else
                return InteractionId{};
        },
        step);
}

} // namespace

std::string StepText::of(const routing::Event& event) const {
    Line line(*this, routing::nameOf(event));
    std::visit([&](const auto& each) { describe(line, each, {}); }, event);
    return line.take();
}

std::string StepText::of(const routing::Action& action, const InteractionId& known) const {
    Line line(*this, routing::nameOf(action));
    std::visit([&](const auto& each) { describe(line, each, known); }, action);
    return line.take();
}

std::string StepText::of(const routing::Candidate& candidate) const {
    std::string text = name(candidate.agent) + ": " + std::string(routing::nameOf(candidate.verdict));
    if (candidate.skill != routing::SkillNumber::none)
        text += " " + name(candidate.skill);
    if (candidate.until > 0)
        text += " until " + (candidate.until == routing::kNever ? "it is taken" : momentText(candidate.until));
    if (candidate.instead != InteractionId{})
        text += " (" + textOf(candidate.instead) + ")";
    return text;
}

std::string StepText::name(routing::AgentNumber agent) const {
    return find(m_engine.directory().agents, agent, &routing::AgentDefinition::login, "agent-");
}
std::string StepText::name(routing::QueueNumber queue) const {
    return find(m_engine.directory().queues, queue, &routing::QueueDefinition::name, "queue-");
}
std::string StepText::name(routing::SkillNumber skill) const {
    return find(m_engine.directory().skills, skill, &routing::SkillDefinition::name, "skill-");
}
std::string StepText::label(std::uint32_t number) const {
    const auto found = m_labels.constFind(number);
    return found == m_labels.constEnd() ? std::to_string(number) : *found;
}

std::string textOf(const InteractionId& id) {
    const QByteArray bytes(reinterpret_cast<const char*>(id.bytes.data()), static_cast<qsizetype>(id.bytes.size()));
    return QUuid::fromRfc4122(bytes).toByteArray(QUuid::WithoutBraces).toStdString();
}

InteractionId interactionIdOf(const QString& text) {
    InteractionId id;
    const QByteArray bytes = QUuid::fromString(text).toRfc4122();
    std::memcpy(id.bytes.data(), bytes.constData(), id.bytes.size());
    return id;
}

InteractionId subjectOf(const routing::Event& event) {
    return idIn(event);
}
InteractionId subjectOf(const routing::Action& action) {
    return idIn(action);
}

} // namespace acd::history
