"""A real mail server on this machine, for this machine alone: it takes what the ringer sends, or refuses it."""

import socket
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from redphone.demo.mailbox import REFUSALS, Mailbox
from redphone.log import clock

HERE = "127.0.0.1"
LARGEST = 1_000_000


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


class Counter:
    """What the server does with each recipient and each mail, in the names that aiosmtpd asks for."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        code = self.mailbox.refusal_of(address)
        if code is not None:
            return f"{code} {REFUSALS[code]}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            self.mailbox.keep(recipient=recipient, raw=bytes(envelope.content or b""), at=clock.now())
        return "250 Kept in the readable mailbox"


class PostOffice:
    """The mail server, open within a `with`; `address` is what settings call REDPHONE_MAIL."""

    def __init__(self, mailbox: Mailbox, *, port: int) -> None:
        self.address = f"smtp://{HERE}:{port}"
        self._controller = Controller(
            Counter(mailbox), hostname=HERE, port=port, data_size_limit=LARGEST, ident="Red Phone demonstration"
        )

    def __enter__(self) -> "PostOffice":
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
