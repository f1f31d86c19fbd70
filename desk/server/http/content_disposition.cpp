#include "desk/server/http/content_disposition.h"

#include <QSet>
#include <QString>

namespace desk::server {

namespace {

// The last part of the name, of at most 128 characters, without what file systems or headers take as their own.
QString cleaned(const QByteArray& utf8Name) {
    QString name = QString::fromUtf8(utf8Name);
    name = name.mid(std::max(name.lastIndexOf(u'/'), name.lastIndexOf(u'\\')) + 1);
    QString kept;
    for (const QChar c : std::as_const(name)) {
        const bool harmful = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
                             QStringLiteral("\"*:<>?|").contains(c);
        kept += harmful ? QChar(u'_') : c;
    }
    while (kept.startsWith(u'.'))
        kept.remove(0, 1);
    kept = kept.trimmed();
    return kept.isEmpty() ? QStringLiteral("attachment") : kept.right(128);
}

} // namespace

QByteArray attachmentDisposition(const QByteArray& utf8Name) {
    const QString name = cleaned(utf8Name);
    QByteArray ascii;
    for (const QChar c : name)
        ascii += c.unicode() >= 0x20 && c.unicode() < 0x7f ? static_cast<char>(c.unicode()) : '_';
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + name.toUtf8().toPercentEncoding();
}

QByteArray safeContentType(const QByteArray& told) {
    static const QSet<QByteArray> known{"application/pdf", "image/gif",  "image/jpeg", "image/png",
                                        "image/webp",      "text/plain", "audio/mpeg", "video/mp4"};
    const QByteArray type = told.split(';').first().trimmed().toLower();
    return known.contains(type) ? type : QByteArray("application/octet-stream");
}

} // namespace desk::server
