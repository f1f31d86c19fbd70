#include "proto/base/signal_bridge.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace proto::base {

namespace {

// Written by the signal handler, which may touch nothing else. -1 while there is no bridge.
volatile std::sig_atomic_t pipeIn = -1;
std::array<int, 2> pipeEnds{-1, -1};

extern "C" void passOn(int number) {
    const int before = errno;
    const char byte = static_cast<char>(number);
    if (pipeIn >= 0 && ::write(static_cast<int>(pipeIn), &byte, 1) < 0)
        errno = before; // a full pipe already holds the same news
    errno = before;
}

void handle(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
}

} // namespace

SignalBridge::SignalBridge(std::function<void()> end, std::function<void()> reload, QObject* parent)
    : QObject(parent)
    , m_end(std::move(end))
    , m_reload(std::move(reload)) {
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals: raise the limit of open files");
    pipeIn = pipeEnds[1];
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &SignalBridge::read);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        handle(number, passOn);
    handle(SIGPIPE, SIG_IGN);
}

SignalBridge::~SignalBridge() {
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        handle(number, SIG_DFL);
    pipeIn = -1;
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

void SignalBridge::read() {
    char byte = 0;
    while (::read(pipeEnds[0], &byte, 1) == 1) {
        if (byte == static_cast<char>(SIGHUP))
            m_reload();
        else
            m_end();
    }
}

} // namespace proto::base
