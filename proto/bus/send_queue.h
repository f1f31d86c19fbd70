// What waits to be published, in order and bounded. A state message replaces an older one of its topic that still waits. It
// takes the older one's place only when nothing lasting was queued after that: a state never comes out before an answer or a
// hand-over that was made before it, since a snapshot in that answer would overwrite it. Plain value; its user locks.
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
    struct State {
        std::list<Publication>::iterator place;
        std::size_t lastingBefore = 0;
    };
    std::list<Publication> m_waiting;
    std::unordered_map<std::string, State> m_states; // by topic
    std::size_t m_lastingPushed = 0;
};

} // namespace proto::bus
