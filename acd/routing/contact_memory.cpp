// SPDX-License-Identifier: GPL-3.0-or-later
#include "acd/routing/contact_memory.h"

namespace acd::routing {

namespace {
std::uint64_t hashOf(ContactKey contact) {
    return mixBits(static_cast<std::uint64_t>(contact));
}
} // namespace

const ContactRecord* ContactMemory::find(ContactKey contact) const {
    if (contact == ContactKey::none)
        return nullptr;
    const Slot slot = m_index.find(hashOf(contact), [&](Slot at) { return m_records[at].contact == contact; });
    return slot == kNoSlot ? nullptr : &m_records[slot];
}

ContactRecord& ContactMemory::remember(ContactKey contact) {
    const Slot known = m_index.find(hashOf(contact), [&](Slot at) { return m_records[at].contact == contact; });
    if (known != kNoSlot)
        return m_records[known];
    auto slot = static_cast<Slot>(m_records.size());
    if (m_records.size() < kLimit) {
        m_records.emplace_back();
    } else {
        slot = static_cast<Slot>(m_oldest);
        m_oldest = (m_oldest + 1) % kLimit;
        m_index.erase(hashOf(m_records[slot].contact), slot);
        m_records[slot] = ContactRecord{};
    }
    m_records[slot].contact = contact;
    m_index.insert(hashOf(contact), slot);
    return m_records[slot];
}

} // namespace acd::routing
