// SIGTERM, SIGINT and SIGHUP as calls in the main loop: the handler only writes a byte into a pipe. One a process.
#pragma once

#include <QObject>

#include <functional>

class QSocketNotifier;

namespace proto::base {

class SignalBridge : public QObject {
    Q_OBJECT
public:
    SignalBridge(std::function<void()> end, std::function<void()> reload, QObject* parent = nullptr);
    ~SignalBridge() override; // the signals do what they did before

private:
    void read();

    std::function<void()> m_end;
    std::function<void()> m_reload;
    QSocketNotifier* m_notifier;
};

} // namespace proto::base
