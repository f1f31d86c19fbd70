// Who did what: sign-ins that worked and failed, sign-outs, commands. Kept in the schema `desk`; never a mail's content
// or a password. Main loop only; writes are queued.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QString>

#include <functional>

namespace desk::server {

struct AuditEntry {
    QString login;     // as given at a failed sign-in, cut to 128 characters
    QString action;    // "sign_in", "sign_out", "choose_presence", "send_reply" …
    QString outcome;   // "ok", "wrong_password", "too_many_tries", "asked"
    QString address;   // of the client
    QString detail;    // interaction or offer, if any
    QString requestId; // of a command
};

class Audit {
public:
    Audit(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}

    void record(const AuditEntry& entry);
    // Has this person asked for exactly this before? For repeats after a lost answer.
    void wasAsked(const QString& login, const QString& action, const QString& requestId, QObject* context,
                  std::function<void(bool asked)> done);

private:
    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
};

} // namespace desk::server
