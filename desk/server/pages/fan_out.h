// Sends what changed to the pages that may see it. Changes within flushEveryMs become one message each, of the last
// state. Main loop only.
#pragma once

#include "desk/server/pages/pages.h"
#include "desk/server/session/rights.h"
#include "desk/server/state/state_cache.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <utility>

namespace desk::server {

class FanOut : public QObject {
    Q_OBJECT
public:
    static constexpr int flushEveryMs = 25;

    FanOut(Pages& pages, const StateCache& cache, const Rights& rights, const DirectoryWatch& watch,
           QObject* parent = nullptr);

    // Welcome, then everything this page may see.
    void greet(PageId id);
    // Everything a supervisor sees.
    void sendAll(PageId id);
    void sendReply(const antesala::v1::ReplyChanged& reply);
    // To those who have the conversation on their list.
    void sendThreadChange(const antesala::v1::ThreadChanged& change);
    // To every page of the person: they ask for it.
    void sendDraftChange(const QString& login, const antesala::v1::Draft& draft);

private:
    void note(StateKind kind, const QString& name);
    void flush();
    antesala::v1::ServerMessage messageOf(StateKind kind, const QString& name) const;
    antesala::v1::ServerMessage systemMessage(bool supervises) const;

    Pages& m_pages;
    const StateCache& m_cache;
    const Rights& m_rights;
    const DirectoryWatch& m_watch;
    QSet<std::pair<int, QString>> m_changed;
    bool m_systemChanged = false;
    QTimer m_timer;
};

} // namespace desk::server
