#!/usr/bin/env python3
"""Does bus.asyncapi.yaml say what the daemons say?

Topics are read out of the sources where they are made, served and subscribed to, and compared both ways with what is described;
so are the bodies with proto/messages, what is retained, and what the broker lets each daemon publish and read.
"""
import os
import re
import sys
import unittest
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import yaml

SOURCE = Path(os.environ.get("ANTESALA_SOURCE", Path(__file__).resolve().parents[4]))
DAEMONS = ("acd", "mcan", "desk")
SPOKEN = re.compile(r"(?<!\w)(?P<call>serve|receive|append|topicFilter|askedTopic|topic|Topic(?: \w+)?|publishState)(?P<open>[({])")


class Use(NamedTuple):
    """A topic in the sources. Levels the code fills in at run time are '+'."""
    daemon: str
    way: str  # send, receive; filter: a subscription that may be wider than one topic
    levels: tuple[str, ...]  # owner, noun, id, verb: company and node are in every topic
    where: str
    retained: bool | None = None


def arguments(text: str, start: int) -> list[str]:
    """The arguments after an opening bracket, cut at the commas of its own level."""
    found, depth, begin = [], 0, start
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth < 0:
                return found + [text[begin:at].strip()]
        elif text[at] == "," and depth == 0:
            found.append(text[begin:at].strip())
            begin = at + 1
    return found


def level(argument: str, daemon: str) -> str:
    """What stands on a level: the word, or '+' when only the running program knows."""
    if literal := re.search(r'"([^"]*)"', argument):
        return literal[1]
    if argument in DAEMONS:  # a constant of that name
        return argument
    return daemon if re.fullmatch(r"(m_bus\.)?(options\(\)|options)\.owner", argument) else "+"


def is_declaration(args: list[str]) -> bool:
    return any(re.match(r"(const )?[\w:]+[&*]? ?[&*]?\w+$", arg) and " " in arg for arg in args)


def use_of(call: str, args: list[str], daemon: str, where: str) -> Use | None:
    said = [level(arg, daemon) for arg in args]
    if is_declaration(args):
        return None
    if call == "serve" and len(args) == 4:
        return Use(daemon, "receive", (daemon, *said[:3]), where)
    if call == "receive" and len(args) == 5:
        return Use(daemon, "receive", (said[0], said[1], "+", said[2]), where)
    if call == "append" and len(args) == 5:
        return Use(daemon, "send", (daemon, said[1], "+", said[3]), where)
    if call == "askedTopic" and len(args) == 5 and said[0] != "+":
        return Use(daemon, "send", (said[0], *said[2:]), where)
    if call == "topicFilter" and len(args) == 5:
        return Use(daemon, "filter", tuple(said[1:]), where)
    if call == "topic" and len(args) in (3, 4):
        return Use(daemon, "send", (daemon, *said) if len(args) == 3 else tuple(said), where)
    if call.startswith("Topic") and len(args) == 7:
        return Use(daemon, "send", (said[2], *said[4:]), where)
    return None


def uses_in(text: str, daemon: str, where: str) -> Iterator[Use]:
    for match in SPOKEN.finditer(text):
        call, args = match["call"], arguments(text, match.end())
        if call != "publishState":
            if use := use_of(call, args, daemon, where):
                yield use
            continue
        if len(args) != 3 or args[2] not in ("true", "false"):
            continue
        made = re.match(r"(?:\w+\.)*(topic\(|\{|topic$)", args[0])
        if made and made[1] == "topic":  # a variable made just above
            variable = list(re.finditer(r"Topic topic\{", text[:match.start()]))[-1]
            inner, name = arguments(text, variable.end()), "Topic"
        elif made:
            inner, name = arguments(args[0], made.end()), "Topic" if made[1] == "{" else "topic"
        else:
            raise ValueError(f"{where}: cannot tell the topic of publishState({args[0]}")
        use = use_of(name, inner, daemon, where)
        if use is None:
            raise ValueError(f"{where}: cannot read the topic of publishState({args[0]}")
        yield use._replace(retained=args[2] == "true")


