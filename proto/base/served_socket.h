// A connection that one of our text ports has accepted. Unlike QTcpSocket it writes on after the peer has ended its own half
// (nc -N, a script's shutdown()): what was asked for is still answered. Main loop only.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTimer>

#include <functional>
#include <optional>

namespace proto::base {

class ServedSocket : public QObject {
    Q_OBJECT
public:
    // Takes over the descriptor. At most readLimit bytes are held that nobody has taken; the rest stays with the kernel.
    ServedSocket(int descriptor, qsizetype readLimit, QObject* parent);
    ~ServedSocket() override;

    void write(const QByteArray& bytes);
    qsizetype unwritten() const { return m_unwritten.size(); }

    const QByteArray& received() const { return m_received; }
    // The first line without its end; the last one needs none once the peer has ended its half. Nothing while none is whole.
    std::optional<QByteArray> takeLine();
    bool isFull() const { return m_received.size() >= m_readLimit; }
    bool hasPeerEnded() const { return m_peerEnded; }

    // Writes what waits, ends our half, and closes when the peer has ended its own, after a second at the latest: closed at
    // once, what the peer sent and nobody read would make a reset of it, and the peer might lose our last lines.
    void finish();
    void abort();

Q_SIGNALS:
    void arrived(); // more was received, or the peer has ended its half
    void closed();  // once, as a queued call

private:
    void readSome();
    void writeSome();
    void endOurHalf();
    void lookWhetherGone();

    int m_descriptor;
    const qsizetype m_readLimit;
    QSocketNotifier m_reader;
    QSocketNotifier m_writer;
    QTimer m_linger;
    QTimer m_goneLook;
    QByteArray m_received;
    QByteArray m_unwritten;
    bool m_peerEnded = false;
    bool m_finishing = false;
};

// A port whose connections are ServedSockets.
class ServedPort : public QTcpServer {
public:
    ServedPort(std::function<void(int descriptor)> accepted, QObject* parent)
        : QTcpServer(parent)
        , m_accepted(std::move(accepted)) {}

protected:
    void incomingConnection(qintptr descriptor) override { m_accepted(static_cast<int>(descriptor)); }

private:
    std::function<void(int)> m_accepted;
};

} // namespace proto::base
