"""A real mail server on this machine, for this machine alone: it takes what the ringer sends, or refuses it."""

from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from redphone.demo.mailbox import REFUSALS, Mailbox
from redphone.demo.ports import HERE
from redphone.log import clock

LARGEST = 1_000_000


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
            self.mailbox.keep(recipient=recipient, raw=envelope.original_content or b"", at=clock.now())
        return "250 Kept in the readable mailbox"


class PostOffice:
    """The mail server, open within a `with`."""

    def __init__(self, mailbox: Mailbox, *, port: int) -> None:
        self._controller = Controller(
            Counter(mailbox),
            hostname=HERE,
            port=port,
            data_size_limit=LARGEST,
            ident="Red Phone demonstration",
        )

    def __enter__(self) -> "PostOffice":
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
