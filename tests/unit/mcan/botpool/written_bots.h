// Bots written by a test, and a pool with real workers to run them.
#pragma once

#include "mcan/botpool/bot_pool.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

class WrittenBots {
public:
    static mcan::botpool::BotOptions options() {
        const QString build = qEnvironmentVariable("ANTESALA_BUILD", QStringLiteral("."));
        mcan::botpool::BotOptions given;
        given.hostProgram = build + QStringLiteral("/bots/host/bot_host");
        given.botFolder = build + QStringLiteral("/bots/supplied");
        given.restartMinMs = 50;
        given.restartMaxMs = 1000;
        given.cpuSeconds = 1;
        return given;
    }

    static antesala::v1::BotMail mail(const char* subject) {
        antesala::v1::BotMail made;
        made.set_interaction_id("019a0000-0000-7000-8000-000000000001");
        made.set_subject(subject);
        made.set_from_address("cliente1@cliente.test");
        return made;
    }

    // body: what stands inside `def route(mail):`, lines without indentation.
    proto::directory::Bot bot(const QString& name, const char* body, int timeoutMs = 2000) const {
        QFile file(m_folder.filePath(name + QStringLiteral(".py")));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the bot's file cannot be written");
        file.write("from antesala import bot, Mail, Result\nimport ctypes, os, sys, time\n@bot\ndef route(mail):\n");
        for (const QByteArray& line : QByteArray(body).split('\n'))
            file.write("    " + line + "\n");
        proto::directory::Bot made;
        made.name = name;
        made.file = file.fileName();
        made.timeoutMs = timeoutMs;
        return made;
    }

    static proto::directory::Directory site(const std::vector<proto::directory::Bot>& bots) {
        proto::directory::Directory made;
        for (const char* name : {"soporte", "quejas"})
            made.queues.emplace_back().name = QString::fromLatin1(name);
        made.bots = bots;
        return made;
    }

    static mcan::botpool::BotRuns ask(mcan::botpool::BotPool& pool, const QStringList& bots,
                                      const char* subject = "hola") {
        std::optional<mcan::botpool::BotRuns> got;
        pool.ask(bots, mail(subject), [&got](const mcan::botpool::BotRuns& runs) { got = runs; });
        if (!QTest::qWaitFor([&got] { return got.has_value(); }, 15000))
            qFatal("no answer");
        return *got;
    }

    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};
