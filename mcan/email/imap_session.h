// One IMAP connection (RFC 3501) through libcurl, kept open between commands.
//
// Content comes only by URL (;UIDVALIDITY=v/;UID=n): after a custom FETCH libcurl gives the first line alone, and a
// line `A004 OK` inside a mail would pass for the server's answer. Custom commands are used only where no literal can
// come back: STATUS, UID SEARCH, UID FETCH … (INTERNALDATE), UID STORE … .SILENT. One thread, blocking.
//
// Errors: Refused the sign-in; NotFound what was asked is not there, or the mailbox was renumbered; Invalid the mail is
// larger than allowed; Unavailable everything else (tried again later).
#pragma once

#include "mcan/email/curl_handle.h"
#include "proto/base/status.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace mcan::email {

class ImapSession {
public:
    ImapSession(MailAccount account, QString folder, const std::atomic<bool>& stop, int timeoutSeconds);

    struct FolderStatus {
        std::uint32_t uidValidity = 0;
        std::uint32_t uidNext = 0;
    };
    proto::base::Result<FolderStatus> status();
    // Read-only, fetching leaves \Seen alone (libcurl fetches BODY[], not BODY.PEEK[]). NotFound when the numbering
    // changed.
    enum class Access { ReadOnly, ReadWrite };
    proto::base::Status openFolder(std::uint32_t uidValidity, Access access);
    // UIDs there are in [from, to], ascending. The range should be 10,000 wide at most: the answer is one line.
    proto::base::Result<std::vector<std::uint32_t>> search(std::uint32_t uidValidity, std::uint32_t from,
                                                           std::uint32_t to);
    // When each came to the server (INTERNALDATE), in µs since 1970. Those it says nothing of are left out. A few dozen at a
    // time: libcurl counts what comes back among 300 KB of headers.
    using Arrivals = std::map<std::uint32_t, std::int64_t>;
    proto::base::Result<Arrivals> arrivals(std::uint32_t uidValidity, const std::vector<std::uint32_t>& uids);
    proto::base::Result<QByteArray> fetch(std::uint32_t uidValidity, std::uint32_t uid, std::size_t bytesMax);
    // The header alone, cut at bytesMax.
    proto::base::Result<QByteArray> fetchHeader(std::uint32_t uidValidity, std::uint32_t uid, std::size_t bytesMax);
    proto::base::Status markSeen(std::uint32_t uidValidity, const std::vector<std::uint32_t>& uids);
    void disconnect() { m_curl.disconnect(); }

private:
    QByteArray folderUrl(std::uint32_t uidValidity) const;
    proto::base::Result<QByteArray> command(const QByteArray& url, const QByteArray& custom, std::size_t bytesMax);
    proto::base::Status failure(CURLcode code, const QByteArray& custom);

    const MailAccount m_account;
    const QString m_folder;
    CurlHandle m_curl;
};

// "17-Jul-1996 02:44:25 -0700" (RFC 3501, date-time) in µs since 1970; 0 when it is none.
std::int64_t microsOfDateTime(std::string_view text);
// "1:3,7" of {1, 2, 3, 7}
QByteArray uidSet(const std::vector<std::uint32_t>& uids);

} // namespace mcan::email
