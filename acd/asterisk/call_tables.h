// The state machines of a call, as tables: the caller's leg, the agent's, and that of a second agent who is asked. A pair of
// state and event that is not in the table is refused by name and logged; what each row does is in the `action` column,
// carried out by Calls.
#pragma once

#include <span>

namespace acd::asterisk {

enum class CallerState { Waiting, Bridging, Talking, Held, Leaving, Announcing, Ending, Over };
enum class CallerEvent {
    ConnectAsked,
    BridgeMade,
    BridgeRefused,
    HoldAsked,
    ResumeAsked,
    WaitAsked,
    LeaveAsked,
    LeaveRefused,
    AnnounceAsked,
    Announced,
    EndAsked,
    Gone
};
enum class CallerAction { None, Bridge, StartMusic, LeaveBridge, EnterBridge, Leave, Announce, HangUp, TellGone };

enum class LegState { Dialling, Ringing, Answered, Bridging, Talking, Ending, Over };
enum class LegEvent {
    RingingHeard,
    Entered,
    ConnectAsked,
    BridgeMade,
    BridgeRefused,
    HoldHeard,
    ResumeHeard,
    HangUpAsked,
    Gone
};
enum class LegAction {
    None,
    TellRinging,
    TellAnswered,
    TellFailed,
    TellBridged,
    TellBridgeFailed,
    TellHungUp,
    TellHeld,
    TellResumed,
    HangUp,
    JoinBridge,
    TellConsultJoined,
    TellConsultOver
};

template <typename State, typename Event, typename Action>
struct Transition {
    State state;
    Event event;
    State next;
    Action action;
    const char* meaning;
};
using CallerTransition = Transition<CallerState, CallerEvent, CallerAction>;
using LegTransition = Transition<LegState, LegEvent, LegAction>;

std::span<const CallerTransition> callerTable();
std::span<const LegTransition> legTable();
std::span<const LegTransition> consultTable();

const char* nameOf(CallerState state);
const char* nameOf(CallerEvent event);
const char* nameOf(LegState state);
const char* nameOf(LegEvent event);

// The row for a state and an event; null when the table has none.
template <typename Row, typename State, typename Event>
const Row* findRow(std::span<const Row> table, State state, Event event) {
    for (const Row& row : table) {
        if (row.state == state && row.event == event)
            return &row;
    }
    return nullptr;
}

} // namespace acd::asterisk
