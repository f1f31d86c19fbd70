"""Reads a mail from a file, for trying bots. The system's own parser is stricter; the fields are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import cast

from antesala.mail import Mail

TEXT_LIMIT = 256 * 1024


def read_eml(path: Path) -> Mail:
    """OSError when the file cannot be read; anything readable gives a Mail."""
    message = cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))
    name, address = _first_address(message, "From")
    return Mail(
        subject=_one_line(message.get("Subject", "")),
        sender=address.lower(),
        sender_name=_one_line(name),
        mailbox=_first_address(message, "To")[1].lower(),
        text=_text(message)[:TEXT_LIMIT],
        received_at=datetime.now(UTC),
        headers=tuple((key, _one_line(value)) for key, value in message.items()),
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        may_answer=message.get("Auto-Submitted", "no").lower() == "no" and "List-Id" not in message,
    )


def _first_address(message: EmailMessage, header: str) -> tuple[str, str]:
    found = getaddresses([str(value) for value in message.get_all(header, [])])
    return found[0] if found else ("", "")


def _one_line(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, ValueError):  # unknown character set
        return body.as_string()
