// Topics: cc/v1/<site>/<owner>/<noun>/<id>/<verb>. Levels are lower case, without dots, spaces, '/', '+', '#'.
// What is not allowed in a level (an agent's login with a dot, say) is written %XX.
#pragma once

#include <QString>

#include <optional>

namespace proto::bus {

struct Topic {
    QString site;
    QString owner; // acd, mcan, desk: who publishes an event; who is asked by a command
    QString noun;
    QString id;
    QString verb;

    QString text() const;
    static std::optional<Topic> parse(const QString& text);
};

// Filter for subscribing: empty levels become '+'. "cc/v1/demo/acd/+/+/changed"
QString topicFilter(const QString& site, const QString& owner, const QString& noun, const QString& id,
                    const QString& verb);

} // namespace proto::bus
