// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is remembered of a contact after its interaction ended: who served it, and the place of a
// call that was cut off. Bounded: the oldest are forgotten first.
#pragma once

#include "acd/routing/flat_index.h"
#include "acd/routing/types.h"

#include <vector>

namespace acd::routing {

struct ContactRecord {
    ContactKey contact{};
    AgentNumber servedBy{};
    Time servedAt = 0;
    QueueNumber abandonedQueue{};
    Time abandonedAt = 0;
    Time firstEntry = 0;
    std::int32_t priority = 0;
};

class ContactMemory {
public:
    static constexpr std::size_t kLimit = 200'000;
    // nullptr when not known.
    const ContactRecord* find(ContactKey contact) const;
    // The contact's record, made if needed. `contact` is not none.
    ContactRecord& remember(ContactKey contact);
    template <class Call>
    void forEach(Call&& call) const {
        for (std::size_t i = 0; i < m_records.size(); ++i)
            call(m_records[(m_oldest + i) % m_records.size()]);
    }
    void clear() { *this = ContactMemory{}; }

private:
    std::vector<ContactRecord> m_records; // a ring once it is full
    std::size_t m_oldest = 0;
    FlatIndex m_index;
};

} // namespace acd::routing
