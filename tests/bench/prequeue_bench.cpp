// The pre-queue under a flood: a hundred thousand mails become items, are sorted by the bot, counted, looked into,
// released in order and discarded in bulk, on SQLite with every commit on disk. Figures of time are of the store jobs
// the daemon runs, in its writer's thread; memory is what the process has grown by.
#include "figures.h"

#include "mcan/botpool/bot_pool.h"
#include "mcan/prequeue/command_step.h"
#include "mcan/prequeue/item_page.h"
#include "tests/unit/mcan/prequeue/prequeue_store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <functional>
#include <vector>

using namespace mcan::prequeue;
using proto::base::Status;

namespace {

constexpr int flood = 100'000;
const QString soporte = QStringLiteral("soporte");

void must(const Status& status) {
    if (!status)
        qFatal("%s", qPrintable(status.message()));
}

double residentMegabytes() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').at(1).toDouble() * 4096 / 1e6;
}

double milliseconds(const std::function<void()>& work) {
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void atLeast(const std::string& name, double value, const std::string& unit, double goal) {
    bench::print({name, value, unit, ">= " + std::to_string(static_cast<long long>(goal)), value >= goal, {}});
}

void atMost(const std::string& name, double value, const std::string& unit, double goal,
            std::optional<bench::Against> against = {}) {
    bench::print(
        {name, value, unit, "<= " + std::to_string(static_cast<long long>(goal)), value <= goal, std::move(against)});
}

// As intake and bot stage do: one job a mail, many in a commit.
void fill(tests::PrequeueStore& store) {
    const double before = residentMegabytes();
    const double took = milliseconds([&] {
        for (int i = 0; i < flood; ++i) {
            const QString id = proto::base::newUuid7();
            auto facts = tests::factsOf(id, i);
            facts.fromAddress = QStringLiteral("cliente%1@%2.test").arg(i).arg(i % 2 == 0 ? u"spam" : u"cliente");
            const auto created = [&store, facts](QSqlDatabase& db) { return store.mails.create(db, facts); };
            const auto sorted = [id](QSqlDatabase& db) {
                return sortItem(db, id,
                                {.queue = soporte,
                                 .prioritySeconds = 0,
                                 .tags = {},
                                 .skills = {},
                                 .close = false,
                                 .reason = {},
                                 .runs = {}},
                                1);
            };
            if (i % 256 == 255)
                must(store.store.writeNow(created));
            else
                store.store.write(created);
            i % 256 == 255 ? must(store.store.writeNow(sorted)) : store.store.write(sorted);
        }
        must(store.store.writeNow([](QSqlDatabase&) { return Status::ok(); }));
    });
    atLeast("prequeue.items_stored_and_sorted_per_second", flood / (took / 1000), "1/s", 2000);
    atMost("prequeue.memory_of_100000_held", residentMegabytes() - before, "MB", 64);
}

std::vector<double> releases(tests::PrequeueStore& store, int rounds, std::uint32_t& window) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        window += 100;
        times.push_back(milliseconds([&] {
            if (const auto released = store.release(soporte, window); !released || *released != 100)
                qFatal("100 items were to be released");
        }));
    }
    return times;
}

void look(tests::PrequeueStore& store) {
    QSqlDatabase db = store.store.reader();
    std::vector<double> counts;
    std::vector<double> pages;
    for (int i = 0; i < 20; ++i) {
        counts.push_back(milliseconds([&] { must(countItems(db).status()); }));
        pages.push_back(milliseconds([&] { must(readPage(db, soporte, {}).status()); }));
    }
    atMost("prequeue.count_all_p99_milliseconds", quantile(counts, 0.99), "ms", 100);
    atMost("prequeue.page_of_50_p99_milliseconds", quantile(pages, 0.99), "ms", 20);
}

