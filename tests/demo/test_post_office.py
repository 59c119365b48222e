"""The mail server and the mailbox: what was taken can be read, and what is to be refused is refused."""

import asyncio
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from redphone.calls.ringer.send import Mailer, Outcome
from redphone.demo.mailbox import Mailbox
from redphone.demo.ports import HERE, free_port
from redphone.demo.post_office import PostOffice

AT = datetime(2026, 11, 21, 17, 4, tzinfo=UTC)


def letter(
    *, to: str = "ada@gb.example", subject: str = "EXERCISE: call", text: str = "Words"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Red Phone <red-phone@redphone.example>", to, subject
    mail.set_content(text)
    mail.add_alternative(f"<html><head></head><body><p>{text}</p></body></html>", subtype="html")
    return mail


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox.sqlite3")


@pytest.fixture
def port(box: Mailbox) -> Iterator[int]:
    number = free_port()
    with PostOffice(box, port=number):
        yield number


def post(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP(HERE, port, timeout=10) as server:
        server.send_message(mail)


def ring(port: int, mail: EmailMessage, settings: Any) -> Outcome:
    """Send it as the ringer does."""
    settings.REDPHONE_MAIL = f"smtp://{HERE}:{port}"

    async def send() -> Outcome:
        mailer = Mailer()
        try:
            [outcome] = await mailer.send_all([mail])
        finally:
            await mailer.close()
        return outcome

    return asyncio.run(send())


def test_a_mail_that_was_taken_can_be_read(box: Mailbox, port: int) -> None:
    post(port, letter(subject="EXERCICE : appel d’Aimée", text="Où ? Au port."))
    [mail] = box.mails()
    assert (mail.recipient, mail.subject) == ("ada@gb.example", "EXERCICE : appel d’Aimée")
    opened = box.open(mail.number)
    assert opened is not None
    assert opened.text == "Où ? Au port.\n"
    assert "<p>Où ? Au port.</p>" in opened.html
    assert opened.sender == "Red Phone <red-phone@redphone.example>"


def test_the_server_listens_on_this_machine_alone(port: int) -> None:
    assert HERE == "127.0.0.1"
    with pytest.raises(OSError, match=r".*"), smtplib.SMTP("127.0.0.2", port, timeout=2):
        pass


def test_the_newest_mail_comes_first_and_can_be_asked_for_by_whose_it_is(box: Mailbox) -> None:
    for to in ("ada@gb.example", "basil@gb.example", "abigail@us.example", "bada@gb.example"):
        box.keep(recipient=to, raw=letter(to=to).as_bytes(), at=AT)
    assert [mail.recipient for mail in box.mails(limit=2)] == ["bada@gb.example", "abigail@us.example"]
    assert [mail.recipient for mail in box.mails(whose="ADA@gb.example")] == ["ada@gb.example"]
    assert len(box.mails(whose="@gb.example")) == 3
    assert box.mails(whose="%") == []
    assert box.open(99) is None


def test_what_one_process_keeps_another_reads(box: Mailbox) -> None:
    Mailbox(box.path).keep(recipient="ada@gb.example", raw=letter().as_bytes(), at=AT)
    assert [mail.at for mail in box.mails()] == [AT]


@pytest.mark.parametrize(("code", "state"), [(550, "refused"), (451, "ringing")])
def test_refused_mail_is_refused_as_a_real_server_does_it(
    box: Mailbox, port: int, settings: Any, code: int, state: str
) -> None:
    box.refuse("@nz.example", code)
    outcome = ring(port, letter(to="aroha@nz.example"), settings)
    assert outcome.state == state
    assert str(code) in outcome.why
    assert ring(port, letter(to="ada@gb.example"), settings).state == "delivered"
    assert [mail.recipient for mail in box.mails()] == ["ada@gb.example"]
    box.refuse("@nz.example", None)
    assert ring(port, letter(to="aroha@nz.example"), settings).state == "delivered"
    assert box.refused() == {}


def test_one_address_can_be_refused_and_the_others_of_its_party_not(box: Mailbox) -> None:
    box.refuse("Aroha@nz.example", 550)
    assert box.refusal_of("aroha@NZ.example") == 550
    assert box.refusal_of("brent@nz.example") is None
    with pytest.raises(KeyError):
        box.refuse("@nz.example", 200)
