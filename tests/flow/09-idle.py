"""A centre in which nothing happens says nothing: pages get no byte of state, and acd looks at nobody."""

from __future__ import annotations

import re
import time
import urllib.request
import unittest

from tests.flow.flow import Flow

# More than two rounds of the desk's asking whether it has missed anything.
SILENCE_S = 25.0
# What keeps a connection alive is no state.
ALIVE = {"heartbeat"}


class Idle(Flow):
    def counted(self, name: str) -> float:
        """A counter of acd's metrics."""
        port = self.lab.ports["acd_metrics"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        assert found, f"acd has no {name}"
        return float(found[1])

    def test_an_idle_centre_is_silent(self) -> None:
        agent, supervisor = self.page("ana"), self.page("sofia")
        agent.ask(choosePresence={"presence": "PRESENCE_AVAILABLE"})
        supervisor.ask(watch={"supervisor": True})
        self.scene.until("the supervisor to see everything", lambda: len(supervisor.queues) >= 3 and len(supervisor.agents) >= 3)
        self.scene.until_settled()
        time.sleep(3.0)  # what was on its way
        before = {page: len(page.heard) for page in (agent, supervisor)}
        looks = self.counted("acd_state_looks_total")
        time.sleep(SILENCE_S)
        for page, heard in before.items():
            told = [(kind, size) for kind, size in page.heard[heard:] if kind not in ALIVE]
            print(f"{page.login}: {sum(size for _, size in page.heard[heard:])} bytes in {SILENCE_S:.0f} s", flush=True)
            self.assertEqual(told, [], f"{page.login} was told of what had not changed")
        self.assertEqual(self.counted("acd_state_looks_total"), looks)


if __name__ == "__main__":
    unittest.main()
