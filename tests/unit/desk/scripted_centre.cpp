#include "tests/unit/desk/scripted_centre.h"

#include "desk/server/desk_schema.h"
#include "desk/server/import_site.h"
#include "tests/unit/desk/http_client.h"

#include "proto/base/uuid7.h"
#include "proto/directory/directory_store.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <google/protobuf/empty.pb.h>
#include <sodium.h>

namespace tests {

using namespace antesala::v1;
using antesala::v1::Envelope;
using proto::base::Status;
using proto::base::Store;
using proto::base::StoreAccess;
using proto::bus::answerFailure;
using proto::bus::answerOk;
using proto::bus::Bus;
using proto::bus::Topic;
namespace directory_ns = proto::directory;

namespace {

const QStringList logins{QStringLiteral("ana"), QStringLiteral("luis"), QStringLiteral("sofia")};

// Argon2id at its least cost: a hash carries its own.
QString quickHash(const QByteArray& password) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (sodium_init() < 0 ||
        crypto_pwhash_str(text.data(), password.constData(), static_cast<unsigned long long>(password.size()),
                          crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) != 0)
        return {};
    return QString::fromLatin1(text.data());
}

directory_ns::Agent agent(const directory_ns::Person& person, const QString& phone) {
    directory_ns::Agent made;
    made.login = person.login;
    made.name = person.name;
    made.phone = phone;
    return made;
}

} // namespace

ScriptedCentre::ScriptedCentre(QString storeUrl)
    : messageId(proto::base::newUuid7().toStdString())
    , m_url(storeUrl.isEmpty() ? QStringLiteral("sqlite:") + m_folder.path() : storeUrl) {
    for (int i = 0; i < 2; ++i) {
        AgentState& state = agents[logins[i]];
        state.set_login(logins[i].toStdString());
        state.set_capacity(100);
        state.set_version(1);
    }
}

ScriptedCentre::~ScriptedCentre() {
    killDesk();
}

proto::bus::BusOptions ScriptedCentre::bus(const char* owner) const {
    proto::bus::BusOptions options;
    options.port = broker.port();
    options.site = QStringLiteral("demo");
    options.owner = QString::fromLatin1(owner);
    options.node = QStringLiteral("one");
    options.answerTimeoutMs = 1500;
    return options;
}

directory_ns::Directory ScriptedCentre::directory() const {
    directory_ns::Directory made;
    made.site = QStringLiteral("demo");
    for (int i = 0; i < 3; ++i) {
        directory_ns::Person person{
            0, logins[i], logins[i].toUpper(), directory_ns::Role::Agent, QStringLiteral("es"), m_hashes[i], true};
        if (i == 2)
            person.role = directory_ns::Role::Supervisor;
        else
            made.agents.push_back(agent(person, QStringLiteral("100%1").arg(i + 1)));
        made.people.push_back(person);
    }
    made.dispositions.push_back({QStringLiteral("resuelto"), {QStringLiteral("Resuelto"), QStringLiteral("Solved")}});
    return made;
}

qint64 ScriptedCentre::writeDirectory(const directory_ns::Directory& content) {
    Store store(QStringLiteral("directory"), m_url);
    if (!store.open(StoreAccess::Writer, directory_ns::migrations()))
        return 0;
    const auto secrets = directory_ns::Secrets::loadOrMake(m_folder.filePath(QStringLiteral("directory.key")));
    if (!secrets)
        return 0;
    qint64 version = 0;
    const Status written = store.writeNow([&](QSqlDatabase& db) {
        const auto change = directory_ns::nextChange(db, QStringLiteral("test"));
        const auto made = directory_ns::writeDirectory(db, content, *secrets, *change);
        version = made ? qint64{*made} : 0;
        return made.status();
    });
    return written ? version : 0;
}

bool ScriptedCentre::start() {
    for (int i = 0; i < 3; ++i) {
        m_hashes[i] = quickHash("secret-" + logins[i].toLatin1());
    }
    if (!broker.start() || writeDirectory(directory()) == 0)
        return false;
    startAcd();
    startMcan();
    return startDesk();
}

bool ScriptedCentre::startDesk(desk::server::SignInRules rules) {
    killDesk();
    m_store = std::make_unique<Store>(QStringLiteral("desk"), m_url);
    m_directory = std::make_unique<Store>(QStringLiteral("directory"), m_url);
    if (!m_store->open(StoreAccess::Writer, desk::server::deskMigrations()) ||
        !desk::server::openDirectory(*m_directory, m_url))
        return false;
    m_deskBus = std::make_unique<Bus>(bus("desk"));
    desk::server::DeskOptions options;
    options.web.port = 0;
    options.web.webRoot = QStringLiteral("/nowhere");
    options.signIn = rules;
    m_desk = std::make_unique<desk::server::Desk>(
        desk::server::Desk::Parts{*m_store, *m_directory, *m_deskBus, proto::base::SystemClock::instance()}, options);
    if (!m_desk->start())
        return false;
    constexpr int patienceMs = 20'000;
    return QTest::qWaitFor(
        [this] {
            return m_desk->directory().directory().version > 0 && m_desk->state().system().acd() == bool(acd) &&
                   m_desk->state().system().mcan() == bool(mcan) && (!acd || m_desk->state().agents().size() == 2);
        },
        patienceMs);
}

