"""What a bot says of a mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

PRIORITY_LIMIT = 86400
REPLY_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Result:
    """Made by to_queue(), keep(), close() or not_mine(); tag() and reply() add to one of the first three."""

    mine: bool = True
    queue: str = ""  # empty: the mailbox's own queue
    priority: int = 0  # seconds of waiting the mail is given in advance
    tags: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)  # skill → least proficiency, 1 to 10
    closed: bool = False
    answer: str = ""
    because: str = ""  # why, in your words: shown to whoever asks where a mail went

    def __post_init__(self) -> None:
        """Refuses what the system could not obey, so that the mistake shows in the bot's own line."""
        _text("queue", self.queue)
        _text("because", self.because)
        _whole("priority", self.priority, -PRIORITY_LIMIT, PRIORITY_LIMIT)
        for tag in self.tags:
            _text("a tag", tag)
        for skill, minimum in self.skills.items():
            _text("a skill", skill)
            _whole(f"skill {skill}", minimum, 1, 10)
        if not isinstance(self.answer, str) or len(self.answer.encode()) > REPLY_LIMIT:
            raise ValueError(f"the reply must be a text of at most {REPLY_LIMIT} bytes")

    @classmethod
    def to_queue(
        cls,
        name: str,
        priority: int = 0,
        tags: Iterable[str] = (),
        skills: Mapping[str, int] | None = None,
        because: str = "",
    ) -> Result:
        """To that queue of the directory. `priority` is in seconds: 600 goes before what has waited ten minutes."""
        if not name:
            raise ValueError("to_queue needs the name of a queue; keep() leaves the mail in the mailbox's own")
        return cls(queue=name, priority=priority, tags=_many(tags), skills=dict(skills or {}), because=because)

    @classmethod
    def keep(cls, because: str = "") -> Result:
        """To the mailbox's own queue; no further bot is asked."""
        return cls(because=because)

    @classmethod
    def close(cls, because: str = "") -> Result:
        """No agent needs to see it. It stays in the history."""
        return cls(closed=True, because=because)

    @classmethod
    def not_mine(cls, because: str = "") -> Result:
        """The next bot is asked; after the last the mail goes to the mailbox's own queue."""
        return cls(mine=False, because=because)

    def tag(self, *tags: str) -> Result:
        """The same with these tags added."""
        return replace(self._decided("tag"), tags=self.tags + _many(tags))

    def reply(self, text: str) -> Result:
        """The same with an automatic answer. Not sent where RFC 3834 forbids one (Mail.may_answer)."""
        return replace(self._decided("reply"), answer=text)

    def _decided(self, method: str) -> Result:
        if not self.mine:
            raise ValueError(f"{method}() has no meaning on not_mine(): use keep()")
        return self


def _many(tags: Iterable[str]) -> tuple[str, ...]:
    if isinstance(tags, str):
        raise ValueError(f'tags is one text, "{tags}": give a list')
    return tuple(tags)


def _text(what: str, value: object) -> None:
    if not isinstance(value, str):
        raise ValueError(f"{what} is {value!r}, but must be a text")
    if len(value) > 500:
        raise ValueError(f"{what} has {len(value)} characters, but at most 500 are allowed")


def _whole(what: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{what} is {value!r}, but must be a whole number from {least} to {most}")
