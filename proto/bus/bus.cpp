#include "proto/bus/bus.h"

#include "proto/base/clock.h"
#include "proto/base/courier.h"
#include "proto/base/log.h"
#include "proto/bus/mqtt_link.h"
#include "proto/bus/pending_answers.h"
#include "proto/bus/topic_filter.h"
#include "proto/bus/topic_probes.h"

#include <QTimer>

#include <mutex>

namespace proto::bus {

using antesala::v1::Answer;
using antesala::v1::Envelope;

namespace {

constexpr std::size_t handledInOneTurn = 200;

} // namespace

struct Bus::Private {
    struct Subscription {
        QString filter;
        Handler handler;
    };
    BusOptions options;
    mutable std::mutex companyMutex; // topics are made in store jobs, too
    QString company = noCompany;
    std::vector<Subscription> subscriptions;
    PendingAnswers pending;
    std::unique_ptr<TopicProbes> probes;
    std::mutex troublesMutex; // read by the link's thread
    std::vector<antesala::v1::NodeTrouble> troubles;
    std::function<Publication(bool online)> presence;
    base::Courier courier;
    std::unique_ptr<MqttLink> link;
    std::optional<PlaceOptions> place;
    bool connected = false;
    std::atomic<bool> reading = false; // a turn of read() is on its way
    quint64 commands = 0;
    qint64 startedAt = base::SystemClock::instance().utcMicros();

