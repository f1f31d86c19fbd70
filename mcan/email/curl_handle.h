// An easy handle of libcurl, owned, with what all our mail connections have in common. One thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <curl/curl.h>

#include <atomic>
#include <cstddef>
#include <functional>

namespace mcan::email {

// Where and as whom to connect.
struct MailAccount {
    QString url; // imap://host:port …; no path
    QString user;
    QString password;
};

class CurlHandle {
public:
    // `stop` ends a transfer in progress within a second.
    CurlHandle(const std::atomic<bool>& stop, int timeoutSeconds);
    ~CurlHandle();
    CurlHandle(const CurlHandle&) = delete;
    CurlHandle& operator=(const CurlHandle&) = delete;

    // Options back to the common ones; the connection stays open.
    void reset(const MailAccount& account, const char* protocols);
    // Closes the connection: the next transfer makes a new one.
    void disconnect();
    CURLcode perform();

    template <typename T>
    void set(CURLoption option, T value) {
        curl_easy_setopt(m_easy, option, value);
    }
    CURL* easy() const { return m_easy; }
    // What was received as body, at most `bytes`; more ends the transfer with CURLE_WRITE_ERROR and overflowed().
    void collectBody(std::size_t bytes);
    QByteArray takeBody() { return std::move(m_body); }
    bool overflowed() const { return m_overflowed; }
    // The server's last line, cleaned, for people to read; else libcurl's words.
    QString lastWord(CURLcode code) const;

    // Every line sent and received from now on, in this transfer: commands (not content) and answers.
    enum class Side { Ours, Theirs };
    using OnLine = std::function<void(Side side, const QByteArray& line)>;
    void watchLines(OnLine onLine);

private:
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onLine(char* data, std::size_t size, std::size_t count, void* self);
    static int onDebug(CURL*, curl_infotype type, char* data, std::size_t size, void* self);
    static int onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    const std::atomic<bool>& m_stop;
    const int m_timeoutSeconds;
    CURL* m_easy;
    QByteArray m_body;
    std::size_t m_bodyMax = 0;
    bool m_overflowed = false;
    QByteArray m_lastLine;
    OnLine m_onLine;
    char m_error[CURL_ERROR_SIZE] = {};
};

} // namespace mcan::email
