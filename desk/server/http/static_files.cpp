#include "desk/server/http/static_files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>
#include <optional>

namespace desk::server {

namespace {

constexpr qint64 largestFile = 16 << 20;
constexpr qsizetype mostFiles = 512;

// The better one first.
struct Form {
    const char* coding;
    const char* suffix;
};
constexpr std::array<Form, 2> forms{{{"br", ".br"}, {"gzip", ".gz"}}};

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
    const bool isForm = std::any_of(forms.begin(), forms.end(),
                                    [&](const Form& form) { return relative.endsWith(QLatin1String(form.suffix)); });
    return bad || isForm ? QString() : relative;
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

bool acceptsEncoding(std::string_view acceptEncoding, std::string_view coding) {
    std::optional<bool> named;
    bool others = false;
    const QByteArray list(acceptEncoding.data(), static_cast<qsizetype>(acceptEncoding.size()));
    for (const QByteArray& entry : list.split(',')) {
        const QList<QByteArray> parts = entry.split(';');
        bool wanted = true;
        for (qsizetype i = 1; i < parts.size(); ++i)
            if (const QByteArray weight = parts[i].trimmed().toLower(); weight.startsWith("q="))
                wanted = weight.mid(2).toDouble() > 0;
        const QByteArray name = parts[0].trimmed().toLower();
        if (name == QByteArray(coding.data(), static_cast<qsizetype>(coding.size())))
            named = wanted;
        else if (name == "*")
            others = wanted;
    }
    return named.value_or(others);
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

// One that is older than the file was made of another.
bool StaticFiles::hasForm(const QString& file, const char* suffix) const {
    const QFileInfo form(file + QLatin1String(suffix));
    return form.isFile() && form.lastModified() >= QFileInfo(file).lastModified();
}

WebResponse StaticFiles::answer(std::string_view path, std::string_view ifNoneMatch, std::string_view acceptEncoding) {
    const QString name = fileFor(safePath(path));
    const File* file = name.isEmpty() ? nullptr : load(name);
    if (!file) {
        const bool missing = path == "/";
        return {404,
                "text/plain; charset=utf-8",
                missing ? "The pages are not there: run ./dev build, or set desk.web_root.\n" : "No such page.\n",
                {{"Cache-Control", "no-store"}}};
    }
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    for (const Form& form : forms) {
        if (!hasForm(name, form.suffix))
            continue;
        if (headers.empty())
            headers.emplace_back("Vary", "Accept-Encoding");
        const File* formed = headers.size() == 1 && acceptsEncoding(acceptEncoding, form.coding)
                                 ? load(name + QLatin1String(form.suffix))
                                 : nullptr;
        if (!formed)
            continue;
        file = formed;
        headers.emplace_back("Content-Encoding", form.coding);
    }
    headers.emplace_back("ETag", file->etag);
    WebResponse response{200, typeOf(name), file->content, std::move(headers)};
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
