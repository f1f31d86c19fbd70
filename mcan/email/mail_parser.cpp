#include "mcan/email/mail_parser.h"

#include "mcan/email/format/frame.h"
#include "mcan/email/format/preflight.h"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

namespace mcan::email {

using antesala::v1::ParseAnswer;
using antesala::v1::ParsedMail;
using proto::base::Result;
using proto::base::Status;

namespace {

using Clock = std::chrono::steady_clock;

// The child has 2 s of CPU; on a machine under load they may take longer.
constexpr std::chrono::seconds patience{20};
// What leaks in the library never adds up to the child's memory limit.
constexpr int mailsPerChild = 5000;
const QString tooMuchComputing = QStringLiteral("reading it takes more than 2 s of computing");

bool ready(int socket, short what, Clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{socket, what, 0};
    return left > 0 && ::poll(&waiting, 1, static_cast<int>(left)) > 0;
}

bool sendAll(int socket, const char* from, std::size_t count, Clock::time_point until) {
    while (count > 0) {
        if (!ready(socket, POLLOUT, until))
            return false;
        const ssize_t sent = ::send(socket, from, count, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (sent <= 0)
            return false;
        from += sent;
        count -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receiveAll(int socket, char* to, std::size_t count, Clock::time_point until) {
    while (count > 0) {
        if (!ready(socket, POLLIN, until))
            return false;
        const ssize_t got = ::recv(socket, to, count, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got <= 0)
            return false;
        to += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

bool exchange(int socket, const QByteArray& raw, std::uint32_t partNumber, ParseAnswer& answer) {
    const auto until = Clock::now() + patience;
    const auto number = format::bigEndian(partNumber);
    const auto length = format::bigEndian(static_cast<std::uint32_t>(raw.size()));
    if (!sendAll(socket, number.data(), 4, until) || !sendAll(socket, length.data(), 4, until) ||
        !sendAll(socket, raw.constData(), static_cast<std::size_t>(raw.size()), until))
        return false;
    std::array<char, 4> start{};
    if (!receiveAll(socket, start.data(), start.size(), until))
        return false;
    const std::uint32_t bytes = format::fromBigEndian(start.data());
    if (bytes > format::frameBytesMax)
        return false;
    std::string body(bytes, '\0');
    return receiveAll(socket, body.data(), bytes, until) && answer.ParseFromString(body);
}

} // namespace

MailParser::MailParser(QString program, std::size_t mailBytesMax)
    : m_program(std::move(program))
    , m_mailBytesMax(mailBytesMax) {}

MailParser::~MailParser() {
    end();
}

Result<ParsedMail> MailParser::parse(const QByteArray& raw) {
    auto answer = ask(raw, 0);
    if (!answer)
        return answer.status();
    return std::move(*answer.value().mutable_mail());
}

Result<QByteArray> MailParser::part(const QByteArray& raw, std::uint32_t index) {
    const auto answer = ask(raw, index + 1);
    if (!answer)
        return answer.status();
    return QByteArray::fromStdString(answer->part());
}

Result<ParseAnswer> MailParser::ask(const QByteArray& raw, std::uint32_t partNumber) {
    format::PreflightLimits limits;
    limits.mailBytes = m_mailBytesMax;
    const std::string problem = format::preflight({raw.constData(), static_cast<std::size_t>(raw.size())}, limits);
    if (!problem.empty())
        return Status::invalid(QString::fromStdString(problem));
    const bool fresh = m_served == 0;
    auto answer = askOnce(raw, partNumber);
    // A used child may have died of what came before; only a fresh one's death is this mail's doing. Computing is counted anew
    // for each mail.
    if (!answer && answer.status().code() == proto::base::StatusCode::Invalid && !fresh &&
        answer.status().message() != tooMuchComputing)
        answer = askOnce(raw, partNumber);
    return answer;
}

Result<ParseAnswer> MailParser::askOnce(const QByteArray& raw, std::uint32_t partNumber) {
    if (m_served >= mailsPerChild)
        end();
    if (m_child < 0)
        if (Status started = start(); !started)
            return started;
    ParseAnswer answer;
    if (!exchange(m_socket, raw, partNumber, answer))
        return Status::invalid(end());
    ++m_served;
    if (!answer.failure().empty()) {
        end(); // what the library left behind goes with it
        return Status::invalid(QString::fromStdString(answer.failure()));
    }
    return answer;
}

Status MailParser::start() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return Status::unavailable(
            QStringLiteral("no socket for the mail parser: %1").arg(QString::fromUtf8(std::strerror(errno))));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    std::string program = m_program.toStdString();
    std::array<char*, 2> arguments{program.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const int failed =
        ::posix_spawn(&m_child, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        m_child = -1;
        return Status::unavailable(QStringLiteral("the mail parser %1 does not start (%2): set email.parser_program")
                                       .arg(m_program, QString::fromUtf8(std::strerror(failed))));
    }
    m_socket = ends[0];
    m_served = 0;
    ++m_started;
    return Status::ok();
}

QString MailParser::end() {
    if (m_child < 0)
        return {};
    ::close(m_socket);
    // One that died by itself keeps its own reason: the signal comes too late for it.
    int status = 0;
    pid_t buried = 0;
    for (int turn = 0; turn < 50 && buried == 0; ++turn) {
        buried = ::waitpid(m_child, &status, WNOHANG);
        if (buried == 0)
            ::usleep(1000);
    }
    if (buried == 0) {
        ::kill(m_child, SIGKILL);
        ::waitpid(m_child, &status, 0);
    }
    m_child = -1;
    m_socket = -1;
    m_served = 0;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return tooMuchComputing;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return QStringLiteral("reading it takes more than %1 s").arg(patience.count());
    if (WIFSIGNALED(status))
        return QStringLiteral("reading it ends the parser with signal %1").arg(WTERMSIG(status));
    return QStringLiteral("the parser ended with status %1 while reading it").arg(WEXITSTATUS(status));
}

} // namespace mcan::email
