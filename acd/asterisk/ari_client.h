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
    // HTTP's; 0: no answer, because the connection is away, the time is over, or Asterisk refuses whatever acd asks.
    int status = 0;
    QJsonValue body;

    bool isOk() const { return status >= 200 && status < 300; }
    bool isNotFound() const { return status == 404; }
    QString message() const; // Asterisk's word, or why there was none
};

struct AriFigures {
    bool connected = false;
    quint64 requests = 0, failures = 0, events = 0, connects = 0;
    quint64 refused = 0; // of the requests and connections: Asterisk is there and does not let acd command it
    int pending = 0, backlog = 0, backlogCapacity = 0;
    QString fault; // why Asterisk cannot be commanded; empty when it can
};

// A refusal that says nothing of the phone or the call a request was about: the user, the right or the module is missing, or
// Asterisk is about to end. The connection is given up then, and tried again with back-off until it is put right.
bool isRefusal(const AriAnswer& answer);

class AriClient : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const AriAnswer&)>;

    explicit AriClient(AriOptions options, QObject* parent = nullptr);
    ~AriClient() override;

    void start(); // connects and keeps connecting
    // `done` is called once, never from within send(), and no more after this object has died.
    void send(const AriRequest& request, Done done = {});
    // The connection is of no use: it is made anew, with back-off.
    void reopen(const QString& why);

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
    void onRefused(const QString& id, const AriAnswer& answer);
    void onObeyed();
    void complain(const QString& why);
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
    bool m_reopening = false; // asked for, not yet done
    bool m_obeyed = false;    // on this connection Asterisk has carried out something
    QString m_fault;          // why Asterisk cannot be commanded, and what to look at
    QString m_reason;         // of the fault that was told last
    AriFigures m_figures;
};

} // namespace acd::asterisk
