// Mails set aside, on port 1124: `quarantine`, `parked` and `mail ID` show them; where the settings allow actions,
// `parse_again ID|all` and `open ID` bring them back (email/mails_aside.h). What is impossible is said at once; what was
// asked comes after its commit, and stands in the log and in `mail ID`.
#pragma once

#include "mcan/diagnostics/explanations.h"
#include "mcan/email/mails_aside.h"

namespace mcan::diagnostics {

class AsideCommands {
public:
    AsideCommands(Sources sources, Actions actions, proto::base::DiagnosticsServer& server);

private:
    void addActions(proto::base::DiagnosticsServer& server);
    QStringList list(email::Shelf shelf, const QString& word) const;
    QStringList mail(const QStringList& words) const;
    QStringList parseAgain(const QStringList& words) const;
    QStringList open(const QStringList& words) const;
    // Why not, or nothing.
    QStringList objection(const QString& id, proto::base::Status (*may)(const email::AsideMail&)) const;
    QStringList rawPlace(const email::AsideMail& mail) const;

    const Sources m_sources;
};

} // namespace mcan::diagnostics
