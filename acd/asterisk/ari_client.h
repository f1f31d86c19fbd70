// Requests to Asterisk and its events, over one WebSocket. Requests are carried out by Asterisk in the order they are sent,
// so a caller may send several that build on each other without waiting. Main loop only.
#pragma once

#include "acd/asterisk/ari_options.h"
#include "acd/asterisk/ari_request.h"

#include <QHash>
#include <QJsonObject>
#include <QJsonValue>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <functional>

namespace acd::asterisk {

class AriLink;

struct AriAnswer {
    int status = 0; // HTTP's; 0: no answer, because the connection is away or the time is over
    QJsonValue body;

    bool isOk() const { return status >= 200 && status < 300; }
    bool isNotFound() const { return status == 404; }
    QString message() const; // Asterisk's word, or why there was none
};

struct AriFigures {
    bool connected = false;
    quint64 requests = 0, failures = 0, events = 0, connects = 0;
    int pending = 0, backlog = 0, backlogCapacity = 0;
};

class AriClient : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const AriAnswer&)>;

    explicit AriClient(AriOptions options, QObject* parent = nullptr);
    ~AriClient() override;

    void start(); // connects and keeps connecting
    // `done` is called once, never from within send(), and no more after this object has died.
    void send(const AriRequest& request, Done done = {});

    bool isConnected() const { return m_connected; }
    AriFigures figures() const;
    const AriOptions& options() const { return m_options; }

Q_SIGNALS:
    void connected();
    void disconnected();
    void eventArrived(const QJsonObject& event);
    // Another program has taken the application's name: this one is fenced off and gets no more events.
    void replaced();

private:
    void onOpened();
    void onClosed(const QString& why);
    void onReceived(const QJsonObject& message);
    void finish(const QString& id, const AriAnswer& answer);
    void expire();
    void failAll();

    struct Pending {
        Done done;
        QString text;
        qint64 deadlineMs;
    };
    const AriOptions m_options;
    QThread m_thread;
    AriLink* m_link;
    QTimer m_expiry;
    QHash<QString, Pending> m_pending;
    quint64 m_lastId = 0;
    bool m_connected = false;
    QString m_lastComplaint;
    AriFigures m_figures;
};

} // namespace acd::asterisk
