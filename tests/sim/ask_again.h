// What a page does with a command that nobody answered: it says it again under the same id.
#pragma once

#include "proto/bus/bus.h"
#include "tests/sim/seeded.h"

namespace sim {

constexpr int askedAgainAtMost = 30;

// `answered`: called once, with an answer of who was asked, or with ANSWER_UNAVAILABLE after that many tries. All must outlive
// `page`.
template <typename Command, typename Answered>
void askAgain(proto::bus::Bus& bus, QObject* page, Seeded& chance, const proto::bus::Topic& topic,
              const Command& command, const Answered& answered, int tries = 0) {
    bus.ask(topic, command, page,
            [&bus, page, &chance, topic, command, answered, tries](const antesala::v1::Answer& answer) {
                if (answer.code() != antesala::v1::ANSWER_UNAVAILABLE || tries >= askedAgainAtMost)
                    return answered(answer);
                VirtualLoop::instance().after(chance.between(millis(200), seconds(2)), page,
                                              [&bus, page, &chance, topic, command, answered, tries] {
                                                  askAgain(bus, page, chance, topic, command, answered, tries + 1);
                                              });
            });
}

} // namespace sim
