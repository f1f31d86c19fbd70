// Where time comes from, so that a test can move it. All times are microseconds.
#pragma once

#include <cstdint>

namespace proto::base {

class Clock {
public:
    virtual ~Clock() = default;
    // Wall clock: microseconds since 1970-01-01 UTC. May step.
    virtual std::int64_t utcMicros() const = 0;
    // Never goes back; only differences mean something.
    virtual std::int64_t steadyMicros() const = 0;
};

// The machine's clocks. Thread-safe.
class SystemClock final : public Clock {
public:
    std::int64_t utcMicros() const override;
    std::int64_t steadyMicros() const override;
    static const SystemClock& instance();
};

// Milliseconds of the machine's steady clock: what time limits are measured with.
inline std::int64_t steadyMs() {
    return SystemClock::instance().steadyMicros() / 1000;
}

// Stands still until told. One thread.
class ManualClock final : public Clock {
public:
    explicit ManualClock(std::int64_t utcMicros = 0) : m_utc(utcMicros) {}
    std::int64_t utcMicros() const override { return m_utc; }
    std::int64_t steadyMicros() const override { return m_steady; }
    void advanceMicros(std::int64_t micros) {
        m_utc += micros;
        m_steady += micros;
    }
    // A step of the wall clock alone, as an operator or NTP makes it.
    void stepUtcMicros(std::int64_t micros) { m_utc += micros; }

private:
    std::int64_t m_utc;
    std::int64_t m_steady = 0;
};

} // namespace proto::base
