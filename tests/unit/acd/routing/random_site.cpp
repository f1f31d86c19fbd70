// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_site.h"

#include "proto/base/enum_count.h"

#include <array>
#include <sstream>

namespace acd::routing::test {

namespace {

QueueNumber queueAt(std::uint8_t value) {
    return std::array{kSupport, kSales, QueueNumber{30}}[value % 3];
}

std::string savedState(const Engine& engine) {
    std::string bytes;
    engine.save(bytes);
    return bytes;
}

} // namespace

RandomSite::RandomSite(std::function<void(const Event& event, Time at)> applied) {
    m_site.applied = std::move(applied);
    m_site.addQueue(kSupport, [](QueueDefinition& queue) {
        queue.relaxation = {{20 * kSecond, kEnglish, 40, false, 0}, {60 * kSecond, SkillNumber::none, 100, false, 0}};
        queue.wrapUp = WrapUpMode::fixed;
        queue.wrapUpTime = 15 * kSecond;
        queue.lastAgentMemory = kHour;
        queue.resumeWithin = kMinute;
        queue.declineLimit = 4;
        queue.shortAbandon = 3 * kSecond;
        queue.announceEvery = 20 * kSecond;
    });
    m_site.addQueue(kSales, [](QueueDefinition& queue) {
        queue.strategy = Strategy::ring_all;
        queue.overflowAfter = 45 * kSecond;
        queue.afterWait = {OverflowKind::queue, kSupport, 0};
        queue.waitingLimit = 3;
        queue.whenFull = {OverflowKind::voicemail, {}, 5};
    });
    m_site.addQueue(QueueNumber{30}, [](QueueDefinition& queue) {
        queue.strategy = Strategy::group_order;
        queue.startLevel = 1;
        queue.overflowAfter = 30 * kSecond;
        queue.afterWait = {OverflowKind::queue, kSales, 0};
        queue.wrapUp = WrapUpMode::until_done;
    });
    for (std::uint32_t i = 1; i <= kAgents; ++i) {
        const auto level = static_cast<std::uint16_t>(1 + i % 2);
        m_site.addAgent(AgentNumber{i},
                        [&](AgentDefinition& agent) {
                            agent.noAnswerLimit = 2;
                            agent.declineLimit = 3;
                            if (i % 2 == 0)
                                agent.skills = {{kEnglish, static_cast<std::uint8_t>(20 * i)}, {kBilling, 50}};
                        },
                        {{kSupport, level, 1}, {i % 3 == 0 ? kSales : QueueNumber{30}, level, 2}});
    }
    m_site.open();
}

InteractionArrived RandomSite::arrival(const Chance& chance, InteractionId id) {
    InteractionArrived arrived;
    arrived.id = id;
    arrived.queue = queueAt(chance.who);
    arrived.channel = static_cast<Channel>(chance.amount % kChannelCount);
    arrived.priority = chance.amount % 5 * 10 - 20;
    arrived.contact = ContactKey{chance.amount % 4U};
    if (chance.who % 4 == 0)
        arrived.needs =
            needing({{kEnglish, 60}, {kBilling, 10}}, chance.amount % 2 == 0 ? MatchMode::all : MatchMode::any);
    if (chance.who % 7 == 0)
        arrived.preferred = AgentNumber{1U + chance.amount % kAgents};
    if (chance.amount % 11 == 0 && arrived.channel == Channel::voice)
        arrived.arrival = Arrival::callback;
    return arrived;
}

DirectoryChanged RandomSite::change(const Chance& chance) {
    auto change = std::make_shared<DirectoryChange>();
    change->version = m_site.engine.directory().version + 1;
    const auto& agents = m_site.directory().agents;
    AgentDefinition agent = agents[chance.who % agents.size()];
    agent.capacity = static_cast<std::uint16_t>(60 + chance.amount % 80);
    if (chance.which % 4 == 0)
        change->removedAgents = {agent.number};
    else
        change->agents = {agent};
    if (chance.which % 4 == 1)
        change->removedQueues = {QueueNumber{30}};
    if (chance.which % 4 == 2)
        change->queues = m_site.directory().queues;
    for (QueueDefinition& queue : change->queues)
        queue.strategy = static_cast<Strategy>(chance.amount % proto::base::countOf<Strategy>());
    if (chance.which % 4 == 2)
        change->agents = agents;
    return DirectoryChanged{change};
}

Event RandomSite::workEvent(const Chance& chance, InteractionId id, AgentNumber agent) {
    InteractionTransferred transfer{id,
                                    agent,
                                    chance.amount % 2 == 0 ? queueAt(chance.amount) : QueueNumber::none,
                                    chance.amount % 2 == 0 ? AgentNumber::none
                                                           : AgentNumber{1U + chance.amount % kAgents},
                                    {},
                                    {}};
    switch (chance.kind % 13) {
    case 12:
        return DispositionsChosen{id, agent, {{DispositionNumber{1U + chance.amount % 5}}, 1}};
    case 0:
        return WrapUpEnded{id, agent, {}};
    case 1:
        return WrapUpExtended{id, agent, chance.amount * kSecond};
    case 2:
        return InteractionHeld{id, agent};
    case 3:
        return InteractionResumed{id, agent};
    case 4:
        return InteractionParked{id, agent, m_site.now + chance.amount * kSecond};
    case 5:
        return InteractionUnparked{id, UnparkReason::agent};
    case 6:
        return transfer;
    case 7:
        return ConsultStarted{id, agent, AgentNumber{1U + chance.amount % kAgents}};
    case 8:
        return ConsultEnded{id, static_cast<ConsultResult>(chance.amount % 2)};
    case 9:
        return WorkStarted{id, agent, static_cast<Channel>(chance.amount % kChannelCount), queueAt(chance.amount),
                           {}, 0};
    case 10:
        return CallbackRequested{id};
    default:
        return CallbackFailed{id};
    }
}

Event RandomSite::supervisorEvent(const Chance& chance, InteractionId id, AgentNumber agent) {
    switch (chance.kind % 9) {
    case 0:
        return SupervisorAssigned{id, agent, static_cast<Force>(chance.amount % 4 == 0), {}};
    case 1:
        return SupervisorMoved{id, queueAt(chance.amount), {}};
    case 2:
        return SupervisorReprioritised{id, chance.amount * 5, {}};
    case 3:
        return SupervisorTookBack{id, {}};
    case 4:
        return SessionEnded{agent, {}};
    case 5:
        return WorkRedistributed{agent, {}};
    case 6:
        return QueueHoursChanged{queueAt(chance.amount), chance.amount % 3 != 0};
    case 7:
        return InteractionUpdated{id, chance.amount * 2, {}, AgentNumber{1U + chance.amount % kAgents}, {}};
    default:
        return change(chance);
    }
}

Event RandomSite::eventFor(const Chance& chance) {
    const InteractionId id = interactionId(1U + chance.which % kItems);
    const AgentNumber agent{1U + chance.who % kAgents};
    const auto view = m_site.engine.interaction(id);
    const AgentNumber holder = view && view->agent != AgentNumber::none && chance.amount % 8 != 0 ? view->agent : agent;
    auto offer = m_offers.begin();
    std::advance(offer, m_offers.empty() ? 0 : chance.which % m_offers.size());
    const OfferId offered = m_offers.empty() ? OfferId{chance.which} : offer->first;
    switch (chance.kind % 24) {
    case 0:
    case 1:
    case 2:
    case 3:
        return arrival(chance, id);
    case 4:
        return CallerHungUp{id};
    case 5:
        return InteractionWithdrawn{id, WithdrawReason::discarded};
    case 6:
    case 7:
        return PresenceChosen{agent, static_cast<Presence>(chance.amount % 4), ReasonNumber{chance.amount}};
    case 8:
        return DeskConnected{agent};
    case 9:
        if (chance.amount % 3 == 0)
            return DeskLost{agent};
        return DeskConnected{agent};
    case 10:
        if (chance.amount % 3 == 0)
            return PhoneInUse{agent, chance.amount % 2 == 0};
        return PhoneReachable{agent, chance.amount % 2 == 0};
    case 11:
    case 12:
    case 13:
        return OfferAccepted{offered};
    case 14:
        return OfferDeclined{offered, {}};
    case 15:
        if (chance.amount % 7 == 0)
            return OfferNumbersBegin{OfferId{static_cast<std::uint64_t>(offered) + chance.amount}};
        return OfferFailed{offered, static_cast<OfferFailure>(chance.amount % 4)};
    case 16:
    case 17:
        return BridgeConfirmed{id, holder};
    case 18:
        return BridgeFailed{id, holder, OfferFailure::error};
    case 19:
        return InteractionFinished{id, holder, static_cast<FinishedBy>(chance.amount % 3), {}};
    case 20:
    case 21:
        return workEvent({chance.amount, chance.who, chance.which, chance.kind}, id, holder);
    case 22:
        return supervisorEvent({chance.amount, chance.who, chance.which, chance.kind}, id, holder);
    default:
        return TimePassed{};
    }
}

std::string RandomSite::step(const Chance& chance) {
    const Event event = eventFor(chance);
    m_site.pass(chance.kind % 24 == 23 ? chance.amount * kSecond : chance.amount % 7 * kSecond / 3);
    std::string wrong = ledger(m_site.actions);
    const std::string before = savedState(m_site.engine);
    const bool known = m_known.contains(interactionId(1U + chance.which % kItems));
    m_site.apply(event);
    const bool refused = m_site.count<EventRefused>() > 0;
    if (refused && savedState(m_site.engine) != before)
        wrong += "a refused " + std::string(nameOf(event)) + " changed the state; ";
    if (!refused && !known &&
        (std::holds_alternative<InteractionArrived>(event) || std::holds_alternative<WorkStarted>(event)))
        m_known.insert(interactionId(1U + chance.which % kItems));
    wrong += ledger(m_site.actions);
    wrong += checkAgents();
    wrong += checkWaiting();
    return wrong.empty() ? wrong : std::string(nameOf(event)) + ": " + wrong;
}

std::string RandomSite::ledger(const std::vector<Action>& actions) {
    std::ostringstream wrong;
    for (const Action& action : actions) {
        if (const auto* made = std::get_if<OfferMade>(&action))
            if (!m_offers.emplace(made->offer, made->agent).second)
                wrong << "an offer was made twice; ";
        if (const auto* ended = std::get_if<OfferEnded>(&action))
            if (m_offers.erase(ended->offer) != 1)
                wrong << "an offer ended that was not open; ";
        if (const auto* ended = std::get_if<InteractionEnded>(&action)) {
            m_known.erase(ended->id);
            if (m_site.engine.interaction(ended->id))
                wrong << "an ended interaction is still known; ";
        }
    }
    wrong << checkInterrupted(actions);
    for (const InteractionId& id : m_known)
        if (!m_site.engine.interaction(id))
            wrong << "an interaction vanished without an outcome; ";
    return wrong.str();
}

// Whose mail offer gave way is offered the call in the same step.
std::string RandomSite::checkInterrupted(const std::vector<Action>& actions) const {
    std::string wrong;
    for (auto at = actions.begin(); at != actions.end(); ++at) {
        const auto* ended = std::get_if<OfferEnded>(&*at);
        if (ended == nullptr || ended->reason != OfferEndReason::interrupted)
            continue;
        const bool called = std::any_of(at, actions.end(), [&](const Action& action) {
            const auto* made = std::get_if<OfferMade>(&action);
            return made != nullptr && made->agent == ended->agent && made->channel == Channel::voice;
        });
        if (!called || ended->outcome != OfferOutcome::rescinded)
            wrong += "an offer gave way to nothing; ";
    }
    return wrong;
}

std::string RandomSite::checkAgents() const {
    std::ostringstream wrong;
    std::map<InteractionId, int> holders;
    std::size_t offers = 0;
    for (const AgentView& agent : m_site.engine.agents()) {
        std::uint32_t load = 0;
        std::uint32_t live = 0;
        std::size_t pending = 0;
        for (const WorkItem& work : agent.work) {
            pending += work.state == InteractionState::offered ? 1 : 0;
            load += work.effort;
            live += work.channel == Channel::voice ? 1 : 0;
            const auto item = m_site.engine.interaction(work.id);
            const bool has = work.state != InteractionState::offered && work.state != InteractionState::wrap_up;
            if (has && item && item->agent == agent.agent)
                ++holders[work.id];
        }
        offers += pending;
        if (pending > 1)
            wrong << "two offers at once; ";
        if (load != agent.load)
            wrong << "load " << agent.load << " is not the sum " << load << "; ";
        if (live > 1)
            wrong << "two calls at once; ";
        if (agent.work.empty() && agent.state != AgentState::idle && agent.state != AgentState::not_responding)
            wrong << "an agent without work is " << static_cast<int>(agent.state) << "; ";
    }
    for (const auto& [id, count] : holders)
        if (count > 1)
            wrong << "two agents have one interaction; ";
    if (offers != m_offers.size())
        wrong << "open offers " << m_offers.size() << " but " << offers << " held by agents; ";
    return wrong.str();
}

std::string RandomSite::checkWaiting() const {
    std::ostringstream wrong;
    std::map<QueueNumber, std::uint32_t> waiting;
    for (const InteractionView& item : m_site.engine.interactions()) {
        const bool inQueue = item.state == InteractionState::waiting || item.state == InteractionState::offered;
        waiting[item.queue] += inQueue ? 1 : 0;
        if (item.state != InteractionState::waiting)
            continue;
        for (const auto explained = m_site.engine.explain(item.id); const Candidate& candidate : explained->candidates)
            if (candidate.verdict <= Verdict::could_take || candidate.verdict == Verdict::older_work_first)
                wrong << "an item waits beside an agent who could take it (" << nameOf(candidate.verdict) << "); ";
    }
    for (const QueueView& queue : m_site.engine.queues())
        if (queue.waiting != waiting[queue.queue])
            wrong << "a queue counts " << queue.waiting << " waiting, there are " << waiting[queue.queue] << "; ";
    for (const QueueView& queue : m_site.engine.queues())
        wrong << checkQueueWork(queue.queue);
    if (m_site.engine.nextDeadline() <= m_site.engine.now())
        wrong << "a timer that is due did not fire; ";
    return wrong.str();
}

// What is shown of one queue is what a look through everything finds.
std::string RandomSite::checkQueueWork(QueueNumber queue) const {
    constexpr std::uint32_t limit = 3;
    std::uint32_t here = 0;
    std::uint32_t inProgress = 0;
    Time oldest = kNever;
    std::vector<InteractionView> inLine;
    for (const InteractionView& item : m_site.engine.interactions()) {
        if (item.queue != queue)
            continue;
        ++here;
        switch (item.state) {
        case InteractionState::waiting:
        case InteractionState::offered:
            oldest = std::min(oldest, item.firstEntry);
            inLine.push_back(item);
            break;
        case InteractionState::connecting:
        case InteractionState::active:
        case InteractionState::held:
        case InteractionState::suspended:
            ++inProgress;
            break;
        default:
            break;
        }
    }
    std::stable_sort(inLine.begin(), inLine.end(), [](const InteractionView& a, const InteractionView& b) {
        const bool aWaits = a.state == InteractionState::waiting;
        const bool bWaits = b.state == InteractionState::waiting;
        return aWaits != bWaits ? bWaits : a.virtualAge > b.virtualAge;
    });
    const auto work = m_site.engine.queueWork(queue, limit);
    bool same = work && work->seen == here && work->inProgress == inProgress && work->oldestEntry == oldest &&
                work->first.size() == std::min<std::size_t>(limit, inLine.size());
    for (std::size_t i = 0; same && i < work->first.size(); ++i)
        same = work->first[i].id == inLine[i].id && work->first[i].priority == inLine[i].priority;
    return same ? std::string() : "what a queue shows is not what is in it; ";
}

std::string RandomSite::state() const {
    return savedState(m_site.engine);
}

std::string RandomSite::restart() {
    const std::string before = savedState(m_site.engine);
    Engine other;
    if (other.restore(before) != RestoreResult::ok)
        return "the snapshot is not readable; ";
    if (savedState(other) != before)
        return "the restored state differs; ";
    m_site.engine = std::move(other);
    return {};
}

} // namespace acd::routing::test
