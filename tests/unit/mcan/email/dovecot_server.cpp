#include "tests/unit/mcan/email/dovecot_server.h"

#include <QDir>
#include <QDirIterator>

namespace tests {

namespace {

// Everything as one ordinary user: nothing here needs root.
constexpr char configuration[] = R"(
base_dir = %1/run
state_dir = %1/state
log_path = %1/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = mail
default_internal_group = mail
default_login_user = mail
mail_location = maildir:%1/mail
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
mail_fsync = never
passdb {
  driver = static
  args = password=secreto
}
userdb {
  driver = static
  args = uid=mail gid=mail home=%1/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %2
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
)";

} // namespace

DovecotServer::DovecotServer() : m_port(freePort()), m_server(QStringLiteral("mail")) {}

bool DovecotServer::start() {
    const QString config = m_server.folder() + QStringLiteral("/dovecot.conf");
    return m_server.run(QStringLiteral("/bin/mkdir"),
                        {QStringLiteral("-p"), maildir() + QStringLiteral("/new"), maildir() + QStringLiteral("/cur"),
                         maildir() + QStringLiteral("/tmp")}) &&
           m_server.writeFile(QStringLiteral("dovecot.conf"),
                              QString::fromLatin1(configuration).arg(m_server.folder()).arg(m_port).toUtf8()) &&
           m_server.start(QStringLiteral("/usr/sbin/dovecot"), {QStringLiteral("-F"), QStringLiteral("-c"), config},
                          m_port);
}

bool DovecotServer::deliver(const QByteArray& raw) {
    // The name sorts by delivery: Dovecot numbers what it finds at once in the order of the names' times.
    const QString name = QStringLiteral("%1.M%2.test").arg(1'700'000'000 + m_delivered).arg(m_delivered);
    ++m_delivered;
    return m_server.writeFile(QStringLiteral("mail/tmp/") + name, raw) &&
           QDir().rename(maildir() + QStringLiteral("/tmp/") + name, maildir() + QStringLiteral("/new/") + name);
}

bool DovecotServer::deliverMany(const QList<QByteArray>& mails) {
    for (const QByteArray& mail : mails)
        if (!deliver(mail))
            return false;
    return true;
}

int DovecotServer::seen() const {
    int count = 0;
    for (QDirIterator files(maildir() + QStringLiteral("/cur"), QDir::Files); files.hasNext();)
        count += files.next().section(QStringLiteral(":2,"), 1).contains(u'S') ? 1 : 0;
    return count;
}

bool DovecotServer::renumber() {
    QFile list(maildir() + QStringLiteral("/dovecot-uidlist"));
    if (!list.open(QIODevice::ReadWrite))
        return false;
    // First line: "3 V<uidvalidity> N<uidnext> …"
    QList<QByteArray> lines = list.readAll().split('\n');
    QList<QByteArray> words = lines.first().split(' ');
    for (QByteArray& word : words)
        if (word.startsWith('V'))
            word = 'V' + QByteArray::number(word.mid(1).toUInt() + 1000);
    lines.first() = words.join(' ');
    QFile::remove(maildir() + QStringLiteral("/dovecot.index"));
    QFile::remove(maildir() + QStringLiteral("/dovecot.index.log"));
    QFile::remove(maildir() + QStringLiteral("/dovecot.index.cache"));
    return list.seek(0) && list.write(lines.join('\n')) > 0;
}

} // namespace tests
