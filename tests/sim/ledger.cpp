#include "tests/sim/ledger.h"

#include "acd/turn/ids.h"
#include "messages/agent.pb.h"
#include "messages/envelope.pb.h"
#include "messages/interaction.pb.h"
#include "proto/base/store_connection.h"
#include "tests/sim/site.h"

#include <QRegularExpression>

#include <algorithm>

namespace sim {

namespace v1 = antesala::v1;
using acd::routing::AgentState;
using acd::routing::Channel;
using acd::routing::InteractionState;
using acd::routing::Presence;
using acd::turn::textOf;

namespace {

constexpr Micros slack = seconds(2);
constexpr Micros bridgeTime = seconds(10);
// The longest an agent may be spared after an offer they did not take, and more.
constexpr Micros settled = seconds(45);
// In a queue; and in the one it overflowed into, where it begins anew.
constexpr Micros relaxed = 2 * seconds(relaxedSeconds);

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

// Handed to an agent by name, come back to who parked it, or of who served the customer last: it is kept for them for a time.
bool waitsForAnother(const acd::routing::InteractionView& item, acd::routing::AgentNumber agent) {
    return item.keptUntil > 0 && item.preferred != agent;
}

// A caller is kept for nobody who cannot take a call; a mail may wait for the end of a break.
bool isAbsent(const acd::routing::AgentView& agent, Channel channel) {
    const bool responds = agent.state != AgentState::not_responding;
    if (channel != Channel::voice)
        return agent.presence == Presence::offline || !responds;
    return agent.presence != Presence::available || agent.pending || !responds || !agent.deskConnected ||
           !agent.phoneReachable || agent.phoneInUse;
}

} // namespace

Ledger::Ledger(const proto::directory::Directory& directory, QString folder)
    : m_directory(directory)
    , m_folder(std::move(folder)) {}

void Ledger::violated(const QString& rule, const QString& about, const QString& detail) {
    if (m_said.contains(rule + about))
        return;
    m_said.insert(rule + about);
    m_violations << QStringLiteral("at %1 s: %2: %3 %4")
                        .arg(static_cast<double>(VirtualLoop::instance().now()) / 1e6, 0, 'f', 3)
                        .arg(rule, about, detail)
                        .trimmed();
    trace(QStringLiteral("VIOLATION ") + m_violations.last());
}

void Ledger::trace(const QString& line) {
    const QByteArray bytes = line.toUtf8();
    for (const char byte : bytes)
        m_hash = (m_hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    m_hash ^= static_cast<std::uint64_t>(VirtualLoop::instance().now());
    if (!m_keep)
        return;
    m_lines
        << QStringLiteral("%1 %2").arg(static_cast<double>(VirtualLoop::instance().now()) / 1e6, 12, 'f', 6).arg(line);
}

// A look into a store's file from outside, at what is committed.
QStringList Ledger::rows(const QString& schema, const QString& sql) const {
    const QString name = QStringLiteral("ledger-") + schema;
    if (!QSqlDatabase::contains(name)) {
        const auto target = proto::base::parseStoreUrl(schema, QStringLiteral("sqlite:") + m_folder);
        if (!target || !proto::base::openConnection(*target, proto::base::StoreAccess::ReadOnly, name))
            return {};
    }
    QSqlDatabase db = QSqlDatabase::database(name, false);
    QStringList found;
    auto read = proto::base::execute(db, sql);
    while (read && read.value().next())
        found << read->value(0).toString();
    return found;
}

// ---- the line

void Ledger::talkBegan(const QString& interaction, const QString& phone) {
    trace(QStringLiteral("talk %1 %2").arg(interaction, phone));
    m_putDown.remove(interaction);
    m_talked.insert(interaction);
    if (m_talking.contains(interaction))
        violated(QStringLiteral("a caller talks with two agents"), interaction);
    for (const QString& other : std::as_const(m_talking))
        if (other == phone)
            violated(QStringLiteral("an agent talks with two callers"), phone);
    m_talking.insert(interaction, phone);
}

void Ledger::talkEnded(const QString& interaction, const QString& phone) {
    trace(QStringLiteral("talk over %1 %2").arg(interaction, phone));
    m_talking.remove(interaction);
}

void Ledger::callEnded(const QString& interaction, bool byAcd, bool /*onLine*/, bool talking) {
    trace(QStringLiteral("call over %1 by %2")
              .arg(interaction, byAcd ? QStringLiteral("acd") : QStringLiteral("caller")));
    if (++m_callEnds[interaction] > 1)
        violated(QStringLiteral("a call ended twice"), interaction);
    if (byAcd && talking && !m_finishAsked.contains(interaction))
        violated(QStringLiteral("a conversation was cut by acd"), interaction);
    m_talking.remove(interaction);
}

// ---- how it ended

void Ledger::checkDispositions(const v1::InteractionEnded& ended) {
    const QString id = text(ended.interaction_id());
    const QString by = m_disposed.take(id);
    if (!by.isEmpty() && ended.outcome() == v1::OUTCOME_HANDLED && text(ended.agent()) == by &&
        ended.dispositions().empty())
        violated(QStringLiteral("what an agent chose about how it ended is lost"), id, by);
}

// ---- the supervisors

void Ledger::ordered(const v1::SupervisorCommand& command, const v1::AcdSnapshot& /*seen*/) {
    trace(QStringLiteral("sara: %1").arg(text(command.ShortDebugString())));
    for (const std::string& id : {command.assign().interaction_id(), command.move().interaction_id(),
                                  command.reprioritise().interaction_id(), command.take_back().interaction_id()})
        if (!id.empty()) {
            m_supervised.insert(text(id));
            m_given.remove(text(id));
        }
    m_disposed.remove(text(command.assign().interaction_id())); // somebody else may have it without a yes of theirs
    if (command.assign().over_capacity())
        m_forced.insert(text(command.assign().interaction_id()));
    const QString relieved =
        text(command.has_end_session() ? command.end_session().agent() : command.redistribute().agent());
    m_given.removeIf([&relieved](const auto& given) { return given.value() == relieved; });
}

void Ledger::done(const v1::SupervisorCommand& command, const v1::AcdSnapshot& seen) {
    trace(QStringLiteral("sara: done %1").arg(text(command.ShortDebugString())));
    if (command.assign().over_capacity())
        m_forcedDone.insert(text(command.assign().interaction_id()));
    for (const v1::AgentState& agent : seen.agents())
        if (command.has_redistribute() && agent.login() == command.redistribute().agent())
            m_relieved.push_back(agent);
}

// Who was absent all the time has nothing left of what they had, neither in hand nor parked.
void Ledger::checkRedistributed(const AcdNode& acd) {
    for (const v1::AgentState& relieved : std::exchange(m_relieved, {})) {
        const auto agent = acd.engine.agent(acd.board.numbers().agent(text(relieved.login())));
        const bool absent =
            agent && agent->presence == Presence::offline && agent->presenceSince <= relieved.since_us();
        for (const v1::WorkItem& had : relieved.work()) {
            const QString id = text(had.interaction().id());
            const auto view = acd.engine.interaction(acd::turn::idOf(id));
            const bool parked = had.state() == v1::WORK_STATE_PARKED && view &&
                                view->state == InteractionState::parked && view->stateSince == had.since_us();
            const bool inHand = absent && std::any_of(agent->work.begin(), agent->work.end(), [&](const auto& item) {
                                    return textOf(item.id) == id && item.since == had.since_us() &&
                                           item.channel != Channel::voice && item.state != InteractionState::offered;
                                });
            if (parked || inHand)
                violated(QStringLiteral("an absent agent's work was not redistributed"), id, text(relieved.login()));
        }
    }
}

// ---- the bus

void Ledger::published(const QString& client, const QString& topic, const std::string& payload) {
    std::uint64_t content = 14695981039346656037ULL;
    for (const char byte : payload)
        content = (content ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    trace(QStringLiteral("bus %1 %2 %3").arg(client, topic).arg(content, 16, 16, QLatin1Char('0')));
    const QStringList levels = topic.split(u'/'); // cc v1 site company owner node noun id verb
    if (levels.size() != 9)
        return;
    v1::Envelope envelope;
    // What a daemon sends itself to see whether its topics are open to it stands in no outbox.
    if (levels[6] == QLatin1String("interaction") && envelope.ParseFromString(payload) && envelope.sequence() > 0)
        m_outboxRows[levels[4]].insert(static_cast<qint64>(envelope.sequence()));
    v1::InteractionEnded ended;
    if (levels[6] == QLatin1String("interaction") && proto::bus::unpack(envelope, ended))
        checkDispositions(ended);
    if (levels[6] == QLatin1String("handover"))
        return checkAcknowledgement(levels[4], levels[7].section(u'-', 0, 0), payload);
    if (levels[6] == QLatin1String("answer") && client.contains(QLatin1String("-acd-")))
        return checkAnswer(payload);
    if (levels[4] == QLatin1String("acd") && levels[8] == QLatin1String("command") &&
        envelope.ParseFromString(payload)) {
        v1::AgentCommand command; // a supervisor's has its id in the same place
        // A page that comes or goes is state, and said again every second.
        if (command.ParseFromString(envelope.body()) && !command.has_desk_connection())
            m_commandOf.insert(text(envelope.id()), text(command.command_id()));
    } else if (levels[6] == QLatin1String("window") && envelope.ParseFromString(payload)) {
        v1::WindowGranted window;
        if (window.ParseFromString(envelope.body()))
            noteWindow(window);
    } else if (levels[4] == QLatin1String("mcan") && levels[8] == QLatin1String("released")) {
        checkFirstRelease(levels[7]);
    }
}

// Who acknowledges has it durably.
void Ledger::checkAcknowledgement(const QString& receiver, const QString& giver, const std::string& payload) {
    v1::Envelope envelope;
    v1::HandoverAcknowledged acknowledged;
    if (!envelope.ParseFromString(payload) || !acknowledged.ParseFromString(envelope.body()))
        return;
    const QStringList taken =
        rows(receiver, QStringLiteral("select sequence from inbox where epoch = '%1'").arg(text(acknowledged.epoch())));
    const QSet<QString> durable(taken.begin(), taken.end());
    const QStringList left = rows(giver, QStringLiteral("select sequence from outbox"));
    for (const std::uint64_t sequence : acknowledged.sequences()) {
        const auto number = static_cast<qint64>(sequence);
        if (!m_acknowledged[giver].contains(number) && !left.contains(QString::number(sequence)))
            violated(QStringLiteral("a hand-over was forgotten before it was acknowledged"), giver,
                     QString::number(sequence));
        m_acknowledged[giver].insert(number);
        if (!durable.contains(QString::number(sequence)))
            violated(QStringLiteral("a hand-over was acknowledged before it was durable"), giver,
                     QString::number(sequence));
    }
}

void Ledger::noteWindow(const v1::WindowGranted& window) {
    for (const auto& each : window.channels()) {
        quint32& widest = m_widest[QStringLiteral("%1 %2").arg(text(window.queue())).arg(each.channel())];
        widest = std::max(widest, each.window());
    }
}

// Who says yes to a command has it durably.
void Ledger::checkAnswer(const std::string& payload) {
    v1::Envelope envelope;
    v1::Answer answer;
    if (!envelope.ParseFromString(payload) || !answer.ParseFromString(envelope.body()) ||
        answer.code() != v1::ANSWER_OK)
        return;
    v1::Holdings holdings; // what acd holds, and the windows with it
    if (proto::bus::unpack(answer, holdings))
        for (const v1::WindowGranted& window : holdings.windows())
            noteWindow(window);
    const QString command = m_commandOf.value(text(envelope.answers()));
    if (!command.isEmpty() &&
        rows(QStringLiteral("acd"), QStringLiteral("select id from command where id = '%1'").arg(command)).isEmpty())
        violated(QStringLiteral("a command was answered before it was durable"), command);
}

// Nothing that was there before, with a smaller key, is left behind in the pre-queue.
void Ledger::checkFirstRelease(const QString& id) {
    if (m_released.contains(id))
        return;
    m_released.insert(id);
    if (!rows(QStringLiteral("mcan"),
              QStringLiteral("select id from interaction where id = '%1' and state = 'held'").arg(id))
             .isEmpty())
        violated(QStringLiteral("what was handed over is still held"), id);
    const QStringList before = rows(
        QStringLiteral("mcan"),
        QStringLiteral("select other.id from interaction x join interaction other on other.queue = x.queue and "
                       "other.channel = x.channel and "
                       "other.state = 'held' and other.order_us < x.order_us and other.since_us < x.since_us - 200000 "
                       "where x.id = '%1' and x.state = 'released'")
            .arg(id));
    if (!before.isEmpty())
        violated(QStringLiteral("the pre-queue released out of order"), id, QStringLiteral("before ") + before.first());
}

// A row goes only after its receiver has acknowledged it.
void Ledger::checkOutboxes() {
    for (const QString& schema : {QStringLiteral("acd"), QStringLiteral("mcan")}) {
        QSet<qint64> now;
        const QStringList sequences = rows(schema, QStringLiteral("select sequence from outbox"));
        for (const QString& sequence : sequences)
            now.insert(sequence.toLongLong());
        QSet<qint64>& seen = m_outboxRows[schema];
        const QSet<qint64> gone = seen - now;
        for (const qint64 sequence : gone)
            if (!m_acknowledged[schema].contains(sequence))
                violated(QStringLiteral("a hand-over was forgotten before it was acknowledged"), schema,
                         QString::number(sequence));
        seen = now;
    }
}

// Entries are written in their order, so a crash at any moment leaves no gap: recovery would cut there. Where acd kept no events
// because too many waited, a snapshot stands in their place.
void Ledger::checkJournal() {
    const QStringList gaps =
        rows(QStringLiteral("acd"),
             QStringLiteral(
                 "select number from journal as entry where number > (select min(number) from journal) and not exists "
                 "(select 1 from journal where number = entry.number - 1) and not exists "
                 "(select 1 from snapshot where number = entry.number - 1)"));
    for (const QString& number : gaps)
        violated(QStringLiteral("the journal has a gap"), QStringLiteral("before #") + number);
}

void Ledger::checkWindows() {
    const QStringList counts = rows(QStringLiteral("mcan"),
                                    QStringLiteral("select queue || ' ' || channel || ' ' || count(*) from interaction "
                                                   "where state = 'released' group by queue, channel"));
    for (const QString& count : counts) {
        const QString queue = count.section(u' ', 0, 0);
        auto channel = v1::CHANNEL_UNSPECIFIED;
        (void)v1::Channel_Parse("CHANNEL_" + count.section(u' ', 1, 1).toUpper().toStdString(), &channel);
        if (count.section(u' ', 2).toUInt() > m_widest.value(QStringLiteral("%1 %2").arg(queue).arg(channel)))
            violated(QStringLiteral("more was released than the window"), queue, count);
    }
}

// ---- the engine's views

bool Ledger::isMember(acd::routing::AgentNumber agent, acd::routing::QueueNumber queue) const {
    const auto number = static_cast<std::uint32_t>(queue);
    const auto found = std::find_if(m_directory.queues.begin(), m_directory.queues.end(),
                                    [number](const auto& each) { return each.number == number; });
    const auto& member = m_directory.agents[static_cast<std::uint32_t>(agent) - 1];
    return found != m_directory.queues.end() &&
           std::any_of(member.queues.begin(), member.queues.end(),
                       [&found](const auto& each) { return each.queue == found->name; });
}

void Ledger::checkAgents(const AcdNode& acd) {
    QHash<QString, int> holders;
    for (const auto& agent : acd.engine.agents()) {
        int mails = 0;
        int calls = 0;
        for (const auto& item : agent.work) {
            if (item.state == InteractionState::parked)
                continue;
            ++(item.channel == Channel::voice ? calls : mails);
            // Their notes go on when it is with the next already; who is asked about it does not have it.
            if (item.state != InteractionState::offered && item.state != InteractionState::wrap_up &&
                item.consultedBy == acd::routing::AgentNumber::none)
                ++holders[textOf(item.id)];
        }
        if (mails * emailEffort > agentCapacity)
            checkCapacity(agent, acd);
        if (calls > 1)
            violated(QStringLiteral("an agent has two calls"), loginOf(agent.agent));
    }
    for (auto holder = holders.cbegin(); holder != holders.cend(); ++holder)
        if (holder.value() > 1)
            violated(QStringLiteral("two agents have the same interaction"), holder.key());
}

QString Ledger::loginOf(acd::routing::AgentNumber agent) const {
    return m_directory.agents[static_cast<std::uint32_t>(agent) - 1].login;
}

// More than they can do is theirs only by order, and then that is written down.
void Ledger::checkCapacity(const acd::routing::AgentView& agent, const AcdNode& acd) {
    bool ordered = false;
    bool recorded = false;
    for (const auto& item : agent.work) {
        const QString id = textOf(item.id);
        const auto view = acd.engine.interaction(item.id);
        ordered |= m_forced.contains(id);
        recorded |= m_forced.contains(id) && ((view && view->forced) || !m_forcedDone.contains(id) || isRecorded(id));
    }
    if (!ordered)
        violated(QStringLiteral("an agent has more than their capacity"), loginOf(agent.agent));
    else if (!recorded)
        violated(QStringLiteral("an assignment beyond capacity was not recorded"), loginOf(agent.agent));
}

bool Ledger::isRecorded(const QString& interaction) const {
    return !rows(QStringLiteral("acd"), QStringLiteral("select number from step where interaction = '%1' and detail "
                                                       "like '%cause=assigned_forced by=%2%' limit 1")
                                            .arg(interaction, QLatin1String(supervisorLogin)))
                .isEmpty();
}

void Ledger::since(QHash<QString, Seen>& seen, const QString& key, const QString& state) {
    Seen& entry = seen[key];
    if (entry.state != state)
        entry = {VirtualLoop::instance().now(), state};
}

// No state that a timer ends outlives it, and no phone rings for nobody.
void Ledger::checkTransient(const AcdNode& acd, const TelephoneSystem& telephones) {
    QHash<QString, Seen> states;
    QSet<quint64> offers;
    QSet<QString> asked; // about these a second agent is asked
    const Micros now = VirtualLoop::instance().now();
    for (const auto& agent : acd.engine.agents()) {
        for (const auto& item : agent.work) {
            const bool offered = item.state == InteractionState::offered;
            if (item.consultedBy != acd::routing::AgentNumber::none)
                asked.insert(textOf(item.id));
            if (offered)
                offers.insert(static_cast<quint64>(item.offer));
            if (!offered && item.state != InteractionState::connecting && item.state != InteractionState::wrap_up)
                continue;
            const QString key =
                QStringLiteral("%1 %2").arg(static_cast<std::uint32_t>(agent.agent)).arg(textOf(item.id));
            const QString state =
                QStringLiteral("%1 %2").arg(static_cast<int>(item.state)).arg(static_cast<quint64>(item.offer));
            if (m_states.contains(key))
                states.insert(key, m_states[key]);
            since(states, key, state);
            const Micros allowed = offered                                      ? seconds(offerSeconds)
                                   : item.state == InteractionState::connecting ? bridgeTime
                                                                                : seconds(wrapUpSeconds);
            if (now - states[key].first > allowed + slack)
                violated(offered                                      ? QStringLiteral("an offer outlived its lease")
                         : item.state == InteractionState::connecting ? QStringLiteral("connecting outlived its time")
                                                                      : QStringLiteral("a wrap-up outlived its time"),
                         textOf(item.id), QStringLiteral("agent %1").arg(static_cast<std::uint32_t>(agent.agent)));
        }
    }
    m_states = states;
    QHash<QString, Seen> legs;
    const auto keepsFor = [this, &legs, now](quint64 leg, const QString& rule, const QString& phone,
                                             const QString& interaction) {
        const QString key = QString::number(leg);
        if (m_legs.contains(key))
            legs.insert(key, m_legs[key]);
        since(legs, key, rule);
        if (now - legs[key].first > slack)
            violated(rule, phone, interaction);
    };
    for (const Caller& caller : telephones.calls())
        for (auto leg = caller.consults.cbegin(); acd.ari.isReady() && leg != caller.consults.cend(); ++leg)
            if (!asked.contains(caller.call.interaction))
                keepsFor(leg.key(), QStringLiteral("a colleague is kept on the line though nobody asks them"),
                         leg->phone, caller.call.interaction);
    for (const Caller& caller : telephones.calls())
        for (auto leg = caller.legs.cbegin(); acd.ari.isReady() && leg != caller.legs.cend(); ++leg) {
            if (leg->state != LegState::Ringing || offers.contains(leg.key()))
                continue;
            keepsFor(leg.key(), QStringLiteral("a phone rings for nobody"), leg->phone, caller.call.interaction);
        }
    m_legs = legs;
}

// Nobody waits beside an agent who could take it.
namespace {

QString verdictOn(const AcdNode& acd, const acd::routing::InteractionId& id, acd::routing::AgentNumber agent) {
    const auto explanation = acd.engine.explain(id);
    for (const auto& candidate : explanation->candidates)
        if (candidate.agent == agent)
            return QString::fromStdString(std::string(nameOf(candidate.verdict)));
    return QStringLiteral("no candidate");
}

} // namespace

void Ledger::callTold(const acd::voice::ArrivedCall& call) {
    m_calls.insert(call.interaction);
    if (hiddenNumbers().contains(call.callerNumber))
        m_hidden.insert(call.interaction);
}

// What is kept for an agent is so for a time, only while they can be had, and not after they have let it go by once.
void Ledger::checkKept(const AcdNode& acd) {
    const Micros now = VirtualLoop::instance().now();
    QHash<QString, Micros> kept;
    QHash<QString, Micros> absent;
    for (const auto& item : acd.engine.interactions()) {
        const auto agent = acd.engine.agent(item.preferred);
        if (item.state != InteractionState::waiting || item.keptUntil == 0 || !agent)
            continue;
        const QString id = textOf(item.id);
        const QString key = id + u' ' + loginOf(item.preferred) + QString::number(item.queueEntry);
        const auto kind = item.channel == Channel::voice ? proto::directory::ChannelKind::Voice
                                                         : proto::directory::ChannelKind::Email;
        const int longest = std::max(m_directory.channel(kind).namedSeconds, relaxedSeconds); // or preferred, at most
        kept.insert(key, m_keptSince.value(key, now));
        // acd's clock goes slower for a while when the wall clock was set back (routing_clock.h).
        if (now - kept[key] > seconds(longest) * 11 / 10 + slack)
            violated(QStringLiteral("it is kept for an agent beyond its time"), id, loginOf(item.preferred));
        if (isAbsent(*agent, item.channel))
            absent.insert(key, m_absentSince.value(key, now));
        if (absent.contains(key) && now - absent[key] > slack)
            violated(QStringLiteral("it is kept for an agent who cannot be had"), id, loginOf(item.preferred));
        const auto explained = acd.engine.explain(item.id);
        for (const auto& decision : explained->decisions)
            if (decision.agent == item.preferred && decision.ended && decision.at >= item.queueEntry &&
                (decision.outcome == acd::routing::OfferOutcome::declined ||
                 decision.outcome == acd::routing::OfferOutcome::timed_out))
                violated(QStringLiteral("it is kept for an agent who let it go by"), id, loginOf(item.preferred));
    }
    m_keptSince = kept;
    m_absentSince = absent;
}

// Callers who hide their number share no place and no last agent.
void Ledger::checkHidden(const AcdNode& acd) {
    for (const auto& item : acd.engine.interactions()) {
        const QString id = textOf(item.id);
        if (!m_hidden.contains(id))
            continue;
        if (const QString other = m_hiddenEntry.value(item.firstEntry, id); other != id)
            violated(QStringLiteral("a hidden number took the place of another"), id, other);
        m_hiddenEntry.insert(item.firstEntry, id);
        const bool touched = m_passedOn.contains(id) || m_supervised.contains(id) || m_talked.contains(id);
        if (item.preferred != acd::routing::AgentNumber::none && !touched)
            violated(QStringLiteral("a hidden number has the last agent of another"), id, loginOf(item.preferred));
    }
}

// Who has hung up is not in a queue any more. A lost BYE is seen at the next comparison.
void Ledger::checkLines(const AcdNode& acd, const TelephoneSystem& telephones) {
    const Micros now = VirtualLoop::instance().now();
    QHash<QString, Micros> gone;
    for (const auto& item : acd.engine.interactions()) {
        const QString id = textOf(item.id);
        const auto caller = telephones.calls().constFind(id);
        const bool isThere = caller != telephones.calls().cend() && caller->onLine;
        if (item.channel != Channel::voice || item.state == InteractionState::wrap_up || isThere || !acd.ari.isReady())
            continue;
        gone.insert(id, m_goneSince.value(id, now));
        if (now - gone[id] > seconds(30) + slack)
            violated(QStringLiteral("a caller who has gone is kept"), id);
    }
    m_goneSince = gone;
}

// No length of time is one of 56 years.
void Ledger::checkLengths() {
    const QStringList ends = rows(QStringLiteral("acd"), QStringLiteral("select interaction || ' ' || detail from step "
                                                                        "where name = 'ended'"));
    for (const QString& end : ends)
        if (end.section(QStringLiteral("waited_us="), 1).section(u' ', 0, 0).toLongLong() > seconds(3600))
            violated(QStringLiteral("it waited longer than there was a day"), end.section(u' ', 0, 0), end);
    for (const QString& id : std::as_const(m_putDown))
        for (const QString& end : ends)
            if (end.startsWith(id) && end.contains(QLatin1String("OUTCOME_HANDLED")) && !m_supervised.contains(id))
                violated(QStringLiteral("a call that was only picked up and put down counts as handled"), id);
}

void Ledger::checkIdle(const AcdNode& acd) {
    const Micros now = VirtualLoop::instance().now();
    QHash<QString, Micros> beside;
    const auto interactions = acd.engine.interactions();
    for (const auto& agent : acd.engine.agents()) {
        if (agent.presence != Presence::available || agent.pending || agent.state != AgentState::idle ||
            !agent.work.empty() || !agent.deskConnected || !agent.phoneReachable || agent.phoneInUse ||
            agent.phoneRestsUntil > acd.engine.now())
            continue;
        for (const auto& item : interactions) {
            if (item.state != InteractionState::waiting || !isMember(agent.agent, item.queue) ||
                waitsForAnother(item, agent.agent))
                continue;
            const QString key =
                QStringLiteral("%1 %2").arg(static_cast<std::uint32_t>(agent.agent)).arg(textOf(item.id));
            beside.insert(key, m_idleBeside.value(key, now));
            if (now - beside[key] > settled + relaxed)
                violated(QStringLiteral("it waits beside an idle agent"), textOf(item.id),
                         QStringLiteral("agent %1, who by the engine is: %2")
                             .arg(static_cast<std::uint32_t>(agent.agent))
                             .arg(verdictOn(acd, item.id, agent.agent)));
        }
    }
    m_idleBeside = beside;
}

void Ledger::phoneAnswered(quint64 offer) {
    trace(QStringLiteral("phone answered, offer %1").arg(offer));
    m_answeredAt.insert(offer, VirtualLoop::instance().now());
}

// What is written down as an agent's unanswered offer was one: nobody had answered it, and acd was there to hear an answer.
void Ledger::checkBlame(const AcdNode& acd) {
    for (const auto& agent : acd.engine.agents())
        for (const auto& item : agent.work)
            if (item.state == InteractionState::offered) {
                m_pendingAt[static_cast<quint64>(item.offer)] = VirtualLoop::instance().now();
                m_lapsed.remove(static_cast<quint64>(item.offer)); // it had time left by acd's clock
            }
    const QStringList blamed = rows(
        QStringLiteral("acd"), QStringLiteral("select number || ' ' || detail from step where number > %1 and name = "
                                              "'offer_ended' and detail like '%outcome=timed_out reason=none%'")
                                   .arg(m_lastBlamed));
    static const QRegularExpression fields(QStringLiteral("^(\\d+) .*offer=(\\d+)"));
    for (const QString& step : blamed) {
        const auto found = fields.match(step);
        const quint64 offer = found.captured(2).toULongLong();
        m_lastBlamed = std::max(m_lastBlamed, found.captured(1).toLongLong());
        trace(QStringLiteral("written as unanswered: %1").arg(step));
        if (m_lapsed.contains(offer))
            violated(QStringLiteral("an offer that ran out while acd was dead is written to its agent"),
                     QString::number(offer));
        if (m_answeredAt.contains(offer) && m_answeredAt[offer] + slack < m_pendingAt.value(offer))
            violated(QStringLiteral("an answered phone is written down as unanswered"), QString::number(offer));
    }
}

// What the other asks for has weakened as far as what this one does. Those that came together weaken one after the other.
bool Ledger::weakenedBefore(const acd::routing::InteractionView& other,
                            const acd::routing::InteractionView& item) const {
    const auto& queue = m_directory.queues[static_cast<std::uint32_t>(item.queue) - 1];
    return queue.relaxation.empty() || other.queueEntry + seconds(1) < item.queueEntry;
}

// Of one queue and channel, what was never offered and is older goes first; but for what still asks for more (it overflowed into
// the queue a moment ago), and for who is given to a preferred agent, whose level others are not asked of yet.
void Ledger::checkOrder(const AcdNode& acd) {
    const auto interactions = acd.engine.interactions();
    QHash<QString, Micros> waiting;
    for (const auto& item : interactions) {
        const QString id = textOf(item.id);
        if (item.state == InteractionState::waiting && item.preferred == acd::routing::AgentNumber::none &&
            !m_offersSeen.contains(id))
            waiting.insert(id, m_waitingSince.value(id, VirtualLoop::instance().now()));
    }
    for (const auto& item : interactions) {
        const QString id = textOf(item.id);
        if (item.state == InteractionState::waiting || m_offersSeen.contains(id))
            continue;
        m_offersSeen.insert(id);
        // What comes from another queue is matched once by what it asked for there: the new queue's skills follow as an event.
        const bool cameFromElsewhere = item.firstEntry + seconds(1) < item.queueEntry;
        if (m_supervised.contains(id) || cameFromElsewhere || item.preferred != acd::routing::AgentNumber::none)
            continue;
        for (const auto& other : interactions) {
            const QString otherId = textOf(other.id);
            const bool older = other.firstEntry - Micros{other.priority} * 1'000'000 + seconds(1) <
                               item.firstEntry - Micros{item.priority} * 1'000'000;
            if (!m_supervised.contains(otherId) && other.queue == item.queue && other.channel == item.channel &&
                older && weakenedBefore(other, item) && waiting.contains(otherId) && m_waitingSince.contains(otherId) &&
                VirtualLoop::instance().now() - waiting[otherId] > seconds(3) && m_waitingSince.contains(id) &&
                acd.engine.explain(other.id)->decisions.empty()) // nor offered between two looks
                violated(QStringLiteral("it was offered before what is older"), id,
                         QStringLiteral("before ") + otherId);
        }
    }
    m_waitingSince = waiting;
}

// A queue is open by its hours and the wall clock, whatever became of the clock and of acd. The site's hours are two times of
// each day, with a pause between them.
void Ledger::checkHours(const AcdNode& acd) {
    const Micros now = VirtualLoop::instance().now();
    const QTime clock = QDateTime::fromMSecsSinceEpoch(VirtualLoop::instance().utc() / 1000, Qt::UTC).time();
    for (const auto& queue : m_directory.queues) {
        const auto* hours = m_directory.hoursOf(queue);
        const auto view = acd.engine.queue(acd::routing::QueueNumber{queue.number});
        if (hours == nullptr || !view)
            continue;
        const bool isPause = clock >= QTime::fromString(hours->open[0].until, QStringLiteral("HH:mm")) &&
                             clock < QTime::fromString(hours->open[1].from, QStringLiteral("HH:mm"));
        if (view->open != isPause) {
            m_wrongHours.remove(queue.name);
            continue;
        }
        if (!m_wrongHours.contains(queue.name))
            m_wrongHours.insert(queue.name, now);
        if (now - m_wrongHours[queue.name] > slack)
            violated(isPause ? QStringLiteral("a queue is open beyond its hours")
                             : QStringLiteral("a queue is closed within its hours"),
                     queue.name);
    }
}

bool Ledger::hasIt(const AcdNode& acd, const QString& login, const QString& interaction) const {
    const auto view = acd.engine.interaction(acd::turn::idOf(interaction));
    return view && view->state != InteractionState::waiting && view->agent == acd.board.numbers().agent(login);
}

// An agent who signs off or whose page stays away may lose it while acd runs.
void Ledger::forgetTaken(const AcdNode& acd) {
    for (auto given = m_given.begin(); given != m_given.end();)
        given = hasIt(acd, given.value(), given.key()) ? std::next(given) : m_given.erase(given);
}

// What acd had promised before it was killed is so after it.
void Ledger::checkRecovery(const AcdNode& acd) {
    if (!std::exchange(m_recovered, false))
        return;
    for (auto given = m_given.cbegin(); given != m_given.cend(); ++given)
        if (!hasIt(acd, given.value(), given.key()))
            violated(QStringLiteral("a restart took a mail from who had it"), given.key(), given.value());
}

void Ledger::sample(const AcdNode& acd, const TelephoneSystem& telephones) {
    checkRecovery(acd);
    forgetTaken(acd);
    checkAgents(acd);
    checkRedistributed(acd);
    checkTransient(acd, telephones);
    checkIdle(acd);
    checkBlame(acd);
    checkKept(acd);
    checkHidden(acd);
    checkLines(acd, telephones);
    checkOrder(acd);
    checkHours(acd);
    checkOutboxes();
    checkWindows();
    if (Disk::instance().isTight())
        checkJournal();
}

void Ledger::acdStarted() {
    const Micros now = VirtualLoop::instance().now();
    for (auto offer = m_pendingAtKill.cbegin(); offer != m_pendingAtKill.cend(); ++offer)
        if (now - offer->killedAt > offer->left + slack)
            m_lapsed.insert(offer.key());
    m_pendingAtKill.clear();
}

// A call lives in Asterisk, so nothing about it waits for the disk: of one that was not stored yet, nothing may be left.
void Ledger::acdKilled(const AcdNode& acd) {
    checkBlame(acd); // what is written by now is of offers of before the kill
    for (const auto& agent : acd.engine.agents())
        for (const auto& item : agent.work)
            if (item.state == InteractionState::offered)
                m_pendingAtKill.insert(static_cast<quint64>(item.offer),
                                       {item.until - acd.engine.now(), VirtualLoop::instance().now()});
    if (!m_recovered)
        forgetTaken(acd);
    m_recovered = true;
    checkJournal();
    const QStringList stored = rows(QStringLiteral("acd"), QStringLiteral("select id from interaction"));
    m_calls.intersect(QSet<QString>(stored.begin(), stored.end()));
    m_states.clear();
    m_legs.clear();
    m_idleBeside.clear();
    m_putDown.clear(); // acd may have been told and not have written it down
    m_keptSince.clear();
    m_absentSince.clear();
    m_goneSince.clear();
    m_wrongHours.clear();
    m_waitingSince.clear();
}

bool Ledger::allEnded() const {
    return rows(QStringLiteral("mcan"),
                QStringLiteral("select id from interaction where state not in ('ended', 'discarded') limit 1"))
               .isEmpty() &&
           rows(QStringLiteral("acd"), QStringLiteral("select id from interaction where ended is null limit 1"))
               .isEmpty();
}

// What a customer added to a mail after the page of who finished it had shown it last, or while a bot closed it, is work again.
void Ledger::judgeFollowUps() {
    const QStringList left = rows(
        QStringLiteral("mcan"),
        QStringLiteral("select id || ' ' || update_number from interaction where state = 'ended' and update_number > 0 "
                       "and not exists (select 1 from interaction other where other.thread = interaction.thread and "
                       "other.seq > interaction.seq)"));
    for (const QString& row : left) {
        const QString id = row.section(u' ', 0, 0);
        const bool byBot = !m_released.contains(id);
        if (byBot || (m_finishAsked.contains(id) && row.section(u' ', 1).toUInt() > m_seen.value(id)))
            violated(QStringLiteral("a follow-up was closed unread"), id);
    }
}

void Ledger::judgeEnd() {
    checkLengths();
    judgeFollowUps();
    const QStringList backwards =
        rows(QStringLiteral("acd"),
             QStringLiteral("select id from interaction where ended_at is not null and ended_at < entered"));
    for (const QString& id : backwards)
        violated(QStringLiteral("it ended before it came"), id);
    const QStringList here = rows(QStringLiteral("mcan"), QStringLiteral("select id from interaction"));
    const QSet<QString> stored(here.begin(), here.end());
    for (const QString& id : std::as_const(m_mails))
        if (!stored.contains(id))
            violated(QStringLiteral("an accepted mail is gone"), id);
    const QStringList open =
        rows(QStringLiteral("mcan"), QStringLiteral("select id || ' ' || state from interaction where "
                                                    "state not in ('ended', 'discarded')")) +
        rows(QStringLiteral("acd"), QStringLiteral("select id from interaction where ended is null"));
    for (const QString& id : open)
        violated(QStringLiteral("it never came to its end"), id);
    const QStringList twice = rows(
        QStringLiteral("acd"), QStringLiteral("select step.interaction from step join interaction on interaction.id = "
                                              "step.interaction where step.name = 'ended' group by step.interaction "
                                              "having count(*) > max(1, interaction.release_number)"));
    for (const QString& id : twice)
        violated(QStringLiteral("it ended twice"), id);
    const QStringList ended =
        rows(QStringLiteral("acd"), QStringLiteral("select id from interaction where ended is not null"));
    const QSet<QString> known(ended.begin(), ended.end());
    for (const QString& id : std::as_const(m_calls))
        if (!known.contains(id))
            violated(QStringLiteral("a call has no outcome"), id);
}

void Ledger::close() {
    proto::base::closeConnection(QStringLiteral("ledger-acd"));
    proto::base::closeConnection(QStringLiteral("ledger-mcan"));
}

} // namespace sim
