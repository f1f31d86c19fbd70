#include "proto/base/served_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace proto::base {

namespace {

constexpr int lingerMs = 1000;
constexpr int goneLookMs = 1000;

bool isForLater(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

} // namespace

ServedSocket::ServedSocket(int descriptor, qsizetype readLimit, QObject* parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_readLimit(readLimit)
    , m_reader(descriptor, QSocketNotifier::Read)
    , m_writer(descriptor, QSocketNotifier::Write) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    m_writer.setEnabled(false);
    m_linger.setSingleShot(true);
    m_linger.setInterval(lingerMs);
    connect(&m_reader, &QSocketNotifier::activated, this, &ServedSocket::readSome);
    connect(&m_writer, &QSocketNotifier::activated, this, &ServedSocket::writeSome);
    m_goneLook.setInterval(goneLookMs);
    connect(&m_goneLook, &QTimer::timeout, this, &ServedSocket::lookWhetherGone);
    connect(&m_linger, &QTimer::timeout, this, &ServedSocket::abort);
}

ServedSocket::~ServedSocket() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void ServedSocket::write(const QByteArray& bytes) {
    if (m_descriptor < 0 || m_finishing)
        return;
    m_unwritten += bytes;
    writeSome();
}

std::optional<QByteArray> ServedSocket::takeLine() {
    if (m_finishing)
        return std::nullopt;
    qsizetype end = m_received.indexOf('\n');
    if (end < 0 && m_peerEnded && !m_received.isEmpty())
        end = m_received.size();
    if (end < 0)
        return std::nullopt;
    QByteArray line = m_received.left(end);
    m_received.remove(0, end + 1);
    if (m_descriptor >= 0 && !m_peerEnded)
        m_reader.setEnabled(true);
    return line;
}

void ServedSocket::finish() {
    if (std::exchange(m_finishing, true) || m_descriptor < 0)
        return;
    if (m_unwritten.isEmpty())
        endOurHalf();
    else
        m_linger.start(); // a peer that does not read is not waited for
}

void ServedSocket::endOurHalf() {
    ::shutdown(m_descriptor, SHUT_WR);
    if (m_peerEnded)
        return abort();
    m_received.clear();
    m_reader.setEnabled(true);
    m_linger.start();
}

void ServedSocket::abort() {
    if (m_descriptor < 0)
        return;
    m_reader.setEnabled(false);
    m_writer.setEnabled(false);
    m_linger.stop();
    m_goneLook.stop();
    ::close(std::exchange(m_descriptor, -1));
    QMetaObject::invokeMethod(this, &ServedSocket::closed, Qt::QueuedConnection);
}

void ServedSocket::readSome() {
    std::array<char, 4096> part{};
    while (m_finishing || !isFull()) {
        const auto room = m_finishing ? part.size() : static_cast<std::size_t>(m_readLimit - m_received.size());
        const ssize_t got = ::recv(m_descriptor, part.data(), std::min(part.size(), room), 0);
        if (got > 0) {
            if (!m_finishing) // what comes after the farewell is dropped
                m_received.append(part.data(), got);
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && !isForLater(errno))
            return abort();
        if (got == 0) {
            m_peerEnded = true;
            m_reader.setEnabled(false);
            m_goneLook.start();
        }
        break;
    }
    if (m_finishing) {
        if (m_peerEnded && m_unwritten.isEmpty())
            abort();
        return;
    }
    if (isFull())
        m_reader.setEnabled(false);
    Q_EMIT arrived();
}

// A peer that has gone altogether looks like one that has ended its half, until it refuses what is written to it.
void ServedSocket::lookWhetherGone() {
    pollfd look{m_descriptor, 0, 0};
    if (::poll(&look, 1, 0) > 0 && (look.revents & (POLLERR | POLLHUP)) != 0)
        abort();
}

void ServedSocket::writeSome() {
    while (!m_unwritten.isEmpty()) {
        const ssize_t put =
            ::send(m_descriptor, m_unwritten.constData(), static_cast<std::size_t>(m_unwritten.size()), MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && !isForLater(errno))
            return abort();
        if (put < 0)
            break;
        m_unwritten.remove(0, put);
        if (m_finishing)
            m_linger.start(); // it reads, if slowly
    }
    m_writer.setEnabled(!m_unwritten.isEmpty());
    if (m_finishing && m_unwritten.isEmpty())
        endOurHalf();
}

} // namespace proto::base
