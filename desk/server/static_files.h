// The built pages, read from desk.web_root and kept in memory. Web thread only.
#pragma once

#include "desk/server/web_request.h"

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
    // Nothing outside the root is ever given, nor a name that begins with a dot.
    WebResponse answer(std::string_view path, std::string_view ifNoneMatch);

private:
    struct File {
        QDateTime changed;
        QByteArray content;
        QByteArray etag;
    };

    QString fileFor(const QString& path);
    const File* load(const QString& file);

    QString m_folder;
    QString m_root; // m_folder's canonical name; empty until it exists
    QHash<QString, File> m_files;
};

// "assets/agent-3F2A9C1B.js": the name changes with the content, so that a browser may keep it for ever.
bool isHashedName(const QString& file);

} // namespace desk::server