def read_uses() -> list[Use]:
    uses = []
    for daemon in DAEMONS:
        for file in sorted((SOURCE / daemon).rglob("*.cpp")):
            text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8"))
            uses += uses_in(text, daemon, str(file.relative_to(SOURCE)))
    everywhere = "\n".join((SOURCE / "proto/bus" / name).read_text(encoding="utf-8")
                           for name in ("bus.cpp", "inbox.cpp", "outbox.cpp", "place.cpp"))
    for noun, verb in (("answer", "given"), ("node", "changed"), ("handover", "acknowledged"), ("place", "asked"), ("place", "held")):
        if f'"{noun}"' not in everywhere or f'"{verb}"' not in everywhere:
            raise ValueError(f"proto/bus does not speak of {noun} … {verb} any more")
    for daemon in DAEMONS:  # what the library does for each
        uses.append(Use(daemon, "receive", (daemon, "answer", "+", "given"), "proto/bus/bus.cpp"))
        uses.append(Use(daemon, "send", (daemon, "node", "+", "changed"), "proto/bus/bus.cpp", True))
        for way, verb in (("send", "asked"), ("receive", "asked"), ("send", "held"), ("receive", "held")):
            uses.append(Use(daemon, way, (daemon, "place", "+", verb), "proto/bus/place.cpp"))
    for use in list(uses):
        if use.way == "receive" and use.levels[0] == use.daemon and use.levels[1] not in ("answer", "place"):
            uses.append(Use(use.daemon, "send", ("+", "answer", "+", "given"), "proto/bus/bus.cpp"))
        if use.way == "receive" and use.levels[0] != use.daemon:
            uses.append(Use(use.daemon, "send", (use.daemon, "handover", use.levels[0], "acknowledged"), "proto/bus/inbox.cpp"))
            uses.append(Use(use.levels[0], "receive", ("+", "handover", use.levels[0], "acknowledged"), "proto/bus/outbox.cpp"))
    return uses


def same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Could both be one topic? '+' may be anything."""
    return len(one) == len(other) and all("+" in (left, right) or left == right for left, right in zip(one, other))


class Operation(NamedTuple):
    name: str
    action: str
    by: list[str]
    open_to: list[str]
    channel: str
    topics: list[tuple[str, ...]]  # one for each owner the address may name
    retained: bool


def expanded(address: str, parameters: dict[str, Any], document: dict[str, Any]) -> list[tuple[str, ...]]:
    company, owner, node, *rest = address.removeprefix("cc/v1/{site}/").split("/")
    if company not in ("-", "{company}") or node != "{node}":
        raise ValueError(f"{address}: cc/v1/{{site}}/<{{company}} or ->/<owner>/{{node}}/<noun>/<id>/<verb>")
    topics = [[owner, *rest]]
    for name in re.findall(r"\{(\w+)\}", address):
        parameter = parameters[name]
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        values = parameter.get("enum", ["+"])
        topics = [[value if part == f"{{{name}}}" else part for part in topic] for topic in topics for value in values]
    return [tuple(topic) for topic in topics]


def last(reference: str) -> str:
    return reference.rsplit("/", 1)[1]


def read_operations(document: dict[str, Any]) -> list[Operation]:
    operations = []
    for name, operation in document["operations"].items():
        channel = last(operation["channel"]["$ref"])
        described = document["channels"][channel]
        binding = last(operation.get("bindings", {"$ref": "/passing"})["$ref"])
        operations.append(Operation(name, operation["action"], operation["x-by"], operation.get("x-open-to", []), channel,
                                    expanded(described["address"], described["parameters"], document),
                                    bool(document["components"]["operationBindings"][binding]["mqtt"]["retain"])))
    return operations


def read_rights() -> dict[str, list[tuple[str, str]]]:
    """User → (access, filter) of the broker's list."""
    rights: dict[str, list[tuple[str, str]]] = {}
    user = ""
    for line in (SOURCE / "config/mosquitto/acl").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["user"]:
            user = words[1]
        elif words[:1] == ["topic"]:
            rights.setdefault(user, []).append((words[1], words[2]))
    return rights


def allows(granted: str, topic: tuple[str, ...]) -> bool:
    """Does a filter of the broker's list take every topic of this form?"""
    wanted = ["cc", "v1", "+", "+", topic[0], "+", *topic[1:]]
    parts = granted.split("/")
    if parts[-1] == "#":
        wanted, parts = wanted[:len(parts) - 1], parts[:-1]
    return len(parts) == len(wanted) and all(part in ("+", level_) for part, level_ in zip(parts, wanted))


