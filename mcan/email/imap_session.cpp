#include "mcan/email/imap_session.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace mcan::email {

using proto::base::Result;
using proto::base::Status;

namespace {

constexpr std::size_t answerBytes = 1u << 20;

std::string_view view(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

// The number behind "UIDNEXT " in a STATUS answer; 0 when it is not there.
std::uint32_t numberAfter(std::string_view answer, std::string_view word) {
    const std::size_t at = answer.find(word);
    std::uint32_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(answer.data() + at + word.size(), answer.data() + answer.size(), number);
    return number;
}

// Numbers of the lines "* SEARCH 4 5 6". A server may send several, and other untagged lines between them.
std::vector<std::uint32_t> searchResults(std::string_view answer) {
    constexpr std::string_view mark = "* SEARCH";
    std::vector<std::uint32_t> uids;
    for (std::size_t at = answer.find(mark); at != std::string_view::npos; at = answer.find(mark, at)) {
        at += mark.size();
        while (at < answer.size() && answer[at] == ' ') {
            std::uint32_t uid = 0;
            const auto read = std::from_chars(answer.data() + at + 1, answer.data() + answer.size(), uid);
            if (read.ec != std::errc{})
                break;
            uids.push_back(uid);
            at = static_cast<std::size_t>(read.ptr - answer.data());
        }
    }
    std::sort(uids.begin(), uids.end());
    return uids;
}

QByteArray quoted(const QString& folder) {
    QByteArray text = folder.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + text + '"';
}

} // namespace

std::int64_t microsOfDateTime(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) {
            if (text[i] == ' ' && i == at)
                continue; // " 7-Jul"
            if (text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    if (text.size() < 26 || text[2] != '-' || text[6] != '-' || (text[21] != '+' && text[21] != '-'))
        return 0;
    const std::size_t month = months.find(text.substr(3, 3));
    if (month == std::string_view::npos || month % 3 != 0)
        return 0;
    for (const auto& [at, digits] : {std::pair{0, 2}, {7, 4}, {12, 2}, {15, 2}, {18, 2}, {22, 2}, {24, 2}})
        if (number(static_cast<std::size_t>(at), static_cast<std::size_t>(digits)) < 0)
            return 0;
    const QDateTime local(QDate(number(7, 4), static_cast<int>(month / 3) + 1, number(0, 2)),
                          QTime(number(12, 2), number(15, 2), std::min(number(18, 2), 59)), QTimeZone::utc());
    const int zone = (number(22, 2) * 60 + number(24, 2)) * (text[21] == '-' ? -60 : 60);
    return local.isValid() ? (local.toSecsSinceEpoch() - zone) * std::int64_t{1'000'000} : 0;
}

QByteArray uidSet(const std::vector<std::uint32_t>& uids) {
    QByteArray set;
    for (std::size_t i = 0; i < uids.size();) {
        std::size_t last = i;
        while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1)
            ++last;
        set += (set.isEmpty() ? "" : ",") + QByteArray::number(uids[i]);
        if (last > i)
            set += ':' + QByteArray::number(uids[last]);
        i = last + 1;
    }
    return set;
}

ImapSession::ImapSession(MailAccount account, QString folder, const std::atomic<bool>& stop, int timeoutSeconds)
    : m_account(std::move(account))
    , m_folder(std::move(folder))
    , m_curl(stop, timeoutSeconds) {}

QByteArray ImapSession::folderUrl(std::uint32_t uidValidity) const {
    return m_account.url.toUtf8() + '/' + m_folder.toUtf8().toPercentEncoding() +
           ";UIDVALIDITY=" + QByteArray::number(uidValidity);
}

Result<ImapSession::FolderStatus> ImapSession::status() {
    // Dovecot tells of new mail only after a NOOP in the selected folder; a UIDVALIDITY is not asked for here.
    if (const auto woken =
            command(m_account.url.toUtf8() + '/' + m_folder.toUtf8().toPercentEncoding(), "NOOP", answerBytes);
        !woken)
        return woken.status();
    const auto answer =
        command(m_account.url.toUtf8() + '/', "STATUS " + quoted(m_folder) + " (UIDNEXT UIDVALIDITY)", answerBytes);
    if (!answer)
        return answer.status();
    const FolderStatus found{numberAfter(view(*answer), "UIDVALIDITY "), numberAfter(view(*answer), "UIDNEXT ")};
    if (found.uidValidity == 0 || found.uidNext == 0)
        return Status::unavailable(
            QStringLiteral("the server %1 does not tell the state of folder %2").arg(m_account.url, m_folder));
    return found;
}

// libcurl has SELECTed the folder for what came before on this connection, and goes on with it opened otherwise.
Status ImapSession::openFolder(std::uint32_t uidValidity, Access access) {
    const QByteArray verb = access == Access::ReadOnly ? "EXAMINE " : "SELECT ";
    const auto answer = command(folderUrl(uidValidity), verb + quoted(m_folder), answerBytes);
    if (!answer)
        return answer.status();
    const std::uint32_t found = numberAfter(view(*answer), "[UIDVALIDITY ");
    if (found != 0 && found != uidValidity)
        return Status::notFound(QStringLiteral("the folder %1 was renumbered").arg(m_folder));
    return Status::ok();
}

Result<std::vector<std::uint32_t>> ImapSession::search(std::uint32_t uidValidity, std::uint32_t from,
                                                       std::uint32_t to) {
    const auto answer =
        command(folderUrl(uidValidity), "UID SEARCH UID " + QByteArray::number(from) + ':' + QByteArray::number(to),
                answerBytes);
    if (!answer)
        return answer.status();
    std::vector<std::uint32_t> uids = searchResults(view(*answer));
    std::erase_if(uids, [&](std::uint32_t uid) { return uid < from || uid > to; });
    return uids;
}

Result<ImapSession::Arrivals> ImapSession::arrivals(std::uint32_t uidValidity, const std::vector<std::uint32_t>& uids) {
    const auto answer = command(folderUrl(uidValidity), "UID FETCH " + uidSet(uids) + " (INTERNALDATE)", answerBytes);
    if (!answer)
        return answer.status();
    Arrivals arrivals;
    std::string_view rest = view(*answer);
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        constexpr std::string_view mark = "INTERNALDATE \"";
        const std::size_t at = line.find(mark);
        const std::uint32_t uid = numberAfter(line, "UID ");
        if (at != std::string_view::npos && uid != 0)
            if (const std::int64_t arrived = microsOfDateTime(line.substr(at + mark.size(), 26)); arrived > 0)
                arrivals[uid] = arrived;
    }
    return arrivals;
}

