#include "proto/bus/send_queue.h"

#include <utility>

namespace proto::bus {

bool SendQueue::push(Publication publication, SendKind kind) {
    const auto older = kind == SendKind::State ? m_states.find(publication.topic) : m_states.end();
    if (older != m_states.end()) {
        auto& [place, lastingBefore] = older->second;
        *place = std::move(publication);
        if (std::exchange(lastingBefore, m_lastingPushed) != m_lastingPushed)
            m_waiting.splice(m_waiting.end(), m_waiting, place);
        return true;
    }
    if (m_waiting.size() >= capacity)
        return false;
    m_waiting.push_back(std::move(publication));
    if (kind == SendKind::State)
        m_states[m_waiting.back().topic] = {std::prev(m_waiting.end()), m_lastingPushed};
    else
        ++m_lastingPushed;
    return true;
}

Publication SendQueue::pop() {
    const auto state = m_states.find(m_waiting.front().topic);
    if (state != m_states.end() && state->second.place == m_waiting.begin())
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