class BusDescription(unittest.TestCase):
    document = yaml.safe_load((SOURCE / "proto/bus.asyncapi.yaml").read_text(encoding="utf-8"))
    uses = read_uses()
    operations = read_operations(document)
    rights = read_rights()

    def test_the_sources_are_read(self) -> None:
        for way, least in (("send", 20), ("receive", 15), ("filter", 5)):
            self.assertGreater(len([use for use in self.uses if use.way == way]), least, way)
        self.assertEqual({use.daemon for use in self.uses}, set(DAEMONS))

    def test_every_topic_a_daemon_uses_is_described(self) -> None:
        for use in self.uses:
            action = "receive" if use.way == "filter" else use.way
            with self.subTest(daemon=use.daemon, way=use.way, topic="/".join(use.levels), where=use.where):
                self.assertTrue([operation.name for operation in self.operations
                                 if operation.action == action and use.daemon in operation.by
                                 and any(same(use.levels, topic) for topic in operation.topics)])

    def test_every_operation_described_is_in_the_code(self) -> None:
        for operation in self.operations:
            for daemon in operation.by:
                with self.subTest(operation=operation.name, daemon=daemon):
                    ways = ("send",) if operation.action == "send" else ("receive", "filter")
                    self.assertTrue([use for use in self.uses if use.daemon == daemon and use.way in ways
                                     and any(same(use.levels, topic) for topic in operation.topics)])

    def test_a_topic_nobody_uses_yet_is_said_to_be_so(self) -> None:
        for operation in self.operations:
            with self.subTest(operation=operation.name):
                self.assertTrue(operation.by or operation.open_to)
                for daemon in operation.open_to:
                    self.assertFalse([use for use in self.uses if use.daemon == daemon and use.way == operation.action
                                      and any(use.levels == topic for topic in operation.topics)])

    def test_what_is_retained_is_described_so(self) -> None:
        said = [use for use in self.uses if use.retained is not None]
        self.assertGreater(len(said), 8)
        for use in said:
            for operation in self.operations:
                if (operation.action == "send" and use.daemon in operation.by
                        and any(same(use.levels, topic) for topic in operation.topics)):
                    with self.subTest(operation=operation.name, where=use.where):
                        self.assertEqual(operation.retained, use.retained)

    def test_each_channel_is_sent_and_received(self) -> None:
        for name, channel in self.document["channels"].items():
            with self.subTest(channel=name):
                actions = {operation.action for operation in self.operations if operation.channel == name}
                self.assertEqual(actions, {"send", "receive"})
                self.assertIn(channel["x-kind"], ("state", "command", "answer", "hand-over", "acknowledgement"))
                self.assertEqual(channel["x-kind"] == "command", "x-answer" in channel)
                self.assertTrue(channel["description"].strip())
                self.assertEqual(set(channel["parameters"]), set(re.findall(r"\{(\w+)\}", channel["address"])))

    def test_a_command_has_a_reply_and_nothing_else_has(self) -> None:
        for name, operation in self.document["operations"].items():
            kind = self.document["channels"][last(operation["channel"]["$ref"])]["x-kind"]
            with self.subTest(operation=name):
                self.assertEqual(kind == "command" and operation["action"] == "send", "reply" in operation)

    def bodies(self) -> Iterator[dict[str, str]]:
        for message in self.document["components"]["messages"].values():
            yield message["x-body"]
        for channel in self.document["channels"].values():
            if "x-answer" in channel:
                yield channel["x-answer"]

    def test_every_body_is_a_message_of_its_file(self) -> None:
        for body in self.bodies():
            with self.subTest(body=body["type"]):
                if body["type"].startswith("google.protobuf."):
                    self.assertEqual(body["file"], "google/protobuf/empty.proto")
                    continue
                text = (SOURCE / "proto" / body["file"]).read_text(encoding="utf-8")
                self.assertRegex(text, rf"(?m)^message {last(body['type'].replace('.', '/'))} \{{")
                self.assertTrue(body["type"].startswith(re.search(r"(?m)^package ([\w.]+);", text)[1] + "."))

    def test_the_envelope_shown_is_the_one_that_is_sent(self) -> None:
        shown = self.document["components"]["schemas"]["Envelope"]["schema"]
        text = (SOURCE / "proto/messages/envelope.proto").read_text(encoding="utf-8")
        message = re.search(r"(?ms)^message Envelope \{.*?^\}$", text)[0]
        self.assertEqual(shown.strip(), f'syntax = "proto3";\npackage antesala.v1;\n{message}')

    def test_references_lead_somewhere(self) -> None:
        text = (SOURCE / "proto/bus.asyncapi.yaml").read_text(encoding="utf-8")
        references = re.findall(r"\$ref: '?([^'}\n]+)", text)
        self.assertGreater(len(references), 100)
        for reference in set(references):
            with self.subTest(reference=reference):
                node: Any = self.document
                self.assertTrue(reference.startswith("#/"))  # readers of others follow no other kind
                for step in reference.removeprefix("#/").split("/"):
                    node = node[step]
        for name in self.document["components"]["messages"]:
            self.assertIn(f"#/components/messages/{name}", references)

    def test_the_topics_told_in_the_messages_carry_these_messages(self) -> None:
        """`Topic cc/v1/…` and `Command to cc/v1/…` above a message: it is the body. `Answer of X to cc/v1/…`: it answers."""
        told = 0
        for file in sorted((SOURCE / "proto/messages").glob("*.proto")):
            for comment, message in re.findall(r"((?://[^\n]*\n)+)message (\w+) \{", file.read_text(encoding="utf-8")):
                words = re.sub(r"\n?// ?", " ", comment)
                for said, address in re.findall(r"(Topic|Command to|Answer of \w+ to) (cc/v1/<site>/[\w<> /]+?/\w+)(?=[\s,:.;]|$)",
                                                words):
                    told += 1
                    with self.subTest(message=message, address=address):
                        _, owner, _, *rest = re.sub(r"<[^>]*>", "+", address).split("/")[3:]
                        levels = (owner, *rest)
                        key = "x-answer" if said.startswith("Answer") else "x-body"
                        bodies = {self.document["channels"][operation.channel]["x-answer"]["type"] if key == "x-answer" else body
                                  for operation in self.operations if any(levels == topic for topic in operation.topics)
                                  for body in self.bodies_of(operation.channel)}
                        self.assertEqual(bodies, {f"antesala.v1.{message}"})
        self.assertGreater(told, 15)

    def bodies_of(self, channel: str) -> list[str]:
        messages = self.document["channels"][channel]["messages"].values()
        return [self.document["components"]["messages"][last(message["$ref"])]["x-body"]["type"] for message in messages]

    def test_the_broker_lets_each_daemon_do_what_is_described(self) -> None:
        wanted = {"send": ("write", "readwrite"), "receive": ("read", "readwrite")}
        for operation in self.operations:
            for daemon in operation.by + operation.open_to:
                own = [topic for topic in operation.topics if self.concerns(operation, topic, daemon)]
                self.assertTrue(own, operation.name)
                for topic in own:
                    with self.subTest(operation=operation.name, daemon=daemon, topic="/".join(topic)):
                        self.assertTrue(any(access in wanted[operation.action] and allows(granted, topic)
                                            for access, granted in self.rights[f"antesala_{daemon}"]))

    def concerns(self, operation: Operation, topic: tuple[str, ...], daemon: str) -> bool:
        """Of the topics an address with several owners stands for: those the code of this daemon uses."""
        return len(operation.topics) == 1 or any(
            use.daemon == daemon and same(use.levels, topic) and (use.way == "send") == (operation.action == "send")
            for use in self.uses)

    def test_what_is_probed_is_what_is_published(self) -> None:
        """published_topics.cpp and the description name the same: else a denied topic would be found by its first use only."""
        rows = re.findall(r'\{"(\w+)", "(\w+)", "(\w+)", "(\w+)"\}',
                          (SOURCE / "proto/bus/published_topics.cpp").read_text(encoding="utf-8"))
        described = set()
        for operation in self.operations:
            for daemon in operation.by if operation.action == "send" else []:
                for topic in operation.topics:
                    owner = daemon if topic[0] == "+" else topic[0]
                    if self.concerns(operation, topic, daemon) and not (topic[1] == "answer" and topic[0] == daemon):
                        described.add((daemon, owner, topic[1], topic[3]))
        self.assertEqual({row for row in rows if row[2] != "answer"}, {row for row in described if row[2] != "answer"})
        for row in rows:
            self.assertTrue(row in described or row[2] == "answer", row)

    def test_the_broker_lets_nobody_speak_for_another(self) -> None:
        for operation in self.operations:
            kind = self.document["channels"][operation.channel]["x-kind"]
            for topic in operation.topics if kind in ("state", "hand-over", "acknowledgement") else []:
                for daemon in DAEMONS:
                    if daemon == topic[0]:
                        continue
                    with self.subTest(operation=operation.name, daemon=daemon, topic="/".join(topic)):
                        self.assertFalse([granted for access, granted in self.rights[f"antesala_{daemon}"]
                                          if access != "read" and allows(granted, topic)])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
