#include "mcan/prequeue/item_state.h"

#include <QTest>

using namespace mcan::prequeue;

class ItemStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The whole table as it is meant: what is not written here is refused.
    void everyEventInEveryState() {
        const QHash<QString, QString> allowed{{"in_bot sort", "held"},
                                              {"in_bot close", "ended"},
                                              {"held release", "released"},
                                              {"held hold", "suspended"},
                                              {"held discard", "discarded"},
                                              {"suspended resume", "held"},
                                              {"suspended discard", "discarded"},
                                              {"discarded bring back", "held"},
                                              {"released end", "ended"},
                                              {"released give back", "suspended"}};
        int seen = 0;
        for (int state = 0; state <= static_cast<int>(ItemState::Ended); ++state) {
            for (int event = 0; event <= static_cast<int>(ItemEvent::GiveBack); ++event) {
                const QString step =
                    itemStateName(static_cast<ItemState>(state)) + u' ' + itemEventName(static_cast<ItemEvent>(event));
                const auto next = nextState(static_cast<ItemState>(state), static_cast<ItemEvent>(event));
                QVERIFY2(next.has_value() == allowed.contains(step), qPrintable(step));
                if (next)
                    QCOMPARE(itemStateName(*next), allowed.value(step));
                ++seen;
            }
        }
        QCOMPARE(seen, 54);
    }

    void namesComeBack() {
        for (int state = 0; state <= static_cast<int>(ItemState::Ended); ++state)
            QCOMPARE(itemStateOf(itemStateName(static_cast<ItemState>(state))), static_cast<ItemState>(state));
        QVERIFY(!itemStateOf(QStringLiteral("nonsense")));
    }
};

QTEST_GUILESS_MAIN(ItemStateTest)
#include "item_state_test.moc"