void discardHalf(tests::PrequeueStore& store) {
    antesala::v1::PrequeueCommand command;
    command.set_command_id("bulk");
    command.set_action(antesala::v1::PREQUEUE_DISCARD);
    command.mutable_filter()->set_sender("*@spam.test");
    std::vector<double> portions;
    CommandEffect effect{CommandProgress::More, {}};
    while (effect.progress == CommandProgress::More)
        portions.push_back(milliseconds([&] {
            auto obeyed = store.in([&](QSqlDatabase& db) { return obeyPortion(db, soporte, command, 1); });
            must(obeyed.status());
            effect = *obeyed;
        }));
    double all = 0;
    for (const double portion : portions)
        all += portion;
    bench::print({"prequeue.discarded_in_bulk", static_cast<double>(effect.changed.changed()), "items", "", true, {}});
    atMost("prequeue.discard_in_bulk_seconds", all / 1000, "s", 20);
    atMost("prequeue.discard_longest_portion_milliseconds", *std::max_element(portions.begin(), portions.end()), "ms",
           1000);
}

// The bot by_subject with the demo's table, one worker, as many mails in flight as the bot stage keeps.
void bots() {
    using namespace mcan::botpool;
    constexpr int mails = 20'000;
    const QString build = QCoreApplication::applicationDirPath() + QStringLiteral("/../..");
    BotOptions options;
    options.hostProgram = build + QStringLiteral("/bots/host/bot_host");
    options.botFolder = build + QStringLiteral("/bots/supplied");
    proto::base::Metrics metrics;
    BotPool pool(options, proto::base::SystemClock::instance(), metrics);
    proto::directory::Directory site;
    for (const char* name : {"soporte", "quejas", "facturacion"})
        site.queues.emplace_back().name = QString::fromLatin1(name);
    auto& bot = site.bots.emplace_back();
    bot.name = QStringLiteral("by_subject");
    bot.file = QStringLiteral("by_subject.py");
    bot.table = QStringLiteral(ANTESALA_SOURCE_FOLDER "/config/demo/by_subject.toml");
    pool.setDirectory(site);
    QEventLoop loop;
    int asked = 0;
    int answered = 0;
    int decided = 0;
    antesala::v1::BotMail mail;
    mail.set_subject("Re: mi factura del mes");
    mail.set_text(std::string(1500, 'x'));
    std::function<void()> next = [&] {
        ++asked;
        pool.ask({bot.name}, mail, [&](const BotRuns& runs) {
            decided += runs[0].outcome == BotOutcome::Decided ? 1 : 0;
            if (++answered == mails)
                loop.quit();
            else if (asked < mails)
                next();
        });
    };
    const double took = milliseconds([&] {
        for (int i = 0; i < 256; ++i)
            next();
        loop.exec();
    });
    atLeast("prequeue.mails_through_a_bot_per_second", mails / (took / 1000), "1/s", 2000);
    bench::print(
        {"prequeue.mails_decided_by_the_bot", static_cast<double>(decided), "mails", ">= 20000", decided == mails, {}});
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    {
        tests::PrequeueStore store(QStringLiteral("mcan"), QStringLiteral("sqlite:") + folder.path());
        fill(store);
        look(store);
        std::uint32_t window = 0;
        const double indexed = quantile(releases(store, 50, window), 0.99);
        discardHalf(store);
        // What an order by without the index costs: the way of a queue that is one table with a state column.
        must(store.store.writeNow([](QSqlDatabase& db) {
            const auto dropped = proto::base::execute(db, QStringLiteral("drop index interaction_next"));
            return dropped ? proto::base::execute(db, QStringLiteral("drop index interaction_held")).status()
                           : dropped.status();
        }));
        const double scanned = quantile(releases(store, 10, window), 0.99);
        atMost("prequeue.release_100_of_100000_p99_milliseconds", indexed, "ms", 100,
               bench::Against{"the same table without its order index", scanned, scanned / indexed});
    }
    bots();
    return bench::exitStatus();
}