Result<QByteArray> ImapSession::fetch(std::uint32_t uidValidity, std::uint32_t uid, std::size_t bytesMax) {
    return command(folderUrl(uidValidity) + "/;UID=" + QByteArray::number(uid), {}, bytesMax);
}

Result<QByteArray> ImapSession::fetchHeader(std::uint32_t uidValidity, std::uint32_t uid, std::size_t bytesMax) {
    return command(folderUrl(uidValidity) + "/;UID=" + QByteArray::number(uid) + "/;SECTION=HEADER", {}, bytesMax);
}

Status ImapSession::markSeen(std::uint32_t uidValidity, const std::vector<std::uint32_t>& uids) {
    return command(folderUrl(uidValidity), "UID STORE " + uidSet(uids) + " +FLAGS.SILENT (\\Seen)", answerBytes)
        .status();
}

Result<QByteArray> ImapSession::command(const QByteArray& url, const QByteArray& custom, std::size_t bytesMax) {
    m_curl.reset(m_account, "imap,imaps");
    m_curl.set(CURLOPT_URL, url.constData());
    if (!custom.isEmpty())
        m_curl.set(CURLOPT_CUSTOMREQUEST, custom.constData());
    m_curl.collectBody(bytesMax);
    const CURLcode code = m_curl.perform();
    if (code != CURLE_OK)
        return failure(code, custom);
    return m_curl.takeBody();
}

Status ImapSession::failure(CURLcode code, const QByteArray& custom) {
    const QString words = m_curl.lastWord(code);
    switch (code) {
    case CURLE_LOGIN_DENIED:
        return Status::refused(
            QStringLiteral("%1 refuses user %2: correct the mailbox's user or password in the directory")
                .arg(m_account.url, m_account.user));
    case CURLE_REMOTE_FILE_NOT_FOUND:
        return Status::notFound(QStringLiteral("%1 does not have it (any more): %2").arg(m_account.url, words));
    case CURLE_WRITE_ERROR:
        if (m_curl.overflowed()) {
            m_curl.disconnect(); // the rest of the literal is still on its way
            return Status::invalid(QStringLiteral("it is larger than allowed"));
        }
        break;
    case CURLE_QUOTE_ERROR:
        return Status::unavailable(
            QStringLiteral("%1 refuses %2: %3").arg(m_account.url, QString::fromUtf8(custom), words));
    default:
        break;
    }
    m_curl.disconnect();
    return Status::unavailable(QStringLiteral("no mail from %1: %2; trying again").arg(m_account.url, words));
}

} // namespace mcan::email
