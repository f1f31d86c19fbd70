// A private Dovecot: IMAP on a free port, one account (ayuda@demo.test, "secreto"), a Maildir the test writes into.
#pragma once

#include "tests/unit/support/server_process.h"

namespace tests {

class DovecotServer {
public:
    DovecotServer();

    bool start(); // also again after kill(), on the same port
    void kill() { m_server.kill(); }
    QByteArray output() const { return m_server.output(); }

    QString url() const { return QStringLiteral("imap://127.0.0.1:%1").arg(m_port); }
    static QString user() { return QStringLiteral("ayuda@demo.test"); }
    static QString password() { return QStringLiteral("secreto"); }

    // As an MDA does: written into tmp, moved into new. Line ends as given.
    bool deliver(const QByteArray& raw);
    bool deliverMany(const QList<QByteArray>& mails);
    // Mails in the INBOX that carry the flag \Seen.
    int seen() const;
    // The folder gets another UIDVALIDITY, all mails stay.
    bool renumber();

private:
    QString maildir() const { return m_server.folder() + QStringLiteral("/mail"); }

    quint16 m_port;
    int m_delivered = 0;
    ServerProcess m_server;
};

} // namespace tests
