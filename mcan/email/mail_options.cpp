#include "mcan/email/mail_options.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace mcan::email {

using proto::base::SettingSpec;
using proto::base::SettingType;

namespace {

SettingSpec integer(const char* name, qint64 byDefault, double min, double max, const char* unit,
                    const char* description) {
    return {.name = name,
            .type = SettingType::Integer,
            .byDefault = byDefault,
            .min = min,
            .max = max,
            .unit = unit,
            .description = description};
}

SettingSpec boolean(const char* name, const char* description) {
    return {.name = name, .type = SettingType::Boolean, .byDefault = false, .description = description};
}

} // namespace

std::vector<SettingSpec> mailSettings() {
    return {
        {.name = "email.parser_program",
         .type = SettingType::Text,
         .byDefault = QStringLiteral("email/mime_parser"),
         .description = "The disposable parser; relative to the folder of the mcan executable."},
        integer("email.mail_max_bytes", 50 << 20, 65536, 60 << 20, "bytes",
                "A larger mail is shown as oversize in `quarantine`, with its header, and stays on its server."),
        integer("email.network_timeout_seconds", 30, 2, 600, "seconds",
                "How long a mail server may be silent before the connection is given up."),
        integer("email.fetch_threads", 8, 1, 64, "threads",
                "So many mailboxes are fetched from at once, and so many connections to the store that takes."),
        integer("email.send_threads", 4, 1, 64, "threads",
                "For so many mailboxes mail is sent at once, and so many connections to the store that takes."),
        integer("email.fetch_batch_mails", 256, 1, 4096, "mails", "Mails fetched before they are committed together."),
        integer("email.loop_turns", 10, 2, 1000, "turns",
                "So many mails from one address, and as many answers to it that bots wrote, within email.loop_minutes "
                "are a "
                "loop: what follows is parked. What agents write does not count."),
        integer("email.loop_minutes", 1440, 1, 10080, "minutes",
                "The time in which email.loop_turns are counted. A bot answers an address once an hour at most."),
        boolean("email.subject_token", "Write the conversation's token into the subject of replies: Re: … [#TOKEN]."),
        boolean("email.reply_token_address",
                "Ask for answers to name+TOKEN@domain; only for servers that deliver such addresses to the mailbox."),
        integer("spool.incoming_max_mails", 20'000, 100, 10'000'000, "mails",
                "Fetching pauses while so many mails wait to be parsed."),
        integer("spool.outgoing_max_mails", 10'000, 10, 10'000'000, "mails",
                "A reply is refused while so many wait to be sent."),
        integer("spool.give_up_seconds", qint64{4} * 24 * 3600, 60, qint64{30} * 24 * 3600, "seconds",
                "A reply that could not be sent for so long is shown as failed."),
    };
}

MailOptions mailOptions(const proto::base::Settings& settings) {
    MailOptions options;
    options.parserProgram =
        QDir(QCoreApplication::applicationDirPath()).absoluteFilePath(settings.text("email.parser_program"));
    options.mailBytesMax = settings.integer("email.mail_max_bytes");
    options.incomingMax = settings.integer("spool.incoming_max_mails");
    options.outgoingMax = settings.integer("spool.outgoing_max_mails");
    options.batchMails = static_cast<int>(settings.integer("email.fetch_batch_mails"));
    options.networkTimeoutSeconds = static_cast<int>(settings.integer("email.network_timeout_seconds"));
    options.fetchThreads = static_cast<int>(settings.integer("email.fetch_threads"));
    options.sendThreads = static_cast<int>(settings.integer("email.send_threads"));
    options.giveUpSeconds = static_cast<int>(settings.integer("spool.give_up_seconds"));
    options.loopTurns = static_cast<int>(settings.integer("email.loop_turns"));
    options.loopMinutes = static_cast<int>(settings.integer("email.loop_minutes"));
    options.subjectToken = settings.boolean("email.subject_token");
    options.replyTokenAddress = settings.boolean("email.reply_token_address");
    return options;
}

proto::base::Status checkParser(const MailOptions& options) {
    const QFileInfo program(options.parserProgram);
    if (program.isFile() && program.isExecutable())
        return proto::base::Status::ok();
    return proto::base::Status::invalid(
        QStringLiteral("the mail parser %1 is not there or is no program: set email.parser_program")
            .arg(options.parserProgram));
}

} // namespace mcan::email
