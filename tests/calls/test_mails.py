"""What stands in a ring's mail: in its reader's language, and above GREEN nothing that anybody typed."""

import re
from typing import Any

import pytest

from redphone.calls import acts, papers
from redphone.calls.models import Ring
from redphone.calls.ringer import mails
from redphone.wire.policy import Seat
from redphone.wire.words import MARKS, Mark, Status
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.words import MINUTE, NIGHT, STEP, cancel, correction, figure, raise_call, update

Seats = dict[str, Seat]
BRUNO = "bruno@it.example"
PLANTED: dict[str, Any] = {
    "what_happened": "Zebra one",
    "place": "Zebra two",
    "asked": "Zebra three",
    "details": "Zebra four",
    "hazards": "Zebra five",
    "access": "Zebra six",
    "engaged": "Zebra seven",
    "figures": (figure(what="Zebra eight", source="Zebra nine"),),
}
"""Every place of a first message in which somebody can write."""


def play(ringer: Ringer, night: Seats, *, mark: Mark, status: Status = "actual") -> str:
    """A whole call with something typed into every place, so that every kind of mail goes out. Returns its thing."""
    raised = raise_call(
        night["alice"],
        ["IT", "AU", "NZ"],
        mark=mark,
        status=status,
        national="Zebra national",
        title="Zebra title",
        **PLANTED,
    )
    ringer.go()
    with at(MINUTE):
        acts.update_call(
            by=night["alice"],
            call=raised.thing,
            update=update(what_changed="Zebra changed", what_happened="Zebra anew", asked="Zebra asked"),
        )
        acts.correct_call(
            by=night["alice"],
            call=raised.thing,
            correction=correction(what_was_wrong="Zebra wrong", place="Zebra place"),
        )
    for step in (0, 1, 2, 3):
        ringer.go(MINUTE + step * STEP)
    with at(4 * STEP):
        acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel(note="Zebra note"))
    ringer.go(4 * STEP)
    return raised.thing


@pytest.mark.parametrize("mark", ["AMBER", "AMBER+STRICT", "RED"])
@pytest.mark.parametrize("status", ["actual", "exercise"])
def test_above_green_no_mail_holds_anything_that_was_typed(
    night: Seats, ringer: Ringer, post_office: PostOffice, mark: Mark, status: Status
) -> None:
    play(ringer, night, mark=mark, status=status)
    kinds = set(Ring.objects.values_list("notice", flat=True))
    assert kinds == {"raised", "chair", "unreached", "updated", "corrected", "cancelled"}
    assert len(post_office.mails) >= 12
    for mail in post_office.mails:
        assert "zebra" not in mail.everything.lower(), mail.subject


