#include "proto/bus/topic.h"

#include <QStringList>

namespace proto::bus {

namespace {

const QString prefix = QStringLiteral("cc/v1/");
constexpr qsizetype levelLimit = 256;
constexpr qsizetype levelCount = 7;

bool isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '@';
}

QString escaped(const QString& level) {
    static constexpr char16_t digits[] = u"0123456789ABCDEF";
    QString text;
    const QByteArray bytes = level.toUtf8();
    for (const char c : bytes) {
        if (isPlain(c)) {
            text += QLatin1Char(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        text.append(u'%').append(digits[byte >> 4U]).append(digits[byte & 0xFU]);
    }
    return text;
}

} // namespace

QString Topic::text() const {
    QStringList levels;
    for (const QString& level : {site, company, owner, node, noun, id, verb})
        levels << escaped(level);
    return prefix + levels.join(u'/');
}

std::optional<Topic> Topic::parse(const QString& text) {
    if (!text.startsWith(prefix))
        return std::nullopt;
    QStringList levels = text.mid(prefix.size()).split(u'/');
    if (levels.size() != levelCount)
        return std::nullopt;
    for (QString& level : levels) {
        if (level.isEmpty() || level.size() > levelLimit)
            return std::nullopt;
        level = QString::fromUtf8(QByteArray::fromPercentEncoding(level.toLatin1()));
    }
    Topic topic{levels[0], levels[1], levels[2], levels[3], levels[4], levels[5], levels[6]};
    if (topic.text() != text)
        return std::nullopt; // "%61cd" is not another way to write "acd": a broker's list of rights would not know it
    return topic;
}

QString nodeName(const QString& owner, const QString& node) {
    return owner + u'/' + node;
}

QString nodeLevel(const QString& nodeName) {
    return QString(nodeName).replace(u'/', u'-');
}

QString topicFilter(const QString& site, const QString& owner, const QString& noun, const QString& id,
                    const QString& verb) {
    return nodeFilter(site, owner, {}, noun, id, verb);
}

QString nodeFilter(const QString& site, const QString& owner, const QString& node, const QString& noun,
                   const QString& id, const QString& verb) {
    QStringList levels;
    for (const QString& level : {site, QString(), owner, node, noun, id, verb})
        levels << (level.isEmpty() ? QStringLiteral("+") : escaped(level));
    return prefix + levels.join(u'/');
}

} // namespace proto::bus
