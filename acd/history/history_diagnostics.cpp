#include "acd/history/history_diagnostics.h"

#include "proto/base/diagnostics_lines.h"
#include "proto/base/gauge_table.h"

namespace acd::history {

using proto::base::DiagnosticsLine;
using proto::base::figureText;

void addDiagnostics(proto::base::DiagnosticsServer& server, const History& history, const proto::base::Store& store) {
    server.addGroup(QStringLiteral("store"), [&history, &store] {
        const HistoryFigures figures = history.figures();
        DiagnosticsLine line{QStringLiteral("store"),
                             {{QStringLiteral("mysql"), figureText(store.isUp())},
                              {QStringLiteral("events"), figureText(figures.written)},
                              {QStringLiteral("uncommitted"), figureText(figures.uncommitted)},
                              {QStringLiteral("unlogged"), figureText(figures.unlogged)},
                              {QStringLiteral("commitMs"), figureText(figures.lastCommitMs)},
                              {QStringLiteral("failures"), figureText(figures.failures)},
                              {QStringLiteral("snapshots"), figureText(figures.snapshots)},
                              {QStringLiteral("replayed"), figureText(figures.replayed)}}};
        proto::base::addStoreKeys(line, store);
        return line;
    });
}

void addMetrics(proto::base::Metrics& metrics, const History& history) {
    struct Figure {
        const char* name;
        const char* help;
        double (*read)(const HistoryFigures& figures);
    };
    static const Figure all[] = {
        {"acd_journal_uncommitted", "Journal entries that are not durable yet",
         [](const HistoryFigures& figures) { return static_cast<double>(figures.uncommitted); }},
        {"acd_journal_capacity", "Journal entries that may wait for the store; beyond, events are not logged",
         [](const HistoryFigures& figures) { return static_cast<double>(figures.capacity); }},
        {"acd_journal_unlogged_total", "Events without lines in the event log, because too many waited for the store",
         [](const HistoryFigures& figures) { return static_cast<double>(figures.unlogged); }},
    };
    proto::base::addGauges(metrics, all, [&history](const Figure& figure) { return figure.read(history.figures()); });
}

void tellOfJournal(const HistoryFigures& figures,
                   const std::function<void(const char* code, const QString& subject, const QString& detail)>& tell) {
    if (figures.uncommitted < figures.capacity / 2)
        return;
    tell("journal_full", QStringLiteral("acd"),
         QStringLiteral(
             "%1 of %2 journal entries wait for the store; beyond, calls go on and the event log has no lines of what "
             "happens: mend the store")
             .arg(figures.uncommitted)
             .arg(figures.capacity));
}

} // namespace acd::history
