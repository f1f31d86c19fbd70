// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole state as bytes: magic, version, length, check sum, then the records. Equal states give
// equal bytes. The check sum finds damage; it is no protection against forgery. So what is read is looked at before it is stood
// on: numbers refer to records that are there, states and their holders agree. What does not is damage.
#include "acd/routing/agent_directory.h"
#include "acd/routing/agent_state.h"
#include "acd/routing/capacity.h"
#include "acd/routing/lines.h"
#include "acd/routing/snapshot_fields.h"

#include <algorithm>

namespace acd::routing {

namespace {

constexpr Time kLatest = Time{1} << 60U;     // the year 38505: no sum of times overflows
constexpr std::uint32_t kMagic = 0x53544E41; // "ANTS"

std::uint64_t checkSum(std::string_view bytes) {
    std::uint64_t sum = 0xCBF29CE484222325U; // FNV-1a
    for (const char byte : bytes)
        sum = (sum ^ static_cast<std::uint8_t>(byte)) * 0x100000001B3U;
    return sum;
}

template <class Pool>
std::vector<Slot> inSequence(const Pool& pool) {
    std::vector<Slot> slots;
    pool.forEach([&](Slot slot, const auto&) { slots.push_back(slot); });
    std::sort(slots.begin(), slots.end(), [&](Slot a, Slot b) { return pool[a].sequence < pool[b].sequence; });
    return slots;
}

std::vector<Slot> known(const std::vector<Slot>& byNumber) {
    std::vector<Slot> slots = byNumber;
    std::erase(slots, kNoSlot);
    return slots;
}

void writeQueues(Writer& write, const Core& core) {
    for (const Slot slot : known(core.queueByNumber))
        write(core.queues[slot], core.timers.deadline(TimerKind::queue, slot));
}

void writeAgents(Writer& write, const Core& core) {
    const std::vector<Slot> agents = known(core.agentByNumber);
    write(static_cast<std::uint32_t>(agents.size()));
    for (const Slot slot : agents)
        write(core.agents[slot]);
}

void writeItems(Writer& write, const Core& core) {
    const std::vector<Slot> items = inSequence(core.items);
    write(static_cast<std::uint32_t>(items.size()));
    for (const Slot slot : items) {
        const Item& item = core.items[slot];
        write(item, core.needs[item.needs], core.queueNumberOf(item.queue), core.numberOf(item.agent),
              core.numberOf(item.lastAgent), core.numberOf(item.preferred));
        write(item.decisions == kNoSlot ? PastDecisions{} : core.decisions[item.decisions]);
    }
}

void writeWorks(Writer& write, const Core& core) {
    const std::vector<Slot> works = inSequence(core.works);
    write(static_cast<std::uint32_t>(works.size()));
    for (const Slot slot : works) {
        const Work& work = core.works[slot];
        write(work, work.item != kNoSlot, core.numberOf(work.agent), core.queueNumberOf(work.queue),
              core.numberOf(work.agentBefore));
    }
}

void readQueues(Reader& read, Core& core) {
    for (const Slot slot : known(core.queueByNumber)) {
        Time due = kNever;
        read(core.queues[slot], due);
        core.timers.arm(TimerKind::queue, slot, due);
    }
}

bool isNumber(AgentNumber number) {
    return number != AgentNumber::none && static_cast<std::uint32_t>(number) <= kNumberLimit;
}

void readAgents(Reader& read, Core& core) {
    std::uint32_t count = 0;
    read(count);
    for (std::uint32_t i = 0; i < count && read.good(); ++i) {
        Agent agent;
        read(agent);
        if (read.good() &&
            (core.findAgent(agent.definition.number) != kNoSlot ||
             !(agent.removed || plausible(core, agent.definition)) || !isNumber(agent.definition.number)))
            read.refuse();
        if (!read.good())
            return;
        agent.tie = tieOf(core.directory.seed, agent.definition.number);
        addAgentRecord(core, agent);
    }
}

// Of an agent who is named: known, or named by nobody.
bool isKnownOrNone(const Core& core, AgentNumber number) {
    return number == AgentNumber::none || core.findAgent(number) != kNoSlot;
}

bool isHeld(InteractionState state) {
    return state == InteractionState::connecting || state == InteractionState::active ||
           state == InteractionState::held || state == InteractionState::suspended ||
           state == InteractionState::wrap_up;
}

bool fits(const Core& core, const Item& item, const Needs& needs, QueueNumber queue,
          const std::array<AgentNumber, 3>& agents, const PastDecisions& past) {
    const bool isKnown =
        core.findQueue(queue) != kNoSlot &&
        std::all_of(agents.begin(), agents.end(), [&](AgentNumber each) { return isKnownOrNone(core, each); });
    const bool isBounded = needs.count <= kNeedLimit && item.hopCount <= kHopLimit &&
                           item.dispositions.count <= kDispositionLimit && past.count <= kDecisionsKept;
    return isKnown && isBounded && core.findItem(item.id) == kNoSlot &&
           isHeld(item.state) == (agents[0] != AgentNumber::none);
}

void readItem(Reader& read, Core& core) {
    Item item;
    Needs needs;
    QueueNumber queue{};
    std::array<AgentNumber, 3> agents{};
    PastDecisions past;
    read(item, needs, queue, agents, past);
    if (read.good() && !fits(core, item, needs, queue, agents, past))
        read.refuse();
    if (!read.good())
        return;
    Slot slot = kNoSlot;
    core.addItem(item.id, slot);
    item.needs = core.needs.intern(needs);
    item.lastAgent = core.findAgent(agents[1]);
    item.preferred = core.findAgent(agents[2]);
    if (past.count > 0) {
        item.decisions = core.decisions.take();
        core.decisions[item.decisions] = past;
    }
    const std::size_t steps = core.queues[core.findQueue(queue)].definition.relaxation.size();
    item.relaxationStep = static_cast<std::uint8_t>(std::min<std::size_t>(item.relaxationStep, steps));
    if (item.reservedUntil == kNever) // version 2 kept without end what was handed on by name
        item.reservedUntil = core.now + core.policy(item.channel).namedFor;
    core.items[slot] = item;
    const Time since = item.stateSince;
    setState(core, slot, item.state, core.findQueue(queue), core.findAgent(agents[0]));
    core.items[slot].stateSince = since;
}

// An agent's part in an interaction; one whose interaction has gone on without them has notes to finish and no more.
bool fits(const Core& core, const Work& work, bool attached, AgentNumber agent, QueueNumber queue, AgentNumber before) {
    const bool isKnown =
        core.findAgent(agent) != kNoSlot && core.findQueue(queue) != kNoSlot && isKnownOrNone(core, before);
    const bool isOffer = work.state == WorkState::offered;
    const bool isNamedOnce = (work.offer != OfferId::none && core.findOffer(work.offer) == kNoSlot) || !isOffer;
    const bool isPlaced = attached ? core.findItem(work.id) != kNoSlot : work.state == WorkState::wrap_up;
    return isKnown && isNamedOnce && isPlaced && work.dispositions.count <= kDispositionLimit &&
           work.effort <= kEffortLimit;
}

void readWork(Reader& read, Core& core) {
    Work saved;
    bool attached = false;
    AgentNumber agent{};
    QueueNumber queue{};
    AgentNumber before{};
    read(saved, attached, agent, queue);
    if (read.version() >= 3)
        read(before);
    if (read.good() && !fits(core, saved, attached, agent, queue, before))
        read.refuse();
    if (!read.good())
        return;
    Slot slot = kNoSlot;
    Work& work = core.addWork(attached ? core.findItem(saved.id) : kNoSlot, core.findAgent(agent), slot);
    saved.item = work.item;
    saved.agent = work.agent;
    saved.nextOfAgent = work.nextOfAgent;
    saved.nextOfItem = work.nextOfItem;
    saved.queue = core.findQueue(queue);
    saved.agentBefore = core.findAgent(before);
    work = saved;
    addLoad(core, work);
    const bool offered = work.state == WorkState::offered;
    core.agents[work.agent].offers = static_cast<std::uint16_t>(core.agents[work.agent].offers + (offered ? 1 : 0));
    if (offered)
        core.offerIndex.insert(hashOf(work.offer), slot);
    if ((offered && !work.answered) || work.state == WorkState::wrap_up)
        core.timers.arm(TimerKind::work, slot, work.until);
}

template <class ReadOne>
void readMany(Reader& read, Core& core, ReadOne&& readOne) {
    std::uint32_t count = 0;
    read(count);
    for (std::uint32_t i = 0; i < count && read.good(); ++i)
        readOne(read, core);
}

// States of interactions and of the work on them are told twice: they must say the same.
bool agrees(const Core& core, const Item& item) {
    std::size_t offers = 0;
    std::size_t held = 0;
    for (Slot slot = item.firstWork; slot != kNoSlot; slot = core.works[slot].nextOfItem) {
        const Work& work = core.works[slot];
        offers += work.state == WorkState::offered ? 1 : 0;
        held += work.part == WorkPart::main && work.state != WorkState::offered && work.agent == item.agent ? 1 : 0;
    }
    if (isHeld(item.state))
        return held == 1;
    return held == 0 && (item.state == InteractionState::offered) == (offers > 0);
}

bool agrees(const Core& core) {
    bool all = true;
    core.items.forEach([&](Slot, const Item& item) { all = all && agrees(core, item); });
    return all;
}

// Lines, figures and timers follow from what was read.
void derive(Core& core) {
    core.items.forEach([&](Slot slot, const Item& item) {
        if (item.state == InteractionState::waiting)
            joinLine(core, slot);
        else
            armItem(core, slot);
    });
    core.agents.forEach([&](Slot slot, Agent&) {
        core.agents[slot].openChannels = openChannels(core, core.agents[slot]);
        joinFigures(core, slot);
        showReady(core, slot);
        armAgent(core, slot);
    });
    for (const Slot slot : core.dirtyQueues)
        core.queues[slot].dirty = false;
    core.dirtyQueues.clear();
    core.placedItems.clear();
}

} // namespace

void Engine::save(std::string& out) const {
    const Core& core = *m_core;
    std::string body;
    Writer write(body, kSnapshotVersion);
    write(core.now, core.nextSequence, core.nextOffer, core.random, core.directory);
    writeQueues(write, core);
    writeAgents(write, core);
    writeItems(write, core);
    writeWorks(write, core);
    std::vector<ContactRecord> contacts;
    core.contacts.forEach([&](const ContactRecord& record) { contacts.push_back(record); });
    write(contacts);
    Writer header(out, kSnapshotVersion);
    header(kMagic, kSnapshotVersion, static_cast<std::uint64_t>(body.size()), checkSum(body));
    out += body;
}

RestoreResult Engine::restore(std::string_view bytes) {
    const RestoreResult result = readState(bytes);
    if (result != RestoreResult::ok)
        m_core = std::make_unique<Core>();
    return result;
}

RestoreResult Engine::readState(std::string_view bytes) {
    m_core = std::make_unique<Core>();
    std::uint32_t magic = 0;
    std::uint32_t version = 0;
    std::uint64_t size = 0;
    std::uint64_t sum = 0;
    Reader header(bytes, kSnapshotVersion);
    header(magic, version, size, sum);
    constexpr std::size_t kHeader = 24;
    if (bytes.size() < kHeader || magic != kMagic)
        return RestoreResult::damaged;
    if (version < kOldestSnapshotVersion || version > kSnapshotVersion)
        return RestoreResult::wrong_version;
    const std::string_view body = bytes.substr(kHeader);
    if (body.size() != size || checkSum(body) != sum)
        return RestoreResult::damaged;
    Core& core = *m_core;
    Reader read(body, version);
    std::uint64_t sequence = 0;
    std::uint64_t random = 0;
    DirectoryChange directory;
    read(core.now, sequence, core.nextOffer, random, directory);
    if (!read.good() || core.now < 0 || core.now > kLatest || !plausible(core, directory))
        return RestoreResult::damaged;
    core.directory = std::move(directory);
    addQueueRecords(core, core.directory);
    readQueues(read, core);
    readAgents(read, core);
    if (!read.good())
        return RestoreResult::damaged;
    formQueues(core);
    readMany(read, core, readItem);
    readMany(read, core, readWork);
    std::vector<ContactRecord> contacts;
    read(contacts);
    if (!read.good() || !read.atEnd() || !agrees(core))
        return RestoreResult::damaged;
    for (const ContactRecord& record : contacts)
        core.contacts.remember(record.contact) = record;
    derive(core);
    core.nextSequence = sequence;
    core.random = random;
    return RestoreResult::ok;
}

} // namespace acd::routing
