#include "mcan/service/service.h"

#include "mcan/botpool/bot_settings.h"
#include "mcan/diagnostics/aside_commands.h"
#include "mcan/diagnostics/explanations.h"
#include "mcan/diagnostics/figure_lines.h"
#include "mcan/email/mail_options.h"
#include "mcan/prequeue/migrations.h"
#include "mcan/service/bot_stage.h"
#include "mcan/service/directory_watch.h"
#include "mcan/service/mail_commands.h"
#include "mcan/service/retention.h"
#include "mcan/spool/migrations.h"
#include "proto/bus/bus_settings.h"
#include "proto/bus/node_health.h"
#include "proto/directory/secrets.h"

#include <QFileInfo>

#include <optional>

namespace mcan::service {

using proto::base::Migration;
using proto::base::SettingSpec;
using proto::base::Status;
using proto::base::Store;
using proto::base::SystemClock;
using proto::directory::Directory;

namespace {

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

QString storeUrl(proto::base::Daemon& daemon) {
    return daemon.settings().text("store.url");
}

} // namespace

// What store jobs use stands before the store, so that it outlives it; mail's threads wait for the store, so they stand after.
struct Service::Parts {
    explicit Parts(proto::base::Daemon& daemon)
        : store(std::make_unique<Store>(QStringLiteral("mcan"), storeUrl(daemon)))
        , bus(proto::bus::busOptions(daemon.settings(), QStringLiteral("mcan")))
        , outbox(bus, *store)
        , inbox(bus, *store)
        , pool(botpool::botOptions(daemon.settings()), SystemClock::instance(), daemon.metrics())
        , directory(storeUrl(daemon),
                    proto::directory::Secrets::keyFile(daemon.settings().text("directory.key_file"), storeUrl(daemon)),
                    bus) {}
    ~Parts() {
        health.reset();
        retention.reset();
        commands.reset();
        stage.reset();
        mail.reset();
        store.reset();
    }
    diagnostics::Sources sources(const QString& node);

