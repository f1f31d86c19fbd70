// Browsers in which a person has signed in before, by a cookie of its own: whoever brings it is not slowed by what others try with
// their login or from their address. It opens nothing, and nothing is kept of it but one key for all (schema `desk`), so it holds
// for every desk on this store. Main loop only.
//
// The cookie is a list of at most 16 entries "<browser>.<day>.<mac>", one a person who uses this browser, newest first; the mac
// (HMAC-SHA-256, cut to 128 bits) binds browser, day and login.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QByteArray>
#include <QString>

namespace desk::server {

class KnownBrowsers {
public:
    static constexpr int keptDays = 180;
    static constexpr qsizetype mostEntries = 16;

    KnownBrowsers(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}
    // Reads the key, or makes it. Blocking; before the loop runs.
    proto::base::Status load();

    // The browser's name in which `login` has signed in within keptDays; empty when it is not known for them.
    QByteArray browserOf(const QByteArray& cookie, const QString& login) const;
    // The cookie after `login` has signed in: the other persons of this browser are kept.
    QByteArray withPerson(const QByteArray& cookie, const QString& login) const;

private:
    qint64 today() const;
    QByteArray macOf(const QByteArray& browser, const QByteArray& day, const QString& login) const;

    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
    QByteArray m_key;
};

} // namespace desk::server
