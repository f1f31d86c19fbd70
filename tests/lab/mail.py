"""Customers with a mailbox: they write to the centre by SMTP and find the answers by IMAP, threaded or not."""

from __future__ import annotations

import email
import email.policy
import imaplib
import smtplib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import make_msgid

from .errors import LabError
from .lab import Lab
from .waiting import until

CENTRE = "ayuda@demo.test"


class Mailbox:
    """One account of the lab's mail servers."""

    def __init__(self, lab: Lab, address: str) -> None:
        self.lab = lab
        self.address = address
        passwords = lab.place.passwords["mail"]
        if address not in passwords:
            raise LabError(f"no mailbox {address} in config/demo/passwords.toml; there are {', '.join(passwords)}")
        self._password = passwords[address]

    def compose(self, subject: str, text: str, to: str = CENTRE, answers: EmailMessage | None = None) -> EmailMessage:
        """A plain mail, with a Message-ID; `answers` makes it a reply to that mail."""
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"] = f"{self.address.split('@')[0].capitalize()} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Message-ID"] = make_msgid(domain=self.address.split("@")[1])
        mail["Date"] = email.utils.localtime()
        if answers is not None:
            mail["In-Reply-To"] = answers["Message-ID"]
            mail["References"] = " ".join(filter(None, [answers["References"], answers["Message-ID"]]))
        mail.set_content(text)
        return mail

    def send(self, *mails: EmailMessage) -> None:
        """Gives the mails to the SMTP server in one session."""
        with smtplib.SMTP("127.0.0.1", self.lab.ports["smtp"], timeout=30) as server:
            for mail in mails:
                server.send_message(mail, from_addr=self.address)

    def send_raw(self, raw: bytes, to: str = CENTRE) -> None:
        """Gives bytes as they are, for mails no library would compose."""
        with smtplib.SMTP("127.0.0.1", self.lab.ports["smtp"], timeout=30) as server:
            server.sendmail(self.address, [to], raw)

    def write(self, subject: str, text: str, to: str = CENTRE) -> EmailMessage:
        """Composes and sends one mail."""
        mail = self.compose(subject, text, to)
        self.send(mail)
        return mail

    @contextmanager
    def imap(self) -> Iterator[imaplib.IMAP4]:
        """A signed-in IMAP session with INBOX selected."""
        server = imaplib.IMAP4("127.0.0.1", self.lab.ports["imap"], timeout=30)
        try:
            server.login(self.address, self._password)
            server.select("INBOX")
            yield server
        finally:
            server.logout()

    def put(self, mails: Iterable[bytes]) -> None:
        """Puts mails into INBOX in one command (RFC 3502): thousands in a second, which no SMTP server takes."""
        with self.imap() as server:
            server.send(b"burst APPEND INBOX")
            for mail in mails:
                server.send(b" {%d+}\r\n" % len(mail) + mail)
            server.send(b"\r\n")
            answer = server.readline()
            while not answer.startswith(b"burst "):
                answer = server.readline()
            if not answer.startswith(b"burst OK"):
                raise LabError(f"the IMAP server of {self.address} refused the mails: {answer.decode(errors='replace')}")

    def received(self) -> list[EmailMessage]:
        """All mails in INBOX, oldest first, left unread."""
        with self.imap() as server:
            _, found = server.search(None, "ALL")
            numbers = found[0].decode().split()
            if not numbers:
                return []
            _, parts = server.fetch(",".join(numbers), "(BODY.PEEK[])")
        return [
            email.message_from_bytes(part[1], policy=email.policy.default)  # type: ignore[arg-type]
            for part in parts if isinstance(part, tuple)
        ]

    def answers_to(self, question: EmailMessage) -> list[EmailMessage]:
        """The mails received that a mail program shows below the question."""
        return [mail for mail in self.received() if is_threaded(mail, question)]

    def wait_for_answer(self, question: EmailMessage, timeout_s: float = 20.0) -> EmailMessage:
        """The first answer to the question, waited for."""
        return until(f"the answer to “{question['Subject']}” in {self.address}", lambda: self.answers_to(question), timeout_s, 0.2)[0]


def is_threaded(answer: EmailMessage, question: EmailMessage) -> bool:
    """RFC 5322 §3.6.4: In-Reply-To names the question, and References ends with it."""
    wanted = str(question["Message-ID"]).strip()
    references = str(answer["References"] or "").split()
    return str(answer["In-Reply-To"] or "").strip() == wanted and references[-1:] == [wanted]


def message_ids(mails: Iterable[EmailMessage]) -> list[str]:
    """Their Message-IDs, to count what came twice."""
    return [str(mail["Message-ID"]).strip() for mail in mails]
