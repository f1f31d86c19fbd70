#include "tests/sim/desks.h"

#include "proto/base/uuid7.h"
#include "tests/sim/acd_node.h"
#include "tests/sim/ask_again.h"

namespace sim {

namespace v1 = antesala::v1;
using proto::bus::Topic;

namespace {

Topic toAcd(const char* noun, const QString& id, const char* verb) {
    return {QStringLiteral("demo"),   QStringLiteral("demo"),    QStringLiteral("acd"),
            QStringLiteral("one"),    QString::fromLatin1(noun), id,
            QString::fromLatin1(verb)};
}

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

Desks::Desks(std::map<QString, Person>& people, Seeded chance, DeskWatcher& watcher, const bool& obedient)
    : m_people(people)
    , m_chance(chance)
    , m_watcher(watcher)
    , m_obedient(obedient)
    , m_bus(busOptions("desk"))
    , m_feed(m_bus, m_cache) {
    connect(&m_cache, &desk::server::StateCache::changed, this,
            [this](desk::server::StateKind kind, const QString& name) {
                if (kind == desk::server::StateKind::Agent)
                    look(name);
            });
    connect(&m_second, &QTimer::timeout, this, &Desks::compare);
    connect(&m_glance, &QTimer::timeout, this, &Desks::lookAtAll);
    m_bus.start();
    m_second.start(1000);
    m_glance.start(10'000);
    for (auto& [login, person] : m_people)
        person.asking = false;
}

void Desks::look(const QString& login) {
    const v1::AgentState* state = m_cache.agent(login);
    const auto person = m_people.find(login);
    if (state && person != m_people.end() && person->second.atPage)
        act(person->second, v1::AgentState(*state));
}

// What was refused a while ago may be possible now.
void Desks::lookAtAll() {
    for (const auto& [login, person] : m_people)
        look(login);
}

// acd's belief about pages against the truth.
void Desks::compare() {
    for (auto& [login, person] : m_people) {
        const v1::AgentState* state = m_cache.agent(login);
        if (!state || state->desk_connected() == person.atPage)
            continue;
        v1::AgentCommand command;
        command.mutable_desk_connection()->set_connected(person.atPage);
        ask(login, command, {}, 100);
    }
}

void Desks::act(Person& person, const v1::AgentState& state) {
    const bool agrees = state.presence() == person.wanted || state.pending_presence() == person.wanted;
    const bool sleeps = state.state() == v1::AGENT_STATE_NOT_RESPONDING && person.wanted == v1::PRESENCE_AVAILABLE;
    if ((!agrees || sleeps) && !person.asking) {
        person.asking = true;
        VirtualLoop::instance().after(m_chance.between(millis(100), seconds(3)), this, [this, &person] {
            v1::AgentCommand command;
            command.mutable_choose_presence()->set_presence(person.wanted);
            ask(person.login, command, {}, 100);
            person.asking = false;
        });
    }
    for (const v1::WorkItem& item : state.work())
        act(person.login, item);
}

void Desks::act(const QString& login, const v1::WorkItem& item) {
    const QString id = text(item.interaction().id());
    if (!item.consulted_by().empty())
        return onAsked(login, item);
    v1::AgentCommand command;
    switch (item.state()) {
    case v1::WORK_STATE_OFFERED:
        return onOffer(login, item);
    case v1::WORK_STATE_ACTIVE:
        return onWork(login, item);
    case v1::WORK_STATE_HELD:
        if (item.interaction().channel() != v1::CHANNEL_VOICE)
            return onWork(login, item); // a call came over it: done after it, or during it
        if (!item.consulted_agent().empty() && passesOn(login, item))
            return; // or the three of them talk
        command.mutable_resume()->set_interaction_id(id.toStdString());
        return later(QStringLiteral("resume %1 %2").arg(id).arg(item.since_us()),
                     m_chance.between(millis(500), seconds(5)), login, command);
    case v1::WORK_STATE_WRAP_UP:
        command.mutable_end_wrap_up()->set_interaction_id(id.toStdString());
        if (m_chance.percent(60))
            later(QStringLiteral("wrapup %1 %2").arg(id).arg(item.since_us()),
                  m_chance.between(millis(300), seconds(4)), login, command);
        return;
    case v1::WORK_STATE_PARKED:
        return onParked(login, item);
    default:
        return;
    }
}

void Desks::onOffer(const QString& login, const v1::WorkItem& item) {
    if (item.interaction().channel() == v1::CHANNEL_VOICE)
        return; // on the phone
    v1::AgentCommand command;
    m_offered.insert(text(item.offer_id()), text(item.interaction().id()));
    const int drawn = m_obedient ? 1 : static_cast<int>(m_chance.between(1, 100));
    if (drawn <= 75)
        command.mutable_accept_offer()->set_offer_id(item.offer_id());
    else if (drawn <= 87)
        command.mutable_decline_offer()->set_offer_id(item.offer_id());
    else
        return void(m_done.insert(QStringLiteral("offer %1 %2").arg(login, text(item.offer_id()))));
    later(QStringLiteral("offer %1 %2").arg(login, text(item.offer_id())), m_chance.between(millis(300), seconds(8)),
          login, command);
}

void Desks::onWork(const QString& login, const v1::WorkItem& item) {
    const QString id = text(item.interaction().id());
    v1::AgentCommand command;
    if (passesOn(login, item))
        return;
    if (item.interaction().channel() == v1::CHANNEL_VOICE && m_chance.percent(30)) {
        command.mutable_hold()->set_interaction_id(id.toStdString());
        return later(QStringLiteral("hold %1 %2").arg(id).arg(item.since_us()),
                     m_chance.between(millis(500), seconds(5)), login, command);
    }
    if (item.interaction().channel() == v1::CHANNEL_VOICE && m_chance.percent(70))
        return; // somebody hangs up
    // Chosen while it is worked on, and not said again at the end.
    v1::AgentCommand choice;
    choice.mutable_choose_dispositions()->set_interaction_id(id.toStdString());
    choice.mutable_choose_dispositions()->add_dispositions("done");
    const bool inTime = !m_obedient && m_chance.percent(40);
    if (inTime)
        later(QStringLiteral("choose %1 %2").arg(login, id), m_chance.between(millis(200), seconds(1)), login, choice);
    command.mutable_finish()->set_interaction_id(id.toStdString());
    if (!inTime)
        command.mutable_finish()->add_dispositions("done");
    later(QStringLiteral("finish %1 %2").arg(login, id), m_chance.between(seconds(1), seconds(15)), login, command);
}

// ---- work that goes on elsewhere

QString Desks::somebody() {
    return std::next(m_people.begin(), m_chance.between(0, static_cast<std::int64_t>(m_people.size()) - 1))->first;
}

// Who is named goes on a break just then, now and then.
const QString& Desks::leavesPerhaps(const QString& colleague) {
    Person& person = m_people[colleague];
    if (!m_obedient && person.wanted == v1::PRESENCE_AVAILABLE && m_chance.percent(25)) {
        person.wanted = v1::PRESENCE_ON_BREAK;
        VirtualLoop::instance().after(m_chance.between(seconds(10), seconds(60)), this,
                                      [&person] { person.wanted = v1::PRESENCE_AVAILABLE; });
    }
    return colleague;
}

// To a colleague by name, or to one of their queues.
v1::AgentCommand Desks::transferring(const QString& login, const QString& id) {
    const QString colleague = somebody();
    const v1::AgentState state = m_cache.agents().value(colleague);
    v1::AgentCommand command;
    command.mutable_transfer()->set_interaction_id(id.toStdString());
    if (colleague != login && (state.queues().empty() || m_chance.percent(50)))
        command.mutable_transfer()->set_agent(leavesPerhaps(colleague).toStdString());
    else if (!state.queues().empty())
        command.mutable_transfer()->set_queue(
            state.queues(static_cast<int>(m_chance.between(0, state.queues_size() - 1))));
    if (m_chance.percent(30))
        command.mutable_transfer()->set_priority_seconds(static_cast<std::int32_t>(m_chance.between(-60, 60)));
    return command;
}

v1::AgentCommand Desks::parking(const QString& id) {
    v1::AgentCommand command;
    command.mutable_park()->set_interaction_id(id.toStdString());
    if (m_chance.percent(50))
        command.mutable_park()->set_until_us(VirtualLoop::instance().utc() + m_chance.between(seconds(1), seconds(60)));
    return command;
}

v1::AgentCommand Desks::consulting(const QString& login, const QString& id) {
    const QString colleague = somebody();
    v1::AgentCommand command;
    if (colleague == login)
        return command;
    command.mutable_start_consult()->set_interaction_id(id.toStdString());
    command.mutable_start_consult()->set_agent(colleague.toStdString());
    return command;
}

bool Desks::passesOn(const QString& login, const v1::WorkItem& item) {
    const QString id = text(item.interaction().id());
    const Micros delay = m_chance.between(millis(500), seconds(10));
    if (!item.consulted_agent().empty()) {
        v1::AgentCommand command;
        command.mutable_end_consult()->set_interaction_id(id.toStdString());
        command.mutable_end_consult()->set_result(m_chance.percent(50) ? v1::CONSULT_RETURNED
                                                                       : v1::CONSULT_HANDED_OVER);
        later(QStringLiteral("asked %1 %2 %3").arg(login, id, text(item.consulted_agent())), delay, login, command);
        return m_chance.percent(90); // or it is finished meanwhile
    }
    const QString since = QStringLiteral("%1 %2 %3").arg(login, id).arg(item.since_us());
    if (m_done.contains(QStringLiteral("pass ") + since))
        return true;
    if (m_obedient || m_done.contains(QStringLiteral("keep ") + since))
        return false;
    const bool isCall = item.interaction().channel() == v1::CHANNEL_VOICE;
    const auto drawn = m_chance.between(1, 100);
    v1::AgentCommand command;
    if (drawn <= 12)
        command = transferring(login, id);
    else if (!isCall && drawn <= 24)
        command = parking(id);
    else if (drawn > 24 && drawn <= 36)
        command = consulting(login, id);
    // After a consult that was returned it is theirs as before.
    const bool staysHers = command.has_start_consult() || command.command_case() == v1::AgentCommand::COMMAND_NOT_SET;
    if (staysHers)
        m_done.insert(QStringLiteral("keep ") + since);
    if (command.command_case() == v1::AgentCommand::COMMAND_NOT_SET)
        return false;
    later((staysHers ? QStringLiteral("ask ") : QStringLiteral("pass ")) + since, delay, login, command);
    return true;
}

// Taken back by hand, or left until its time comes; what has none is not forgotten.
void Desks::onParked(const QString& login, const v1::WorkItem& item) {
    const QString id = text(item.interaction().id());
    v1::AgentCommand command;
    command.mutable_unpark()->set_interaction_id(id.toStdString());
    if (m_obedient || m_chance.percent(30))
        later(QStringLiteral("unpark %1 %2").arg(id).arg(item.since_us()), m_chance.between(seconds(1), seconds(20)),
              login, command);
}

// A colleague's, who asks about it: they may leave by themselves.
void Desks::onAsked(const QString& login, const v1::WorkItem& item) {
    const QString id = text(item.interaction().id());
    v1::AgentCommand command;
    command.mutable_end_consult()->set_interaction_id(id.toStdString());
    command.mutable_end_consult()->set_result(v1::CONSULT_RETURNED);
    if (m_obedient || m_chance.percent(20))
        later(QStringLiteral("leave %1 %2 %3").arg(login, id).arg(item.since_us()),
              m_chance.between(seconds(1), seconds(15)), login, command);
}

// ----

void Desks::later(const QString& key, Micros delay, const QString& login, const v1::AgentCommand& command) {
    if (m_done.contains(key))
        return;
    m_done.insert(key);
    VirtualLoop::instance().after(delay, this, [this, key, login, command] { ask(login, command, key); });
}

// Refused or never answered: what the state says then is acted on anew.
void Desks::ask(const QString& login, v1::AgentCommand command, const QString& key, int tries) {
    if (command.command_id().empty()) {
        command.set_command_id(proto::base::newUuid7().toStdString());
        command.set_login(login.toStdString());
        if (command.has_finish()) {
            const v1::AgentState shown = m_cache.agents().value(login);
            for (const v1::WorkItem& item : shown.work())
                if (item.interaction().id() == command.finish().interaction_id())
                    command.mutable_finish()->set_seen_update(item.interaction().update());
            m_watcher.finishAsked(text(command.finish().interaction_id()), command.finish().seen_update());
        }
        if (command.has_transfer())
            m_watcher.passingAsked(login, text(command.transfer().interaction_id()));
        if (command.has_park())
            m_watcher.passingAsked(login, text(command.park().interaction_id()));
        if (command.has_end_consult())
            m_watcher.passingAsked(login, text(command.end_consult().interaction_id()));
    }
    const auto answered = [this, login, command, key](const v1::Answer& answer) {
        v1::AgentState state;
        if (answer.code() != v1::ANSWER_OK)
            m_done.remove(key);
        else if (command.has_accept_offer())
            m_watcher.mailGiven(login, m_offered.value(text(command.accept_offer().offer_id())));
        else if (command.has_choose_dispositions())
            m_watcher.dispositionsKept(login, text(command.choose_dispositions().interaction_id()));
        if (proto::bus::unpack(answer, state) && !state.login().empty())
            m_cache.take(state);
    };
    askAgain(m_bus, this, m_chance, toAcd("agent", login, "command"), command, answered, tries);
}

} // namespace sim
