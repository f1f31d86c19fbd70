#include "proto/base/log.h"

#include "proto/base/clock.h"
#include "proto/base/json_text.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <QTimeZone>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace proto::base {

namespace {

std::atomic<quint64> alarmCount = 0;
std::atomic<qint64> alarmLast = 0;

// Set once by installLog, before other threads start; until then lines name no daemon.
QString& daemonName() {
    static QString name;
    return name;
}

spdlog::logger& logger() {
    static const auto made = [] {
        auto fresh = std::make_shared<spdlog::logger>("antesala", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        fresh->set_pattern("%v");
        fresh->set_level(spdlog::level::info);
        return fresh;
    }();
    return *made;
}

spdlog::level::level_enum levelOf(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

const char* nameOf(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "error";
}

// 2026-01-31T12:00:00.123456Z
QString isoMicros(qint64 utcMicros) {
    const QDateTime seconds = QDateTime::fromSecsSinceEpoch(utcMicros / 1000000, QTimeZone::utc());
    return seconds.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")) +
           QStringLiteral(".%1Z").arg(utcMicros % 1000000, 6, 10, QLatin1Char('0'));
}

void qtMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    const QByteArray where = QByteArrayLiteral("qt.") + (context.category ? context.category : "default");
    switch (type) {
    case QtDebugMsg:
        return logDebug(where.constData(), text);
    case QtInfoMsg:
        return logInfo(where.constData(), text);
    case QtWarningMsg:
        return logWarning(where.constData(), text);
    case QtCriticalMsg:
    case QtFatalMsg:
        return logError(where.constData(), text);
    }
}

} // namespace

void installLog(const QString& daemon, LogLevel least) {
    daemonName() = daemon;
    setLogLevel(least);
    qInstallMessageHandler(qtMessage);
}

void setLogLevel(LogLevel least) {
    logger().set_level(levelOf(least));
}

void logEvent(LogLevel level, const char* where, const QString& what, std::initializer_list<LogField> fields) {
    const qint64 now = SystemClock::instance().utcMicros();
    if (level >= LogLevel::Warning) {
        ++alarmCount;
        alarmLast = now;
    }
    if (!logger().should_log(levelOf(level)))
        return;
    JsonLine line;
    line.add("time", isoMicros(now));
    line.add("level", QString::fromLatin1(nameOf(level)));
    if (!daemonName().isEmpty())
        line.add("daemon", daemonName());
    line.add("where", QString::fromUtf8(where));
    line.add("what", what);
    for (const auto& [name, value] : fields)
        line.add(name, value);
    const std::string text = line.text();
    logger().log(levelOf(level), spdlog::string_view_t(text));
}

LogAlarms logAlarms() {
    return {alarmCount, alarmLast};
}

} // namespace proto::base
