// What must be true, kept from outside: from the line, the bus, the stores' files, and the engine's own views. It shares no
// code with what it judges. The rules are in README.md; each broken one is said once, with the time and the interaction.
#pragma once

#include "messages/interaction.pb.h"
#include "proto/directory/directory.h"
#include "tests/sim/acd_node.h"
#include "tests/sim/desks.h"
#include "tests/sim/supervisors.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <map>

namespace sim {

class Ledger : public LineWatcher, public DeskWatcher, public SupervisorWatcher {
public:
    Ledger(const proto::directory::Directory& directory, QString folder);

    // The line.
    void phoneAnswered(quint64 offer) override;
    void rungInOwnCall(const QString& phone) override {
        violated(QStringLiteral("an agent in a call of their own is offered another"), phone);
    }
    void refusedAgain(const QString& phone, int times) override {
        if (times > 25) // the pauses double; a presence chosen anew or a lost line begins them anew
            violated(QStringLiteral("a phone on \"do not disturb\" is rung on and on"), phone);
    }
    void talkBegan(const QString& interaction, const QString& phone) override;
    void talkEnded(const QString& interaction, const QString& phone) override;
    void talkCut(const QString& interaction) override {
        // Handed on by an agent, to a queue or a colleague, or by a supervisor.
        if (!m_passedOn.contains(interaction) && !m_supervised.contains(interaction))
            violated(QStringLiteral("a conversation was cut by acd"), interaction);
    }
    void callTold(const acd::voice::ArrivedCall& call) override;
    void putDownTold(const QString& interaction) override { m_putDown.insert(interaction); }
    void callMissed(const QString& phone, const QString& interaction) override {
        violated(QStringLiteral("a phone shows a missed call that a colleague took"), phone, interaction);
    }
    void rungForNobody(const QString& phone, const QString& interaction) override {
        violated(QStringLiteral("a phone is rung for a caller who has gone"), interaction, phone);
    }
    void callEnded(const QString& interaction, bool byAcd, bool onLine, bool talking) override;
    // The desks.
    void finishAsked(const QString& interaction, quint32 seen) override {
        m_finishAsked.insert(interaction);
        m_seen[interaction] = std::max(m_seen.value(interaction), seen);
        m_given.remove(interaction);
    }
    void mailGiven(const QString& login, const QString& interaction) override {
        // What a colleague chose counts for as long as nobody else has it: whoever has it next says how it ends, also when it
        // comes back after them.
        if (m_disposed.value(interaction) != login)
            m_disposed.remove(interaction);
        const bool passedOn = m_passedOn.value(interaction).contains(login);
        if (!m_finishAsked.contains(interaction) && !passedOn && !m_supervised.contains(interaction)) // a late answer
            m_given.insert(interaction, login);
    }
    void dispositionsKept(const QString& login, const QString& interaction) override {
        if (!m_passedOn.contains(interaction) && !m_supervised.contains(interaction))
            m_disposed.insert(interaction, login);
    }
    void passingAsked(const QString& login, const QString& interaction) override {
        m_disposed.remove(interaction);
        m_passedOn[interaction].insert(login);
        m_given.remove(interaction);
    }
    // The supervisors.
    void ordered(const antesala::v1::SupervisorCommand& command, const antesala::v1::AcdSnapshot& seen) override;
    void done(const antesala::v1::SupervisorCommand& command, const antesala::v1::AcdSnapshot& seen) override;
    // The bus.
    void published(const QString& client, const QString& topic, const std::string& payload);
    // A mail is durable in mcan.
    void mailAccepted(const QString& interaction) { m_mails.insert(interaction); }

    // Looked at now and then while acd runs.
    void sample(const AcdNode& acd, const TelephoneSystem& telephones);
    // acd was killed: what was seen of its timers says nothing any more.
    void acdKilled(const AcdNode& acd);
    void acdStarted();
    // A rule that somebody else watches.
    void broken(const QString& rule, const QString& about, const QString& detail) { violated(rule, about, detail); }
    // Whether everything that came has ended, in both stores.
    bool allEnded() const;
    // At the end: one outcome each.
    void judgeEnd();
    // Lets go of the stores.
    void close();

