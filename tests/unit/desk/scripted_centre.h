// A desk with everything around it: a real broker, a store in a temporary folder (or a given one), an acd and an mcan
// that answer from a script and remember what they were asked.
#pragma once

#include "desk/server/desk.h"
#include "tests/unit/support/mosquitto_broker.h"

#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace tests {

class ScriptedCentre {
public:
    // People ana, luis (agents), sofia (supervisor), password "secret-" and the login.
    explicit ScriptedCentre(QString storeUrl = {});
    ~ScriptedCentre();

    bool start(); // broker, acd, mcan, desk
    bool startDesk(desk::server::SignInRules rules = {});
    void killDesk(); // as far as one process can: nothing is said to anybody
    void startAcd();
    void stopAcd() { acd.reset(); }
    void startMcan();
    void stopMcan() { mcan.reset(); }

    quint16 port() const { return m_desk->port(); }
    // "Cookie: …" of a new session.
    QByteArray signIn(const QByteArray& login, const QByteArray& password = {});
    // Changes an agent as acd would, and says so.
    void change(const QString& login, const std::function<void(antesala::v1::AgentState&)>& how);
    // Puts a mail on an agent's list.
    void giveMail(const QString& login, const std::string& interaction, antesala::v1::WorkState state);
    qint64 writeDirectory(const proto::directory::Directory& directory);
    proto::directory::Directory directory() const;

    MosquittoBroker broker;
    std::unique_ptr<proto::bus::Bus> acd;
    std::unique_ptr<proto::bus::Bus> mcan;
    QMap<QString, antesala::v1::AgentState> agents;
    std::vector<antesala::v1::AgentCommand> commands; // without DeskConnection
    std::vector<antesala::v1::SupervisorCommand> supervised;
    std::vector<antesala::v1::SendReply> replies; // each command_id once
    int repliesAsked = 0;
    std::string explained; // the one interaction acd can explain
    bool acdAnswers = true;
    bool acdStands = false; // stopped, as by SIGSTOP: the broker still takes it for online
    bool mcanAnswers = true;
    std::string refuseReplies; // the reason; empty: they are accepted
    QByteArray part = QByteArray(600 << 10, 'p');
    std::string partName = "informe año.pdf";
    std::string messageId;
    QMap<std::string, std::vector<std::string>> messagesOf; // of these interactions; of all others, messageId

    desk::server::Desk& desk() { return *m_desk; }
    // "action: detail" of what the audit has under this request id.
    QString audited(const std::string& requestId);

private:
    proto::bus::BusOptions bus(const char* owner) const;
    void publish(const antesala::v1::AgentState& state);
    antesala::v1::Answer obey(const antesala::v1::AgentCommand& command);
    antesala::v1::Answer obey(const antesala::v1::SupervisorCommand& command);
    void serveExplanations();
    antesala::v1::Answer accept(const antesala::v1::SendReply& reply);

    QTemporaryDir m_folder;
    QString m_url;
    QString m_hashes[3];
    std::unique_ptr<proto::base::Store> m_store;
    std::unique_ptr<proto::base::Store> m_directory;
    std::unique_ptr<proto::bus::Bus> m_deskBus;
    std::unique_ptr<desk::server::Desk> m_desk;
};

} // namespace tests
