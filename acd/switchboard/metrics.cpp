// acd's figures for Prometheus: read when somebody asks.
#include "acd/switchboard/diagnostics.h"

#include "proto/base/gauge_table.h"

namespace acd::switchboard {

void addMetrics(proto::base::Metrics& metrics, const Watched& watched) {
    struct Figure {
        const char* name;
        const char* help;
        double (*read)(const Watched&);
    };
    static const Figure figures[] = {
        {"acd_events_total", "Events the engine was given",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().events); }},
        {"acd_events_refused_total", "Events that did not fit and changed nothing",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().refused); }},
        {"acd_calls_arrived_total", "Calls that came in",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().arrivedCalls); }},
        {"acd_mails_arrived_total", "Mails handed over by mcan",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().arrivedMails); }},
        {"acd_offers_total", "Offers made to agents",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().offers); }},
        {"acd_interactions_ended_total", "Interactions that had their outcome",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().ended); }},
        {"acd_interactions_waiting", "Interactions in queues",
         [](const Watched& w) { return static_cast<double>(w.switchboard.figures().waiting); }},
        {"acd_state_looks_total", "Agents and queues looked at because something about them changed",
         [](const Watched& w) { return static_cast<double>(w.switchboard.stateFigures().looks); }},
        {"acd_state_interactions_seen_total", "Interactions looked at for the states of queues",
         [](const Watched& w) { return static_cast<double>(w.switchboard.stateFigures().interactionsSeen); }},
        {"acd_state_told_total", "States of agents, queues and windows that said something new",
         [](const Watched& w) { return static_cast<double>(w.switchboard.stateFigures().told); }},
        {"acd_bus_up", "1 while connected to the broker",
         [](const Watched& w) { return w.bus.isConnected() ? 1.0 : 0.0; }},
        {"acd_outbox_unacknowledged", "Outcomes mcan has not acknowledged",
         [](const Watched& w) { return static_cast<double>(w.outbox.unacknowledged()); }},
    };
    proto::base::addGauges(metrics, figures, [watched](const Figure& figure) { return figure.read(watched); });
}

} // namespace acd::switchboard
