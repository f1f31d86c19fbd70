#include "mcan/email/curl_handle.h"

#include "mcan/email/format/clean_text.h"

#include <QUrl>

#include <mutex>

namespace mcan::email {

namespace {

// Two bounds of libcurl meet here. It cuts a line longer than half of its buffer, and answers to UID SEARCH are one line:
// 10,000 UIDs of ten digits, 110,000 bytes. And it ends a transfer whose "headers" exceed 300 KB (7.88.1-10+deb12u15), among
// which it counts what it read of an IMAP literal together with the line before: as much as the buffer holds.
constexpr long bufferBytes = 256L * 1024;

bool isThisMachine(const QString& url) {
    const QString host = QUrl(url).host();
    return host == QLatin1String("localhost") || host.startsWith(QLatin1String("127.")) || host == QLatin1String("::1");
}

CURL* makeHandle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return curl_easy_init();
}

} // namespace

CurlHandle::CurlHandle(const std::atomic<bool>& stop, int timeoutSeconds)
    : m_stop(stop)
    , m_timeoutSeconds(timeoutSeconds)
    , m_easy(makeHandle()) {}

CurlHandle::~CurlHandle() {
    curl_easy_cleanup(m_easy);
}

void CurlHandle::reset(const MailAccount& account, const char* protocols) {
    curl_easy_reset(m_easy);
    m_body.clear();
    m_bodyMax = 0;
    m_overflowed = false;
    m_lastLine.clear();
    m_onLine = {};
    m_error[0] = '\0';
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_USERNAME, account.user.toUtf8().constData());
    set(CURLOPT_PASSWORD, account.password.toUtf8().constData());
    // A password leaves this machine only through TLS: the s-protocols, or STARTTLS.
    set(CURLOPT_USE_SSL, static_cast<long>(isThisMachine(account.url) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_BUFFERSIZE, bufferBytes);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(m_timeoutSeconds));
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(m_timeoutSeconds));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(m_timeoutSeconds));
    set(CURLOPT_ERRORBUFFER, m_error);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &CurlHandle::onProgress);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_WRITEFUNCTION, &CurlHandle::onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &CurlHandle::onLine);
    set(CURLOPT_HEADERDATA, this);
}

void CurlHandle::disconnect() {
    curl_easy_cleanup(m_easy);
    m_easy = curl_easy_init();
}

CURLcode CurlHandle::perform() {
    return curl_easy_perform(m_easy);
}

void CurlHandle::collectBody(std::size_t bytes) {
    m_bodyMax = bytes;
}

QString CurlHandle::lastWord(CURLcode code) const {
    const std::string line =
        format::cleanLine({m_lastLine.constData(), static_cast<std::size_t>(m_lastLine.size())}, 300);
    const QString words = m_error[0] != '\0' ? QString::fromUtf8(m_error) : QString::fromUtf8(curl_easy_strerror(code));
    return line.empty() ? words : QStringLiteral("%1 (the server said: %2)").arg(words, QString::fromStdString(line));
}

std::size_t CurlHandle::onBody(char* data, std::size_t size, std::size_t count, void* self) {
    auto* handle = static_cast<CurlHandle*>(self);
    const std::size_t bytes = size * count;
    if (static_cast<std::size_t>(handle->m_body.size()) + bytes > handle->m_bodyMax) {
        handle->m_overflowed = true;
        return 0;
    }
    handle->m_body.append(data, static_cast<qsizetype>(bytes));
    return bytes;
}

std::size_t CurlHandle::onLine(char* data, std::size_t size, std::size_t count, void* self) {
    auto* handle = static_cast<CurlHandle*>(self);
    handle->m_lastLine = QByteArray(data, static_cast<qsizetype>(std::min<std::size_t>(size * count, 1000))).trimmed();
    return size * count;
}

void CurlHandle::watchLines(OnLine onLine) {
    m_onLine = std::move(onLine);
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &CurlHandle::onDebug);
    set(CURLOPT_DEBUGDATA, this);
}

int CurlHandle::onDebug(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
    const auto* handle = static_cast<CurlHandle*>(self);
    if (type == CURLINFO_HEADER_OUT || type == CURLINFO_HEADER_IN)
        handle->m_onLine(type == CURLINFO_HEADER_OUT ? Side::Ours : Side::Theirs,
                         QByteArray(data, static_cast<qsizetype>(std::min<std::size_t>(size, 2000))));
    return 0;
}

int CurlHandle::onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<CurlHandle*>(self)->m_stop.load() ? 1 : 0;
}

} // namespace mcan::email
