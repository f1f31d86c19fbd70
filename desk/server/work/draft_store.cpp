#include "desk/server/work/draft_store.h"

#include <memory>

#include <google/protobuf/util/message_differencer.h>

namespace desk::server {

using namespace antesala::v1;
using google::protobuf::util::MessageDifferencer;
using proto::base::execute;
using proto::base::Result;
using proto::base::Status;

struct DraftStore::Kept {
    Draft draft;
    SendReply reply; // while it is being sent
};

namespace {

const QString columns = QStringLiteral(
    "interaction_id, content, saved_at, version, state, request_id, details, problem, problem_message, reply");

QString storedText(const std::string& utf8) {
    const QString read = QString::fromStdString(utf8);
    return read.isNull() ? QStringLiteral("") : read; // a null QString would be stored as NULL
}

template <typename Message>
QByteArray bytesOf(const Message& message) {
    QByteArray bytes = QByteArray::fromStdString(message.SerializeAsString());
    return bytes.isNull() ? QByteArray("") : bytes;
}

template <typename Message>
void readBytes(const QByteArray& bytes, Message* message) {
    message->ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
}

// The next version, open, as if nothing had been tried with it.
void moveOn(Draft& draft) {
    draft.set_version(draft.version() + 1);
    draft.set_state(DRAFT_OPEN);
    draft.clear_problem();
    draft.clear_problem_message();
}

bool isWhatWasAsked(const Draft& draft, const SaveDraft& request) {
    return draft.state() != DRAFT_SENDING && draft.text() == request.text() &&
           MessageDifferencer::Equals(draft.details(), request.details());
}

DraftDetails detailsOf(const SendReply& reply) {
    DraftDetails details;
    details.set_recipients_chosen(true);
    *details.mutable_to() = reply.to();
    *details.mutable_cc() = reply.cc();
    details.set_answers(reply.answers());
    details.set_seen(reply.seen());
    details.set_without_quote(reply.quote_introduction().empty());
    return details;
}

} // namespace

Result<DraftStore::Kept> DraftStore::readRow(QSqlDatabase& db, const QString& login, const QString& interaction) {
    auto rows = execute(db, QStringLiteral("SELECT %1 FROM draft WHERE login = ? AND interaction_id = ?").arg(columns),
                        {login, interaction});
    if (!rows)
        return rows.status();
    Kept kept;
    kept.draft.set_interaction_id(interaction.toStdString());
    if (!rows.value().next())
        return kept;
    kept.draft.set_text(rows->value(1).toString().toStdString());
    kept.draft.set_saved_at_us(rows->value(2).toLongLong());
    kept.draft.set_version(static_cast<std::uint64_t>(rows->value(3).toLongLong()));
    DraftState state = DRAFT_OPEN;
    if (DraftState_Parse(rows->value(4).toString().toStdString(), &state))
        kept.draft.set_state(state);
    kept.draft.set_request_id(rows->value(5).toString().toStdString());
    readBytes(rows->value(6).toByteArray(), kept.draft.mutable_details());
    kept.draft.set_problem(rows->value(7).toString().toStdString());
    kept.draft.set_problem_message(rows->value(8).toString().toStdString());
    readBytes(rows->value(9).toByteArray(), &kept.reply);
    return kept;
}

Status DraftStore::writeRow(QSqlDatabase& db, const QString& login, const Kept& kept) {
    const Draft& draft = kept.draft;
    return execute(db,
                   QStringLiteral(
                       "INSERT INTO draft (login, %1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (login, interaction_id) DO UPDATE SET content = excluded.content, "
                       "saved_at = excluded.saved_at, version = excluded.version, state = excluded.state, "
                       "request_id = excluded.request_id, details = excluded.details, problem = excluded.problem, "
                       "problem_message = excluded.problem_message, reply = excluded.reply")
                       .arg(columns),
                   {login, storedText(draft.interaction_id()), storedText(draft.text()), qlonglong{draft.saved_at_us()},
                    static_cast<qlonglong>(draft.version()), storedText(DraftState_Name(draft.state())),
                    storedText(draft.request_id()), bytesOf(draft.details()), storedText(draft.problem()),
                    storedText(draft.problem_message()), bytesOf(kept.reply)})
        .status();
}

void DraftStore::change(const QString& login, const std::string& interaction, const Change& how, QObject* context,
                        Done done) {
    const auto outcome = std::make_shared<Outcome>();
    m_store.write(
        [=, id = QString::fromStdString(interaction), now = m_clock.utcMicros()](QSqlDatabase& db) {
            auto kept = readRow(db, login, id);
            if (!kept)
                return kept.status();
            outcome->step = how(kept.value());
            if (outcome->step == Step::Taken)
                kept.value().draft.set_saved_at_us(now);
            outcome->draft = kept->draft;
            return outcome->step == Step::Taken ? writeRow(db, login, *kept) : Status::ok();
        },
        context,
        [this, login, outcome, done = std::move(done)](const Status& status) {
            done(status ? Result<Outcome>(*outcome) : Result<Outcome>(status));
            if (status && outcome->step == Step::Taken)
                Q_EMIT changed(login, outcome->draft);
        });
}

void DraftStore::get(const QString& login, const QString& interaction, QObject* context, Got done) {
    const auto found = std::make_shared<Draft>();
    m_store.read(
        [=](QSqlDatabase& db) {
            const auto kept = readRow(db, login, interaction);
            if (kept)
                *found = kept->draft;
            return kept.status();
        },
        context,
        [found, done = std::move(done)](const Status& status) {
            done(status ? Result<Draft>(*found) : Result<Draft>(status));
        });
}

void DraftStore::save(const QString& login, const SaveDraft& request, QObject* context, Done done) {
    change(
        login, request.interaction_id(),
        [request](Kept& kept) {
            Draft& draft = kept.draft;
            if (isWhatWasAsked(draft, request))
                return Step::Repeated;
            if (draft.state() == DRAFT_SENDING || draft.version() != request.based_on())
                return Step::Refused;
            moveOn(draft);
            draft.set_text(request.text());
            *draft.mutable_details() = request.details();
            return Step::Taken;
        },
        context, std::move(done));
}

void DraftStore::beginSending(const QString& login, const SendReply& reply, QObject* context, Done done) {
    change(
        login, reply.interaction_id(),
        [reply](Kept& kept) {
            Draft& draft = kept.draft;
            if (draft.request_id() == reply.command_id())
                return Step::Repeated;
            if (draft.state() == DRAFT_SENDING || draft.version() != reply.draft_version())
                return Step::Refused;
            moveOn(draft);
            draft.set_state(DRAFT_SENDING);
            draft.set_request_id(reply.command_id());
            draft.set_text(reply.text());
            *draft.mutable_details() = detailsOf(reply);
            kept.reply = reply;
            return Step::Taken;
        },
        context, std::move(done));
}

void DraftStore::endSending(const QString& login, const SendReply& reply, const Answer& answer, QObject* context,
                            Done done) {
    change(
        login, reply.interaction_id(),
        [id = reply.command_id(), answer](Kept& kept) {
            Draft& draft = kept.draft;
            if (draft.state() != DRAFT_SENDING || draft.request_id() != id)
                return Step::Repeated;
            moveOn(draft);
            kept.reply.Clear();
            if (answer.code() == ANSWER_OK) {
                draft.set_state(DRAFT_SENT);
                draft.clear_text();
                draft.clear_details();
            } else {
                draft.clear_request_id(); // it was not sent: a repeat of the request is a new try
                draft.set_problem(answer.reason().empty() ? AnswerCode_Name(answer.code()) : answer.reason());
                draft.set_problem_message(answer.message());
            }
            return Step::Taken;
        },
        context, std::move(done));
}

void DraftStore::readSending(QObject* context, std::function<void(const Result<std::vector<Sending>>&)> done) {
    const auto found = std::make_shared<std::vector<Sending>>();
    m_store.read(
        [found](QSqlDatabase& db) {
            found->clear();
            auto rows = execute(db, QStringLiteral("SELECT login, reply FROM draft WHERE state = 'DRAFT_SENDING'"));
            while (rows && rows.value().next()) {
                found->push_back({rows->value(0).toString(), {}});
                readBytes(rows->value(1).toByteArray(), &found->back().reply);
            }
            return rows.status();
        },
        context,
        [found, done = std::move(done)](const Status& status) {
            done(status ? Result<std::vector<Sending>>(*found) : Result<std::vector<Sending>>(status));
        });
}

} // namespace desk::server