    std::unique_ptr<Store> store;
    proto::bus::Bus bus;
    proto::bus::Outbox outbox;
    proto::bus::Inbox inbox;
    botpool::BotPool pool;
    DirectoryWatch directory;
    std::unique_ptr<prequeue::Prequeue> prequeue;
    std::unique_ptr<email::MailService> mail;
    std::unique_ptr<BotStage> stage;
    std::unique_ptr<MailCommands> commands;
    std::unique_ptr<diagnostics::FigureLines> lines;
    std::unique_ptr<diagnostics::Explanations> explanations;
    std::unique_ptr<diagnostics::AsideCommands> aside;
    std::unique_ptr<proto::bus::NodeHealth> health;
    std::unique_ptr<proto::base::Retention> retention;
    int directoryReads = 0;
};

diagnostics::Sources Service::Parts::sources(const QString& node) {
    return {SystemClock::instance(),
            *store,
            bus,
            outbox,
            *mail,
            pool,
            *prequeue,
            node,
            [this] {
                const Directory& held = directory.current();
                return diagnostics::DirectoryVersions{held.version, directory.newestVersion(),
                                                      static_cast<int>(held.channels.size()), directoryReads};
            },
            [this] { return stage->inFlight(); }};
}

std::vector<Migration> mcanMigrations() {
    std::vector<Migration> all = spool::migrations();
    append(all, prequeue::migrations());
    all.push_back({100, proto::bus::Outbox::tables() + proto::bus::Inbox::tables()});
    all.push_back({101, proto::bus::Outbox::nodesInTopics(QStringLiteral("mcan"))});
    all.push_back(retentionMigration());
    return all;
}

QStringList mcanMistakes(const proto::base::Settings& settings) {
    const botpool::BotOptions bots = botpool::botOptions(settings);
    QStringList mistakes;
    if (const Status parser = email::checkParser(email::mailOptions(settings)); !parser)
        mistakes << parser.message();
    if (const QFileInfo host(bots.hostProgram); !host.isFile() || !host.isExecutable())
        mistakes << QStringLiteral("the bots' worker %1 is not there or is no program: set bot.host_program")
                        .arg(bots.hostProgram);
    if (!QFileInfo(bots.botFolder).isDir())
        mistakes << QStringLiteral("the bots' folder %1 is not there: set bot.folder").arg(bots.botFolder);
    return mistakes;
}

std::vector<SettingSpec> mcanSettings() {
    std::vector<SettingSpec> all = proto::bus::busSettings();
    all.push_back({.name = "directory.key_file",
                   .type = proto::base::SettingType::Text,
                   .byDefault = "",
                   .description =
                       "File with the key that seals mailboxes' passwords: a copy of that of desk. Empty: "
                       "directory.key in the store's folder, with PostgreSQL /var/lib/antesala/directory.key."});
    append(all, email::mailSettings());
    append(all, retentionSettings());
    append(all, botpool::botSettings());
    append(all, diagnostics::diagnosticsSettings());
    return all;
}

Service::Service(proto::base::Daemon& daemon) : m_daemon(daemon) {}
Service::~Service() = default;

Status Service::start() {
    d = std::make_unique<Parts>(m_daemon);
    if (Status opened = d->store->open(proto::base::StoreAccess::Writer, mcanMigrations()); !opened)
        return opened;
    m_daemon.watch(*d->store);
    d->prequeue = std::make_unique<prequeue::Prequeue>(*d->store, d->bus, d->outbox, d->inbox, SystemClock::instance(),
                                                       m_daemon.metrics());
    d->mail = std::make_unique<email::MailService>(m_daemon.settings(), *d->store, m_daemon.metrics(),
                                                   d->prequeue->workOf(antesala::v1::CHANNEL_EMAIL));
    if (Status opened = d->mail->open(); !opened)
        return opened;
    d->stage = std::make_unique<BotStage>(*d->store, d->pool, *d->prequeue, *d->mail);
    d->commands = std::make_unique<MailCommands>(d->bus, *d->mail, d->prequeue->board());
    join();
    addDiagnostics();
    d->outbox.start();
    // On a copied store every reply would be sent twice, and the broker alone can tell.
    d->mail->holdSending();
    d->bus.keepPlace({proto::bus::PlaceKind::Site, d->store->epoch()});
    QObject::connect(&d->bus, &proto::bus::Bus::placeTaken, d->commands.get(),
                     [this](const Status& taken) { QCoreApplication::exit(m_daemon.fail(taken)); });
    d->bus.start();
    d->bus.whenPlaced(std::chrono::milliseconds(0), d->commands.get(), [this] { d->mail->beginSending(); });
    d->directory.start();
    d->health->start();
    d->retention = std::make_unique<proto::base::Retention>(*d->store, SystemClock::instance(), m_daemon.metrics(),
                                                            retentionRules(m_daemon.settings()));
    d->retention->start();
    return Status::ok();
}

void Service::join() {
    QObject::connect(d->mail.get(), &email::MailService::interactionOpened, d->prequeue.get(),
                     &prequeue::Prequeue::touch);
    QObject::connect(d->mail.get(), &email::MailService::interactionJoined, d->prequeue.get(),
                     &prequeue::Prequeue::notifyOutbox);
    QObject::connect(d->mail.get(), &email::MailService::replyChanged, d->prequeue.get(),
                     [this](const antesala::v1::ReplyChanged& change) {
                         if (change.status() == antesala::v1::REPLY_FAILED)
                             d->prequeue->look(); // an agent's is work again
                     });
    QObject::connect(&d->directory, &DirectoryWatch::changed, d->stage.get(), [this](const Directory& directory) {
        ++d->directoryReads;
        d->bus.setCompany(directory.tenant);
        QStringList queues;
        for (const auto& queue : directory.queues)
            queues << queue.name;
        d->prequeue->setQueues(queues);
        d->pool.setDirectory(directory);
        d->stage->setDirectory(directory);
        d->mail->setMailboxes(directory.mailboxes);
    });
    m_daemon.onReload([this] {
        d->directory.reload();
        d->pool.replaceWorkers();
    });
}

void Service::addDiagnostics() {
    const diagnostics::Sources sources = d->sources(m_daemon.node());
    const auto actions = m_daemon.settings().boolean("diagnostics.allow_actions") ? diagnostics::Actions::Allowed
                                                                                  : diagnostics::Actions::Refused;
    d->lines = std::make_unique<diagnostics::FigureLines>(sources, m_daemon.diagnostics());
    d->explanations = std::make_unique<diagnostics::Explanations>(
        sources, actions, [this] { d->pool.replaceWorkers(); }, m_daemon.diagnostics());
    d->aside = std::make_unique<diagnostics::AsideCommands>(sources, actions, m_daemon.diagnostics());
    d->health = std::make_unique<proto::bus::NodeHealth>(d->bus, std::vector<const Store*>{d->store.get()});
    d->health->report(QStringLiteral("mcan"), m_daemon.metrics(), m_daemon.diagnostics());
}

} // namespace mcan::service
