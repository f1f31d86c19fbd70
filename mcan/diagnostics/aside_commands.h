// Mails set aside, on port 1124: `automatic`, `parked`, `quarantine`, `discarded` and `mail ID` show them; where the settings
// allow actions, `parse_again ID|all` and `open ID` bring them back, `discard_mail ID` takes one off (email/mails_aside.h). What is impossible is said at once; what was
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
    using Say = proto::base::DiagnosticsServer::Say;
    void list(email::Shelf shelf, const QString& word, const Say& say) const;
    void mail(const QStringList& words, const Say& say) const;
    void parseAgain(const QStringList& words, const Say& say) const;
    void open(const QStringList& words, const Say& say) const;
    void discard(const QStringList& words, const Say& say) const;
    // Does it when nothing speaks against it; says why not, or what was done.
    void doIf(proto::base::Status (*may)(const email::AsideMail&), const QString& id, const Say& say,
              std::function<void()> act) const;

    const Sources m_sources;
    QObject* m_context;
};

} // namespace mcan::diagnostics
