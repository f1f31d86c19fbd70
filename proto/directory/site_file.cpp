#include "proto/directory/site_file.h"

#include "proto/directory/site_reader.h"

#include "proto/base/did_you_mean.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace proto::directory {

namespace {

// The syntax error of a file that is no TOML, as a mistake of its line.
SiteMistake syntaxMistake(const QString& path, const QString& message) {
    const QString rest = message.startsWith(path + u':') ? message.mid(path.size() + 1) : QString();
    const int line = rest.section(u':', 0, 0).toInt();
    return line > 0 ? SiteMistake{line, rest.section(u':', 1).trimmed()} : SiteMistake{1, message};
}

void checkReferences(SiteReading& reading) {
    for (const SiteReading::Reference& reference : reading.references) {
        if (reading.defined.contains({reference.kind, reference.name}))
            continue;
        QStringList known;
        for (const auto& [entry, line] : reading.defined) {
            if (entry.first == reference.kind)
                known << entry.second;
        }
        reading.mistake(reference.line, QStringLiteral("%1: there is no %2 %3%4")
                                            .arg(reference.from, wordFor(reference.kind), reference.name,
                                                 base::didYouMean(reference.name, known)));
    }
}

// Of one agent, queue or mailbox: nothing is named twice.
void checkRepeats(SiteReading& reading, Kind kind, const QString& owner, const QString& whose,
                  const QStringList& names) {
    QSet<QString> seen;
    for (const QString& name : names) {
        if (seen.contains(name))
            reading.mistake(reading.defined[{kind, owner}], QStringLiteral("%1 names %2 twice").arg(whose, name));
        seen.insert(name);
    }
}

void checkRepeats(SiteReading& reading, const Directory& directory) {
    const auto names = [](const auto& entries, auto member) {
        QStringList all;
        for (const auto& entry : entries)
            all << entry.*member;
        return all;
    };
    for (const Agent& agent : directory.agents) {
        const QString whose = QStringLiteral("agent ") + agent.login;
        checkRepeats(reading, Kind::Agent, agent.login, whose + QStringLiteral(": queues"),
                     names(agent.queues, &QueueMembership::queue));
        checkRepeats(reading, Kind::Agent, agent.login, whose + QStringLiteral(": skills"),
                     names(agent.skills, &AgentSkill::skill));
    }
    for (const Queue& queue : directory.queues)
        checkRepeats(reading, Kind::Queue, queue.name, QStringLiteral("queue %1: skills").arg(queue.name),
                     names(queue.skills, &SkillNeed::skill));
    for (const Mailbox& mailbox : directory.mailboxes)
        checkRepeats(reading, Kind::Mailbox, mailbox.address, QStringLiteral("mailbox %1: bots").arg(mailbox.address),
                     mailbox.bots);
}

void checkAgents(SiteReading& reading, Directory& directory) {
    for (Agent& agent : directory.agents) {
        const Person* person = directory.person(agent.login);
        if (!person)
            reading.mistake(reading.defined[{Kind::Agent, agent.login}],
                            QStringLiteral("agent %1: there is no person %1, who could sign in: add a [[person]]")
                                .arg(agent.login));
        else if (agent.name.isEmpty())
            agent.name = person->name;
    }
    const bool administered = std::any_of(directory.people.begin(), directory.people.end(), [](const Person& person) {
        return person.active && person.role == Role::Administrator;
    });
    if (!administered)
        reading.mistake(1, QStringLiteral("there is no active person with role administrator: add one"));
}

// Each kind once; what the file leaves out is as it is by default.
void completeChannels(SiteReading& reading, const toml::table& file, Directory& directory) {
    std::vector<Channel> complete = defaultChannels();
    QSet<int> seen;
    for (std::size_t i = 0; i < directory.channels.size(); ++i) {
        const Channel& channel = directory.channels[i];
        const int kind = static_cast<int>(channel.kind);
        if (seen.contains(kind))
            reading.mistake(base::lineOf(*file.get("channel")->as_array()->get(i)),
                            QStringLiteral("channel %1 is there twice")
                                .arg(QString::fromLatin1(channelKinds[static_cast<std::size_t>(kind)].first)));
        seen.insert(kind);
        complete[static_cast<std::size_t>(kind)] = channel;
        if (channel.kind == ChannelKind::Voice)
            complete[static_cast<std::size_t>(kind)].limitPerAgent = 1;
    }
    directory.channels = complete;
}

} // namespace

SiteFile readSiteFile(const QString& path, const std::function<QString(const QString&)>& hashPassword) {
    const base::Result<toml::table> file = base::readToml(path);
    if (!file)
        return {{}, {syntaxMistake(path, file.status().message())}};
    SiteFile site;
    SiteReading reading;
    reading.folder = QFileInfo(path).absolutePath();
    SiteReader reader(reading, *file, {});
    visit(reader, site.directory);
    reader.finish();
    checkReferences(reading);
    checkRepeats(reading, site.directory);
    checkAgents(reading, site.directory);
    completeChannels(reading, *file, site.directory);
    std::stable_sort(reading.mistakes.begin(), reading.mistakes.end(),
                     [](const SiteMistake& a, const SiteMistake& b) { return a.line < b.line; });
    site.mistakes = reading.mistakes;
    if (!site.mistakes.empty())
        return site;
    // Slow on purpose (Argon2id), so only for a file without mistakes.
    for (Person& person : site.directory.people) {
        for (const auto& [login, password] : reading.passwords) {
            if (login == person.login)
                person.passwordHash = hashPassword(password);
        }
    }
    return site;
}

} // namespace proto::directory
