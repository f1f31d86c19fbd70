#include "desk/server/static_files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace desk::server {

namespace {

constexpr qint64 largestFile = 16 << 20;
constexpr qsizetype mostFiles = 512;

QByteArray typeOf(const QString& file) {
    static const QHash<QString, QByteArray> types{
        {QStringLiteral("html"), "text/html; charset=utf-8"},
        {QStringLiteral("js"), "text/javascript; charset=utf-8"},
        {QStringLiteral("mjs"), "text/javascript; charset=utf-8"},
        {QStringLiteral("css"), "text/css; charset=utf-8"},
        {QStringLiteral("json"), "application/json"},
        {QStringLiteral("map"), "application/json"},
        {QStringLiteral("webmanifest"), "application/manifest+json"},
        {QStringLiteral("svg"), "image/svg+xml"},
        {QStringLiteral("png"), "image/png"},
        {QStringLiteral("ico"), "image/x-icon"},
        {QStringLiteral("woff2"), "font/woff2"},
        {QStringLiteral("mp3"), "audio/mpeg"},
        {QStringLiteral("wav"), "audio/wav"},
        {QStringLiteral("txt"), "text/plain; charset=utf-8"},
    };
    return types.value(QFileInfo(file).suffix().toLower(), "application/octet-stream");
}

// Decoded path without its first slash, or null when a segment is empty, hidden, or could mean another folder.
QString safePath(std::string_view path) {
    const QString decoded = QUrl::fromPercentEncoding(QByteArray(path.data(), static_cast<qsizetype>(path.size())));
    if (!decoded.startsWith(u'/') || decoded.contains(u'\0') || decoded.contains(u'\\') ||
        decoded.contains(QChar::ReplacementCharacter))
        return {};
    const QString relative = decoded.mid(1);
    if (relative.isEmpty())
        return QStringLiteral("index.html");
    const QStringList segments = relative.split(u'/');
    const bool bad = std::any_of(segments.begin(), segments.end(),
                                 [](const QString& segment) { return segment.isEmpty() || segment.startsWith(u'.'); });
    return bad ? QString() : relative;
}

bool namesTag(std::string_view ifNoneMatch, const QByteArray& etag) {
    return ifNoneMatch == "*" ||
           ifNoneMatch.find(std::string_view(etag.constData(), static_cast<std::size_t>(etag.size()))) !=
               std::string_view::npos;
}

} // namespace

bool isHashedName(const QString& file) {
    static const QRegularExpression hashed(QStringLiteral("[-.]([A-Z0-9]{8}|[0-9a-f]{8,64})\\.[a-z0-9]+(\\.map)?$"));
    return hashed.match(file).hasMatch();
}

StaticFiles::StaticFiles(const QString& root) : m_folder(root) {}

QString StaticFiles::fileFor(const QString& path) {
    if (m_root.isEmpty())
        m_root = QFileInfo(m_folder).canonicalFilePath();
    if (m_root.isEmpty() || path.isNull())
        return {};
    QStringList candidates{path};
    if (!QFileInfo(path).fileName().contains(u'.'))
        candidates << path + QStringLiteral(".html");
    if (path == QStringLiteral("supervisor"))
        candidates << QStringLiteral("index.html");
    for (const QString& candidate : candidates) {
        const QFileInfo info(m_root + u'/' + candidate);
        // A link that leads out of the root is not followed.
        if (info.isFile() && info.canonicalFilePath().startsWith(m_root + u'/'))
            return info.canonicalFilePath();
    }
    return {};
}

const StaticFiles::File* StaticFiles::load(const QString& file) {
    const QFileInfo info(file);
    const auto known = m_files.constFind(file);
    if (known != m_files.constEnd() && known->changed == info.lastModified() && known->content.size() == info.size())
        return &*known;
    QFile source(file);
    if (info.size() > largestFile || !source.open(QIODevice::ReadOnly))
        return nullptr;
    if (m_files.size() >= mostFiles)
        m_files.clear();
    File read{info.lastModified(), source.read(largestFile), {}};
    read.etag = '"' + QCryptographicHash::hash(read.content, QCryptographicHash::Sha256).toHex().left(32) + '"';
    return &*m_files.insert(file, read);
}

WebResponse StaticFiles::answer(std::string_view path, std::string_view ifNoneMatch) {
    const QString name = fileFor(safePath(path));
    const File* file = name.isEmpty() ? nullptr : load(name);
    if (!file) {
        const bool missing = path == "/";
        return {404,
                "text/plain; charset=utf-8",
                missing ? "The pages are not there: run ./dev build, or set desk.web_root.\n" : "No such page.\n",
                {{"Cache-Control", "no-store"}}};
    }
    WebResponse response{200, typeOf(name), file->content, {{"ETag", file->etag}}};
    // no-cache: kept, but asked for again each time; a new build is seen at once.
    response.headers.emplace_back("Cache-Control",
                                  isHashedName(name) ? "public, max-age=31536000, immutable" : "no-cache");
    if (!ifNoneMatch.empty() && namesTag(ifNoneMatch, file->etag)) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

} // namespace desk::server
