// Conversations and their attachments, asked of mcan for those who may see them. Main loop only.
#pragma once

#include "desk/server/session/rights.h"
#include "desk/server/state/state_feed.h"

#include <QCache>
#include <QObject>

#include <deque>
#include <functional>

namespace desk::server {

class Conversations : public QObject {
    Q_OBJECT
public:
    static constexpr int mostRemembered = 20'000; // messages

    Conversations(StateFeed& feed, const Rights& rights, QObject* parent = nullptr)
        : QObject(parent)
        , m_feed(feed)
        , m_rights(rights)
        , m_shownWith(mostRemembered) {}

    // OK with the MailThread; ANSWER_REFUSED not_yours; or mcan's answer.
    using Done = proto::bus::Bus::AnswerHandler;
    void get(const Identity& who, const QString& interaction, Done done);

    // A whole attachment, asked piece by piece.
    struct Part {
        antesala::v1::Answer answer; // not OK: the rest is empty
        QByteArray fileName;
        QByteArray contentType;
        QByteArray content;
    };
    using PartDone = std::function<void(const Part& part)>;
    static constexpr qsizetype largestPart = 64
                                             << 20; // more than a mail can bring: email.mail_max_bytes ends at 60 MiB
    // They are gathered in memory, one after the other: mcan decodes a mail anew when another of its parts is asked for.
    static constexpr std::size_t mostPartsWaiting = 200;
    // UNAVAILABLE too_busy when so many wait already.
    void getPart(const Identity& who, const QString& message, quint32 index, PartDone done);

private:
    void ask(const QString& interaction, Done done);
    void noteShown(const QString& message, const QString& interaction);
    bool maySeePartsOf(const Identity& who, const QString& message) const;
    void whenAllowed(const Identity& who, const QString& message, QStringList untried, PartDone refuse,
                     std::function<void()> go);
    void nextPiece(const QString& message, quint32 index, const std::shared_ptr<Part>& part, PartDone done);
    void onPiece(const antesala::v1::Answer& answer, const QString& message, quint32 index,
                 const std::shared_ptr<Part>& part, PartDone done);

    StateFeed& m_feed;
    const Rights& m_rights;
    // The interactions a message was shown with: a conversation that is opened again goes on in another one.
    QCache<QString, QStringList> m_shownWith;
    std::deque<std::function<void()>> m_parts; // the first is being gathered
};

} // namespace desk::server
