// A real server as a child of the test: own temporary folder, free port, ended with the test even if that crashes.
// As root it runs as another user, because PostgreSQL and others refuse root.
#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace tests {

// A TCP port of 127.0.0.1 that was free a moment ago: below those the system gives to outgoing connections, one of which
// could take it before it is used, and above the lab's (tests/lab/ports.py and the offsets of tests).
quint16 freePort();

class ServerProcess {
public:
    // `user` is used only when the test runs as root.
    explicit ServerProcess(QString user);
    ~ServerProcess(); // kills it

    // Starts and waits until 127.0.0.1:port answers. Fails the test by returning false; output() says why.
    bool start(const QString& program, const QStringList& arguments, quint16 port);
    // Runs a program of the same user to its end; false when it fails.
    bool run(const QString& program, const QStringList& arguments, const QByteArray& input = {});
    // kill -9: what a power cut does to the process and its children. When it returns the port refuses connections.
    void kill();
    bool isRunning() const;
    void hangUp(); // SIGHUP
    // SIGSTOP and SIGCONT: a peer that is there but does not answer.
    void freeze();
    void thaw();

    QString folder() const { return m_folder.path(); }
    bool writeFile(const QString& name, const QByteArray& content) const;
    QByteArray output() const { return m_output; }         // of a start or run that failed
    QByteArray lastOutput() const { return m_lastOutput; } // of the last run()

private:
    std::unique_ptr<QProcess> prepared();

    QString m_user;
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
    QByteArray m_output;
    QByteArray m_lastOutput;
};

} // namespace tests
