// Replies that people write, one for each person and interaction, with a version that every change moves on. A change
// names the version it is based on: of two pages the later one is told, and overwrites nothing. Main loop only.
//
//   state     event                        becomes
//   open      save                         open
//   open      a sendReply takes it         sending, with what is to be sent
//   sending   mcan has it                  sent, empty
//   sending   mcan refuses it              open, with its text and the reason
//   sent      save, or another sendReply   open or sending, as from the start
//   sending   save, another sendReply      refused: draft_changed
#pragma once

#include "messages/desk.pb.h"
#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace desk::server {

class DraftStore : public QObject {
    Q_OBJECT
public:
    using Draft = antesala::v1::Draft;

    DraftStore(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}

    enum class Step {
        Taken,
        Repeated, // it is so already: nothing changed
        Refused,  // it was based on another version, or is being sent
    };
    struct Outcome {
        Step step = Step::Refused;
        Draft draft; // as it is now
    };
    // All of these: `done` once it is durable.
    using Done = std::function<void(const proto::base::Result<Outcome>& outcome)>;
    using Got = std::function<void(const proto::base::Result<Draft>& draft)>;

    void get(const QString& login, const QString& interaction, QObject* context, Got done);
    void save(const QString& login, const antesala::v1::SaveDraft& request, QObject* context, Done done);
    // `reply`: with command_id and draft_version. Repeated when this command took a draft before, whatever became of it.
    void beginSending(const QString& login, const antesala::v1::SendReply& reply, QObject* context, Done done);
    void endSending(const QString& login, const antesala::v1::SendReply& reply, const antesala::v1::Answer& answer,
                    QObject* context, Done done);

    struct Sending {
        QString login;
        antesala::v1::SendReply reply;
    };
    // What mcan has not answered yet.
    void readSending(QObject* context, std::function<void(const proto::base::Result<std::vector<Sending>>&)> done);

Q_SIGNALS:
    // After the commit, and after `done`.
    void changed(const QString& login, const antesala::v1::Draft& draft);

private:
    struct Kept;
    using Change = std::function<Step(Kept& kept)>;
    void change(const QString& login, const std::string& interaction, const Change& how, QObject* context, Done done);
    static proto::base::Result<Kept> readRow(QSqlDatabase& db, const QString& login, const QString& interaction);
    static proto::base::Status writeRow(QSqlDatabase& db, const QString& login, const Kept& kept);

    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
};

} // namespace desk::server
