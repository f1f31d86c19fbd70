// A bot's file inside the embedded Python. One interpreter for the life of the process, never finalised: leave with _exit.
#pragma once

#include "messages/bot.pb.h"

#include <memory>
#include <string>

namespace bots::host {

class PythonBot {
public:
    // packages: folder that holds the package `antesala`.
    explicit PythonBot(const std::string& packages);
    ~PythonBot();

    // Empty, or why the bot cannot be used.
    std::string load(const std::string& file, const std::string& table);
    // What the bot says, or how it failed. Never throws.
    antesala::v1::BotResult ask(const antesala::v1::BotMail& mail);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bots::host
