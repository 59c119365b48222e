"""Every mail the demonstration's mail server took, in one file beside the store, and whose mail it refuses.

A file of its own: the mail server is an outsider to the node, as a real one is, and takes no turn in its store.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

REFUSALS = {
    550: "5.1.1 There is nobody of this address (refused for good, on purpose, in the demonstration)",
    451: "4.3.0 Not now (refused for the moment, on purpose, in the demonstration)",
}
"""How an address can be refused: for good, or for the moment."""
SHOWN = 100

_TABLES = """
CREATE TABLE IF NOT EXISTS mail (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, recipient TEXT NOT NULL, domain TEXT NOT NULL,
    subject TEXT NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (whose TEXT PRIMARY KEY, code INTEGER NOT NULL);
"""


@dataclass(frozen=True)
class Mail:
    """A mail as the list shows it: its number, when it was taken, whose it is, its subject."""

    number: int
    at: datetime
    recipient: str
    subject: str


@dataclass(frozen=True)
class OpenMail:
    """A mail opened: its two parts as its sender wrote them, to be trusted no more than any mail."""

    mail: Mail
    sender: str
    text: str
    html: str


class Mailbox:
    """All mails of this demonstration, by the file they are kept in; several processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._opened() as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.executescript(_TABLES)

    def keep(self, *, recipient: str, raw: bytes, at: datetime) -> None:
        """Take a mail for one recipient."""
        subject = str(message_from_bytes(raw, policy=default)["Subject"] or "")
        row = (at.astimezone(UTC).isoformat(), recipient.lower(), _domain(recipient), subject, raw)
        with self._opened() as file:
            file.execute("INSERT INTO mail (at, recipient, domain, subject, raw) VALUES (?, ?, ?, ?, ?)", row)

    def mails(self, *, whose: str = "", limit: int = SHOWN) -> list[Mail]:
        """The newest mails first; `whose` an address, or "@domain" for all who have one there."""
        with self._opened() as file:
            rows = file.execute(
                "SELECT number, at, recipient, subject FROM mail WHERE ? IN ('', recipient, domain)"
                " ORDER BY number DESC LIMIT ?",
                (whose.lower(), limit),
            ).fetchall()
        return [_mail(row) for row in rows]

    def open(self, number: int) -> OpenMail | None:
        """One mail with its parts; None if there is none of this number."""
        if number >= 2**63:  # more than SQLite counts to
            return None
        with self._opened() as file:
            row = file.execute(
                "SELECT number, at, recipient, subject, raw FROM mail WHERE number = ?", (number,)
            ).fetchone()
        if row is None:
            return None
        said = message_from_bytes(row[4], policy=default)
        return OpenMail(_mail(row[:4]), str(said["From"] or ""), _part(said, "plain"), _part(said, "html"))

    def refuse(self, whose: str, code: int | None) -> None:
        """Refuse mail to an address, or to all at "@domain", with a code of REFUSALS; None takes it again.

        Raises KeyError for another code.
        """
        with self._opened() as file:
            if code is None:
                file.execute("DELETE FROM refused WHERE whose = ?", (whose.lower(),))
                return
            REFUSALS[code]
            file.execute("INSERT OR REPLACE INTO refused (whose, code) VALUES (?, ?)", (whose.lower(), code))

    def refused(self) -> dict[str, int]:
        """Whose mail is refused now, and how: {"@nz.example": 550}."""
        with self._opened() as file:
            return dict(file.execute("SELECT whose, code FROM refused ORDER BY whose").fetchall())

    def refusal_of(self, address: str) -> int | None:
        """How mail to this address is refused; None: it is taken."""
        refused = self.refused()
        return refused.get(address.lower(), refused.get(_domain(address)))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=20)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _domain(address: str) -> str:
    return "@" + address.lower().rpartition("@")[2]


def _mail(row: tuple[int, str, str, str]) -> Mail:
    number, at, recipient, subject = row
    return Mail(number, datetime.fromisoformat(at), recipient, subject)


def _part(said: EmailMessage, subtype: str) -> str:
    part = said.get_body((subtype,))
    content = part.get_content() if part is not None else ""
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""
