// The daemon's connection to the broker: own reconnect (see mqtt_link.h), state messages, commands and answers.
// All methods and signals in the main loop; the connection has a thread of its own behind bounded queues.
#pragma once

#include "messages/envelope.pb.h"
#include "proto/base/status.h"
#include "proto/bus/topic.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace google::protobuf {
class Message;
}

namespace proto::bus {

struct BusOptions {
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 1883;
    QString user;
    QString password;
    QString site;  // level of every topic
    QString owner; // acd, mcan or desk
    QString node;  // "one"; <owner>/<node> is the sender and, with the site, the MQTT client id
    int answerTimeoutMs = 5000;

    // "acd/one": the sender.
    QString name() const { return nodeName(owner, node); }
    // What this node publishes of a company; noCompany when it is of none.
    Topic ownTopic(const QString& company, const QString& noun, const QString& id, const QString& verb) const {
        return {site, company, owner, node, noun, id, verb};
    }
};

// Who else may not be there at the same time; see place.h.
enum class PlaceKind {
    Site, // nobody of this owner: acd and mcan
    Node  // nobody of the same node or on a copy of the same store: desk
};
struct PlaceOptions {
    PlaceKind kind = PlaceKind::Site;
    QString epoch; // of the daemon's store
};

struct BusFigures {
    bool connected = false;
    quint64 published = 0, publishErrors = 0;
    quint64 received = 0;
    quint64 connects = 0;
    int subscriptions = 0;
    int waitingToPublish = 0, waitingCapacity = 0;
    int commandsPending = 0;
    quint64 commandsTotal = 0;
    quint64 commandsUnanswered = 0; // time was up
    int lastAnswerMs = 0;
    QStringList topicsDenied; // topic_probes.h
    QStringList silentOwners; // who did not answer the last command in time
};

class Bus : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(const Topic& topic, const antesala::v1::Envelope& envelope)>;
    // A command handler answers by calling `answer` once, now or later.
    using AnswerFunction = std::function<void(const antesala::v1::Answer& answer)>;
    using CommandHandler =
        std::function<void(const Topic& topic, const antesala::v1::Envelope& envelope, AnswerFunction answer)>;
    using AnswerHandler = std::function<void(const antesala::v1::Answer& answer)>;

    explicit Bus(BusOptions options, QObject* parent = nullptr);
    ~Bus() override;

    // Declare everything before start(); subscriptions are made anew on every connect. A message that two filters take goes
    // to both handlers; where filters overlap without one covering the other, some brokers deliver it twice.
    void subscribe(const QString& filter, Handler handler);
    // Commands addressed to this node: noun, id ("" = any) and verb.
    void serve(const QString& noun, const QString& id, const QString& verb, CommandHandler handler);
    // Asks before each connect whether the place is free: see placeTaken(). Before start().
    void keepPlace(const PlaceOptions& options);
    // Calls `then` once: when the place is ours, or when nobody could be asked for so long (0: never).
    void whenPlaced(std::chrono::milliseconds patience, QObject* context, std::function<void()> then);
    void start(); // connects, and keeps connecting with back-off 0.2 s … 5 s; the first failure is logged with the cure

    bool isConnected() const;
    BusFigures figures() const;
    // In words with the cure, of one of figures().topicsDenied.
    QString deniedText(const QString& topic) const;
    // What this node knows to be wrong: told to all with its state. NodeHealth calls it.
    void setTroubles(const std::vector<antesala::v1::NodeTrouble>& troubles);
    const BusOptions& options() const;

    // Whose agents and queues this node speaks of: the company level of its topics. Known with the directory; noCompany before.
    void setCompany(const QString& company);
    // What this node publishes. From any thread.
    Topic topic(const QString& noun, const QString& id, const QString& verb) const;
    // What is asked of a node of `owner`. From any thread.
    Topic askedTopic(const QString& owner, const QString& node, const QString& noun, const QString& id,
                     const QString& verb) const;
    // When this connection's owner was started, as in its NodeState and in its envelopes.
    qint64 startedAtMicros() const;

    // Builds the envelope around a message (id, time, sender, type, body). From any thread.
    antesala::v1::Envelope envelope(const google::protobuf::Message& body, const QString& interactionId = {}) const;
    // State: QoS 1, dropped while not connected (it is asked for again). While it is queued a newer one of its topic
    // replaces it.
    void publishState(const Topic& topic, const google::protobuf::Message& body, bool retained);
    // QoS 1 publication of a ready envelope; false when not connected or the queue is full. For outbox and inbox.
    bool publish(const QString& topic, const antesala::v1::Envelope& envelope, bool retained = false);
    // Command with an answer; without one in time `done` gets ANSWER_UNAVAILABLE naming the owner asked. Called exactly once.
    void ask(const Topic& topic, const google::protobuf::Message& body, QObject* context, AnswerHandler done,
             int timeoutMs = 0);

Q_SIGNALS:
    void connected(); // after the subscriptions are acknowledged: time to resync
    void disconnected();
    // Somebody else is there: nothing is connected any more, and the process has to end. The status names who.
    void placeTaken(const proto::base::Status& status);

private:
    void giveAnswer(const antesala::v1::Envelope& command, const antesala::v1::Answer& answer);
    void noteConnected();
    void noteDisconnected();
    void read();
    void handle(const QString& topic, const std::string& payload);

    struct Private;
    std::unique_ptr<Private> d;
};

// Reads the body into `message` if the envelope is of that type.
bool unpack(const antesala::v1::Envelope& envelope, google::protobuf::Message& message);
bool unpack(const antesala::v1::Answer& answer, google::protobuf::Message& message);
antesala::v1::Answer answerOk();
antesala::v1::Answer answerOk(const google::protobuf::Message& body);
antesala::v1::Answer answerFailure(const proto::base::Status& status, const QString& reason = {});

} // namespace proto::bus
