// The WebSocket to Asterisk, in a thread of its own: it does nothing but read, take the JSON apart and hand over, because
// Asterisk drops a slow reader (traps.md). Keeps connecting, with back-off; pings; bounded in both directions.
// Lives in its thread; the signals arrive in the receiver's.
#pragma once

#include "acd/asterisk/ari_options.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <atomic>

class QWebSocket;

namespace acd::asterisk {

class AriLink : public QObject {
    Q_OBJECT
public:
    // Messages read and not yet taken by the main loop; with more the connection is given up and surveyed anew.
    static constexpr int backlogLimit = 20'000;

    explicit AriLink(AriOptions options);
    ~AriLink() override;

    void open();
    // While not open it is dropped: the client knows from closed().
    void send(const QByteArray& frame);
    void reopen(const QString& why);
    // Called by the receiver, from its thread, for each message it has taken.
    void taken() { m_backlog.fetch_sub(1, std::memory_order_relaxed); }
    int backlog() const { return m_backlog.load(std::memory_order_relaxed); }

Q_SIGNALS:
    void opened();
    void closed(const QString& why);
    void received(const QJsonObject& message);

private:
    void onMessage(const QString& text);
    void onClosed();
    void onPingDue();
    QString reason() const;

    const AriOptions m_options;
    QWebSocket* m_socket = nullptr;
    QTimer* m_pingTimer = nullptr;
    QTimer* m_reopenTimer = nullptr;
    QElapsedTimer m_lastSign;
    QElapsedTimer m_openSince;
    int m_backOffMs = 0;
    bool m_isOpen = false;
    QString m_closeReason;
    std::atomic<int> m_backlog = 0;
};

} // namespace acd::asterisk
