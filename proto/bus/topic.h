// Topics: cc/v1/<site>/<company>/<owner>/<node>/<noun>/<id>/<verb>. Levels are lower case, without dots, spaces, '/', '+', '#'.
// What is not allowed in a level (an agent's login with a dot, say) is written %XX.
#pragma once

#include <QString>

#include <optional>

namespace proto::bus {

// The company level of what belongs to no company, or to all: nodes, places, answers, acknowledgements.
inline const QString noCompany = QStringLiteral("-");

struct Topic {
    QString site;
    QString company; // whose the queue, the agent or the mailbox is, so that a broker can keep companies apart
    QString owner;   // acd, mcan, desk: who publishes an event; who is asked by a command
    QString node;    // which of them
    QString noun;
    QString id;
    QString verb;

    QString text() const;
    // Nothing when text() would not write it so: each topic is written one way.
    static std::optional<Topic> parse(const QString& text);
};

// "acd/one": how a node is called in messages.
QString nodeName(const QString& owner, const QString& node);
// "acd-one": how it is called in a level of a topic.
QString nodeLevel(const QString& nodeName);

// Filter for subscribing to any company and any node; further empty levels become '+'. "cc/v1/demo/+/acd/+/+/+/changed"
QString topicFilter(const QString& site, const QString& owner, const QString& noun, const QString& id,
                    const QString& verb);
// The same of one node: what it is asked.
QString nodeFilter(const QString& site, const QString& owner, const QString& node, const QString& noun,
                   const QString& id, const QString& verb);

} // namespace proto::bus
