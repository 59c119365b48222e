"""Who reads what: strict calls in the record, an alarm for far too many; the record by officer, by kind, as a feed."""

import json
import logging
import logging.handlers
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from redphone.log import clock
from redphone.look.logs import feed_to
from redphone.officers import audit, reading, reads
from redphone.officers.models import Audited, Officer
from redphone.officers.reading import MANY, WITHIN, Read, note_reads
from redphone.wire.words import Mark
from tests.calls.words import NIGHT, raise_call
from tests.officers.pages import text_of
from tests.people import seat_of, sign_in

Cast = dict[str, Officer]


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.standing_at(NIGHT):
        yield


def shown(officer: Officer, *things: str, mark: str = "GREEN") -> None:
    found = [Read(thing, mark, f"GB-{thing}") for thing in things]
    note_reads(RequestFactory().get("/"), found, by=seat_of(officer))


def alarms() -> list[str]:
    return [sent.to[0] for sent in mail.outbox]


def test_far_too_many_calls_ring_the_administrator_once(cast: Cast) -> None:
    for n in range(MANY - 1):
        shown(cast["alice"], str(n))
    assert alarms() == []
    shown(cast["alice"], "the last straw")
    assert alarms() == ["agnes@gb.example"]
    assert "Alice Example opened 60 calls" in str(mail.outbox[0].body)
    for n in range(200):
        shown(cast["alice"], f"more {n}")
    assert len(alarms()) == 1
    assert Audited.objects.filter(what="reads_much", who=cast["alice"].pk).count() == 1


def test_an_alarm_that_forgets_that_it_rang_would_ring_again(cast: Cast, monkeypatch: Any) -> None:
    """The planted fault: so the test above can fail."""
    monkeypatch.setattr(reading, "AGAIN_AFTER", timedelta(seconds=-1))
    with pytest.raises(AssertionError):
        test_far_too_many_calls_ring_the_administrator_once(cast)


def test_people_ring_no_alarm(cast: Cast) -> None:
    """One call looked at a thousand times, and sixty over a longer while."""
    for _n in range(1000):
        shown(cast["alice"], "one call")
    for n in range(200):
        with clock.standing_at(NIGHT + n * WITHIN / 50):
            shown(cast["adam"], str(n))
    for n in range(MANY - 1):
        shown(cast["bruno"], str(n))
        shown(cast["dara"], f"other {n}")
    assert alarms() == []


def test_the_json_door_and_the_pages_are_both_looked_at(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "MANY", 3)
    things = [raise_call(seat_of(cast["bruno"]), ["GB"], key=f"call {n}").thing for n in range(3)]
    alice = sign_in(cast["alice"])
    alice.get(f"/calls/{things[0]}/")
    alice.get(f"/api/calls/{things[1]}/")
    assert alarms() == []
    alice.get("/api/calls/")
    assert alarms() == ["agnes@gb.example"]


def test_who_may_not_read_has_read_nothing(cast: Cast) -> None:
    thing = raise_call(seat_of(cast["bruno"]), ["GB"], mark="RED").thing
    for who in ("chloe", "agnes", "gil"):
        sign_in(cast[who]).get(f"/calls/{thing}/")
    assert not Audited.objects.filter(what="read").exists()


@pytest.mark.parametrize(("mark", "kept"), [("GREEN", 0), ("AMBER", 0), ("AMBER+STRICT", 1), ("RED", 1)])
def test_a_strict_call_that_was_read_is_in_the_record_once_a_shift(cast: Cast, mark: Mark, kept: int) -> None:
    thing = raise_call(seat_of(cast["bruno"]), ["GB"], mark=mark).thing
    alice = sign_in(cast["alice"])
    for _n in range(3):
        alice.get(f"/calls/{thing}/")
        alice.get(f"/calls/{thing}/who/")
        alice.get(f"/api/calls/{thing}/")
    lines = Audited.objects.filter(what="read")
    assert [(line.party, line.who, line.facts["mark"]) for line in lines] == [
        ("GB", cast["alice"].pk, mark)
    ] * kept
    with clock.standing_at(NIGHT + timedelta(hours=12, minutes=1)):
        assert sign_in(cast["alice"]).get(f"/calls/{thing}/").status_code == 200
    assert Audited.objects.filter(what="read").count() == 2 * kept


