// Shows every new item to the bots of its mailbox and sorts it by what they say.
//
//   in_bot rows, oldest first, a page at a time ──► content ──► bots ──► automatic answer ──► sort: held or ended
//
// The rows are the truth: what is in memory is a bounded window on them, and after a crash they are simply read again.
// A bot's automatic answer has a command id made from the interaction's, so that asking again sends nothing twice.
// Main loop only.
#pragma once

#include "mcan/botpool/bot_pool.h"
#include "mcan/email/mail_service.h"
#include "mcan/prequeue/prequeue.h"
#include "proto/base/trouble.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace mcan::service {

class BotStage : public QObject {
    Q_OBJECT
public:
    BotStage(proto::base::Store& store, botpool::BotPool& pool, prequeue::Prequeue& prequeue, email::MailService& mail,
             QObject* parent = nullptr);

    // Bots and own queue of each mailbox. Nothing is sorted before the first directory with a queue.
    void setDirectory(const proto::directory::Directory& directory);
    // There may be new rows.
    void wake();
    int inFlight() const { return m_inFlight; }

private:
    struct Pending {
        prequeue::Item item;
        antesala::v1::BotMail mail;
    };
    struct Route {
        QStringList bots;
        QString queue;
    };

    void readPage();
    void takePage(const proto::base::Status& status, const std::vector<Pending>& page);
    void askBots(const Pending& pending);
    void answerAndSort(const prequeue::Item& item, const botpool::BotRuns& runs);
    void sort(const prequeue::Item& item, const prequeue::Sorting& sorting);
    // Rows that could not be sorted are read again, from the beginning.
    void beginAgain();
    Route routeOf(const QString& mailbox) const;
    static prequeue::Sorting sortingOf(const botpool::BotRuns& runs, const QString& ownQueue);

    proto::base::Store& m_store;
    botpool::BotPool& m_pool;
    prequeue::Prequeue& m_prequeue;
    email::MailService& m_mail;
    QHash<QString, Route> m_routes;
    QString m_lastResort; // queue of mailboxes that have left the directory
    qint64 m_after = 0;   // every in_bot row up to this one is in flight
    int m_inFlight = 0;
    bool m_reading = false;
    bool m_mayBeMore = false;
    bool m_again = false;
    QTimer m_retry;
    proto::base::Trouble m_trouble;
};

} // namespace mcan::service
