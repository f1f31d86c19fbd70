#include "proto/base/setting_checks.h"

#include "proto/base/store_connection.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace proto::base {

namespace {

// Each character may become three (%20), and a level of a topic has at most 256.
constexpr qsizetype levelBytesMax = 85;

QString isBut(const QVariant& value, const QString& must) {
    return QStringLiteral("is \"%1\", but must be %2").arg(value.toString(), must);
}

bool hasBlankOrControl(const QString& text) {
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; });
}

} // namespace

QString checkLogLevel(const QVariant& value) {
    static const QStringList levels{QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"),
                                    QStringLiteral("error")};
    return levels.contains(value.toString()) ? QString()
                                             : isBut(value, QStringLiteral("debug, info, warning or error"));
}

QString checkAddress(const QVariant& value) {
    return QHostAddress(value.toString()).isNull()
               ? isBut(value, QStringLiteral("an address of this machine in numbers, such as 127.0.0.1"))
               : QString();
}

QString checkLoopbackAddress(const QVariant& value) {
    if (QString wrong = checkAddress(value); !wrong.isEmpty())
        return wrong;
    return QHostAddress(value.toString()).isLoopback()
               ? QString()
               : isBut(value, QStringLiteral("a loopback address such as 127.0.0.1: this port asks for no password"));
}

QString checkHost(const QVariant& value) {
    static const QRegularExpression name(QStringLiteral("^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$"));
    const QString text = value.toString();
    return name.match(text).hasMatch() || !QHostAddress(text).isNull()
               ? QString()
               : isBut(value, QStringLiteral("a host's name or address, without scheme and port"));
}

QString checkLevelName(const QVariant& value) {
    const QString text = value.toString();
    if (text != text.trimmed() ||
        std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return isBut(value, QStringLiteral("without blanks around it and without control characters"));
    return text.toUtf8().size() > levelBytesMax
               ? isBut(value, QStringLiteral("at most %1 bytes long").arg(levelBytesMax))
               : QString();
}

QString checkPlainName(const QVariant& value) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_-]+$"));
    return plain.match(value.toString()).hasMatch() ? QString()
                                                    : isBut(value, QStringLiteral("letters, digits, - and _"));
}

QString checkStoreUrl(const QVariant& value) {
    const Status parsed = parseStoreUrl(QStringLiteral("any"), value.toString()).status();
    // "store.url must be …": the name is put before it again.
    return parsed ? QString() : parsed.message().section(u' ', 1);
}

QString checkOrigin(const QVariant& value) {
    const QString text = value.toString();
    if (text.isEmpty())
        return {};
    const QUrl url(text, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    const bool bare = url.path().isEmpty() && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    return url.isValid() && web && bare && !url.host().isEmpty() && !hasBlankOrControl(text) && text == text.toLower()
               ? QString()
               : isBut(value, QStringLiteral("empty, or as a browser sends its Origin: https://desk.example.org, in "
                                             "lower case and without a path"));
}

} // namespace proto::base
