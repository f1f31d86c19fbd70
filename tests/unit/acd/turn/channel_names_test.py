#!/usr/bin/env python3
"""Is a channel named only where it is registered, and in its own folder?

Whoever asks what kind of work something is asks the record: the engine's ChannelPolicy (acd/routing/directory.h), the channel's
carrier (acd/turn/carrier.h), the item's own channel (mcan/prequeue/item.h). The pages' half of this is tests/web/unit/channels.test.ts.
"""
import os
import re
import unittest
from pathlib import Path
from typing import Iterator

SOURCE = Path(os.environ.get("ANTESALA_SOURCE", Path(__file__).resolve().parents[4]))

# Where the channels are registered. A further channel adds a line in some of these, and no line elsewhere.
REGISTRATIONS = {
    "acd/routing/directory.cpp": "how each behaves when the directory does not say",
    "acd/routing/value_names.cpp": "its word",
    "acd/directory/directory_change.cpp": "the directory's kinds, and its figures of each",
    "acd/switchboard/switchboard.cpp": "who carries it",
    "mcan/service/service.cpp": "whose work the pre-queue takes",
    "proto/directory/directory.h": "the kinds",
    "proto/directory/directory.cpp": "what each is by default",
    "proto/directory/fields.h": "their names in files",
    "proto/directory/site_file.cpp": "of a call an agent has one, whatever the file says",
}
# What is one channel's own.
OWN_FOLDERS = ("acd/asterisk/", "acd/entry/", "acd/voice/", "mcan/email/")

# As the wire has them: a further one is guarded from its first day.
NAMES = re.findall(r"\bCHANNEL_(?!UNSPECIFIED)(\w+) = \d", (SOURCE / "proto/messages/interaction.proto").read_text())
NAMED = re.compile(
    "|".join(rf'\bChannel::{name.lower()}\b|\bChannelKind::{name.title()}\b|\bCHANNEL_{name}\b|"{name.lower()}"' for name in NAMES)
)
# The value of a field before it is set says nothing.
UNSET_FIELD = re.compile(r"^\s*Channel channel = Channel::\w+;")


def sources() -> Iterator[tuple[str, str]]:
    """C++ of the daemons and of what they share, by its path."""
    for part in ("acd", "mcan", "desk/server", "bots/host", "proto"):
        for path in sorted((SOURCE / part).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                yield str(path.relative_to(SOURCE)), path.read_text()


def named_in(text: str) -> list[int]:
    """Numbers of the lines that name a channel."""
    lines = enumerate(text.splitlines(), start=1)
    return [number for number, line in lines if NAMED.search(line.split("//")[0]) and not UNSET_FIELD.match(line)]


class ChannelNames(unittest.TestCase):
    def test_only_registrations_name_a_channel(self) -> None:
        found = [
            f"{path}:{number}"
            for path, text in sources()
            if path not in REGISTRATIONS and not path.startswith(OWN_FOLDERS)
            for number in named_in(text)
        ]
        self.assertEqual(found, [], "ask the channel's record (acd/turn/carrier.h, ChannelPolicy), or add to it what is asked for")

    def test_each_registration_is_one(self) -> None:
        texts = dict(sources())
        idle = [path for path in REGISTRATIONS if not named_in(texts.get(path, ""))]
        self.assertEqual(idle, [], "the list above names what is no registration any more")

    def test_what_names_a_channel_is_seen(self) -> None:
        self.assertGreaterEqual(len(NAMES), 3)
        self.assertEqual(named_in("if (a.channel == Channel::voice)\n// Channel::voice\n    Channel channel = Channel::voice;\n"), [1])


if __name__ == "__main__":
    unittest.main()
