// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is saved is all there is, and what is restored can be stood on: no field of a record is left out by mistake, and bytes
// that no engine wrote, with a right check sum, are refused or give an engine that goes on.
#include <QTest>

#include "acd/routing/snapshot_fields.h"
#include "random_site.h"

#include <cstring>
#include <optional>
#include <random>

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

// How many fields an aggregate has: as many as it can be made of. (Boost.PFR asks the same, and GCC 12 falls over its question.)
template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;
struct Anything {
    template <class T>
    requires(!isOptional<T>) // made of its value
    operator T() const;
};
template <class Record, class... Made>
constexpr std::size_t fieldsOf() {
    if constexpr (requires { Record{Made{}..., Anything{}}; })
        return fieldsOf<Record, Made..., Anything>();
    else
        return sizeof...(Made);
}

// Counts what a record's list of fields names.
struct FieldCount {
    std::size_t count = 0;
    static std::uint32_t version() { return kSnapshotVersion; }
    template <class... T>
    void operator()(T&...) {
        count += sizeof...(T);
    }
};

// Fields of the record that its list does not name: saved beside it by number, or derived again (snapshot.cpp). Whoever adds a
// field to a record lists it, or counts it here and says how it comes back.
template <class Record>
std::string leftOut(std::size_t restoredOtherwise) {
    FieldCount listed;
    Record record{};
    fields(listed, record);
    constexpr std::size_t all = fieldsOf<Record>();
    return listed.count + restoredOtherwise == all
               ? std::string()
               : std::to_string(all) + " fields, of which " + std::to_string(listed.count) + " are listed and " +
                     std::to_string(restoredOtherwise) + " come back otherwise";
}

constexpr std::size_t kHeader = 24; // magic, version, length, check sum

std::uint64_t checkSum(std::string_view bytes) {
    std::uint64_t sum = 0xCBF29CE484222325U; // FNV-1a
    for (const char byte : bytes)
        sum = (sum ^ static_cast<std::uint8_t>(byte)) * 0x100000001B3U;
    return sum;
}

// With the length and the check sum of the body it has now.
std::string sealed(std::string bytes) {
    const std::uint64_t size = bytes.size() - kHeader;
    const std::uint64_t sum = checkSum(std::string_view(bytes).substr(kHeader));
    std::memcpy(bytes.data() + 8, &size, sizeof size);
    std::memcpy(bytes.data() + 16, &sum, sizeof sum);
    return bytes;
}

std::string stateOfDay(unsigned seed, int steps) {
    std::minstd_rand draw(seed);
    const auto byte = [&draw] { return static_cast<std::uint8_t>(draw() >> 8U); };
    RandomSite site;
    for (int i = 0; i < steps; ++i)
        site.step({byte(), byte(), byte(), byte()});
    return site.state();
}

// Restores them and lets a day pass. True when they were taken.
bool goesOn(const std::string& bytes) {
    Engine engine;
    const RestoreResult result = engine.restore(bytes);
    if (result != RestoreResult::ok)
        return false;
    for (int i = 0; i < 20; ++i)
        engine.apply(TimePassed{}, engine.now() + kMinute);
    for (const InteractionView& view : engine.interactions()) {
        (void)engine.explain(view.id);
        engine.apply(CallerHungUp{view.id}, engine.now());
    }
    for (const AgentView& agent : engine.agents()) {
        (void)engine.explainAgent(agent.agent);
        engine.apply(PresenceChosen{agent.agent, Presence::available, {}}, engine.now());
    }
    std::string again;
    engine.save(again);
    Engine twin;
    return twin.restore(again) == RestoreResult::ok;
}

} // namespace

class SavedStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void no_field_is_left_out();
    void foreign_bytes_are_refused_or_stood_on_data();
    void foreign_bytes_are_refused_or_stood_on();
    void a_body_that_ends_early_is_damage();
};

void SavedStateTest::no_field_is_left_out() {
    const auto complete = [](const std::string& wrong) { QVERIFY2(wrong.empty(), wrong.c_str()); };
    complete(leftOut<SkillNeed>(0));
    complete(leftOut<Needs>(0));
    complete(leftOut<Dispositions>(0));
    complete(leftOut<ChannelPolicy>(0));
    complete(leftOut<RelaxationStep>(0));
    complete(leftOut<OverflowTarget>(0));
    complete(leftOut<QueueDefinition>(0));
    complete(leftOut<AgentSkill>(0));
    complete(leftOut<AgentQueue>(0));
    complete(leftOut<AgentDefinition>(0));
    complete(leftOut<SkillDefinition>(0));
    complete(leftOut<DirectoryChange>(3)); // what is removed is of one change, not of a directory
    complete(leftOut<ContactRecord>(0));
    complete(leftOut<Decision>(0));
    complete(leftOut<PastDecisions>(0));
    complete(leftOut<QueueCounters>(0));
    complete(leftOut<QueueChanged>(0));
    complete(leftOut<AgentStateChanged>(0));
    // definition: of the directory; removed queues are not saved; the other twelve follow from members, items and work.
    complete(leftOut<Queue>(14));
    // tie: of the seed; the other sixteen follow from the definition and the agent's work.
    complete(leftOut<Agent>(17));
    // queue, agent, lastAgent, preferred, needs, decisions: beside it, by number or whole. bucket, firstWork and the two links of
    // its queue's ring: built again. ending: within one event only.
    complete(leftOut<Item>(11));
    // agent, queue, agentBefore: beside it, by number. item and the two links: built again.
    complete(leftOut<Work>(6));
}

void SavedStateTest::foreign_bytes_are_refused_or_stood_on_data() {
    QTest::addColumn<int>("seed");
    for (const int seed : {1, 2})
        QTest::addRow("day %d", seed) << seed;
}

void SavedStateTest::foreign_bytes_are_refused_or_stood_on() {
    QFETCH(int, seed);
    const std::string good = stateOfDay(static_cast<unsigned>(seed), 150);
    QVERIFY(goesOn(good));
    for (std::size_t at = kHeader; at < good.size(); ++at) {
        const auto old = static_cast<unsigned char>(good[at]);
        for (const unsigned value : {0U, 0xFFU, old ^ 1U, old ^ 0x80U, old + 1U}) {
            std::string foreign = good;
            foreign[at] = static_cast<char>(value);
            (void)goesOn(sealed(std::move(foreign)));
        }
    }
}

void SavedStateTest::a_body_that_ends_early_is_damage() {
    const std::string good = stateOfDay(4, 100);
    for (std::size_t size = kHeader; size < good.size(); ++size) {
        Engine engine;
        QCOMPARE(engine.restore(sealed(good.substr(0, size))), RestoreResult::damaged);
    }
}

QTEST_APPLESS_MAIN(SavedStateTest)
#include "saved_state_test.moc"
