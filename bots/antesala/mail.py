"""A mail as a bot sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Mail:
    """Decoded and cleaned: no control characters in one-line fields, `text` at most 256 KiB."""

    subject: str
    sender: str  # address, lower case
    sender_name: str = ""
    mailbox: str = ""  # address of ours it was sent to
    text: str = ""
    received_at: datetime | None = None  # UTC
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()  # file names
    may_answer: bool = True  # False: an automatic answer would not be sent
    interaction_id: str = field(default="", repr=False)

    def header(self, name: str) -> str:
        """The first header of that name, whatever its case; empty when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
