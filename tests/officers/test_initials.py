"""Initials on each act: on a desk that several share one sees whose hand it was; other parties never do."""

from typing import Any

import pytest

from redphone.calls import acts as calls
from redphone.desk import acts as desk
from redphone.log import clock
from redphone.log.models import Entry, Part
from redphone.log.reads import timeline
from redphone.officers import acts as officers
from redphone.officers.models import Officer, SatAt
from redphone.officers.reads_initials import Hand, hands_at, initials_of
from redphone.situations import acts as situations
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT, answer, opening, raise_call
from tests.desk.handing import colleague, take
from tests.people import seat_of, signed_in

Cast = dict[str, Officer]
ZED = "Zed Yellow-Xylophone"
MARK = "ZYX"


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def zed(cast: Cast) -> Seat:
    """Somebody in Rome whose initials are nobody else's."""
    return seat_of(colleague("IT", ZED))


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Example", "AE"), ("anne-marie de Souza", "AMDS"), ("Øystein", "Ø"), (" ", "")],
)
def test_initials_are_the_first_letters(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def acknowledged(cast: Cast, by: Seat) -> tuple[str, str]:
    """A call to Rome that was acknowledged there: its thing, and the hash of the acknowledgement."""
    raised = raise_call(seat_of(cast["alice"]), ["IT", "CA"])
    said = calls.acknowledge_call(by=by, call=raised.thing, way="page")
    assert said is not None
    return raised.thing, said.hash


def test_ones_own_party_sees_whose_hand_it_was(cast: Cast, zed: Seat) -> None:
    thing, hash_ = acknowledged(cast, zed)
    assert hands_at([hash_], for_=seat_of(cast["bruno"])) == {hash_: Hand(ZED, MARK)}
    page = signed_in(cast["bruno"]).get(f"/calls/{thing}/").content.decode()
    assert f'Italy acknowledged <span class="soft">· <abbr title="{ZED}">{MARK}</abbr></span>' in page
    for where in ("/", "/handover/"):
        assert f'<abbr title="{ZED}">{MARK}</abbr>' in signed_in(cast["bruno"]).get(where).content.decode()


def test_on_the_page_of_a_situation_too(cast: Cast, zed: Seat) -> None:
    thing = situations.open_situation(by=zed, to=["GB"], opened=opening()).thing
    assert f">{MARK}</abbr>" in signed_in(cast["bella"]).get(f"/situations/{thing}/").content.decode()
    assert MARK not in signed_in(cast["alice"]).get(f"/situations/{thing}/").content.decode()


def test_initials_that_two_share_name_neither(cast: Cast, zed: Seat) -> None:
    _, hash_ = acknowledged(cast, zed)
    colleague("IT", "Zoe Young Xanthe")
    assert hands_at([hash_], for_=zed)[hash_].initials == ZED


def test_who_has_left_is_still_named(cast: Cast, zed: Seat) -> None:
    _, hash_ = acknowledged(cast, zed)
    officers.deactivate(by=seat_of(cast["bella"]), officer=zed.officer or 0)
    assert hands_at([hash_], for_=seat_of(cast["bruno"]))[hash_].initials == MARK


def test_what_others_said_and_what_a_node_said_has_no_hand(cast: Cast, zed: Seat) -> None:
    thing, _ = acknowledged(cast, zed)
    lines = timeline([thing], for_=zed)
    hands = hands_at((line.hash for line in lines), for_=zed)
    assert {line.by for line in lines if line.hash in hands} == {"IT"}
    assert hands_at(["no such hash"], for_=zed) == {}


# What never leaves the party


def where_it_stands(cast: Cast, zed: Seat) -> set[str]:
    """To whom of other parties, or where on the wire, the name or its initials are shown."""
    thing, _ = acknowledged(cast, zed)
    calls.answer_call(by=zed, call=thing, answer=answer())
    situation = situations.open_situation(by=zed, to=["GB", "CA", "US", "SEC"], opened=opening()).thing
    take(zed)
    desk.offer_watch(by=zed, note="")
    doors = [f"/calls/{thing}/", f"/calls/{thing}/who/", "/", "/calls/", f"/situations/{situation}/"]
    doors += [f"/api/calls/{thing}/", f"/api/situations/{situation}/", "/handover/", "/handover/past/"]
    found = set()
    for name, officer in cast.items():
        browser = signed_in(officer)
        shown = "".join(browser.get(door).content.decode() for door in doors)
        found |= {name} if officer.party != "IT" and (MARK in shown or ZED in shown) else set()
    wire = [bytes(raw) for raw in Entry.objects.values_list("raw", flat=True)]
    wire += [bytes(content or b"") for content in Part.objects.values_list("content", flat=True)]
    return found | ({"the wire"} if any(ZED.encode() in piece for piece in wire) else set())


def test_names_and_initials_never_reach_other_parties(cast: Cast, zed: Seat) -> None:
    assert where_it_stands(cast, zed) == set()


def test_a_planted_leak_is_found(cast: Cast, zed: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that forgets to ask whose party it is."""

    def careless(hashes: Any, *, for_: Seat) -> dict[str, Hand]:
        rows = SatAt.objects.filter(hash__in=list(hashes))
        return {row.hash: Hand(ZED, MARK) for row in rows if row.officer == zed.officer}

    for room in ("calls.views", "situations.views", "desk.panels"):
        monkeypatch.setattr(f"redphone.{room}.hands_at", careless)
    found = where_it_stands(cast, zed)
    assert {"alice", "chloe"} <= found
    assert "bruno" not in found
