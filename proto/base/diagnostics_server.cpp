#include "proto/base/diagnostics_server.h"

#include "proto/base/diagnostics_client.h"
#include "proto/base/listen_failure.h"
#include "proto/base/served_socket.h"

#include <algorithm>

namespace proto::base {

namespace {

// Bare when it can be read back by splitting at blanks, else in single quotes; a quote inside becomes a typographic
// one.
QString quoted(const DiagnosticsValue& given) {
    QString value = given.text;
    for (QChar& c : value) {
        if (c == u'\'')
            c = QChar(0x2019);
        else if (c.isNull() || c.category() == QChar::Other_Control)
            c = u' ';
    }
    const bool plain =
        !value.isEmpty() && std::none_of(value.begin(), value.end(), [](QChar c) { return c.isSpace(); });
    const bool bare = given.quotes == Quotes::Never || (given.quotes == Quotes::WhereNeeded && plain);
    return bare ? value : u'\'' + value + u'\'';
}

} // namespace

DiagnosticsServer::DiagnosticsServer(QString daemon, QObject* parent)
    : QObject(parent)
    , m_daemon(std::move(daemon))
    , m_server(new ServedPort([this](int descriptor) { accept(descriptor); }, this)) {}

DiagnosticsServer::~DiagnosticsServer() = default;

// Who comes when all places are taken needs the block most of all: they get it, and are told why it is all they get.
void DiagnosticsServer::accept(int descriptor) {
    const bool full = clients() >= clientLimit;
    auto* client = new DiagnosticsClient(
        descriptor, {[this] { return block(); }, [this](const QString& line, const Say& say) { answer(line, say); }},
        this);
    if (full)
        client->dismiss(formatted({QStringLiteral("con"),
                                   {{QStringLiteral("clientes"), QStringLiteral("%1/%1").arg(clientLimit)},
                                    {QStringLiteral("aviso"), QStringLiteral("%1 clients are connected, as many as may "
                                                                             "be: end a watch to type commands here")
                                                                  .arg(clientLimit)}}}));
}

int DiagnosticsServer::clients() const {
    return static_cast<int>(findChildren<DiagnosticsClient*>(QString(), Qt::FindDirectChildrenOnly).size());
}

void DiagnosticsServer::addGroup(const QString& name, GroupSource source) {
    m_groups.push_back({name, std::move(source)});
}

void DiagnosticsServer::addCommand(const QString& word, const QString& usage, CommandHandler handler) {
    addQuestion(word, usage,
                [handler = std::move(handler)](const QStringList& words, const Say& say) { say(handler(words)); });
}

void DiagnosticsServer::addQuestion(const QString& word, const QString& usage, QuestionHandler handler) {
    m_commands.push_back({word, usage, std::move(handler)});
}

void DiagnosticsServer::setReload(std::function<Status()> reload) {
    m_reload = std::move(reload);
}

Status DiagnosticsServer::listen(const QString& address, quint16 port, bool allowRemote) {
    const QHostAddress host(address);
    if (!host.isLoopback() && !allowRemote)
        return Status::refused(
            QStringLiteral("diagnostics.address %1 can be reached from other machines, and this port asks "
                           "for no password: set a loopback address such as 127.0.0.1")
                .arg(address));
    if (m_server->listen(host, port))
        return Status::ok();
    return listenFailure(QStringLiteral("diagnostics."), address, port, *m_server);
}

quint16 DiagnosticsServer::port() const {
    return m_server->serverPort();
}

QString DiagnosticsServer::block() const {
    QString text;
    for (const Group& group : m_groups)
        text += formatted(group.source()) + u'\n';
    return text;
}

// A group's name gives its lines, a command's word runs it.
void DiagnosticsServer::answer(const QString& line, const Say& say) const {
    const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    if (const QStringList lines = answerNow(line, words); !lines.isEmpty())
        return say(lines);
    for (const Command& command : m_commands) {
        if (command.word == words.first())
            return command.handler(words, say);
    }
    say({QStringLiteral("%1 is not known here: type help").arg(line)});
}

// Of a group, or of help and reload, which come before the commands; empty when it is none of these.
QStringList DiagnosticsServer::answerNow(const QString& line, const QStringList& words) const {
    QStringList lines;
    for (const Group& group : m_groups) {
        if (group.name == line)
            lines << formatted(group.source());
    }
    if (!lines.isEmpty())
        return lines;
    if (words.first() == QLatin1String("help"))
        return help();
    if (words.first() == QLatin1String("reload") && m_reload) {
        const Status reloaded = m_reload();
        return {reloaded ? QStringLiteral("reloaded") : reloaded.message()};
    }
    return {};
}

QStringList DiagnosticsServer::help() const {
    QStringList lines{QStringLiteral("help"), QStringLiteral("watch SECONDS"), QStringLiteral("quit")};
    if (m_reload)
        lines << QStringLiteral("reload");
    for (const Command& command : m_commands)
        lines << command.usage;
    for (const Group& group : m_groups) {
        if (!lines.contains(group.name))
            lines << group.name;
    }
    return lines;
}

QString DiagnosticsServer::formatted(const DiagnosticsLine& line) const {
    QString text = m_daemon + u' ' + line.group;
    for (const auto& [key, value] : line.values)
        text += u' ' + key + u'=' + quoted(value);
    return text;
}

} // namespace proto::base
