#!/usr/bin/env python3
"""Do desk.openapi.yaml and desk.asyncapi.yaml say what the messages and the server say?

Every message reachable from ClientMessage and ServerMessage must be described with exactly its fields, types and enum values;
every reference must lead somewhere; every example must fit its schema; every route of the server must be described.
"""
import os
import re
import sys
import unittest
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(os.environ.get("ANTESALA_SOURCE", Path(__file__).resolve().parents[3]))
SCALARS = {
    "string": {"type": "string"}, "bool": {"type": "boolean"}, "uint32": {"type": "integer"},
    "int32": {"type": "integer"}, "int64": "Int64", "uint64": "Int64",
}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def read_messages() -> tuple[dict[str, dict[str, tuple[bool, str]]], dict[str, list[str]]]:
    """All messages (field → repeated, type) and enums (values) of proto/messages, nested ones left out."""
    messages, enums = {}, {}
    for file in sorted((SOURCE / "proto/messages").glob("*.proto")):
        text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8"))
        for kind, name, body in re.findall(r"^(message|enum) (\w+) \{((?:[^{}]|\{[^{}]*\})*)\}", text, re.M):
            if kind == "enum":
                enums[name] = re.findall(r"(\w+) = \d+;", body)
                continue
            body = re.sub(r"message \w+ \{[^{}]*\}", "", body)
            messages[name] = {camel(field): (bool(repeated), type_)
                              for repeated, type_, field in re.findall(r"(repeated )?([\w.]+) (\w+) = \d+;", body)}
    return messages, enums


def load(name: str) -> dict[str, Any]:
    with open(SOURCE / "proto" / name, encoding="utf-8") as file:
        return yaml.safe_load(file)


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in references(value)]
    if isinstance(node, list):
        return [found for value in node for found in references(value)]
    return []


def resolve(document: dict[str, Any], reference: str) -> Any:
    node: Any = document
    for step in reference.removeprefix("#/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def described_type(schema: dict[str, Any]) -> str | dict[str, str]:
    """The name a schema refers to, or its scalar type."""
    if "allOf" in schema:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    return {"type": schema["type"]}


class Descriptions(unittest.TestCase):
    messages, enums = read_messages()

    def compare(self, document: dict[str, Any], roots: list[str]) -> None:
        schemas = document["components"]["schemas"]
        seen: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            self.assertIn(name, schemas)
            if name in self.enums:
                self.assertEqual(schemas[name]["enum"], self.enums[name], name)
                continue
            properties = schemas[name]["properties"]
            self.assertEqual(set(properties), set(self.messages[name]), name)
            for field, (repeated, type_) in self.messages[name].items():
                schema = properties[field]
                with self.subTest(message=name, field=field):
                    self.assertEqual(schema.get("type") == "array", repeated)
                    self.assertEqual(described_type(schema["items"] if repeated else schema), SCALARS.get(type_, type_))
                if type_ not in SCALARS:
                    waiting.append(type_)

    def test_every_field_of_the_websocket_is_described(self) -> None:
        self.compare(load("desk.asyncapi.yaml"), ["ClientMessage", "ServerMessage"])

    def test_every_field_of_rest_is_described(self) -> None:
        self.compare(load("desk.openapi.yaml"), ["AgentState", "QueueState", "MailThread", "Explanation", "AgentExplanation",
                                                    "MailsAsidePage", "MailAsideContent", "MailAsideChanged"])

    def test_a_oneof_allows_exactly_its_members(self) -> None:
        schemas = load("desk.asyncapi.yaml")["components"]["schemas"]
        for name in ("ClientMessage", "ServerMessage"):
            members = [choice["required"][0] for choice in schemas[name]["oneOf"]]
            self.assertEqual(sorted(members), sorted(set(self.messages[name]) - {"requestId"}))

    def test_references_lead_somewhere(self) -> None:
        for file in ("desk.asyncapi.yaml", "desk.openapi.yaml"):
            document = load(file)
            self.assertGreater(len(references(document)), 50)
            for reference in references(document):
                with self.subTest(file=file, reference=reference):
                    resolve(document, reference)

    def test_the_documents_have_their_parts(self) -> None:
        rest, socket = load("desk.openapi.yaml"), load("desk.asyncapi.yaml")
        self.assertEqual(rest["openapi"], "3.1.0")
        self.assertEqual(socket["asyncapi"], "3.0.0")
        for key in ("info", "paths", "components", "servers", "security"):
            self.assertIn(key, rest)
        for key in ("info", "channels", "operations", "components", "servers"):
            self.assertIn(key, socket)
        for path, operations in rest["paths"].items():
            for method, operation in operations.items():
                with self.subTest(path=path, method=method):
                    self.assertTrue(operation["operationId"] and operation["summary"] and operation["responses"])
                    named = re.findall(r"\{(\w+)\}", path)
                    in_path = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
                    self.assertEqual(in_path, named)

    def test_examples_fit_their_schemas(self) -> None:
        document = load("desk.asyncapi.yaml")
        for message in document["components"]["messages"].values():
            for example in message["examples"]:
                with self.subTest(example=example["name"]):
                    self.fits(example["payload"], str(message["payload"]["$ref"]).rsplit("/", 1)[1])

    def fits(self, value: Any, name: str) -> None:
        if name in self.enums:
            self.assertIn(value, self.enums[name])
        elif name in self.messages:
            for field, content in value.items():
                self.assertIn(field, self.messages[name])
                repeated, type_ = self.messages[name][field]
                for item in content if repeated else [content]:
                    self.fits(item, type_)
        else:
            wanted = {"bool": bool, "uint32": int, "int32": int}.get(name, str)
            self.assertIsInstance(value, wanted)

    def test_every_route_of_the_server_is_described(self) -> None:
        source = (SOURCE / "desk/server/api/rest_api.cpp").read_text(encoding="utf-8")
        routes = re.findall(r'\{"(\w+)", \{([^}]*)\}, &RestApi::', source)
        self.assertGreater(len(routes), 5)
        served = {(method.lower(), "/" + "/".join(part.strip(' "') for part in path.split(","))) for method, path in routes}
        described = {(method, re.sub(r"\{\w+\}", "*", path))
                     for path, operations in load("desk.openapi.yaml")["paths"].items() for method in operations}
        self.assertEqual(served, described)

    def test_every_reason_the_desk_gives_is_described(self) -> None:
        rest = (SOURCE / "proto/desk.openapi.yaml").read_text(encoding="utf-8")
        socket = (SOURCE / "proto/desk.asyncapi.yaml").read_text(encoding="utf-8")
        reasons: set[str] = set()
        for file in (SOURCE / "desk/server").rglob("*.cpp"):
            text = file.read_text(encoding="utf-8")
            reasons |= set(re.findall(r'(?:problem|tryLater)\(\d+, "(\w+)"', text))
            reasons |= set(re.findall(r'ANSWER_\w+, "(\w+)"', text))
            reasons |= set(re.findall(r'answerFailure\(.*?,\s*QStringLiteral\("([a-z_]+)"\)\)', text, re.S))
        reasons -= {"bad_piece"}  # a fault of ours, under ANSWER_INTERNAL
        self.assertGreater(len(reasons), 15)
        for reason in sorted(reasons):
            with self.subTest(reason=reason):
                self.assertTrue(reason in rest or reason in socket)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