def test_in_the_network_the_content_stands_in_the_mail(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """So the words above are looked for where they could be."""
    play(ringer, night, mark="GREEN")
    first = post_office.to(BRUNO)[0]
    for words in ("Zebra one", "Zebra two", "Zebra three", "Zebra eight", "Zebra nine", "Zebra national"):
        assert words in first.text
        assert words in first.html
    assert "Zebra" not in first.subject
    for subject, words in (("changed", "changed"), ("CORRECTED", "wrong"), ("CANCELLED", "note")):
        (news,) = (mail for mail in post_office.to(BRUNO) if subject in mail.subject)
        assert f"Zebra {words}" in news.text
    chair = next(mail for mail in post_office.mails if "a party is not reached" in mail.subject)
    assert "Zebra" not in chair.everything, "a chair that is not named in the call reads none of it"


def test_a_mail_that_forgets_the_mark_is_caught(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "may_be_mailed", lambda mark: True)
    with pytest.raises(AssertionError):
        test_above_green_no_mail_holds_anything_that_was_typed(night, ringer, post_office, "AMBER", "actual")


def test_no_free_text_hides_in_a_number() -> None:
    """It stands in every subject, also in that of a call which was raised elsewhere."""
    from pydantic import ValidationError

    from tests.calls.words import first_message

    for number in ("GB-14", "GB-E2", "UNHCR-T3", "-"):
        assert first_message(number=number).number == number
    for number in ("GB-14 arrests", "Arrests in Exampletown", "GB-0", "GB-", "gb-1", "GB-1\n", "GB-X1"):
        with pytest.raises(ValidationError):
            first_message(number=number)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("status", ["actual", "exercise", "test"])
def test_the_wake_line_says_four_things(
    night: Seats, ringer: Ringer, post_office: PostOffice, mark: Mark, status: Status
) -> None:
    raise_call(night["alice"], ["IT"], mark=mark, status=status, decides="minister")
    ringer.go()
    (mail,) = post_office.mails
    wake = papers.wake_line(
        status=status,
        urgency="immediate",
        answer_by_at=NIGHT.replace(hour=5),
        decides="minister",
        now=NIGHT,
    )
    line = " · ".join(wake)
    assert line == f"{status.upper()} · Immediate · answer by 05:00 UTC · to be decided by a minister"
    assert line in mail.text
    assert line in mail.html


def test_an_answer_time_that_nobody_knows_is_as_soon_as_you_can(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raise_call(night["alice"], ["IT"], answer_by_at=None, place=None)
    ringer.go()
    (mail,) = post_office.mails
    assert "answer as soon as you can" in mail.text
    assert "not known yet" in mail.text


def test_the_mail_is_what_a_mail_should_be(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raised = raise_call(night["alice"], ["IT"])
    ringer.go()
    (mail,) = post_office.mails
    headers = mail.parsed
    assert headers["To"] == BRUNO
    assert headers["From"] == "Red Phone <red-phone@redphone.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Importance"] == "high"
    assert headers["Subject"] == f"ACTUAL: Red Phone call {raised.number}"
    assert headers["Bcc"] is None
    assert headers["Cc"] is None
    assert "United Kingdom" in mail.text
    assert mail.text.count("/r/") == 1
    assert mail.digits in mail.html
    assert headers["Date"].datetime == NIGHT


def test_each_officer_is_rung_in_their_language(
    night: Seats, ringer: Ringer, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import translation

    spoken: dict[str, Any] = {}
    context = mails._context

    def listening(ring: Ring, *more: Any, **named: Any) -> Any:
        spoken[ring.party] = translation.get_language()
        return context(ring, *more, **named)

    monkeypatch.setattr(mails, "_context", listening)
    raise_call(night["alice"], ["CA", "IT"])
    ringer.go()
    assert spoken == {"CA": "fr", "IT": "en"}
    french, english = post_office.to("chloe@ca.example")[0], post_office.to(BRUNO)[0]
    assert "Royaume-Uni" in french.text
    assert "RÉEL · Immédiat · réponse avant 05:00 UTC" in french.text
    assert "United Kingdom" in english.text
    assert '<html lang="fr">' in french.html


def test_hostile_words_are_words(night: Seats, ringer: Ringer, post_office: PostOffice) -> None:
    raise_call(
        night["alice"],
        ["IT"],
        what_happened="<script>alert(1)</script> {{ settings }}",
        asked='"><img src=x onerror=alert(2)>',
        national="</p><b>GREEN",
    )
    ringer.go()
    (mail,) = post_office.mails
    assert "<script>alert(1)</script> {{ settings }}" in mail.text
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert "<b>GREEN" not in mail.html
    assert "&lt;script&gt;" in mail.html


def test_a_mail_goes_through_servers_that_take_ascii_alone_and_its_headers_begin_where_they_are_named(
    night: Seats, ringer: Ringer, post_office: PostOffice, settings: Any
) -> None:
    settings.REDPHONE_URL = "https://a-rather-long-name-of-a-node.ministry.example"
    raise_call(night["alice"], ["CA", "IT"])
    ringer.go()
    assert len(post_office.mails) == 2
    for mail in post_office.mails:
        assert mail.raw.isascii()
        for name in (b"Subject", b"Message-ID", b"From", b"To", b"Date"):
            assert re.search(rb"(?m)^" + name + rb": \S", mail.raw), name