void ScriptedCentre::killDesk() {
    m_desk.reset();
    m_deskBus.reset();
    m_directory.reset();
    m_store.reset();
}

void ScriptedCentre::publish(const AgentState& state) {
    acd->publishState(
        acd->topic(QStringLiteral("agent"), QString::fromStdString(state.login()), QStringLiteral("changed")), state,
        true);
}

void ScriptedCentre::change(const QString& login, const std::function<void(AgentState&)>& how) {
    AgentState& state = agents[login];
    how(state);
    state.set_version(state.version() + 1);
    publish(state);
}

void ScriptedCentre::giveMail(const QString& login, const std::string& interaction, WorkState workState) {
    change(login, [&](AgentState& state) {
        WorkItem* item = state.add_work();
        item->mutable_interaction()->set_id(interaction);
        item->mutable_interaction()->set_channel(CHANNEL_EMAIL);
        item->mutable_interaction()->set_thread_id("thread of " + interaction);
        item->set_state(workState);
    });
}

Answer ScriptedCentre::obey(const AgentCommand& command) {
    const QString login = QString::fromStdString(command.login());
    if (command.has_desk_connection()) {
        change(login, [&](AgentState& state) { state.set_desk_connected(command.desk_connection().connected()); });
        return answerOk(agents[login]);
    }
    commands.push_back(command);
    if (command.has_accept_offer())
        return answerFailure(Status::refused(QStringLiteral("the offer is over")), QStringLiteral("offer_expired"));
    change(login, [&](AgentState& state) { state.set_presence(command.choose_presence().presence()); });
    return answerOk(agents[login]);
}

// Luis has no capacity left.
Answer ScriptedCentre::obey(const SupervisorCommand& command) {
    supervised.push_back(command);
    if (command.assign().agent() == "luis" && !command.assign().over_capacity())
        return answerFailure(Status::refused(QStringLiteral("the agent's capacity does not allow it")),
                             QStringLiteral("no_capacity"));
    return answerOk(google::protobuf::Empty());
}

QString ScriptedCentre::audited(const std::string& requestId) {
    QString found;
    (void)QTest::qWaitFor([&] {
        const Status read = m_store->writeNow([&](QSqlDatabase& db) { // behind what is queued
            auto rows =
                proto::base::execute(db, QStringLiteral("SELECT login, action, detail FROM audit WHERE request_id = ?"),
                                     {QString::fromStdString(requestId)});
            if (rows && rows.value().next())
                found = QStringLiteral("%1 %2: %3")
                            .arg(rows.value().value(0).toString(), rows.value().value(1).toString(),
                                 rows.value().value(2).toString());
            return rows.status();
        });
        return read.isOk() && !found.isEmpty();
    });
    return found;
}

void ScriptedCentre::startAcd() {
    acd = std::make_unique<Bus>(bus("acd"));
    acd->serve(QStringLiteral("agent"), {}, QStringLiteral("command"),
               [this](const Topic&, const Envelope& envelope, Bus::AnswerFunction answer) {
                   AgentCommand command;
                   if (acdAnswers && proto::bus::unpack(envelope, command))
                       answer(obey(command));
               });
    acd->serve(QStringLiteral("supervisor"), {}, QStringLiteral("command"),
               [this](const Topic& topic, const Envelope& envelope, Bus::AnswerFunction answer) {
                   SupervisorCommand command;
                   if (acdAnswers && proto::bus::unpack(envelope, command) && command.login() == topic.id.toStdString())
                       answer(obey(command));
               });
    acd->serve(QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get"),
               [this](const Topic&, const Envelope&, Bus::AnswerFunction answer) {
                   if (acdStands)
                       return;
                   AcdSnapshot snapshot;
                   for (const AgentState& state : std::as_const(agents))
                       *snapshot.add_agents() = state;
                   QueueState* queue = snapshot.add_queues();
                   queue->set_queue("soporte");
                   queue->set_waiting(3);
                   queue->set_version(1);
                   snapshot.set_asterisk_connected(true);
                   answer(answerOk(snapshot));
               });
    serveExplanations();
    acd->start();
}

