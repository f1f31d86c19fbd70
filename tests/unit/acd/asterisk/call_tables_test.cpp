// The state tables of the two legs: complete where a lost row would leave somebody on the line.
#include "acd/asterisk/call_tables.h"

#include <QSet>
#include <QTest>

using namespace acd::asterisk;

class CallTablesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noStateAndEventStandTwice() {
        QSet<std::pair<int, int>> callers;
        for (const CallerTransition& row : callerTable()) {
            const std::pair key(static_cast<int>(row.state), static_cast<int>(row.event));
            QVERIFY2(!callers.contains(key), nameOf(row.state));
            callers.insert(key);
        }
        for (const auto table : {legTable(), consultTable()}) {
            QSet<std::pair<int, int>> legs;
            for (const LegTransition& row : table) {
                const std::pair key(static_cast<int>(row.state), static_cast<int>(row.event));
                QVERIFY2(!legs.contains(key), nameOf(row.state));
                legs.insert(key);
            }
        }
    }

    void everyLegCanBeHungUpAndCanVanish() {
        for (const LegState state : {LegState::Dialling, LegState::Ringing, LegState::Answered, LegState::Bridging,
                                     LegState::Talking, LegState::Ending}) {
            for (const auto table : {legTable(), consultTable()}) {
                const LegTransition* gone = findRow(table, state, LegEvent::Gone);
                QVERIFY2(gone != nullptr, nameOf(state));
                QCOMPARE(gone->next, LegState::Over);
                const LegTransition* asked = findRow(table, state, LegEvent::HangUpAsked);
                QVERIFY2(asked != nullptr, nameOf(state));
                QCOMPARE(asked->next, LegState::Ending);
                QCOMPARE(asked->action, LegAction::HangUp);
            }
        }
    }

    void everyCallerCanBeEndedAndCanVanish() {
        for (const CallerState state : {CallerState::Waiting, CallerState::Bridging, CallerState::Talking,
                                        CallerState::Held, CallerState::Ending}) {
            const CallerTransition* gone = findRow(callerTable(), state, CallerEvent::Gone);
            QVERIFY2(gone != nullptr, nameOf(state));
            QCOMPARE(gone->next, CallerState::Over);
            const CallerTransition* asked = findRow(callerTable(), state, CallerEvent::EndAsked);
            QVERIFY2(asked != nullptr, nameOf(state));
            QCOMPARE(asked->next, CallerState::Ending);
        }
    }

    void whoLeavesForTheDialplanIsNotHungUpByTheEndThatFollows() {
        const CallerTransition* asked = findRow(callerTable(), CallerState::Waiting, CallerEvent::LeaveAsked);
        QVERIFY(asked != nullptr && asked->next == CallerState::Leaving);
        for (const CallerState state : {CallerState::Talking, CallerState::Held}) { // transferred, and sent on at once
            const CallerTransition* row = findRow(callerTable(), state, CallerEvent::LeaveAsked);
            QVERIFY(row != nullptr && row->next == CallerState::Leaving);
        }
        const CallerTransition* ended = findRow(callerTable(), CallerState::Leaving, CallerEvent::EndAsked);
        QVERIFY(ended != nullptr && ended->next == CallerState::Leaving && ended->action == CallerAction::None);
        const CallerTransition* refused = findRow(callerTable(), CallerState::Leaving, CallerEvent::LeaveRefused);
        QVERIFY(refused != nullptr && refused->next == CallerState::Ending && refused->action == CallerAction::HangUp);
        const CallerTransition* gone = findRow(callerTable(), CallerState::Leaving, CallerEvent::Gone);
        QVERIFY(gone != nullptr && gone->next == CallerState::Over);
        QCOMPARE(nameOf(CallerState::Leaving), "leaving");
        QCOMPARE(nameOf(CallerEvent::LeaveRefused), "leave_refused");
        QCOMPARE(nameOf(CallerEvent::Gone), "gone");
    }

    void aVanishedLegIsToldExactlyWhenSomebodyWaitsForIt() {
        const auto actionOf = [](LegState state) { return findRow(legTable(), state, LegEvent::Gone)->action; };
        QCOMPARE(actionOf(LegState::Ringing), LegAction::TellFailed);
        QCOMPARE(actionOf(LegState::Bridging), LegAction::TellBridgeFailed);
        QCOMPARE(actionOf(LegState::Talking), LegAction::TellHungUp);
        QCOMPARE(actionOf(LegState::Ending), LegAction::None);
        for (const LegState state :
             {LegState::Dialling, LegState::Ringing, LegState::Answered, LegState::Bridging, LegState::Talking})
            QCOMPARE(findRow(consultTable(), state, LegEvent::Gone)->action, LegAction::TellConsultOver);
        QCOMPARE(findRow(consultTable(), LegState::Ending, LegEvent::Gone)->action, LegAction::None);
    }
};

QTEST_GUILESS_MAIN(CallTablesTest)
#include "call_tables_test.moc"
