#include "tests/sim/world.h"

#include "proto/base/uuid7.h"
#include "tests/sim/site.h"
#include "tests/sim/virtual_clock.h"

namespace sim {

namespace v1 = antesala::v1;

namespace {

constexpr Micros workTime = seconds(150);
constexpr Micros patience = seconds(1200); // for everything to end after the faults
constexpr int customers = 9;               // who call and write, some of them again
constexpr Micros sampleEvery = millis(500);

QString memoryFolder() {
    const QString shared = QStringLiteral("/dev/shm");
    return (QFileInfo(shared).isWritable() ? shared : QDir::tempPath()) + QStringLiteral("/antesala-sim-XXXXXX");
}

// Now and then the 600 agents of Sangoma CX, who lost their network together.
int agentsOf(std::uint64_t seed, Seeded& chance) {
    return seed % 100 == 77 ? 600 : static_cast<int>(chance.between(2, 7));
}

// The first two of them hide it, as one network or another writes that: they are as many customers as calls.
QString numberOfCustomer(std::int64_t customer) {
    static const QStringList hidden = hiddenNumbers();
    return customer < hidden.size() ? hidden[customer] : QStringLiteral("6%1").arg(customer, 8, 10, QLatin1Char('0'));
}

std::uint64_t begun(std::uint64_t seed) {
    VirtualLoop::instance().restart();
    restartIds();
    return seed;
}

QStringList phonesOf(const proto::directory::Directory& directory) {
    QStringList phones;
    for (const auto& agent : directory.agents)
        phones << agent.phone;
    return phones;
}

} // namespace

World::World(std::uint64_t seed, bool keepTrace)
    : m_chance(begun(seed))
    , m_folder(memoryFolder())
    , m_directory(makeSite(m_chance, agentsOf(seed, m_chance)))
    , m_ledger(m_directory, m_folder.path())
    , m_beliefs([this](const QString& rule, const QString& about, const QString& detail) {
        m_ledger.broken(rule, about, detail);
    })
    , m_disk(m_chance.branch())
    , m_broker(m_chance.branch())
    , m_moments(m_chance.branch())
    , m_letters(m_chance.branch())
    , m_telephones(std::make_unique<TelephoneSystem>(m_chance.branch(), phonesOf(m_directory), m_ledger)) {
    m_ledger.keepLines(keepTrace);
    m_broker.setListener([this](const QString& client, const QString& topic, const std::string& payload) {
        m_ledger.published(client, topic, payload);
        killAtMoment(topic);
        writeAcrossEnd(topic, payload);
    });
    for (const auto& agent : m_directory.agents)
        m_people[agent.login] = {agent.login};
}

World::~World() {
    m_supervisors.reset();
    m_desks.reset();
    m_mcan.reset();
    m_acd.reset();
}

void World::at(Micros time, std::function<void()> what) {
    VirtualLoop::instance().after(time - VirtualLoop::instance().now(), this, std::move(what));
}

void World::until(Micros time) {
    while (VirtualLoop::instance().runOne(time)) {
    }
}

Verdict World::run() {
    startAcd();
    startMcan();
    startDesks();
    planWork();
    planFaults();
    if (m_chance.percent(60))
        m_supervisors = std::make_unique<Supervisors>(m_directory, m_chance.branch(), m_ledger, m_obedient);
    sampleOn();
    until(workTime + seconds(20));
    endFaults();
    const Micros latest = VirtualLoop::instance().now() + patience;
    while (VirtualLoop::instance().now() < latest && m_ledger.violations().isEmpty() &&
           !(m_ledger.allEnded() && m_telephones->calls().isEmpty()))
        until(VirtualLoop::instance().now() + seconds(2));
    if (m_ledger.violations().isEmpty())
        m_ledger.judgeEnd();
    m_ledger.close();
    return {m_ledger.violations(), m_ledger.lastLines(), m_ledger.traceHash(), m_ledger.interactions(),
            VirtualLoop::instance().now()};
}

// ---- work

void World::planWork() {
    const auto calls = m_chance.between(4, 22);
    for (std::int64_t i = 0; i < calls; ++i) {
        const auto& queue = m_directory.queues[static_cast<std::size_t>(
            m_chance.between(0, static_cast<std::int64_t>(m_directory.queues.size()) - 1))];
        at(m_chance.between(seconds(1), workTime),
           [this, number = numberOf(queue), i, patienceTime = m_chance.between(seconds(5), seconds(120))] {
               m_telephones->dial(number, numberOfCustomer(i % customers), patienceTime);
           });
    }
    const auto mails = m_chance.between(4, 26);
    const bool burst = m_chance.percent(30);
    for (std::int64_t i = 0; i < mails; ++i)
        at(burst ? seconds(20) : m_chance.between(seconds(1), workTime), [this] {
            mcan::prequeue::MessageFacts facts;
            facts.interactionId = proto::base::newUuid7();
            facts.messageId = proto::base::newUuid7();
            facts.threadId = proto::base::newUuid7();
            facts.mailbox = ++m_mailCount % 3 == 0 ? McanNode::chatPage : QStringLiteral("ayuda@demo.test");
            facts.fromAddress = QStringLiteral("customer%1@cliente.test").arg(m_mailCount % customers);
            facts.subject = QStringLiteral("question");
            facts.receivedAtMicros = VirtualLoop::instance().utc();
            mailComes(facts);
        });
}

// It stays on its server until mcan has it durably.
void World::mailComes(const mcan::prequeue::MessageFacts& facts) {
    const auto again = [this, facts] { mailComes(facts); };
    if (!m_mcan)
        return VirtualLoop::instance().after(millis(700), this, again);
    const auto done = std::make_shared<bool>(false);
    m_mcan->arrive(facts, [this, facts, done] {
        if (std::exchange(*done, true))
            return;
        m_ledger.mailAccepted(facts.interactionId);
        m_threads.push_back(facts);
        if (!m_obedient && m_letters.percent(8))
            at(VirtualLoop::instance().now() + m_letters.between(0, millis(700)), [this, facts] { writeAgain(facts); });
    });
    VirtualLoop::instance().after(seconds(4), this, [this, facts, done] {
        if (!*done)
            mailComes(facts);
    });
}

// ---- what runs

void World::startAcd() {
    m_ledger.trace(QStringLiteral("acd starts"));
    m_ledger.acdStarted();
    m_acd = std::make_unique<AcdNode>(url(), *m_telephones, m_directory);
}

void World::startMcan() {
    m_ledger.trace(QStringLiteral("mcan starts"));
    QStringList queues;
    for (const auto& queue : m_directory.queues)
        queues << queue.name;
    m_mcan = std::make_unique<McanNode>(url(), queues, m_chance.branch());
}

void World::startDesks() {
    m_ledger.trace(QStringLiteral("desk starts"));
    m_desks = std::make_unique<Desks>(m_people, m_chance.branch(), m_ledger, m_obedient);
}

void World::killAcd() {
    if (!m_acd)
        return;
    m_ledger.trace(QStringLiteral("acd is killed"));
    m_ledger.acdKilled(*m_acd);
    m_acd.reset();
    const Micros dead =
        m_chance.percent(80) ? m_chance.between(millis(100), seconds(12)) : m_chance.between(seconds(12), seconds(40));
    at(VirtualLoop::instance().now() + dead, [this] { startAcd(); });
}

void World::killMcan() {
    if (!m_mcan)
        return;
    m_ledger.trace(QStringLiteral("mcan is killed"));
    m_mcan.reset();
    at(VirtualLoop::instance().now() + m_chance.between(millis(100), seconds(12)), [this] { startMcan(); });
}

void World::killDesks() {
    if (!m_desks)
        return;
    m_ledger.trace(QStringLiteral("desk is killed"));
    m_desks.reset();
    at(VirtualLoop::instance().now() + m_chance.between(millis(100), seconds(25)), [this] { startDesks(); });
}

void World::everybodyLeaves() {
    m_ledger.trace(QStringLiteral("all pages vanish"));
    for (auto& [login, person] : m_people)
        person.atPage = false;
    at(VirtualLoop::instance().now() + m_chance.between(seconds(1), seconds(40)), [this] {
        for (auto& [login, person] : m_people)
            person.atPage = true;
    });
}

void World::sampleOn() {
    VirtualLoop::instance().after(sampleEvery, this, [this] {
        if (m_acd) {
            m_ledger.sample(*m_acd, *m_telephones);
            m_beliefs.compare(*m_acd, m_desks ? m_desks->pages() : nullptr, m_mcan.get());
        }
        sampleOn();
    });
}

// ---- faults

void World::planFaults() {
    m_eventful = m_chance.percent(50);
    const auto faults = m_chance.between(0, 9);
    for (std::int64_t i = 0; i < faults; ++i)
        at(m_chance.between(seconds(5), workTime), [this] { fault(); });
    if (m_disk.isTight())
        at(m_chance.between(seconds(20), workTime - seconds(40)),
           [this] { m_disk.failFor(QStringLiteral("acd"), m_disk.outage()); });
}

void World::fault() {
    Person& somebody =
        std::next(m_people.begin(), m_chance.between(0, static_cast<std::int64_t>(m_people.size()) - 1))->second;
    const auto somePhone = [this] {
        const auto last = static_cast<std::int64_t>(m_directory.agents.size()) - 1;
        return m_directory.agents[static_cast<std::size_t>(m_chance.between(0, last))].phone;
    };
    switch (m_chance.between(1, 17)) {
    case 1:
    case 2:
        return killAcd();
    case 3:
        return killMcan();
    case 4:
        return killDesks();
    case 5:
        m_ledger.trace(QStringLiteral("the broker is killed"));
        return m_broker.kill(m_chance.between(millis(50), seconds(9)));
    case 6:
        return m_broker.breakConnection(m_chance.percent(50) ? QStringLiteral("acd") : QStringLiteral("mcan"));
    case 7: // Asterisk is away, or refuses what it is asked until somebody puts it right
        return m_telephones->breakLine(m_chance.percent(70) ? m_chance.between(millis(100), seconds(10))
                                                            : m_chance.between(seconds(10), seconds(50)));
    case 8:
        return m_disk.failFor(m_chance.percent(50) ? QStringLiteral("acd") : QStringLiteral("mcan"), m_disk.outage());
    case 9:
        VirtualLoop::instance().stepUtc(m_chance.percent(50) ? m_chance.between(-seconds(90), 0)
                                                             : m_chance.between(0, seconds(90)));
        return;
    case 10:
        return everybodyLeaves();
    case 11:
        return m_telephones->phoneGoes(somePhone(), m_chance.between(seconds(1), seconds(20)));
    case 12:
        somebody.wanted = m_chance.percent(60) ? v1::PRESENCE_ON_BREAK : v1::PRESENCE_OFFLINE;
        return at(VirtualLoop::instance().now() + m_chance.between(seconds(2), seconds(30)),
                  [&somebody] { somebody.wanted = v1::PRESENCE_AVAILABLE; });
    case 13:
    case 14:
        return supervise(m_chance.percent(60) ? v1::PREQUEUE_HOLD : v1::PREQUEUE_DISCARD);
    case 16:
        return m_telephones->ownCall(somePhone(), m_chance.between(seconds(5), seconds(60)));
    case 17:
        return m_telephones->doNotDisturb(somePhone(), m_chance.between(seconds(20), seconds(90)));
    default:
        return somebodyWritesAgain();
    }
}

void World::somebodyWritesAgain() {
    if (!m_mcan || m_threads.empty())
        return;
    writeAgain(
        m_threads[static_cast<std::size_t>(m_chance.between(0, static_cast<std::int64_t>(m_threads.size()) - 1))]);
}

void World::writeAgain(mcan::prequeue::MessageFacts facts) {
    if (!m_mcan)
        return;
    facts.interactionId = proto::base::newUuid7();
    facts.messageId = proto::base::newUuid7();
    facts.receivedAtMicros = VirtualLoop::instance().utc();
    m_mcan->writeAgain(facts, [] {});
}

// An agent has asked to finish a mail: its customer writes in just that moment, or in the wrap-up, and now and then mcan has to
// wait with the news.
void World::writeAcrossEnd(const QString& topic, const std::string& payload) {
    v1::Envelope envelope;
    v1::AgentCommand command;
    if (m_obedient || !topic.endsWith(QLatin1String("/command")) || !topic.contains(QLatin1String("/acd/one/agent/")) ||
        !envelope.ParseFromString(payload) || !proto::bus::unpack(envelope, command) || !command.has_finish() ||
        !m_letters.percent(15))
        return;
    const QString id = QString::fromStdString(command.finish().interaction_id());
    const auto facts =
        std::find_if(m_threads.begin(), m_threads.end(), [&id](const auto& each) { return each.interactionId == id; });
    if (facts == m_threads.end())
        return;
    const Micros delay = m_letters.percent(70) ? m_letters.between(0, millis(20)) : m_letters.between(0, seconds(3));
    if (m_letters.percent(25))
        m_broker.breakConnection(QStringLiteral("mcan"));
    at(VirtualLoop::instance().now() + delay, [this, facts = *facts] { writeAgain(facts); });
}

// A supervisor at the pre-queue, with everything in it.
void World::supervise(v1::PrequeueAction action) {
    if (!m_mcan)
        return;
    m_ledger.trace(QStringLiteral("a supervisor: %1").arg(QString::fromStdString(v1::PrequeueAction_Name(action))));
    for (const auto& queue : m_directory.queues) {
        v1::PrequeueCommand command;
        command.set_command_id(proto::base::newUuid7().toStdString());
        command.set_action(action);
        command.mutable_filter()->set_all(true);
        command.set_person(supervisorLogin);
        m_mcan->supervise(queue.name, command);
    }
}

// The hardest moments: something was given, and its receiver dies while it writes it.
void World::killAtMoment(const QString& topic) {
    const bool released = topic.endsWith(QLatin1String("/released"));
    const bool command = topic.contains(QLatin1String("/acd/")) && topic.endsWith(QLatin1String("/command"));
    const bool ended = topic.endsWith(QLatin1String("/ended"));
    if (!m_eventful || m_obedient || (!released && !command && !ended) || !m_moments.percent(command ? 2 : 8))
        return;
    at(VirtualLoop::instance().now() + m_moments.between(0, millis(14)),
       [this, ended] { ended ? killMcan() : killAcd(); });
}

// What a supervisor put aside or away comes back; said again, for mcan may be away just then.
void World::openUp() {
    supervise(v1::PREQUEUE_RELEASE);
    supervise(v1::PREQUEUE_BRING_BACK);
    VirtualLoop::instance().after(seconds(20), this, [this] { openUp(); });
}

// From now on all runs, and everybody works.
void World::endFaults() {
    m_ledger.trace(QStringLiteral("the faults are over"));
    m_obedient = true;
    m_disk.endFaults();
    m_broker.endFaults();
    m_telephones->endFaults();
    openUp();
    for (auto& [login, person] : m_people) {
        person.wanted = v1::PRESENCE_AVAILABLE;
        person.atPage = true;
    }
}

} // namespace sim
