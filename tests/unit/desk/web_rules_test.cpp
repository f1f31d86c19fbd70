// The web server's rules, each alone: Origin, cookie, static files, headers, names of attachments, limits of tries.
#include "desk/server/http/content_disposition.h"
#include "desk/server/http/cookie.h"
#include "desk/server/http/http_answer.h"
#include "desk/server/http/origin.h"
#include "desk/server/http/static_files.h"
#include "desk/server/session/attempt_limiter.h"

#include <QTemporaryDir>
#include <QTest>

using namespace desk::server;

class WebRulesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static void write(const QString& path, const QByteArray& content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static QByteArray header(const WebResponse& response, const QByteArray& name) {
        for (const auto& [key, value] : response.headers)
            if (key == name)
                return value;
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        const QString root = m_folder.filePath("dist");
        QVERIFY(QDir().mkpath(root + "/assets"));
        write(root + "/index.html", "<p>agent</p>");
        write(root + "/assets/main-A2B3C4D5.js", "1;");
        write(root + "/assets/main-A2B3C4D5.js.map", "{}");
        write(root + "/.secret", "no");
        write(m_folder.filePath("outside.txt"), "no");
        QVERIFY(QFile::link(m_folder.filePath("outside.txt"), root + "/link.txt"));
    }

    void originIsOurOwn() {
        QVERIFY(originAllowed("http://127.0.0.1:8080", "127.0.0.1:8080", ""));
        QVERIFY(originAllowed("", "127.0.0.1:8080", ""));
        QVERIFY(!originAllowed("http://evil.test", "127.0.0.1:8080", ""));
        QVERIFY(!originAllowed("https://127.0.0.1:8080", "127.0.0.1:8080", ""));
        QVERIFY(!originAllowed("null", "127.0.0.1:8080", ""));
        QVERIFY(!originAllowed("http://", "", ""));
    }

    void originIsThePublicOneBehindAProxy() {
        QVERIFY(originAllowed("https://desk.example.org", "127.0.0.1:8080", "https://desk.example.org"));
        QVERIFY(!originAllowed("http://127.0.0.1:8080", "127.0.0.1:8080", "https://desk.example.org"));
        QVERIFY(!originAllowed("https://desk.example.org.evil.test", "x", "https://desk.example.org"));
    }

    void cookieIsFoundAmongOthers() {
        QCOMPARE(sessionCookie("a=b; antesala_session=tok; c=d"), QByteArray("tok"));
        QCOMPARE(sessionCookie("antesala_session=tok"), QByteArray("tok"));
        QVERIFY(sessionCookie("xantesala_session=tok").isEmpty());
        QVERIFY(sessionCookie("").isEmpty());
        // Two of them: one was planted by another host of the domain.
        QVERIFY(sessionCookie("antesala_session=one; antesala_session=two").isEmpty());
    }

    void cookieIsOutOfScriptsReach() {
        const QByteArray set = setSessionCookie("tok", 60, true);
        for (const char* part :
             {"antesala_session=tok", "HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=60"})
            QVERIFY2(set.contains(part), part);
        QVERIFY(!setSessionCookie("tok", 60, false).contains("Secure"));
    }

    void pagesHaveTypeAndTag() {
        StaticFiles files(m_folder.filePath("dist"));
        const WebResponse page = files.answer("/", "");
        QCOMPARE(page.status, 200U);
        QCOMPARE(page.contentType, QByteArray("text/html; charset=utf-8"));
        QCOMPARE(header(page, "Cache-Control"), QByteArray("no-cache"));
        const QByteArray etag = header(page, "ETag");
        QVERIFY(etag.startsWith('"'));
        const WebResponse again = files.answer("/", etag.toStdString());
        QCOMPARE(again.status, 304U);
        QVERIFY(again.body.isEmpty());
        QCOMPARE(files.answer("/supervisor", "").body, page.body);
    }

    void aNewBuildIsSeen() {
        StaticFiles files(m_folder.filePath("dist"));
        const QString page = m_folder.filePath("dist/again.html");
        write(page, "one");
        QCOMPARE(files.answer("/again", "").body, QByteArray("one"));
        write(page, "another");
        QCOMPARE(files.answer("/again.html", "").body, QByteArray("another"));
    }

    void pagesAreServedCompressedToWhoAcceptsIt() {
        write(m_folder.filePath("dist/assets/packed-A2B3C4D5.js"), "plain plain plain");
        write(m_folder.filePath("dist/assets/packed-A2B3C4D5.js.br"), "br");
        write(m_folder.filePath("dist/assets/packed-A2B3C4D5.js.gz"), "gz");
        StaticFiles files(m_folder.filePath("dist"));
        const auto get = [&](const char* accepted, const std::string& tag = {}) {
            return files.answer("/assets/packed-A2B3C4D5.js", tag, accepted);
        };
        QCOMPARE(get("").body, QByteArray("plain plain plain"));
        QCOMPARE(header(get(""), "Content-Encoding"), QByteArray());
        QCOMPARE(get("gzip, deflate, br").body, QByteArray("br"));
        QCOMPARE(header(get("gzip, deflate, br"), "Content-Encoding"), QByteArray("br"));
        QCOMPARE(get("gzip;q=1.0, br;q=0").body, QByteArray("gz"));
        QCOMPARE(get("*").body, QByteArray("br"));
        QCOMPARE(get("identity, *;q=0").body, QByteArray("plain plain plain"));
        QCOMPARE(get("br").contentType, QByteArray("text/javascript; charset=utf-8"));
        QVERIFY(header(get("br"), "Cache-Control").contains("immutable"));
        // A cache must not give one form to who accepts another, nor take one for the other.
        QCOMPARE(header(get(""), "Vary"), QByteArray("Accept-Encoding"));
        QCOMPARE(header(get("br"), "Vary"), QByteArray("Accept-Encoding"));
        const std::string tag = header(get("br"), "ETag").toStdString();
        QCOMPARE(get("br", tag).status, 304U);
        QCOMPARE(header(get("br", tag), "Vary"), QByteArray("Accept-Encoding"));
        QCOMPARE(get("", tag).status, 200U);
        QCOMPARE(files.answer("/assets/packed-A2B3C4D5.js.br", "").status, 404U); // no page of its own
    }

    void hashedNamesAreKeptForEver() {
        StaticFiles files(m_folder.filePath("dist"));
        const WebResponse script = files.answer("/assets/main-A2B3C4D5.js", "");
        QCOMPARE(script.contentType, QByteArray("text/javascript; charset=utf-8"));
        QVERIFY(header(script, "Cache-Control").contains("immutable"));
        QVERIFY(isHashedName("main-A2B3C4D5.js.map"));
        QVERIFY(isHashedName("x.0123456789abcdef.css"));
        QVERIFY(!isHashedName("index.html"));
        QVERIFY(!isHashedName("mail_frame_images.html"));
    }

    void nothingOutsideTheRoot_data() {
        QTest::addColumn<QByteArray>("path");
        for (const char* path :
             {"/../outside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt", "/..%2foutside.txt",
              "/assets/..%5c..%5coutside.txt", "/.secret", "/%2esecret", "//etc/passwd", "/%2Fetc/passwd",
              "/index.html%00.js", "/link.txt", "/assets", "/assets/", "/nothing", "/%ff%fe"})
            QTest::newRow(path) << QByteArray(path);
    }
    void nothingOutsideTheRoot() {
        QFETCH(QByteArray, path);
        StaticFiles files(m_folder.filePath("dist"));
        QCOMPARE(files.answer(path.toStdString(), "").status, 404U);
    }

    void aMissingBuildSaysWhatToDo() {
        StaticFiles files(m_folder.filePath("not-there"));
        const WebResponse answer = files.answer("/", "");
        QCOMPARE(answer.status, 404U);
        QVERIFY(answer.body.contains("desk.web_root"));
    }

    void answersCarryTheirPolicy() {
        WebResponse page;
        addFixedHeaders(page, AnswerKind::Page, false);
        const QByteArray policy = header(page, "Content-Security-Policy");
        QVERIFY(policy.contains("script-src 'self'"));
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QVERIFY(!policy.contains("unsafe-inline"));
        QCOMPARE(header(page, "X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(header(page, "Referrer-Policy"), QByteArray("no-referrer"));
        QVERIFY(header(page, "Strict-Transport-Security").isEmpty());
        WebResponse mail;
        addFixedHeaders(mail, answerKindOf("/mail_frame.html"), true);
        QVERIFY(!header(mail, "Content-Security-Policy").contains("http:"));
        QVERIFY(!header(mail, "Content-Security-Policy").contains("script-src"));
        QVERIFY(!header(mail, "Strict-Transport-Security").isEmpty());
    }

    void attachmentNames_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("disposition");
        const auto row = [](const char* title, const QByteArray& name, const QByteArray& ascii,
                            const QByteArray& encoded) {
            QTest::newRow(title) << name << "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
        };
        row("plain", "informe.pdf", "informe.pdf", "informe.pdf");
        row("path", "../../etc/passwd", "passwd", "passwd");
        row("windows path", "C:\\x\\a.txt", "a.txt", "a.txt");
        row("accents", "año.pdf", "a_o.pdf", "a%C3%B1o.pdf");
        row("header injection", "a\r\nSet-Cookie: x=y", "a__Set-Cookie_ x=y", "a__Set-Cookie_%20x%3Dy");
        row("quotes", "a\".exe", "a_.exe", "a_.exe");
        row("right-to-left override", "a\xe2\x80\xaegpj.exe", "a_gpj.exe", "a_gpj.exe");
        row("hidden", "..bashrc", "bashrc", "bashrc");
        row("empty", "", "attachment", "attachment");
    }
    void attachmentNames() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, disposition);
        QCOMPARE(attachmentDisposition(name), disposition);
    }

    void attachmentTypesThatRunAreHidden() {
        QCOMPARE(safeContentType("image/PNG; x=y"), QByteArray("image/png"));
        QCOMPARE(safeContentType("text/html"), QByteArray("application/octet-stream"));
        QCOMPARE(safeContentType("image/svg+xml"), QByteArray("application/octet-stream"));
    }

    void triesAreLimitedInAWindow() {
        AttemptLimiter limiter(3, 60'000'000, 60'000'000);
        const QString key = QStringLiteral("ana");
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(limiter.waitSeconds(key, 1000), 0);
            limiter.count(key, 1000);
        }
        QCOMPARE(limiter.waitSeconds(key, 1000), 60);
        QCOMPARE(limiter.waitSeconds(key, 59'500'000), 1);
        QCOMPARE(limiter.waitSeconds(key, 60'001'000), 0);
        QCOMPARE(limiter.waitSeconds(QStringLiteral("luis"), 1000), 0);
        limiter.takeBack(key);
        QCOMPARE(limiter.waitSeconds(key, 1000), 0);
    }

    void beyondTheLimitTriesAreSlowedNotLocked() {
        AttemptLimiter limiter(3, 60'000'000, 20'000'000);
        const QString key = QStringLiteral("ana");
        for (int i = 0; i < 3; ++i)
            limiter.count(key, 1'000'000);
        QCOMPARE(limiter.waitSeconds(key, 1'000'000), 20);
        QCOMPARE(limiter.waitSeconds(key, 21'000'000), 0);
        limiter.count(key, 21'000'000);
        QCOMPARE(limiter.waitSeconds(key, 21'500'000), 20);
        QCOMPARE(limiter.waitSeconds(key, 55'000'000), 0);
        limiter.count(key, 55'000'000);
        QCOMPARE(limiter.waitSeconds(key, 55'000'000), 6); // the window is over sooner
        limiter.takeBack(key);                             // a right password slows nobody
        QCOMPARE(limiter.waitSeconds(key, 55'000'000), 0);
    }

    void withoutAPublicOriginOnlyLoopbackNamesAreHosts() {
        for (const char* host : {"localhost", "localhost:8080", "LocalHost:8080", "desk.localhost", "127.0.0.1:8080",
                                 "127.1.2.3", "[::1]:8080", "[::1]", ""})
            QVERIFY2(hostAllowed(host, ""), host);
        for (const char* host :
             {"evil.test", "evil.test:8080", "127.0.0.1.evil.test", "127.evil.test", "localhost.evil.test",
              "notlocalhost", "10.0.0.5:8080", "[::2]", "[::1].evil.test", "127.0.0", "0.0.0.0"})
            QVERIFY2(!hostAllowed(host, ""), host);
        QVERIFY(hostAllowed("desk.example.org", "https://desk.example.org"));
    }

    void limitsStayBoundedInMemory() {
        AttemptLimiter limiter(3, 60'000'000, 60'000'000);
        for (int i = 0; i < AttemptLimiter::mostKeys * 2; ++i)
            limiter.count(QString::number(i), i);
        QVERIFY(limiter.keys() <= AttemptLimiter::mostKeys);
    }
};

QTEST_GUILESS_MAIN(WebRulesTest)
#include "web_rules_test.moc"
