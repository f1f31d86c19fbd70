// One ARI request, before it is text. Values are plain; the path and the query are percent-encoded when they are added, so
// that nothing a customer or a directory says can become another request. Source: Asterisk's ARI documentation, 22.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace acd::asterisk {

class AriRequest {
public:
    static AriRequest get(const QStringList& path) { return {"GET", path}; }
    static AriRequest post(const QStringList& path) { return {"POST", path}; }
    static AriRequest remove(const QStringList& path) { return {"DELETE", path}; }

    AriRequest& with(const char* name, const QString& value);
    AriRequest& withBody(QJsonObject body);

    // "POST channels/42/answer": for logs.
    QString text() const;
    // The WebSocket message (traps.md: REST over the WebSocket); `id` comes back in the answer.
    QByteArray frame(const QString& id) const;

private:
    AriRequest(const char* method, const QStringList& path);

    const char* m_method;
    QString m_uri;
    bool m_hasQuery = false;
    QJsonObject m_body;
};

} // namespace acd::asterisk
