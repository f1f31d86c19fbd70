// The directory: what the centre consists of. Kept in the store's schema `directory`, written by desk (import of a site
// file, later the administration pages), read by all. Every change makes a new version; daemons are told by
// cc/v1/<site>/<company>/desk/<node>/directory/current/changed and read it again as a whole. Plain values.
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
// Where work goes instead. The dialplan knows what External and Voicemail mean for a call (config/README.md, Overflow).
enum class OverflowKind { None, Queue, External, Voicemail, Callback, End };
// What a caller whose call is ended by an overflow is told. Proper: what fits the reason (full: busy; closed, unstaffed:
// unavailable). The others say it in any case.
enum class TurnAway { Proper, Busy, Unavailable, Congestion, Rejected };
enum class Role { Agent, Supervisor, Administrator };
// What becomes of a mail that a machine wrote. Work: as a person's, but no machine answers it. List: kept where a supervisor
// looks through it and opens what is work. Discard: kept, on no list.
enum class AutomaticMail { Work, List, Discard };

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
    int namedSeconds = 0; // work handed to an agent by name is kept for them so long, 0–86400; 0 = 60, of mails 3600
};

struct SkillNeed {
    QString skill;
    int minimum = 1; // proficiency 1–10
};

// On the days named, from … until by the site's clock.
struct OpeningTimes {
    QStringList days; // mon tue wed thu fri sat sun, or spans of them: "mon-fri"
    QString from;     // "09:00"
    QString until;    // "18:00", at most "24:00"; earlier than `from` = on the next day
};

// Open in any of its times; on a closed date nothing begins, though a night that began the day before goes on to its end.
struct Hours {
    QString name;
    Title title;
    std::vector<OpeningTimes> open;
    QStringList closedOn; // "2027-01-06", or every year: "12-25"
};

// A figure for each channel; 0 = as the channel says.
struct PerChannel {
    int voice = 0;
    int email = 0;
    int chat = 0;
};

// From `afterSeconds` in the queue its work asks for less. Steps add up.
struct Relaxation {
    int afterSeconds = 0; // 0–31622400, not less than in the step before
    QString skill;        // empty = every skill
    int lowerBy = 0;      // points of proficiency less, 0–10; 10 = the skill is not asked for any more
    bool toAny = false;   // from here on one of the skills is enough
    int level = 0;        // agents up to this level are asked too, 0–1000; 0 = as before
};

// The queue that `kind` Queue names, or the label that External and Voicemail carry into the dialplan.
struct OverflowTarget {
    OverflowKind kind = OverflowKind::None;
    QString queue;
    QString label;                     // 1–64 of letters, digits, '_', '-', '+', '*' and '#'
    TurnAway cause = TurnAway::Proper; // End, of a call
    QString prompt = {};               // End, of a call: a sound that is played first; empty = none
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
    int maxWaiting = 0;                 // 0 = no bound
    int windowReserve = 2;              // released mails beyond what agents can take now, 0–1000
    QString hours;                      // of Hours; empty = always open
    std::vector<SkillNeed> skills;      // every interaction of the queue needs them
    std::vector<Relaxation> relaxation; // up to 16, in order of time
    int offerSeconds = 0;               // lease of its offers, 0–3600; 0 = the channel's
    PerChannel effort;                  // 0–1000
    int preferredSeconds = 30;          // how long the preferred agent is insisted on, 0–31622400
    int lastAgentHours = 0;             // prefer who served the contact in the last so many hours, 0–8784; 0 = no
    int startLevel = 0;                 // agents up to this level are asked at once, 0–1000; 0 = all levels
    // On entry the first that holds and has a target, in this order; whoever is not let in never waits here.
    OverflowTarget whenClosed;
    OverflowTarget whenFull;          // maxWaiting reached; End when not said
    OverflowTarget whenUnstaffed;     // nobody of the queue is logged in
    OverflowTarget whenSlow;          // expected wait above the limit
    int expectedWaitLimitSeconds = 0; // 0–31622400; 0 = none
    OverflowTarget afterWait;         // after the wait, or after so many failed offers
    int overflowAfterSeconds = 0;     // 0–31622400; 0 = never
    int declineLimit = 0;             // failed offers of one piece of work, 0–1000; 0 = no limit
    int resumeWithinSeconds = 0;      // who hangs up and calls again so soon has the old place, 0–31622400
    int callbackRetrySeconds = 300;   // pause after a customer was not reached, 0–86400
    int callbackAttempts = 3;         // 1–100
    int putDownMs =
        1500; // a call picked up and put down within this goes back to its place, 0–10000; 0 = it is finished
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
    int declineLimit = 0;  // declined offers in a row before not_responding, 0–20; 0 = never
    PerChannel limits;     // pieces of work at once, 0–1000; of calls never more than one
    // No offer for so long after one that failed, 1–86400.
    int delayAfterDeclineSeconds = 5;
    int delayAfterBusySeconds = 10;
    int delayAfterNoAnswerSeconds = 10;
    int deskLostSeconds = 120; // desk gone without signing off: offline after so long, 1–86400
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

// By the sign that a machine wrote it; the first that fits, in this order (mcan/email/guards.h).
struct AutomaticMailRules {
    AutomaticMail report = AutomaticMail::List; // delivery and read reports that belong to no reply of ours
    AutomaticMail own = AutomaticMail::List;    // From is a mailbox of ours: web forms
    AutomaticMail reply = AutomaticMail::List;  // answers a mail: absence notes, some helpdesks
    AutomaticMail list = AutomaticMail::List;   // List-*, Precedence bulk or list: groups, newsletters
    AutomaticMail generated =
        AutomaticMail::List; // other Auto-Submitted, null return path: forms, fax gateways, monitors
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
    AutomaticMailRules automatic;
};

struct Bot {
    QString name;         // by_subject
    QString file;         // Python file: absolute when it stands beside the site file, else a name in bots/supplied
    QString table;        // configuration table of a table-driven bot, absolute; empty when it needs none
    int timeoutMs = 2000; // 100–60000
    int workers = 1;      // 1–16
};

struct Did {
    QString number; // in its normal form (phone_number.h): "900", "+34911000111"
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
    QString country; // ISO 3166, how numbers are written; empty = that of the time zone
    std::vector<Channel> channels;
    std::vector<Hours> hours;
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
    const Hours* hoursOf(const Queue& queue) const; // null = always open
    const Agent* agent(const QString& login) const;
    const Person* person(const QString& login) const;
    const Did* did(const QString& number) const; // of a number in its normal form
    QString normalNumber(const QString& written) const;
    // Of a channel that is not listed: defaultChannels().
    const Channel& channel(ChannelKind kind) const;
};

// Voice 100, mail 30 and interruptible, chat 25: in the order of ChannelKind.
std::vector<Channel> defaultChannels();

} // namespace proto::directory
