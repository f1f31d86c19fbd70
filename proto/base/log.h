// The log: one JSON line an event on stderr (the journal under systemd), through spdlog. Thread-safe.
//   logInfo("mcan.email.fetch", "mail stored", {{"mailbox", name}, {"uid", uid}});
// gives {"time":"2026-01-31T12:00:00.123456Z","level":"info","where":"mcan.email.fetch","what":"mail stored","mailbox":…}
// Qt's own messages go the same way (installLog). Never log content of mails, passwords or tokens.
#pragma once

#include <QString>
#include <QVariant>

#include <initializer_list>
#include <utility>

namespace proto::base {

enum class LogLevel { Debug, Info, Warning, Error };

using LogField = std::pair<const char*, QVariant>;

// Once, first thing in main(). `daemon` becomes a field of every line. Takes over Qt's message handler.
void installLog(const QString& daemon, LogLevel least);
void setLogLevel(LogLevel least);

void logEvent(LogLevel level, const char* where, const QString& what, std::initializer_list<LogField> fields = {});
inline void logDebug(const char* where, const QString& what, std::initializer_list<LogField> fields = {}) {
    logEvent(LogLevel::Debug, where, what, fields);
}
inline void logInfo(const char* where, const QString& what, std::initializer_list<LogField> fields = {}) {
    logEvent(LogLevel::Info, where, what, fields);
}
inline void logWarning(const char* where, const QString& what, std::initializer_list<LogField> fields = {}) {
    logEvent(LogLevel::Warning, where, what, fields);
}
inline void logError(const char* where, const QString& what, std::initializer_list<LogField> fields = {}) {
    logEvent(LogLevel::Error, where, what, fields);
}

// Counts of warnings and errors since start, and when the last one was (0 = never): for the diagnostics' alarms.
struct LogAlarms {
    quint64 count = 0;
    qint64 lastUtcMicros = 0;
};
LogAlarms logAlarms();

} // namespace proto::base
