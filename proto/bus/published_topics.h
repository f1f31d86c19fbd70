// What each daemon publishes, so that it can find out at each connect whether the broker lets it.
#pragma once

#include <QString>

#include <vector>

namespace proto::bus {

struct PublishedTopic {
    const char* by;    // the daemon that publishes
    const char* owner; // first level after the site
    const char* noun;
    const char* verb;
};

// The same list as in proto/bus.asyncapi.yaml (bus_description_test compares).
const std::vector<PublishedTopic>& publishedTopics();

} // namespace proto::bus
