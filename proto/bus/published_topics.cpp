#include "proto/bus/published_topics.h"

namespace proto::bus {

const std::vector<PublishedTopic>& publishedTopics() {
    static const std::vector<PublishedTopic> all{
        {"acd", "acd", "node", "changed"},
        {"acd", "acd", "place", "asked"},
        {"acd", "acd", "place", "held"},
        {"acd", "acd", "agent", "changed"},
        {"acd", "acd", "queue", "changed"},
        {"acd", "acd", "window", "granted"},
        {"acd", "acd", "interaction", "ended"},
        {"acd", "acd", "handover", "acknowledged"},
        {"acd", "mcan", "answer", "given"},
        {"acd", "desk", "answer", "given"},
        {"mcan", "mcan", "node", "changed"},
        {"mcan", "mcan", "place", "asked"},
        {"mcan", "mcan", "place", "held"},
        {"mcan", "mcan", "prequeue", "changed"},
        {"mcan", "mcan", "mailbox", "changed"},
        {"mcan", "mcan", "reply", "changed"},
        {"mcan", "mcan", "thread", "changed"},
        {"mcan", "mcan", "interaction", "released"},
        {"mcan", "mcan", "interaction", "updated"},
        {"mcan", "mcan", "handover", "acknowledged"},
        {"mcan", "desk", "answer", "given"},
        {"mcan", "acd", "holding", "get"},
        {"desk", "desk", "node", "changed"},
        {"desk", "desk", "place", "asked"},
        {"desk", "desk", "place", "held"},
        {"desk", "desk", "directory", "changed"},
        {"desk", "acd", "agent", "command"},
        {"desk", "acd", "supervisor", "command"},
        {"desk", "acd", "state", "get"},
        {"desk", "acd", "interaction", "get"},
        {"desk", "acd", "agent", "get"},
        {"desk", "mcan", "state", "get"},
        {"desk", "mcan", "interaction", "get"},
        {"desk", "mcan", "interaction", "reply"},
        {"desk", "mcan", "part", "get"},
        {"desk", "mcan", "shelf", "get"},
        {"desk", "mcan", "aside", "get"},
        {"desk", "mcan", "aside", "command"},
    };
    return all;
}

} // namespace proto::bus
