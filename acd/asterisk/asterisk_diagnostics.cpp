#include "acd/asterisk/asterisk_diagnostics.h"

#include "proto/base/diagnostics_lines.h"
#include "proto/base/gauge_table.h"

namespace acd::asterisk {

using proto::base::DiagnosticsLine;
using proto::base::figureText;

void addDiagnostics(proto::base::DiagnosticsServer& server, const AriClient& ari, const Calls& calls) {
    server.addGroup(QStringLiteral("asterisk"), [&ari, &calls] {
        const auto figures = ari.figures();
        return DiagnosticsLine{QStringLiteral("asterisk"),
                               {{QStringLiteral("conx"), figureText(calls.isReady())},
                                {QStringLiteral("calls"), figureText(calls.count())},
                                {QStringLiteral("talking"), figureText(calls.talking())},
                                {QStringLiteral("requests"), figureText(figures.requests)},
                                {QStringLiteral("failures"), figureText(figures.failures)},
                                {QStringLiteral("events"), figureText(figures.events)},
                                {QStringLiteral("connects"), figureText(figures.connects)},
                                {QStringLiteral("refused"), figureText(figures.refused)},
                                {QStringLiteral("fault"), figures.fault}}};
    });
}

void addMetrics(proto::base::Metrics& metrics, const AriClient& ari, const Calls& calls) {
    struct Figure {
        const char* name;
        const char* help;
        double (*read)(const AriClient& ari, const Calls& calls);
    };
    static const Figure figures[] = {
        {"acd_asterisk_up", "1 while Asterisk takes requests and is surveyed; 0 when it refuses them",
         [](const AriClient&, const Calls& all) { return all.isReady() ? 1.0 : 0.0; }},
        {"acd_asterisk_refused_total", "Requests and connections Asterisk refused: user, password, right or module",
         [](const AriClient& client, const Calls&) { return static_cast<double>(client.figures().refused); }},
        {"acd_asterisk_backlog_messages", "Messages of Asterisk not yet handled",
         [](const AriClient& client, const Calls&) { return static_cast<double>(client.figures().backlog); }},
        {"acd_asterisk_requests_pending", "Requests Asterisk has not answered",
         [](const AriClient& client, const Calls&) { return static_cast<double>(client.figures().pending); }},
    };
    proto::base::addGauges(metrics, figures, [&ari, &calls](const Figure& figure) { return figure.read(ari, calls); });
}

} // namespace acd::asterisk
