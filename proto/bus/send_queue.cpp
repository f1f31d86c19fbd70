#include "proto/bus/send_queue.h"

#include <utility>

namespace proto::bus {

bool SendQueue::push(Publication publication, SendKind kind) {
    if (kind == SendKind::State) {
        const auto older = m_states.find(publication.topic);
        if (older != m_states.end()) {
            *older->second = std::move(publication);
            return true;
        }
    }
    if (m_waiting.size() >= capacity)
        return false;
    m_waiting.push_back(std::move(publication));
    if (kind == SendKind::State)
        m_states[m_waiting.back().topic] = std::prev(m_waiting.end());
    return true;
}

Publication SendQueue::pop() {
    const auto state = m_states.find(m_waiting.front().topic);
    if (state != m_states.end() && state->second == m_waiting.begin())
        m_states.erase(state);
    Publication first = std::move(m_waiting.front());
    m_waiting.pop_front();
    return first;
}

void SendQueue::clear() {
    m_waiting.clear();
    m_states.clear();
}

} // namespace proto::bus
