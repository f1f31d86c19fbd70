#include "desk/server/session/known_browsers.h"

#include "desk/server/session/password.h"

#include <QMessageAuthenticationCode>

#include <sodium/utils.h>

namespace desk::server {

using proto::base::execute;
using proto::base::Status;

namespace {

constexpr char separator = '~';
constexpr qsizetype browserLength = 16;
constexpr qsizetype macBytes = 16;

bool isEqual(const QByteArray& one, const QByteArray& other) {
    return one.size() == other.size() &&
           sodium_memcmp(one.constData(), other.constData(), static_cast<std::size_t>(one.size())) == 0;
}

} // namespace

Status KnownBrowsers::load() {
    // Two desks that start on a new store make one key.
    if (Status made = m_store.writeNow([key = QString::fromLatin1(newToken())](QSqlDatabase& db) {
            return execute(db,
                           QStringLiteral("INSERT INTO secret (name, content) VALUES ('known_browsers', ?) "
                                          "ON CONFLICT (name) DO NOTHING"),
                           {key})
                .status();
        });
        !made)
        return made;
    QSqlDatabase db = m_store.reader();
    auto rows = execute(db, QStringLiteral("SELECT content FROM secret WHERE name = 'known_browsers'"));
    if (!rows)
        return rows.status();
    if (!rows.value().next())
        return Status::internal(QStringLiteral("the key of known browsers was written and is not there"));
    m_key = rows->value(0).toString().toLatin1();
    return Status::ok();
}

qint64 KnownBrowsers::today() const {
    return m_clock.utcMicros() / 86'400'000'000;
}

QByteArray KnownBrowsers::macOf(const QByteArray& browser, const QByteArray& day, const QString& login) const {
    const QByteArray text = browser + '.' + day + '.' + login.toUtf8();
    return QMessageAuthenticationCode::hash(text, m_key, QCryptographicHash::Sha256)
        .left(macBytes)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray KnownBrowsers::browserOf(const QByteArray& cookie, const QString& login) const {
    const QList<QByteArray> entries = cookie.split(separator);
    for (const QByteArray& entry : entries.mid(0, mostEntries)) {
        const QList<QByteArray> parts = entry.split('.');
        if (parts.size() != 3 || !isEqual(parts[2], macOf(parts[0], parts[1], login)))
            continue;
        const qint64 age = today() - parts[1].toLongLong();
        return age >= 0 && age <= keptDays ? parts[0] : QByteArray();
    }
    return {};
}

QByteArray KnownBrowsers::withPerson(const QByteArray& cookie, const QString& login) const {
    const QByteArray known = browserOf(cookie, login);
    const QByteArray browser = known.isEmpty() ? newToken().left(browserLength) : known;
    const QByteArray day = QByteArray::number(today());
    QList<QByteArray> kept{browser + '.' + day + '.' + macOf(browser, day, login)};
    const QList<QByteArray> entries = cookie.split(separator);
    for (const QByteArray& entry : entries.mid(0, mostEntries)) {
        const QList<QByteArray> parts = entry.split('.');
        // Of what is not ours only the shape can be seen: it goes when the list is full.
        if (parts.size() == 3 && entry.size() <= 64 && !isEqual(parts[2], macOf(parts[0], parts[1], login)) &&
            kept.size() < mostEntries)
            kept << entry;
    }
    return kept.join(separator);
}

} // namespace desk::server
