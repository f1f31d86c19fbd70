#include "acd/asterisk/call_tables.h"

#include <array>
#include <cstddef>

namespace acd::asterisk {

namespace {

using CS = CallerState;
using CE = CallerEvent;
using CA = CallerAction;

constexpr CallerTransition callerRows[] = {
    {CS::Waiting, CE::ConnectAsked, CS::Bridging, CA::Bridge, "an agent's phone answered"},
    {CS::Waiting, CE::WaitAsked, CS::Waiting, CA::None, "waits already"},
    {CS::Waiting, CE::LeaveAsked, CS::Leaving, CA::Leave, "overflows to a label of the dialplan"},
    {CS::Waiting, CE::AnnounceAsked, CS::Announcing, CA::Announce, "no queue takes the call: the caller hears why"},
    {CS::Waiting, CE::EndAsked, CS::Ending, CA::HangUp, "overflowed, refused or taken back"},
    {CS::Waiting, CE::Gone, CS::Over, CA::TellGone, "the caller gave up"},
    {CS::Bridging, CE::BridgeMade, CS::Talking, CA::None, "both are in the bridge"},
    {CS::Bridging, CE::BridgeRefused, CS::Waiting, CA::StartMusic, "the agent's side went away first"},
    {CS::Bridging, CE::WaitAsked, CS::Waiting, CA::StartMusic, "the engine gave up waiting for the bridge"},
    {CS::Bridging, CE::EndAsked, CS::Ending, CA::HangUp, "taken back while being bridged"},
    {CS::Bridging, CE::Gone, CS::Over, CA::TellGone, "the caller hung up in the very moment"},
    {CS::Talking, CE::HoldAsked, CS::Held, CA::LeaveBridge, "out of the bridge, with music"},
    {CS::Talking, CE::WaitAsked, CS::Waiting, CA::StartMusic, "goes back to a queue"},
    {CS::Talking, CE::EndAsked, CS::Ending, CA::HangUp, "the agent finished"},
    {CS::Talking, CE::LeaveAsked, CS::Leaving, CA::Leave, "transferred to a queue that sends its callers away"},
    {CS::Talking, CE::Gone, CS::Over, CA::TellGone, "the caller hung up"},
    {CS::Held, CE::ResumeAsked, CS::Talking, CA::EnterBridge, "back to the agent"},
    {CS::Held, CE::WaitAsked, CS::Waiting, CA::None, "goes back to a queue, the music plays already"},
    {CS::Held, CE::EndAsked, CS::Ending, CA::HangUp, "the agent finished"},
    {CS::Held, CE::LeaveAsked, CS::Leaving, CA::Leave, "transferred to a queue that sends its callers away"},
    {CS::Held, CE::Gone, CS::Over, CA::TellGone, "the caller hung up while held"},
    {CS::Leaving, CE::EndAsked, CS::Leaving, CA::None, "it is the dialplan's already"},
    {CS::Leaving, CE::LeaveRefused, CS::Ending, CA::HangUp, "the dialplan cannot have it: nobody waits for ever"},
    {CS::Leaving, CE::Gone, CS::Over, CA::None, "in the dialplan, or hung up in the very moment"},
    {CS::Announcing, CE::Announced, CS::Ending, CA::HangUp, "heard to its end, or it cannot be played"},
    {CS::Announcing, CE::EndAsked, CS::Announcing, CA::None, "ends by itself"},
    {CS::Announcing, CE::Gone, CS::Over, CA::None, "the caller has heard enough"},
    {CS::Ending, CE::Announced, CS::Ending, CA::None, "late news"},
    {CS::Ending, CE::EndAsked, CS::Ending, CA::HangUp, "asked again: the first hang-up was not obeyed"},
    {CS::Ending, CE::Gone, CS::Over, CA::None, "as asked"},
    {CS::Ending, CE::BridgeMade, CS::Ending, CA::None, "late news"},
    {CS::Ending, CE::BridgeRefused, CS::Ending, CA::None, "late news"},
};

using LS = LegState;
using LE = LegEvent;
using LA = LegAction;

constexpr LegTransition legRows[] = {
    {LS::Dialling, LE::RingingHeard, LS::Ringing, LA::TellRinging, "180 from the phone"},
    {LS::Dialling, LE::Entered, LS::Answered, LA::TellAnswered, "answered without ringing"},
    {LS::Dialling, LE::HangUpAsked, LS::Ending, LA::HangUp, "the offer is over"},
    {LS::Dialling, LE::Gone, LS::Over, LA::TellFailed, "the phone could not be reached"},
    {LS::Ringing, LE::RingingHeard, LS::Ringing, LA::None, "said twice"},
    {LS::Ringing, LE::Entered, LS::Answered, LA::TellAnswered, "answered"},
    {LS::Ringing, LE::HangUpAsked, LS::Ending, LA::HangUp, "the offer is over"},
    {LS::Ringing, LE::Gone, LS::Over, LA::TellFailed, "declined, busy or not answered"},
    {LS::Answered, LE::ConnectAsked, LS::Bridging, LA::None, "the engine took the answer"},
    {LS::Answered, LE::HangUpAsked, LS::Ending, LA::HangUp, "answered too late"},
    {LS::Answered, LE::Gone, LS::Over, LA::TellFailed, "answered and hung up at once"},
    {LS::Bridging, LE::BridgeMade, LS::Talking, LA::TellBridged, "both are in the bridge"},
    {LS::Bridging, LE::BridgeRefused, LS::Ending, LA::TellBridgeFailed, "the bridge could not be made"},
    {LS::Bridging, LE::HangUpAsked, LS::Ending, LA::HangUp, "the caller went, or the engine gave up"},
    {LS::Bridging, LE::Gone, LS::Over, LA::TellBridgeFailed, "the agent hung up in the very moment"},
    {LS::Answered, LE::HoldHeard, LS::Answered, LA::None, "nobody to hold yet"},
    {LS::Answered, LE::ResumeHeard, LS::Answered, LA::None, "the same"},
    {LS::Bridging, LE::HoldHeard, LS::Bridging, LA::TellHeld, "held in the very moment"},
    {LS::Bridging, LE::ResumeHeard, LS::Bridging, LA::TellResumed, "the same, and back"},
    {LS::Talking, LE::HoldHeard, LS::Talking, LA::TellHeld, "the phone's own hold key"},
    {LS::Talking, LE::ResumeHeard, LS::Talking, LA::TellResumed, "the phone goes on"},
    {LS::Talking, LE::HangUpAsked, LS::Ending, LA::HangUp, "the caller went, or the agent finished on the desk"},
    {LS::Talking, LE::Gone, LS::Over, LA::TellHungUp, "the agent hung up"},
    {LS::Ending, LE::RingingHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::HoldHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::ResumeHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::Entered, LS::Ending, LA::HangUp, "answered in the very moment it was called back"},
    {LS::Ending, LE::BridgeMade, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::BridgeRefused, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::HangUpAsked, LS::Ending, LA::HangUp, "asked again: the first hang-up was not obeyed"},
    {LS::Ending, LE::Gone, LS::Over, LA::None, "as asked"},
};

constexpr LegTransition consultRows[] = {
    {LS::Dialling, LE::RingingHeard, LS::Ringing, LA::None, "180 from the phone"},
    {LS::Dialling, LE::Entered, LS::Bridging, LA::JoinBridge, "answered without ringing"},
    {LS::Dialling, LE::HangUpAsked, LS::Ending, LA::HangUp, "the consult is over"},
    {LS::Dialling, LE::Gone, LS::Over, LA::TellConsultOver, "the phone could not be reached"},
    {LS::Ringing, LE::RingingHeard, LS::Ringing, LA::None, "said twice"},
    {LS::Ringing, LE::Entered, LS::Bridging, LA::JoinBridge, "answered"},
    {LS::Ringing, LE::HangUpAsked, LS::Ending, LA::HangUp, "the consult is over"},
    {LS::Ringing, LE::Gone, LS::Over, LA::TellConsultOver, "declined, busy or not answered"},
    {LS::Answered, LE::HangUpAsked, LS::Ending, LA::HangUp, "found on its way into the bridge by a survey"},
    {LS::Answered, LE::Gone, LS::Over, LA::TellConsultOver, "the same, and gone"},
    {LS::Bridging, LE::BridgeMade, LS::Talking, LA::TellConsultJoined, "the two agents talk"},
    {LS::Bridging, LE::BridgeRefused, LS::Ending, LA::TellConsultOver, "the bridge does not take them"},
    {LS::Bridging, LE::HangUpAsked, LS::Ending, LA::HangUp, "the consult is over"},
    {LS::Bridging, LE::Gone, LS::Over, LA::TellConsultOver, "answered and hung up at once"},
    {LS::Talking, LE::HoldHeard, LS::Talking, LA::None, "the first agent has the caller: nobody is held"},
    {LS::Talking, LE::ResumeHeard, LS::Talking, LA::None, "the same"},
    {LS::Bridging, LE::HoldHeard, LS::Bridging, LA::None, "the same"},
    {LS::Bridging, LE::ResumeHeard, LS::Bridging, LA::None, "the same"},
    {LS::Talking, LE::HangUpAsked, LS::Ending, LA::HangUp, "the consult is over"},
    {LS::Talking, LE::Gone, LS::Over, LA::TellConsultOver, "they hung up"},
    {LS::Ending, LE::RingingHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::HoldHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::ResumeHeard, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::Entered, LS::Ending, LA::HangUp, "answered in the very moment it was called back"},
    {LS::Ending, LE::BridgeMade, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::BridgeRefused, LS::Ending, LA::None, "late news"},
    {LS::Ending, LE::HangUpAsked, LS::Ending, LA::HangUp, "asked again: the first hang-up was not obeyed"},
    {LS::Ending, LE::Gone, LS::Over, LA::None, "as asked"},
};

template <typename Enum, std::size_t N>
const char* nameAt(const std::array<const char*, N>& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}

} // namespace

std::span<const CallerTransition> callerTable() {
    return callerRows;
}
std::span<const LegTransition> legTable() {
    return legRows;
}
std::span<const LegTransition> consultTable() {
    return consultRows;
}

const char* nameOf(CallerState state) {
    return nameAt(std::array{"waiting", "bridging", "talking", "held", "leaving", "announcing", "ending", "over"},
                  state);
}

const char* nameOf(CallerEvent event) {
    return nameAt(std::array{"connect_asked", "bridge_made", "bridge_refused", "hold_asked", "resume_asked",
                             "wait_asked", "leave_asked", "leave_refused", "announce_asked", "announced", "end_asked",
                             "gone"},
                  event);
}

const char* nameOf(LegState state) {
    return nameAt(std::array{"dialling", "ringing", "answered", "bridging", "talking", "ending", "over"}, state);
}

const char* nameOf(LegEvent event) {
    return nameAt(std::array{"ringing_heard", "entered", "connect_asked", "bridge_made", "bridge_refused", "hold_heard",
                             "resume_heard", "hang_up_asked", "gone"},
                  event);
}

} // namespace acd::asterisk
