// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>

namespace bench {

namespace {

std::uint64_t wallNanoseconds() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count());
}

} // namespace

double coreSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void Latencies::add(std::uint64_t nanoseconds) {
    ++m_bins[std::min<std::uint64_t>(nanoseconds / kStep, m_bins.size() - 1)];
    ++m_count;
}

double Latencies::percentile(double percent) const {
    const auto wanted = static_cast<std::uint64_t>(static_cast<double>(m_count) * percent / 100.0);
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
        seen += m_bins[bin];
        if (seen >= wanted)
            return static_cast<double>((bin + 1) * kStep);
    }
    return static_cast<double>(m_bins.size() * kStep);
}

Replay::Replay(const Size& size) : m_load(size) {
    constexpr int kWarmUp = 10;
    m_load.tell([&](const Happening& happening) { m_engine.apply(happening.event, happening.at); });
    m_load.fill();
    m_batch.reserve(kBatch);
    m_load.tell([&](const Happening& happening) { m_batch.push_back(happening); });
    for (int i = 0; i < kWarmUp; ++i) {
        record();
        replay();
    }
}

void Replay::record() {
    m_batch.clear();
    for (std::uint32_t i = 0; i < kBatch; ++i)
        m_load.step();
}

void Replay::replay() {
    for (const Happening& happening : m_batch)
        m_actions += m_engine.apply(happening.event, happening.at).size();
}

void Replay::runBatch() {
    record();
    const std::uint64_t wall = wallNanoseconds();
    const double core = coreSeconds();
    replay();
    m_rates.push_back(static_cast<double>(m_batch.size()) / (coreSeconds() - core));
    m_wall += static_cast<double>(wallNanoseconds() - wall) / 1e9;
}

double Replay::rateAt(double share) const {
    std::vector<double> rates = m_rates;
    std::sort(rates.begin(), rates.end());
    return rates.at(static_cast<std::size_t>(share * static_cast<double>(rates.size() - 1)));
}

double Replay::eventsPerSecondByTheWall() const {
    return static_cast<double>(m_rates.size() * kBatch) / m_wall;
}

void Replay::runEach(Latencies& latencies) {
    record();
    for (const Happening& happening : m_batch) {
        const std::uint64_t begin = wallNanoseconds();
        m_actions += m_engine.apply(happening.event, happening.at).size();
        latencies.add(wallNanoseconds() - begin);
    }
}

bool Replay::agrees() {
    std::string one;
    std::string other;
    m_load.engine().save(one);
    m_engine.save(other);
    return m_actions > 0 && one == other;
}

} // namespace bench