def test_the_record_by_officer_and_by_kind(cast: Cast) -> None:
    agnes, alice, adam = (seat_of(cast[name]) for name in ("agnes", "alice", "adam"))
    Client().post("/accounts/login/", {"login": "adam@gb.example", "password": "wrong"})
    sign_in(cast["alice"])
    shown(cast["alice"], "x", mark="RED")
    kinds: dict[Any, set[tuple[str, int | None]]] = {
        "sign_ins": {("sign_in", alice.officer), ("sign_in", adam.officer)},
        "denials": {("sign_in", adam.officer)},
        "reads": {("read", alice.officer)},
    }
    for kind, expected in kinds.items():
        lines = reads.record_of("GB", for_=agnes, kind=kind)
        assert {(line.what, line.who) for line in lines} == expected
    changes = reads.record_of("GB", for_=agnes, kind="changes")
    assert {line.what for line in changes} == {"officer_added"}
    only = reads.record_of("GB", for_=agnes, officer=adam.officer)
    assert {line.whom or line.who for line in only} == {adam.officer}


def test_the_page_shows_what_is_chosen_and_pages_on_within_it(cast: Cast) -> None:
    browser = sign_in(cast["agnes"])
    page = text_of(browser.get(f"/officers/record/?kind=changes&officer={cast['adam'].pk}"))
    assert "entered Adam Example" in page
    assert "entered Alice Example" not in page
    assert "Nothing of this kind" in text_of(browser.get("/officers/record/?kind=reads"))
    for n in range(101):
        audit.record(what="read", who=cast["alice"], facts={"mark": "RED", "number": f"GB-{n}"})
    assert "&amp;kind=reads" in text_of(browser.get("/officers/record/?kind=reads"))


@pytest.mark.parametrize(
    "ask", ["kind=x", "officer=x", f"officer={10**30}", "kind=%00", "before=" + "9" * 30]
)
def test_what_is_asked_wrongly_shows_everything(cast: Cast, ask: str) -> None:
    assert "entered Adam" in text_of(sign_in(cast["agnes"]).get(f"/officers/record/?{ask}"))


def test_another_partys_officer_is_none_to_choose(cast: Cast) -> None:
    page = text_of(sign_in(cast["agnes"]).get(f"/officers/record/?officer={cast['bruno'].pk}"))
    assert "Bruno" not in page


@pytest.fixture
def feed(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A feed to a file, set up as the settings do."""
    path = tmp_path / "feed.jsonl"
    settings.AUDIT_FEED = str(path)
    handler = logging.handlers.WatchedFileHandler(**_options(str(path)))
    logger = logging.getLogger("redphone.feed")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield path
    logger.removeHandler(handler)
    handler.close()


def _options(path: str) -> dict[str, Any]:
    return {name: value for name, value in feed_to(path).items() if name != "class"}


def test_each_line_goes_to_the_feed_as_json(
    cast: Cast, feed: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(what="sign_in", outcome="failed", who=cast["chloe"], ip="192.0.2.7", facts={"by": "clé"})
    line = Audited.objects.latest("pk")
    (said,) = [json.loads(row) for row in feed.read_text().splitlines()]
    assert (said["party"], said["what"], said["outcome"], said["who"], said["ip"], said["seal"]) == (
        ("CA", "sign_in", "failed", cast["chloe"].pk, "192.0.2.7", line.seal)
    )
    assert said["facts"] == {"by": "clé"}
    assert said["at"].endswith("Z")


def test_what_was_taken_back_never_reaches_the_feed(cast: Cast, feed: Path) -> None:
    audit.record(what="sign_in", who=cast["chloe"])  # the test's transaction is never committed
    assert not feed.exists() or feed.read_text() == ""


def test_syslog_is_an_address() -> None:
    assert feed_to("syslog://log.example:6514")["address"] == ("log.example", 6514)
    assert feed_to("syslog://log.example")["address"] == ("log.example", 514)


def test_a_raise_is_no_reading(cast: Cast) -> None:
    raise_call(seat_of(cast["alice"]), ["IT"], mark="RED")
    assert not Audited.objects.filter(what="read").exists()
