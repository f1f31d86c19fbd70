// The text port of a daemon (mcan 1124, acd 1125, desk 1126): a client gets one block of lines and, if it types nothing
// for a second or has ended its half, the close; it may type a command first. One line a group: `mcan sis ver='0.1.0' inic='…'`,
// values with spaces in single quotes. Keys keep their order. Beyond `clientLimit` a client gets the block, a line `con` that
// says so, and the close. Main loop only; handlers must not block.
#pragma once

#include "proto/base/status.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <utility>
#include <vector>

namespace proto::base {

class ServedPort;

// The table of architecture.md writes two values otherwise than the rule: `ver='…'` always in quotes, `uptime=` never.
enum class Quotes { WhereNeeded, Always, Never };

struct DiagnosticsValue {
    DiagnosticsValue(QString itsText, Quotes itsQuotes = Quotes::WhereNeeded)
        : text(std::move(itsText))
        , quotes(itsQuotes) {}
    QString text;
    Quotes quotes;
};

// One line: group and its key=value pairs.
struct DiagnosticsLine {
    QString group; // "sis", "mgt pubs"
    std::vector<std::pair<QString, DiagnosticsValue>> values;
};

class DiagnosticsServer : public QObject {
    Q_OBJECT
public:
    using GroupSource = std::function<DiagnosticsLine()>;
    using CommandHandler = std::function<QStringList(const QStringList& words)>;
    // Says its lines once, now or later: what asks the store does it in the store's thread.
    using Say = std::function<void(const QStringList& lines)>;
    using QuestionHandler = std::function<void(const QStringList& words, Say say)>;

    static constexpr int clientLimit = 32;

    DiagnosticsServer(QString daemon, QObject* parent = nullptr);
    ~DiagnosticsServer() override;

    // Groups are printed in the order they were added; one group name may have several sources (one line each).
    void addGroup(const QString& name, GroupSource source);
    // "queue NAME", "why ID": the first word names the command. `help` lists all; `watch SECONDS` and `reload` as well.
    void addCommand(const QString& word, const QString& usage, CommandHandler handler);
    void addQuestion(const QString& word, const QString& usage, QuestionHandler handler);
    // `reload` is offered only when this is set.
    void setReload(std::function<Status()> reload);

    // Refuses addresses that are not loopback unless allowRemote.
    Status listen(const QString& address, quint16 port, bool allowRemote = false);

    quint16 port() const; // the one opened, when 0 was asked for
    int clients() const;  // connected now

    // The whole block, as a client that types nothing gets it.
    QString block() const;

private:
    void accept(int descriptor);
    void answer(const QString& line, const Say& say) const;
    QStringList answerNow(const QString& line, const QStringList& words) const;
    QStringList help() const;
    QString formatted(const DiagnosticsLine& line) const;

    struct Group {
        QString name;
        GroupSource source;
    };
    struct Command {
        QString word;
        QString usage;
        QuestionHandler handler;
    };
    QString m_daemon;
    std::vector<Group> m_groups;
    std::vector<Command> m_commands;
    std::function<Status()> m_reload;
    ServedPort* m_server;
};

} // namespace proto::base
