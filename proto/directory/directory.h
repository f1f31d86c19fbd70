// The directory: what the centre consists of. Kept in the store's schema `directory`, written by desk (import of a site
// file, later the administration pages), read by all. Every change makes a new version; daemons are told by
// cc/v1/<site>/desk/directory/current/changed and read it again as a whole. Plain values.
//
// Each queue, agent, skill and person has a number that never changes nor is used again: routing journals speak in numbers.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace proto::directory {

enum class ChannelKind { Voice, Email, Chat };
enum class AgentChoice { LongestIdle, LeastOccupied, RoundRobin, Linear, Random, RingAll, GroupOrder };
enum class AdmissionPolicy { Fit, UntilFull };
enum class WrapUpKind { None, Fixed, UntilDone };
enum class Role { Agent, Supervisor, Administrator };

// A text in the site's two languages.
struct Title {
    QString es;
    QString en;
};

struct Channel {
    ChannelKind kind = ChannelKind::Voice;
    int effort = 100;                                 // 1–1000, taken out of the agent's capacity
    AdmissionPolicy admission = AdmissionPolicy::Fit; // fit: load + effort ≤ capacity; until_full: load < capacity
    bool interruptible = false;                       // may a call be offered over this work
    int ageingPercent = 100;                          // how fast waiting counts, 0–1000
    int offerSeconds = 30;                            // lease of an offer, 3–600
    int limitPerAgent = 0;                            // 0 = by effort alone; voice is always 1
};

struct SkillNeed {
    QString skill;
    int minimum = 1; // proficiency 1–10
};

struct Queue {
    std::uint32_t number = 0;
    QString name;
    Title title;
    int weightSeconds = 0; // added to the virtual age of all its interactions, ±86400
    AgentChoice choice = AgentChoice::LongestIdle;
    WrapUpKind wrapUp = WrapUpKind::Fixed;
    int wrapUpSeconds = 15;        // 0–3600
    int serviceTargetPercent = 80; // 80/20
    int serviceThresholdSeconds = 20;
    int shortAbandonSeconds = 5;
    int maxWaiting = 0;            // 0 = no bound
    int windowReserve = 2;         // released mails beyond what agents can take now, 0–1000
    std::vector<SkillNeed> skills; // every interaction of the queue needs them
};

struct AgentSkill {
    QString skill;
    int proficiency = 5; // 1–10
};

struct QueueMembership {
    QString queue;
    int level = 1;    // tier: lower levels are asked first
    int position = 1; // within the level
};

struct Agent {
    std::uint32_t number = 0;
    QString login;
    QString name;
    int capacity = 100;    // 1–1000
    QString phone;         // extension, empty when the agent takes no calls
    int noAnswerLimit = 3; // unanswered offers in a row before not_responding, 1–20
    std::vector<AgentSkill> skills;
    std::vector<QueueMembership> queues;
};

struct Skill {
    std::uint32_t number = 0;
    QString name;
    Title title;
};

struct Person {
    std::uint32_t number = 0;
    QString login;
    QString name;
    Role role = Role::Agent;
    QString language;     // es or en
    QString passwordHash; // Argon2id, libsodium's string form
    bool active = true;
};

struct Mailbox {
    QString address; // ayuda@demo.test: also the From of replies
    QString name;    // display name of replies
    QString queue;   // where mail goes that no bot routes
    QString imapUrl; // imap://host:port or imaps://
    QString smtpUrl; // smtp://host:port or smtps://
    QString user;
    QString password; // from the site file, or "credential:NAME" = file NAME in $CREDENTIALS_DIRECTORY
    QString folder = QStringLiteral("INBOX");
    int pollSeconds = 3; // 1–3600
    QStringList bots;    // in order; the first that does not say "not mine" decides
};

struct Bot {
    QString name;         // by_subject
    QString file;         // Python file: absolute when it stands beside the site file, else a name in bots/supplied
    QString table;        // configuration table of a table-driven bot, absolute; empty when it needs none
    int timeoutMs = 2000; // 100–60000
    int workers = 1;      // 1–16
};

struct Did {
    QString number; // as dialled: "900"
    QString queue;
    int prioritySeconds = 0;
};

struct Named {
    QString name;
    Title title;
};

struct Directory {
    std::int64_t version = 0;
    QString site; // level of the topics: "demo"
    QString tenant;
    QString timeZone = QStringLiteral("Europe/Madrid"); // IANA
    std::vector<Channel> channels;
    std::vector<Queue> queues;
    std::vector<Skill> skills;
    std::vector<Agent> agents;
    std::vector<Person> people;
    std::vector<Mailbox> mailboxes;
    std::vector<Bot> bots;
    std::vector<Did> dids;
    std::vector<Named> dispositions;
    std::vector<Named> breakReasons;

    const Queue* queue(const QString& name) const;
    const Agent* agent(const QString& login) const;
    const Person* person(const QString& login) const;
    const Did* did(const QString& number) const;
    // Of a channel that is not listed: defaultChannels().
    const Channel& channel(ChannelKind kind) const;
};

// Voice 100, mail 30 and interruptible, chat 25: in the order of ChannelKind.
std::vector<Channel> defaultChannels();

} // namespace proto::directory