    QString answerTopic() const {
        return options.ownTopic(noCompany, QStringLiteral("answer"), QStringLiteral("all"), QStringLiteral("given"))
            .text();
    }
};

Bus::Bus(BusOptions options, QObject* parent) : QObject(parent), d(std::make_unique<Private>()) {
    d->options = std::move(options);
    d->probes =
        std::make_unique<TopicProbes>(d->options, [this](const Topic& topic, const google::protobuf::Message& body) {
            return publish(topic.text(), envelope(body));
        });
    subscribe(d->answerTopic(), [this](const Topic&, const Envelope& envelope) {
        Answer answer;
        if (unpack(envelope, answer))
            d->pending.answer(QString::fromStdString(envelope.answers()), answer);
    });
}

Bus::~Bus() {
    d->link.reset();
}

void Bus::subscribe(const QString& filter, Handler handler) {
    d->subscriptions.push_back({filter, std::move(handler)});
}

void Bus::serve(const QString& noun, const QString& id, const QString& verb, CommandHandler handler) {
    subscribe(nodeFilter(d->options.site, d->options.owner, d->options.node, noun, id, verb),
              [this, handler = std::move(handler)](const Topic& topic, const Envelope& command) {
                  auto answered = std::make_shared<bool>(false);
                  handler(topic, command, [bus = QPointer(this), answered, command](const Answer& answer) {
                      if (bus && !std::exchange(*answered, true))
                          bus->giveAnswer(command, answer);
                  });
              });
}

// Only to an answer topic of this site: nobody makes us publish elsewhere.
void Bus::giveAnswer(const Envelope& command, const Answer& answer) {
    const QString replyTo = QString::fromStdString(command.reply_to());
    const auto topic = Topic::parse(replyTo);
    if (!topic || topic->site != d->options.site || topic->noun != QLatin1String("answer")) {
        base::logWarning("proto.bus", QStringLiteral("a command cannot be answered: its reply_to is no answer topic"),
                         {{"command", QString::fromStdString(command.id())}, {"reply_to", replyTo}});
        return;
    }
    Envelope wrapped = envelope(answer, QString::fromStdString(command.interaction_id()));
    wrapped.set_answers(command.id());
    if (!publish(replyTo, wrapped))
        base::logWarning("proto.bus", QStringLiteral("an answer was lost: the broker is away"),
                         {{"command", QString::fromStdString(command.id())}});
}

void Bus::keepPlace(const PlaceOptions& options) {
    d->place = options;
}

void Bus::whenPlaced(std::chrono::milliseconds patience, QObject* context, std::function<void()> then) {
    if (d->connected)
        return then();
    const auto go = [waits = std::make_shared<bool>(true), then = std::move(then)] {
        if (std::exchange(*waits, false))
            then();
    };
    connect(this, &Bus::connected, context, go);
    if (patience.count() > 0)
        QTimer::singleShot(patience, context, go);
}

void Bus::start() {
    QStringList filters;
    for (const Private::Subscription& subscription : d->subscriptions)
        filters << subscription.filter;
    filters << d->probes->filter();
    const auto inMainLoop = [this](void (Bus::*call)()) {
        d->courier.deliver(this, [this, call] { (this->*call)(); });
    };
    d->presence = [this](bool online) {
        antesala::v1::NodeState state;
        state.set_node(d->options.name().toStdString());
        state.set_online(online);
        state.set_started_at_us(d->startedAt);
        state.set_version(ANTESALA_VERSION);
        if (online) {
            const std::lock_guard lock(d->troublesMutex);
            for (const antesala::v1::NodeTrouble& trouble : d->troubles)
                *state.add_troubles() = trouble;
        }
        const Topic topic =
            d->options.ownTopic(noCompany, QStringLiteral("node"), QStringLiteral("self"), QStringLiteral("changed"));
        return Publication{topic.text().toStdString(), envelope(state).SerializeAsString(), true};
    };
    d->link = std::make_unique<MqttLink>(d->options, withoutCovered(filters), d->presence,
                                         LinkEvents{[=] { inMainLoop(&Bus::noteConnected); },
                                                    [=] { inMainLoop(&Bus::noteDisconnected); },
                                                    [this, inMainLoop] {
                                                        if (!d->reading.exchange(true))
                                                            inMainLoop(&Bus::read);
                                                    }});
    if (d->place)
        d->link->keepPlace(*d->place, [this](const base::Status& taken) {
            d->courier.deliver(this, [this, taken] { Q_EMIT placeTaken(taken); });
        });
    d->link->start();
}

void Bus::noteConnected() {
    d->connected = true;
    d->probes->begin();
    Q_EMIT connected();
}

void Bus::noteDisconnected() {
    if (!std::exchange(d->connected, false))
        return;
    d->probes->end();
    Q_EMIT disconnected();
}

// Some of what was received; the rest in another turn of the loop, so that timers and sockets have theirs.
void Bus::read() {
    d->reading = false;
    const std::deque<Received> messages = d->link->takeReceived(handledInOneTurn);
    for (const Received& message : messages)
        handle(QString::fromStdString(message.topic), message.payload);
    if (messages.size() == handledInOneTurn && !d->reading.exchange(true))
        QTimer::singleShot(0, this, &Bus::read);
}

void Bus::handle(const QString& text, const std::string& payload) {
    const auto topic = Topic::parse(text);
    Envelope envelope;
    if (!topic || !envelope.ParseFromString(payload)) {
        base::logWarning("proto.bus", QStringLiteral("a message is no envelope: left alone"), {{"topic", text}});
        return;
    }
    if (d->probes->take(*topic, envelope))
        return;
    for (const Private::Subscription& subscription : d->subscriptions) {
        if (filterMatches(subscription.filter, text))
            subscription.handler(*topic, envelope);
    }
}

bool Bus::isConnected() const {
    return d->connected;
}

BusFigures Bus::figures() const {
    const LinkFigures link = d->link ? d->link->figures() : LinkFigures{};
    BusFigures figures;
    figures.connected = d->connected;
    figures.published = link.published;
    figures.publishErrors = link.errors;
    figures.received = link.received;
    figures.connects = link.connects;
    figures.subscriptions = static_cast<int>(d->subscriptions.size());
    figures.waitingToPublish = link.waiting;
    figures.waitingCapacity = static_cast<int>(SendQueue::capacity);
    figures.commandsPending = d->pending.size();
    figures.commandsTotal = d->commands;
    figures.lastAnswerMs = d->pending.lastAnswerMs();
    figures.commandsUnanswered = d->pending.unanswered();
    figures.topicsDenied = d->probes->denied();
    figures.silentOwners = d->pending.silent();
    return figures;
}

QString Bus::deniedText(const QString& topic) const {
    return d->probes->text(topic);
}

void Bus::setTroubles(const std::vector<antesala::v1::NodeTrouble>& troubles) {
    {
        const std::lock_guard lock(d->troublesMutex);
        d->troubles = troubles;
    }
    if (d->connected)
        d->link->send(d->presence(true), SendKind::State);
}

const BusOptions& Bus::options() const {
    return d->options;
}

void Bus::setCompany(const QString& company) {
    const std::lock_guard lock(d->companyMutex);
    d->company = company.isEmpty() ? noCompany : company;
}

Topic Bus::topic(const QString& noun, const QString& id, const QString& verb) const {
    return askedTopic(d->options.owner, d->options.node, noun, id, verb);
}

Topic Bus::askedTopic(const QString& owner, const QString& node, const QString& noun, const QString& id,
                      const QString& verb) const {
    const std::lock_guard lock(d->companyMutex);
    return {d->options.site, d->company, owner, node, noun, id, verb};
}

qint64 Bus::startedAtMicros() const {
    return d->startedAt;
}

void Bus::publishState(const Topic& topic, const google::protobuf::Message& body, bool retained) {
    d->probes->use(topic);
    if (d->connected)
        d->link->send({topic.text().toStdString(), envelope(body).SerializeAsString(), retained}, SendKind::State);
}

bool Bus::publish(const QString& topic, const Envelope& envelope, bool retained) {
    return d->connected &&
           d->link->send({topic.toStdString(), envelope.SerializeAsString(), retained}, SendKind::Lasting);
}

void Bus::ask(const Topic& topic, const google::protobuf::Message& body, QObject* context, AnswerHandler done,
              int timeoutMs) {
    ++d->commands;
    d->probes->use(topic);
    Envelope command = envelope(body);
    command.set_reply_to(d->answerTopic().toStdString());
    const QString id = QString::fromStdString(command.id());
    const int patience = timeoutMs > 0 ? timeoutMs : d->options.answerTimeoutMs;
    if (d->pending.add(id, topic.owner, context, done, patience) && publish(topic.text(), command))
        return;
    // Never from inside ask(): the caller may not be ready for it.
    QTimer::singleShot(0, this, [this, id, context = QPointer(context), done, owner = topic.owner] {
        const Answer away =
            answerFailure(base::Status::unavailable(
                              QStringLiteral("%1 cannot be asked: the broker is away or too much waits").arg(owner)),
                          QStringLiteral("no_broker"));
        if (d->pending.contains(id))
            d->pending.answer(id, away);
        else if (context)
            done(away);
    });
}

} // namespace proto::bus
