#include "mcan/botpool/frame_buffer.h"

#include <QTest>

using mcan::botpool::FrameBuffer;
using mcan::botpool::framed;

class FrameBufferTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void framesComeWholeHoweverTheyAreCut() {
        const QByteArray stream = framed("one") + framed("") + framed("three");
        for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
            FrameBuffer frames;
            QList<QByteArray> got;
            for (const QByteArray& piece : {stream.left(cut), stream.mid(cut)}) {
                frames.append(piece);
                while (const auto body = frames.next())
                    got << *body;
            }
            QCOMPARE(got, (QList<QByteArray>{"one", "", "three"}));
        }
    }

    void aLengthBeyondTheLimitIsGarbage() {
        FrameBuffer frames;
        frames.append(QByteArray::fromHex("00400001"));
        QVERIFY(!frames.next());
        QVERIFY(frames.broken());
        frames.append(framed("after"));
        QVERIFY2(!frames.next(), "nothing is understood after garbage");
    }

    void theLongestFrameIsTaken() {
        FrameBuffer frames;
        const std::string longest(4 * 1024 * 1024, 'x');
        frames.append(framed(longest));
        QCOMPARE(frames.next()->size(), qsizetype(longest.size()));
        QVERIFY(!frames.broken());
    }
};

QTEST_GUILESS_MAIN(FrameBufferTest)
#include "frame_buffer_test.moc"
