#include "proto/directory/directory.h"

#include "proto/directory/phone_number.h"

#include <algorithm>

namespace proto::directory {

namespace {

template <typename Entry, typename Member>
const Entry* find(const std::vector<Entry>& entries, Member member, const QString& wanted) {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.*member == wanted; });
    return found == entries.end() ? nullptr : &*found;
}

} // namespace

const Queue* Directory::queue(const QString& name) const {
    return find(queues, &Queue::name, name);
}
const Hours* Directory::hoursOf(const Queue& queue) const {
    return find(hours, &Hours::name, queue.hours);
}
const Agent* Directory::agent(const QString& login) const {
    return find(agents, &Agent::login, login);
}
const Person* Directory::person(const QString& login) const {
    return find(people, &Person::login, login);
}
const Did* Directory::did(const QString& number) const {
    return find(dids, &Did::number, number);
}

QString Directory::normalNumber(const QString& written) const {
    return directory::normalNumber(written, numberingOf(country.isEmpty() ? countryOfZone(timeZone) : country));
}

const Channel& Directory::channel(ChannelKind kind) const {
    const auto found =
        std::find_if(channels.begin(), channels.end(), [kind](const Channel& channel) { return channel.kind == kind; });
    if (found != channels.end())
        return *found;
    static const std::vector<Channel> defaults = defaultChannels();
    return defaults[static_cast<std::size_t>(kind)];
}

std::vector<Channel> defaultChannels() {
    Channel voice;
    voice.kind = ChannelKind::Voice;
    voice.limitPerAgent = 1;
    Channel email;
    email.kind = ChannelKind::Email;
    email.effort = 30;
    email.interruptible = true;
    Channel chat;
    chat.kind = ChannelKind::Chat;
    chat.effort = 25;
    return {voice, email, chat};
}

} // namespace proto::directory
