// The built pages, read from desk.web_root and kept in memory. Beside a file its compressed forms may stand, made by the build
// (`main.js.br`, `main.js.gz`): who accepts one gets it. Web thread only.
#pragma once

#include "desk/server/http/web_request.h"

#include <QDateTime>
#include <QHash>
#include <QString>

#include <string_view>

namespace desk::server {

class StaticFiles {
public:
    explicit StaticFiles(const QString& root);

    // GET or HEAD of `path` (percent-encoded, without query): 200 with ETag and Cache-Control, 304 when `ifNoneMatch`
    // names the same, or 404. "/" is index.html; "/supervisor" is supervisor.html, or index.html when there is none.
    // Nothing outside the root is ever given, nor a name that begins with a dot. `acceptEncoding`: of the request. Each form has
    // its own ETag, and Vary tells caches that there are several.
    WebResponse answer(std::string_view path, std::string_view ifNoneMatch, std::string_view acceptEncoding = {});

private:
    struct File {
        QDateTime changed;
        QByteArray content;
        QByteArray etag;
    };

    QString fileFor(const QString& path);
    const File* load(const QString& file);
    bool hasForm(const QString& file, const char* suffix) const;

    QString m_folder;
    QString m_root; // m_folder's canonical name; empty until it exists
    QHash<QString, File> m_files;
};

// Whether an Accept-Encoding takes this coding: named with a weight above 0, or by "*" and not named.
bool acceptsEncoding(std::string_view acceptEncoding, std::string_view coding);

// "assets/agent-3F2A9C1B.js": the name changes with the content, so that a browser may keep it for ever.
bool isHashedName(const QString& file);

} // namespace desk::server
