// What waits to be published, in order and bounded. A state message replaces an older one of its topic that still waits.
// Plain value; its user locks.
#pragma once

#include <list>
#include <string>
#include <unordered_map>

namespace proto::bus {

struct Publication {
    std::string topic;
    std::string payload;
    bool retained = false;
};

enum class SendKind { State, Lasting };

class SendQueue {
public:
    static constexpr std::size_t capacity = 20000;

    // False when full.
    bool push(Publication publication, SendKind kind);
    bool isEmpty() const { return m_waiting.empty(); }
    std::size_t size() const { return m_waiting.size(); }
    Publication pop(); // not when empty
    void clear();

private:
    std::list<Publication> m_waiting;
    std::unordered_map<std::string, std::list<Publication>::iterator> m_states; // by topic
};

} // namespace proto::bus