void ScriptedCentre::serveExplanations() {
    acd->serve(QStringLiteral("interaction"), {}, QStringLiteral("get"),
               [this](const Topic& topic, const Envelope& envelope, Bus::AnswerFunction answer) {
                   GetExplanation asked;
                   if (!acdAnswers || !proto::bus::unpack(envelope, asked))
                       return;
                   if (topic.id.toStdString() != explained || asked.interaction_id() != explained)
                       return answer(answerFailure(Status::notFound(QStringLiteral("acd has no such interaction")),
                                                   QStringLiteral("not_in_router")));
                   Explanation why;
                   why.mutable_interaction()->set_id(explained);
                   why.set_state(INTERACTION_STATE_WAITING);
                   why.set_position(3);
                   Candidate* luis = why.add_candidates();
                   luis->set_login("luis");
                   luis->set_verdict(VERDICT_ON_BREAK);
                   answer(answerOk(why));
               });
    acd->serve(QStringLiteral("agent"), {}, QStringLiteral("get"),
               [this](const Topic& topic, const Envelope& envelope, Bus::AnswerFunction answer) {
                   GetAgentExplanation asked;
                   if (!acdAnswers || !proto::bus::unpack(envelope, asked))
                       return;
                   if (!agents.contains(topic.id))
                       return answer(answerFailure(Status::notFound(QStringLiteral("no such agent")),
                                                   QStringLiteral("no_such_agent")));
                   AgentExplanation why;
                   *why.mutable_agent() = agents[topic.id];
                   why.set_verdict(VERDICT_IN_WRAP_UP);
                   answer(answerOk(why));
               });
}

Answer ScriptedCentre::accept(const SendReply& reply) {
    ++repliesAsked;
    if (!refuseReplies.empty())
        return answerFailure(Status::refused(QStringLiteral("no")), QString::fromStdString(refuseReplies));
    const bool known = std::any_of(replies.begin(), replies.end(),
                                   [&](const SendReply& one) { return one.command_id() == reply.command_id(); });
    if (!known)
        replies.push_back(reply);
    ReplyAccepted accepted;
    accepted.set_id(reply.command_id());
    accepted.set_message_id("<answer@demo.test>");
    return answerOk(accepted);
}

void ScriptedCentre::startMcan() {
    mcan = std::make_unique<Bus>(bus("mcan"));
    mcan->serve(QStringLiteral("state"), QStringLiteral("all"), QStringLiteral("get"),
                [](const Topic&, const Envelope&, Bus::AnswerFunction answer) {
                    McanSnapshot snapshot;
                    snapshot.add_prequeues()->set_queue("soporte");
                    snapshot.add_mailboxes()->set_mailbox("ayuda@demo.test");
                    answer(answerOk(snapshot));
                });
    mcan->serve(QStringLiteral("interaction"), {}, QStringLiteral("get"),
                [this](const Topic& topic, const Envelope&, Bus::AnswerFunction answer) {
                    MailThread thread;
                    thread.set_interaction_id(topic.id.toStdString());
                    for (const std::string& id : messagesOf.value(topic.id.toStdString(), {messageId})) {
                        MailMessage* message = thread.add_messages();
                        message->set_id(id);
                        message->set_text("¿Cuándo llega?");
                    }
                    if (mcanAnswers)
                        answer(answerOk(thread));
                });
    mcan->serve(QStringLiteral("interaction"), {}, QStringLiteral("reply"),
                [this](const Topic&, const Envelope& envelope, Bus::AnswerFunction answer) {
                    SendReply reply;
                    if (mcanAnswers && proto::bus::unpack(envelope, reply))
                        answer(accept(reply));
                });
    mcan->serve(QStringLiteral("part"), {}, QStringLiteral("get"),
                [this](const Topic&, const Envelope& envelope, Bus::AnswerFunction answer) {
                    GetMailPart asked;
                    if (!proto::bus::unpack(envelope, asked) || asked.index() != 1)
                        return answer(answerFailure(Status::notFound(QStringLiteral("no such part")),
                                                    QStringLiteral("no_such_part")));
                    constexpr qsizetype most = 256 << 10;
                    const QByteArray piece = part.mid(static_cast<qsizetype>(asked.offset()), most);
                    MailPartContent content;
                    content.mutable_part()->set_file_name(partName);
                    content.mutable_part()->set_content_type("text/html");
                    content.mutable_part()->set_size_bytes(static_cast<std::uint64_t>(part.size()));
                    content.set_offset(asked.offset());
                    content.set_content(piece.toStdString());
                    content.set_last(static_cast<qsizetype>(asked.offset()) + piece.size() >= part.size());
                    answer(answerOk(content));
                });
    mcan->start();
}

QByteArray ScriptedCentre::signIn(const QByteArray& login, const QByteArray& password) {
    const QByteArray given = password.isEmpty() ? "secret-" + login : password;
    const HttpReply reply = request(port(), "POST", "/api/v1/session", {"Content-Type: application/json"},
                                    R"({"login":")" + login + R"(","password":")" + given + R"("})");
    return reply.status == 200 ? cookieOf(reply) : QByteArray();
}

} // namespace tests
