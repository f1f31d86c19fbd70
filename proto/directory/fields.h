// Every field of the directory, once: its name, its kind and what it may be. Two visitors walk over them: one writes and
// reads the stored JSON, the other reads the site file and collects mistakes. A visitor has
//   text(key, QString&, Need)          whole(key, int&, min, max)       flag(key, bool&)     choice(key, enum&, names)
//   title(Title&)                      texts(key, QStringList&, Check)  list(key, std::vector<T>&)
//   defines(key, QString&, Kind)       refers(key, QString&, Kind, Need)  referAll(key, QStringList&, Kind)
//   checked(key, QString&, Check)      secret(Person&)                  path(key, QString&, Need)
//   number(std::uint32_t&)             part(key, T&): a table of its own        fits(T&): does one field suit the others
#pragma once

#include "proto/base/enum_count.h"
#include "proto/directory/directory.h"

#include <array>
#include <utility>

namespace proto::directory {

enum class Need { Required, Optional };
// Names that must be unique of their kind, and that others refer to.
enum class Kind { Channel, Queue, Skill, Agent, Person, Mailbox, Bot, Did, Disposition, BreakReason, Phone, Hours };
// What a text must look like.
enum class Check { Language, TimeZone, Country, ImapUrl, SmtpUrl, Address, Label, Sound, Weekday, TimeOfDay, Date };

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<const char*, Enum>, N>;

inline constexpr Names<ChannelKind, 3> channelKinds{
    {{"voice", ChannelKind::Voice}, {"email", ChannelKind::Email}, {"chat", ChannelKind::Chat}}};
inline constexpr Names<AdmissionPolicy, 2> admissionPolicies{
    {{"fit", AdmissionPolicy::Fit}, {"until_full", AdmissionPolicy::UntilFull}}};
inline constexpr Names<AgentChoice, 7> agentChoices{{{"longest_idle", AgentChoice::LongestIdle},
                                                     {"least_occupied", AgentChoice::LeastOccupied},
                                                     {"round_robin", AgentChoice::RoundRobin},
                                                     {"linear", AgentChoice::Linear},
                                                     {"random", AgentChoice::Random},
                                                     {"ring_all", AgentChoice::RingAll},
                                                     {"group_order", AgentChoice::GroupOrder}}};
inline constexpr Names<WrapUpKind, 3> wrapUpKinds{
    {{"none", WrapUpKind::None}, {"fixed", WrapUpKind::Fixed}, {"until_done", WrapUpKind::UntilDone}}};
inline constexpr Names<OverflowKind, 6> overflowKinds{{{"none", OverflowKind::None},
                                                       {"queue", OverflowKind::Queue},
                                                       {"external", OverflowKind::External},
                                                       {"voicemail", OverflowKind::Voicemail},
                                                       {"callback", OverflowKind::Callback},
                                                       {"end", OverflowKind::End}}};
inline constexpr Names<TurnAway, 5> turnAways{{{"proper", TurnAway::Proper},
                                               {"busy", TurnAway::Busy},
                                               {"unavailable", TurnAway::Unavailable},
                                               {"congestion", TurnAway::Congestion},
                                               {"rejected", TurnAway::Rejected}}};
inline constexpr Names<Role, 3> roles{
    {{"agent", Role::Agent}, {"supervisor", Role::Supervisor}, {"administrator", Role::Administrator}}};

inline constexpr Names<AutomaticMail, 3> automaticMails{
    {{"work", AutomaticMail::Work}, {"list", AutomaticMail::List}, {"discard", AutomaticMail::Discard}}};

// A value without a name could be neither written nor read.
template <typename Enum, std::size_t N>
constexpr bool namesAll(const Names<Enum, N>&) {
    return N == base::countOf<Enum>();
}
static_assert(namesAll(channelKinds) && namesAll(admissionPolicies) && namesAll(agentChoices) &&
              namesAll(wrapUpKinds) && namesAll(overflowKinds) && namesAll(turnAways) && namesAll(roles) &&
              namesAll(automaticMails));

inline constexpr int longestSeconds = 366 * 86400; // as the engine's

template <typename Visitor>
void visit(Visitor& v, Channel& channel) {
    v.choice("kind", channel.kind, channelKinds);
    v.whole("effort", channel.effort, 1, 1000);
    v.choice("admission", channel.admission, admissionPolicies);
    v.flag("interruptible", channel.interruptible);
    v.whole("ageing_percent", channel.ageingPercent, 0, 1000);
    v.whole("offer_seconds", channel.offerSeconds, 3, 600);
    v.whole("limit_per_agent", channel.limitPerAgent, 0, 1000);
    v.whole("named_seconds", channel.namedSeconds, 0, 86400);
}

template <typename Visitor>
void visit(Visitor& v, SkillNeed& need) {
    v.refers("skill", need.skill, Kind::Skill, Need::Required);
    v.whole("minimum", need.minimum, 1, 10);
}

template <typename Visitor>
void visit(Visitor& v, PerChannel& figures) {
    v.whole("voice", figures.voice, 0, 1000);
    v.whole("email", figures.email, 0, 1000);
    v.whole("chat", figures.chat, 0, 1000);
}

template <typename Visitor>
void visit(Visitor& v, Relaxation& step) {
    v.whole("after_seconds", step.afterSeconds, 0, longestSeconds);
    v.refers("skill", step.skill, Kind::Skill, Need::Optional);
    v.whole("lower_by", step.lowerBy, 0, 10);
    v.flag("to_any", step.toAny);
    v.whole("level", step.level, 0, 1000);
    v.fits(step);
}

template <typename Visitor>
void visit(Visitor& v, OverflowTarget& target) {
    v.choice("kind", target.kind, overflowKinds);
    v.refers("queue", target.queue, Kind::Queue, Need::Optional);
    v.checked("label", target.label, Check::Label);
    v.choice("cause", target.cause, turnAways);
    v.checked("prompt", target.prompt, Check::Sound);
    v.fits(target);
}

template <typename Visitor>
void visit(Visitor& v, OpeningTimes& times) {
    v.texts("days", times.days, Check::Weekday);
    v.checked("from", times.from, Check::TimeOfDay);
    v.checked("until", times.until, Check::TimeOfDay);
    v.fits(times);
}

template <typename Visitor>
void visit(Visitor& v, Hours& hours) {
    v.defines("name", hours.name, Kind::Hours);
    v.title(hours.title);
    v.list("open", hours.open);
    v.texts("closed_on", hours.closedOn, Check::Date);
    v.fits(hours);
}

template <typename Visitor>
void visit(Visitor& v, Queue& queue) {
    v.number(queue.number);
    v.defines("name", queue.name, Kind::Queue);
    v.title(queue.title);
    v.whole("weight_seconds", queue.weightSeconds, -86400, 86400);
    v.choice("choice", queue.choice, agentChoices);
    v.choice("wrap_up", queue.wrapUp, wrapUpKinds);
    v.whole("wrap_up_seconds", queue.wrapUpSeconds, 0, 3600);
    v.whole("service_target_percent", queue.serviceTargetPercent, 1, 100);
    v.whole("service_threshold_seconds", queue.serviceThresholdSeconds, 1, 604800);
    v.whole("short_abandon_seconds", queue.shortAbandonSeconds, 0, 3600);
    v.whole("max_waiting", queue.maxWaiting, 0, 1000000);
    v.whole("window_reserve", queue.windowReserve, 0, 1000);
    v.refers("hours", queue.hours, Kind::Hours, Need::Optional);
    v.list("skills", queue.skills);
    v.list("relaxation", queue.relaxation);
    v.whole("offer_seconds", queue.offerSeconds, 0, 3600);
    v.part("effort", queue.effort);
    v.whole("preferred_seconds", queue.preferredSeconds, 0, longestSeconds);
    v.whole("last_agent_hours", queue.lastAgentHours, 0, 366 * 24);
    v.whole("start_level", queue.startLevel, 0, 1000);
    v.part("when_closed", queue.whenClosed);
    v.part("when_full", queue.whenFull);
    v.part("when_unstaffed", queue.whenUnstaffed);
    v.part("when_slow", queue.whenSlow);
    v.whole("expected_wait_limit_seconds", queue.expectedWaitLimitSeconds, 0, longestSeconds);
    v.part("after_wait", queue.afterWait);
    v.whole("overflow_after_seconds", queue.overflowAfterSeconds, 0, longestSeconds);
    v.whole("decline_limit", queue.declineLimit, 0, 1000);
    v.whole("resume_within_seconds", queue.resumeWithinSeconds, 0, longestSeconds);
    v.whole("callback_retry_seconds", queue.callbackRetrySeconds, 0, 86400);
    v.whole("callback_attempts", queue.callbackAttempts, 1, 100);
    v.whole("put_down_ms", queue.putDownMs, 0, 10000);
    v.fits(queue);
}

template <typename Visitor>
void visit(Visitor& v, Skill& skill) {
    v.number(skill.number);
    v.defines("name", skill.name, Kind::Skill);
    v.title(skill.title);
}

template <typename Visitor>
void visit(Visitor& v, AgentSkill& skill) {
    v.refers("skill", skill.skill, Kind::Skill, Need::Required);
    v.whole("proficiency", skill.proficiency, 1, 10);
}

template <typename Visitor>
void visit(Visitor& v, QueueMembership& membership) {
    v.refers("queue", membership.queue, Kind::Queue, Need::Required);
    v.whole("level", membership.level, 1, 1000);
    v.whole("position", membership.position, 1, 10000);
}

template <typename Visitor>
void visit(Visitor& v, Agent& agent) {
    v.number(agent.number);
    v.defines("login", agent.login, Kind::Agent);
    v.text("name", agent.name, Need::Optional);
    v.whole("capacity", agent.capacity, 1, 1000);
    v.phone("phone", agent.phone);
    v.whole("no_answer_limit", agent.noAnswerLimit, 1, 20);
    v.whole("decline_limit", agent.declineLimit, 0, 20);
    v.part("limits", agent.limits);
    v.whole("delay_after_decline_seconds", agent.delayAfterDeclineSeconds, 1, 86400);
    v.whole("delay_after_busy_seconds", agent.delayAfterBusySeconds, 1, 86400);
    v.whole("delay_after_no_answer_seconds", agent.delayAfterNoAnswerSeconds, 1, 86400);
    v.whole("desk_lost_seconds", agent.deskLostSeconds, 1, 86400);
    v.list("skills", agent.skills);
    v.list("queues", agent.queues);
}

template <typename Visitor>
void visit(Visitor& v, Person& person) {
    v.number(person.number);
    v.defines("login", person.login, Kind::Person);
    v.text("name", person.name, Need::Required);
    v.choice("role", person.role, roles);
    v.checked("language", person.language, Check::Language);
    v.secret(person);
    v.flag("active", person.active);
}

template <typename Visitor>
void visit(Visitor& v, AutomaticMailRules& rules) {
    v.choice("report", rules.report, automaticMails);
    v.choice("own", rules.own, automaticMails);
    v.choice("reply", rules.reply, automaticMails);
    v.choice("list", rules.list, automaticMails);
    v.choice("generated", rules.generated, automaticMails);
}

template <typename Visitor>
void visit(Visitor& v, Mailbox& mailbox) {
    v.definesAddress("address", mailbox.address);
    v.text("name", mailbox.name, Need::Optional);
    v.refers("queue", mailbox.queue, Kind::Queue, Need::Required);
    v.checked("imap_url", mailbox.imapUrl, Check::ImapUrl);
    v.checked("smtp_url", mailbox.smtpUrl, Check::SmtpUrl);
    v.text("user", mailbox.user, Need::Required);
    v.text("password", mailbox.password, Need::Required);
    v.text("folder", mailbox.folder, Need::Optional);
    v.whole("poll_seconds", mailbox.pollSeconds, 1, 3600);
    v.referAll("bots", mailbox.bots, Kind::Bot);
    v.part("automatic", mailbox.automatic);
}

template <typename Visitor>
void visit(Visitor& v, Bot& bot) {
    v.defines("name", bot.name, Kind::Bot);
    v.path("file", bot.file, Need::Required);
    v.path("table", bot.table, Need::Optional);
    v.whole("timeout_ms", bot.timeoutMs, 100, 60000);
    v.whole("workers", bot.workers, 1, 16);
}

template <typename Visitor>
void visit(Visitor& v, Did& did) {
    v.definesNumber("number", did.number, Kind::Did);
    v.refers("queue", did.queue, Kind::Queue, Need::Required);
    v.whole("priority_seconds", did.prioritySeconds, -86400, 86400);
}

template <typename Visitor>
void visit(Visitor& v, Named& named) {
    v.defines("name", named.name, v.namedKind());
    v.title(named.title);
}

// The tables of the file, in the order it is best read.
template <typename Visitor>
void visit(Visitor& v, Directory& directory) {
    v.site(directory);
    v.list("channel", directory.channels);
    v.list("skill", directory.skills);
    v.list("hours", directory.hours);
    v.list("queue", directory.queues);
    v.list("person", directory.people);
    v.list("agent", directory.agents);
    v.list("bot", directory.bots);
    v.list("mailbox", directory.mailboxes);
    v.list("did", directory.dids);
    v.list("disposition", directory.dispositions);
    v.list("break_reason", directory.breakReasons);
}

} // namespace proto::directory
