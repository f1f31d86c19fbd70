"""Routes by the subject, from a table: first match from the top. config/demo/by_subject.toml shows every key.

A subject pattern is compared with the whole subject: * stands for any text, ? for one character. `words` are whole
words of which one must be there. Case and accents make no difference, and Re:, Fwd:, RV: in front are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antesala import Mail, Result, TableError, bot, load_table
from antesala.table import table_file

KEYS = {"subject", "words", "queue", "priority_seconds", "tags", "skills", "close", "reply"}
PREFIXES = ("re", "fw", "fwd", "rv", "aw", "res", "enc")


def folded(text: str) -> str:
    """Without case and accents: "Reclamación" and "RECLAMACION" are the same."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def plain_subject(subject: str) -> str:
    """Folded, without reply and forward prefixes."""
    rest = folded(subject).strip()
    while ":" in rest and rest.split(":", 1)[0].strip() in PREFIXES:
        rest = rest.split(":", 1)[1].strip()
    return rest


def glob_matches(pattern: str, text: str) -> bool:
    """Never worse than len(pattern) × len(text): a table cannot hang the bot as a regular expression could."""
    p = t = 0
    star = resume = -1
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, resume = p, t
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", text[t]):
            p += 1
            t += 1
        elif star >= 0:
            resume += 1
            p, t = star + 1, resume
        else:
            return False
    return all(c == "*" for c in pattern[p:])


@dataclass(frozen=True)
class Rule:
    """One [[rule]] of the table."""

    number: int
    globs: tuple[str, ...]
    words: frozenset[str]
    result: Result

    def matches(self, subject: str, words: set[str]) -> bool:
        """Every condition that is given holds."""
        by_glob = not self.globs or any(glob_matches(glob, subject) for glob in self.globs)
        return by_glob and (not self.words or not self.words.isdisjoint(words))


def texts(entry: dict[str, Any], key: str) -> list[str]:
    """A text or a list of texts; ValueError otherwise."""
    value = entry.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(text, str) and text for text in listed):
        raise ValueError(f"{key} must be a text or a list of texts, none of them empty")
    return listed


def result_of(entry: dict[str, Any], number: int) -> Result:
    """What a rule decides; ValueError names what is wrong with it."""
    queue, close = entry.get("queue", ""), entry.get("close", False)
    if not isinstance(close, bool):
        raise ValueError("close must be true or false")
    if close == bool(queue):
        raise ValueError('give either queue = "NAME" or close = true')
    skills = entry.get("skills", {})
    if not isinstance(skills, dict):
        raise ValueError("skills must be a table, such as {ingles = 5}")
    patterns = texts(entry, "subject") + texts(entry, "words")
    because = f"rule {number}: {', '.join(patterns)}"[:500]
    priority, tags = entry.get("priority_seconds", 0), texts(entry, "tags")
    if close:
        return Result.close(because).tag(*tags).reply(entry.get("reply", ""))
    return Result.to_queue(queue, priority, tags, skills, because).reply(entry.get("reply", ""))


def rule_of(entry: dict[str, Any], number: int) -> Rule:
    """ValueError says what is wrong with the entry."""
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise ValueError(f"{unknown[0]} is not known here: use {', '.join(sorted(KEYS))}")
    globs, words = texts(entry, "subject"), texts(entry, "words")
    if not globs and not words:
        raise ValueError("give subject or words; subject = \"*\" matches every mail")
    if any(len(word.split()) != 1 for word in words):
        raise ValueError('each of words must be one word; for more use subject = "*two words*"')
    return Rule(number, tuple(map(folded, globs)), frozenset(map(folded, words)), result_of(entry, number))


def rule_lines(path: Path) -> Sequence[int]:
    """Where each [[rule]] begins, to say it in mistakes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]


def rules_of(table: dict[str, Any], path: Path) -> list[Rule]:
    """All rules, or a TableError with every mistake."""
    entries = table.get("rule", [])
    mistakes = [f"{path}: {key} is not known here: rules begin with [[rule]]" for key in table if key != "rule"]
    if not isinstance(entries, list) or not entries:
        mistakes.append(f"{path}: there are no rules: begin each with [[rule]]")
        entries = []
    lines = rule_lines(path)
    rules = []
    for number, entry in enumerate(entries, 1):
        place = f"{path}:{lines[number - 1]}" if len(lines) == len(entries) else str(path)
        try:
            rules.append(rule_of(entry, number))
        except (ValueError, TypeError, AttributeError) as problem:
            mistakes.append(f"{place}: rule {number}: {problem}")
    if mistakes:
        raise TableError("\n".join(mistakes))
    return rules


RULES = rules_of(load_table(), table_file())


@bot
def route(mail: Mail) -> Result:
    """The first rule that matches."""
    subject = plain_subject(mail.subject)
    words = set(re.findall(r"\w+", subject))
    for rule in RULES:
        if rule.matches(subject, words):
            return rule.result
    return Result.not_mine("no rule matches the subject")
