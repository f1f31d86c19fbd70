// sim: the engine, switchboard, journal, hand-overs and pre-queue of Antesala under a seeded scheduler with faults.
//
//     sim [--from N] [--seeds N]      seeds N …; one line of JSON at the end, 1 when a rule was broken
//     sim --seed N [--trace]          one of them again, with what happened
//     sim --planted [--seeds N]       each planted bug must be found within so many seeds; --bug NAME: this one
// See README.md.
#include "tests/sim/planting.h"
#include "tests/sim/world.h"

#include "proto/base/log.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHashSeed>

#include <cstdio>

namespace {

void print(const QString& line) {
    std::fputs((line + u'\n').toUtf8().constData(), stdout);
    std::fflush(stdout);
}

sim::Verdict runSeed(std::uint64_t seed, bool trace = false) {
    sim::World world(seed, trace);
    return world.run();
}

void printFailure(std::uint64_t seed, const sim::Verdict& verdict) {
    print(QStringLiteral("seed %1 commit %2")
              .arg(seed)
              .arg(qEnvironmentVariable("ANTESALA_COMMIT", QStringLiteral("unknown"))));
    for (const QString& violation : verdict.violations.mid(0, 10))
        print(QStringLiteral("  ") + violation);
    print(QStringLiteral("  again: ./dev sim --seed %1 --trace").arg(seed));
}

int runSeeds(std::uint64_t from, std::uint64_t count) {
    QElapsedTimer took;
    took.start();
    int failures = 0;
    std::int64_t interactions = 0;
    double virtualHours = 0;
    for (std::uint64_t seed = from; seed < from + count; ++seed) {
        sim::Verdict verdict = runSeed(seed);
        if (seed % 25 == 0 && runSeed(seed).traceHash != verdict.traceHash)
            verdict.violations << QStringLiteral("two runs of the seed differ");
        interactions += verdict.interactions;
        virtualHours += static_cast<double>(verdict.virtualTime) / 3.6e9;
        if (verdict.violations.isEmpty())
            continue;
        ++failures;
        printFailure(seed, verdict);
    }
    print(QStringLiteral("{\"figure\":\"sim.seeds\",\"from\":%1,\"value\":%2,\"violated\":%3,\"interactions\":%4,"
                         "\"virtual_hours\":%5,\"seconds\":%6,\"ok\":%7}")
              .arg(from)
              .arg(count)
              .arg(failures)
              .arg(interactions)
              .arg(virtualHours, 0, 'f', 1)
              .arg(static_cast<double>(took.elapsed()) / 1000, 0, 'f', 1)
              .arg(failures == 0 ? QStringLiteral("true") : QStringLiteral("false")));
    return failures == 0 ? 0 : 1;
}

int runSeedOnce(std::uint64_t seed, bool trace) {
    const sim::Verdict verdict = runSeed(seed, trace);
    for (const QString& line : verdict.trace)
        print(line);
    if (verdict.violations.isEmpty())
        print(QStringLiteral("seed %1: no rule was broken; %2 interactions, trace %3")
                  .arg(seed)
                  .arg(verdict.interactions)
                  .arg(verdict.traceHash, 16, 16, QLatin1Char('0')));
    else
        printFailure(seed, verdict);
    return verdict.violations.isEmpty() ? 0 : 1;
}

// Only a seed that breaks no rule without the bug finds it.
QString foundIn(std::uint64_t seed, proto::base::PlantedBug bug) {
    sim::plant(bug);
    const sim::Verdict verdict = runSeed(seed);
    sim::plant(proto::base::PlantedBug::none);
    return verdict.violations.isEmpty() || !runSeed(seed).violations.isEmpty() ? QString() : verdict.violations.first();
}

int runPlanted(std::uint64_t seeds, const QString& only) {
    std::size_t found = 0;
    std::size_t asked = 0;
    for (const sim::Plant& plant : sim::plants()) {
        const QString name = QLatin1String(plant.name);
        if (!only.isEmpty() && name != only)
            continue;
        ++asked;
        QString rule;
        std::uint64_t seed = 0;
        while (rule.isEmpty() && seed < seeds)
            rule = foundIn(++seed, plant.bug);
        found += rule.isEmpty() ? 0 : 1;
        print(rule.isEmpty() ? QStringLiteral("%1: NOT FOUND in %2 seeds").arg(name).arg(seeds)
                             : QStringLiteral("%1: seed %2, %3").arg(name).arg(seed).arg(rule));
    }
    print(QStringLiteral("%1 of %2 found").arg(found).arg(asked));
    return found == asked && asked > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    QHashSeed::setDeterministicGlobalSeed();
    sim::VirtualLoop loop;
    QCoreApplication::setEventDispatcher(&loop);
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("from"), QStringLiteral("First seed."), QStringLiteral("N"), QStringLiteral("1")},
         {QStringLiteral("seeds"), QStringLiteral("How many."), QStringLiteral("N"), QStringLiteral("100")},
         {QStringLiteral("seed"), QStringLiteral("This one alone."), QStringLiteral("N")},
         {QStringLiteral("trace"), QStringLiteral("With everything that happened.")},
         {QStringLiteral("planted"), QStringLiteral("Are the planted bugs found?")},
         {QStringLiteral("bug"), QStringLiteral("Of the planted ones this alone."), QStringLiteral("NAME")}});
    parser.process(application);
    const bool trace = parser.isSet(QStringLiteral("trace"));
    proto::base::installLog(QStringLiteral("sim"), trace ? proto::base::LogLevel::Debug : proto::base::LogLevel::Error);
    const auto seeds = parser.value(QStringLiteral("seeds")).toULongLong();
    int result = 0;
    if (parser.isSet(QStringLiteral("planted")))
        result = runPlanted(seeds, parser.value(QStringLiteral("bug")));
    else if (parser.isSet(QStringLiteral("seed")))
        result = runSeedOnce(parser.value(QStringLiteral("seed")).toULongLong(), trace);
    else
        result = runSeeds(parser.value(QStringLiteral("from")).toULongLong(), seeds);
    std::fflush(nullptr);
    _exit(result); // the application would take down a dispatcher that is not on the heap
}
