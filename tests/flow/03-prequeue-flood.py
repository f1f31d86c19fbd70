"""Five thousand mails in a burst: the pre-queue holds them, acd never has more than its window, and calls are served as if
nothing had happened."""

from __future__ import annotations

import threading
import time
import unittest
from collections.abc import Iterator

from tests.flow.flow import Flow
from tests.lab.mail import CENTRE, Mailbox

FLOOD = 5000
# Three mails of effort 30 fit an agent, three agents; and each queue's reserve of 2.
WINDOW_MOST = 3 * 3 + 2
# From INVITE until caller and agent hear each other: ringing lasts 0.3 s of it, the ear needs 0.5 s.
CALL_S_MOST = 4.0


def flood() -> Iterator[bytes]:
    """Mails from as many senders: one sender of so many would be taken for a loop."""
    for number in range(FLOOD):
        yield (
            f"From: c{number}@cliente.test\r\nTo: {CENTRE}\r\nSubject: Queja: ya van {number}\r\n"
            f"Message-ID: <flood.{number}@cliente.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n¡Sigo esperando!\r\n"
        ).encode()


class Flood(Flow):
    def watch_window(self, stop: threading.Event, most: list[int]) -> None:
        """The most mails that acd was seen to have at a time."""
        acd = self.scene.daemons.acd
        while not stop.wait(0.2):
            most.append(acd.count("select count(*) from interaction where channel = 2 and ended_at is null"))

    def test_flood_is_held_and_calls_are_served(self) -> None:
        mcan = self.scene.daemons.mcan
        self.scene.begin_work(serving=False)
        stop, most = threading.Event(), [0]
        watcher = threading.Thread(target=self.watch_window, args=(stop, most), daemon=True)
        watcher.start()
        putter = threading.Thread(target=Mailbox(self.lab, CENTRE).put, args=(flood(),), daemon=True)
        putter.start()
        self.scene.until("the first hundred in the spool", lambda: mcan.count("select count(*) from mail") >= 100, 30)

        # All three agents have their hands full of mail; calls interrupt it.
        waits = []
        for called in ("900", "901", "902", "900", "901"):
            begun = time.monotonic()
            caller = self.call(called)
            self.scene.until_heard(caller)
            waits.append(time.monotonic() - begun)
            caller.hang_up()
        held = "select count(*) from interaction where state in ('held', 'released')"
        self.scene.until("the whole flood in the pre-queue", lambda: mcan.count(held) == FLOOD, 150, 0.5)
        stop.set()
        watcher.join()
        putter.join()

        self.assertLess(sorted(waits)[len(waits) // 2], CALL_S_MOST, f"waits of calls, s: {waits}")
        self.assertGreater(max(most), 0)
        self.assertLessEqual(max(most), WINDOW_MOST)
        self.assertEqual(mcan.count("select count(*) from mail where state <> 'threaded'"), 0)
        in_order = mcan.rows("select subject from interaction where state = 'held' order by order_us, seq")
        numbers = [int(row["subject"].split()[-1]) for row in in_order]
        self.assertEqual(numbers, sorted(numbers))
        self.assertGreater(len(numbers), FLOOD - 2 * WINDOW_MOST)


if __name__ == "__main__":
    unittest.main(verbosity=2)
