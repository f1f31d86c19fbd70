// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whatever happens in whatever order: what must hold, holds; and an engine restored from a
// snapshot does what the one that went on does. RapidCheck makes the days and shrinks a bad one.
#include <QTest>

#include "random_site.h"

#include <rapidcheck.h>

using namespace acd::routing;
using namespace acd::routing::test;

namespace {

std::vector<Chance> makeDay(double scale) {
    const auto chance =
        rc::gen::map(rc::gen::arbitrary<std::array<std::uint8_t, 4>>(), [](const std::array<std::uint8_t, 4>& a) {
            return Chance{a[0], a[1], a[2], a[3]};
        });
    return *rc::gen::scale(scale, rc::gen::container<std::vector<Chance>>(chance));
}

} // namespace

namespace acd::routing::test {
void showValue(const Chance& chance, std::ostream& out) {
    out << '{' << int(chance.kind) << ',' << int(chance.who) << ',' << int(chance.which) << ',' << int(chance.amount)
        << '}';
}
} // namespace acd::routing::test

class PropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anything_may_happen_at_any_time();
    void a_restored_engine_goes_on_as_the_other();
};

void PropertyTest::anything_may_happen_at_any_time() {
    QVERIFY(rc::check("invariants", [] {
        RandomSite site;
        for (const Chance& chance : makeDay(3.0)) {
            const std::string wrong = site.step(chance);
            if (!wrong.empty())
                RC_FAIL(wrong);
        }
    }));
}

void PropertyTest::a_restored_engine_goes_on_as_the_other() {
    QVERIFY(rc::check("restore", [] {
        RandomSite straight;
        RandomSite restarted;
        std::size_t step = 0;
        for (const Chance& chance : makeDay(1.0)) {
            straight.step(chance);
            std::string wrong = restarted.step(chance);
            if (++step % 5 == 0)
                wrong += restarted.restart();
            if (straight.state() != restarted.state())
                wrong += "the two went apart; ";
            if (!wrong.empty())
                RC_FAIL(wrong);
        }
    }));
}

QTEST_APPLESS_MAIN(PropertyTest)
#include "property_test.moc"