    const QStringList& violations() const { return m_violations; }
    std::uint64_t traceHash() const { return m_hash; }
    void trace(const QString& line);
    const QStringList& lastLines() const { return m_lines; }
    void keepLines(bool keep) { m_keep = keep; }
    int interactions() const { return static_cast<int>(m_mails.size() + m_calls.size()); }

private:
    struct Seen {
        Micros first = 0;
        QString state;
    };
    void violated(const QString& rule, const QString& about, const QString& detail = {});
    QStringList rows(const QString& schema, const QString& sql) const;
    void checkAcknowledgement(const QString& receiver, const QString& giver, const std::string& payload);
    void checkDispositions(const antesala::v1::InteractionEnded& ended);
    void noteWindow(const antesala::v1::WindowGranted& window);
    void checkAnswer(const std::string& payload);
    void checkFirstRelease(const QString& interaction);
    void checkOutboxes();
    void checkJournal();
    void checkWindows();
    void checkAgents(const AcdNode& acd);
    void checkCapacity(const acd::routing::AgentView& agent, const AcdNode& acd);
    void checkRedistributed(const AcdNode& acd);
    bool isRecorded(const QString& interaction) const;
    void checkTransient(const AcdNode& acd, const TelephoneSystem& telephones);
    void checkIdle(const AcdNode& acd);
    void checkBlame(const AcdNode& acd);
    void checkKept(const AcdNode& acd);
    void checkHidden(const AcdNode& acd);
    void checkLines(const AcdNode& acd, const TelephoneSystem& telephones);
    void checkLengths();
    void checkOrder(const AcdNode& acd);
    void checkHours(const AcdNode& acd);
    void checkRecovery(const AcdNode& acd);
    void judgeFollowUps();
    void forgetTaken(const AcdNode& acd);
    bool hasIt(const AcdNode& acd, const QString& login, const QString& interaction) const;
    void since(QHash<QString, Seen>& seen, const QString& key, const QString& state);
    QString loginOf(acd::routing::AgentNumber agent) const;
    bool weakenedBefore(const acd::routing::InteractionView& other, const acd::routing::InteractionView& item) const;
    bool isMember(acd::routing::AgentNumber agent, acd::routing::QueueNumber queue) const;

    const proto::directory::Directory& m_directory;
    const QString m_folder;
    QSet<QString> m_mails;
    QSet<QString> m_calls; // acd knows of them
    QSet<QString> m_finishAsked;
    QHash<QString, QString> m_disposed; // interaction → by whom, as acd has kept it
    QHash<QString, quint32>
        m_seen; // interaction → its last update that a page had shown when finishing it was asked for
    QHash<QString, QSet<QString>> m_passedOn; // interaction → who asked to hand it on or put it aside
    QHash<QString, QString> m_given; // mail → to whom acd has said it is theirs; they have not asked to finish it
    QSet<QString> m_supervised; // a supervisor was asked to give, move, prefer or take it: its place is their choice
    QSet<QString> m_forced;     // to give it beyond capacity
    QSet<QString> m_forcedDone; // and was told it is done
    // Told that they are free of it: an agent as the supervisor saw them, with what they had.
    std::vector<antesala::v1::AgentState> m_relieved;
    bool m_recovered = false;          // acd was started again and is not yet looked at
    QHash<QString, QString> m_talking; // interaction → phone
    QHash<QString, int> m_callEnds;
    QSet<QString> m_released;
    QHash<QString, QString> m_commandOf;       // envelope → command_id
    QHash<QString, QSet<qint64>> m_outboxRows; // schema → sequences seen
    QHash<QString, QSet<qint64>> m_acknowledged;
    QHash<QString, quint32> m_widest; // queue and channel → greatest window granted
    QHash<QString, Seen> m_states;    // "agent interaction" → since when in its state
    QHash<QString, Seen> m_legs;      // legs no offer stands behind
    struct LeftAtKill {
        Micros left = 0;
        Micros killedAt = 0;
    };
    QHash<quint64, LeftAtKill> m_pendingAtKill; // offers
    QSet<quint64> m_lapsed;                     // offers whose time ended while acd was dead
    QHash<quint64, Micros> m_answeredAt;        // by their phones
    QHash<quint64, Micros> m_pendingAt;         // offers: when they were last seen pending
    qint64 m_lastBlamed = 0;                    // number of the last step looked at
    QHash<QString, Micros> m_idleBeside;
    QHash<QString, Micros> m_keptSince;    // interaction and agent it is kept for → since when
    QHash<QString, Micros> m_absentSince;  // the same → since when the agent cannot be had
    QHash<QString, Micros> m_goneSince;    // calls of the engine without a caller → since when
    QSet<QString> m_hidden;                // calls whose number is hidden
    QHash<Micros, QString> m_hiddenEntry;  // first entry → which of them
    QSet<QString> m_talked;                // with an agent, once
    QSet<QString> m_putDown;               // picked up and put down at once, and nobody talked with them since
    QHash<QString, Micros> m_wrongHours;   // queue → since when it is not as its hours say
    QHash<QString, Micros> m_waitingSince; // never offered, of the last sample
    QSet<QString> m_offersSeen;
    QSet<QString> m_said;
    QStringList m_violations;
    QStringList m_lines;
    bool m_keep = false;
    std::uint64_t m_hash = 14695981039346656037ULL;
};

} // namespace sim
