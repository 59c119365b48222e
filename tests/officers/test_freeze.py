"""Freezing: every way in is shut at once, the record says why, and thawing opens them again as they were."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from redphone.officers import acts, acts_freeze, commands, reads
from redphone.officers.models import Audited, Invitation, Officer
from redphone.officers.seating import seat_for_session
from redphone.refused import Refused
from tests.officers.pages import ADA, NEW_PASSWORD, SEAT, link_in_the_mail, text_of
from tests.officers.soft_key import DOOR, SoftKey, asked, enrol
from tests.people import PASSWORD, seat_of, sign_in

Cast = dict[str, Officer]
WHY = "Phone lost at the airport"


class Ways:
    """Every way into an officer's seat, got ready while they were welcome."""

    def __init__(self, officer: Officer) -> None:
        self.officer, self.key = officer, SoftKey()
        self.seated = sign_in(officer)
        enrol(self.seated, self.key)
        self.line = self.seated.session.session_key or ""
        cache.clear()

    def open(self) -> set[str]:
        """Those that open."""
        ways = {
            "an open page": self.seated.get("/officers/").status_code == 200,
            "the JSON door": self.seated.get("/api/calls/").status_code == 200,
            "the live line": seat_for_session(self.line) is not None,
            "the password": self._by_password(),
            "the passkey": self._by_passkey(),
            "a mailed link": reads.addressee(self.officer.pk) is not None,
        }
        cache.clear()
        return {way for way, is_open in ways.items() if is_open}

    def _by_password(self) -> bool:
        browser = Client()
        answer = browser.post("/accounts/login/", {"login": self.officer.email, "password": PASSWORD})
        return bool(answer["Location"] == "/accounts/2fa/authenticate/") and self._second_factor(browser)

    def _second_factor(self, browser: Client) -> bool:
        path = "/accounts/2fa/authenticate/"
        options = browser.get(path).context["js_data"]["request_options"]
        browser.post(path, {"credential": json.dumps(self.key.used(options))})
        return browser.get("/officers/").status_code == 200

    def _by_passkey(self) -> bool:
        browser = Client()
        browser.post(DOOR, {"credential": json.dumps(self.key.used(asked(browser)))})
        return browser.get("/officers/").status_code == 200


ALL = {"an open page", "the JSON door", "the live line", "the password", "the passkey", "a mailed link"}
LATER = {"the password", "the passkey", "a mailed link"}


def test_every_way_in_is_shut_at_once(cast: Cast) -> None:
    ways = Ways(cast["alice"])
    assert ways.open() == ALL
    acts_freeze.freeze(by=seat_of(cast["agnes"]), officer=cast["alice"].pk, why=WHY)
    assert ways.open() == set()


def test_with_a_freeze_that_only_says_so_the_ways_would_stay_open(cast: Cast) -> None:
    """The planted fault: so the test above can fail."""
    ways = Ways(cast["alice"])
    Officer.objects.filter(pk=cast["alice"].pk).update(frozen_at="2026-11-21T02:00Z")
    assert ways.open() == ALL


def test_with_a_freeze_that_forgets_the_sessions_thawing_would_bring_a_thief_back(cast: Cast) -> None:
    ways, by = Ways(cast["alice"]), seat_of(cast["agnes"])
    acts_freeze.freeze(by=by, officer=cast["alice"].pk, why=WHY)
    acts_freeze.thaw(by=by, officer=cast["alice"].pk, why="The phone is found")
    assert ways.open() == LATER, "sessions from before stay ended"


def test_office_and_duty_are_kept_for_when_they_are_thawed(cast: Cast) -> None:
    by, alice = seat_of(cast["agnes"]), cast["alice"]
    acts_freeze.freeze(by=by, officer=alice.pk, why=WHY)
    alice.refresh_from_db()
    assert (alice.office, alice.duty, alice.is_active) == ("duty_desk", "duty", False)
    acts_freeze.thaw(by=by, officer=alice.pk, why="Found again")
    alice.refresh_from_db()
    assert (alice.duty, alice.is_active, alice.frozen_at) == ("duty", True, None)
    said = [(line.what, line.whom, line.facts["why"]) for line in Audited.objects.order_by("-pk")[:2]]
    assert said == [("officer_thawed", alice.pk, "Found again"), ("officer_frozen", alice.pk, WHY)]


def test_no_call_rings_who_is_frozen(cast: Cast) -> None:
    from redphone.log import clock

    acts_freeze.freeze(by=seat_of(cast["agnes"]), officer=cast["alice"].pk, why=WHY)
    assert reads.contacts_on_duty(party="GB", step="duty", at=clock.now()) == []


def test_all_of_a_member_in_one_act_but_who_does_it(cast: Cast) -> None:
    frozen = acts_freeze.freeze_all(by=seat_of(cast["agnes"]), why=WHY)
    assert {one.name for one in frozen} == {"Alice Example", "Adam Example"}
    assert set(Officer.objects.filter(is_active=False).values_list("party", flat=True)) == {"GB"}
    assert sign_in(cast["agnes"]).get("/officers/").status_code == 200


def test_what_they_invited_is_withdrawn(cast: Cast) -> None:
    acts.add_officer(email="abe@gb.example", name="Abe Example", party="GB", office="administrator")
    abe = Officer.objects.get(email="abe@gb.example")
    acts.invite(by=seat_of(abe), email="eve@gb.example", name="Eve", office="administrator")
    acts_freeze.freeze(by=seat_of(cast["agnes"]), officer=abe.pk, why=WHY)
    assert Invitation.objects.get(email="eve@gb.example").withdrawn_at is not None


def test_an_invitation_thaws_nobody(cast: Cast) -> None:
    sign_in(cast["agnes"]).post("/officers/invite/", {**ADA, "email": cast["alice"].email})
    offer = Invitation.objects.get()
    sign_in(cast["adam"]).post(f"/officers/invitations/{offer.pk}/confirm/")
    path = link_in_the_mail()
    acts_freeze.freeze(by=seat_of(cast["agnes"]), officer=cast["alice"].pk, why=WHY)
    page = text_of(Client().post(path, SEAT))
    assert "This seat is frozen" in page
    cast["alice"].refresh_from_db()
    assert not cast["alice"].is_active
    assert not cast["alice"].check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("who", "whom", "why", "words"),
    [
        ("alice", "adam", WHY, "Only your party's administrator"),
        ("bella", "alice", WHY, "no such officer"),
        ("agnes", "agnes", WHY, "can't freeze yourself"),
        ("agnes", "alice", "  ", "Say why"),
        ("agnes", "alice", "x" * 201, "at most 200"),
        ("agnes", "alice", "a\x00b", "one line"),
    ],
)
def test_who_may_not_freeze_whom(cast: Cast, who: str, whom: str, why: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        acts_freeze.freeze(by=seat_of(cast[who]), officer=cast[whom].pk, why=why)
    assert not Officer.objects.filter(is_active=False).exists()


def test_nobody_is_frozen_twice_or_thawed_unfrozen(cast: Cast) -> None:
    by, alice = seat_of(cast["agnes"]), cast["alice"].pk
    with pytest.raises(Refused, match="not frozen"):
        acts_freeze.thaw(by=by, officer=alice, why=WHY)
    acts_freeze.freeze(by=by, officer=alice, why=WHY)
    with pytest.raises(Refused, match="nothing to freeze"):
        acts_freeze.freeze(by=by, officer=alice, why=WHY)
    with pytest.raises(Refused, match="no such officer"):
        acts_freeze.thaw(by=seat_of(cast["bella"]), officer=alice, why=WHY)


def test_deactivating_who_is_frozen_leaves_nothing_to_thaw(cast: Cast) -> None:
    by, alice = seat_of(cast["agnes"]), cast["alice"].pk
    acts_freeze.freeze(by=by, officer=alice, why=WHY)
    acts.deactivate(by=by, officer=alice)
    with pytest.raises(Refused, match="not frozen"):
        acts_freeze.thaw(by=by, officer=alice, why=WHY)


def test_by_hand_on_the_pages(cast: Cast) -> None:
    agnes, alice = sign_in(cast["agnes"]), cast["alice"]
    assert f"/officers/{alice.pk}/freeze/" in text_of(agnes.get(f"/officers/{alice.pk}/"))
    agnes.post(f"/officers/{alice.pk}/freeze/", {"why": " "})
    assert Officer.objects.get(pk=alice.pk).is_active
    agnes.post(f"/officers/{alice.pk}/freeze/", {"why": WHY})
    page = text_of(agnes.get("/officers/"))
    assert "Frozen" in page
    assert f"/officers/{alice.pk}/thaw/" in page
    assert f"froze Alice Example: {WHY}" in text_of(agnes.get("/officers/record/"))
    assert "2 officers" not in text_of(agnes.get("/officers/freeze-all/"))
    agnes.post(f"/officers/{alice.pk}/thaw/", {"why": "Found"})
    agnes.post("/officers/freeze-all/", {"why": WHY})
    assert Officer.objects.filter(party="GB", is_active=False).count() == 2
    assert "Nobody is left to freeze" in text_of(agnes.get("/officers/freeze-all/"))


@pytest.mark.parametrize("path", ["/officers/{0}/freeze/", "/officers/{0}/thaw/", "/officers/freeze-all/"])
def test_other_seats_have_no_such_pages(cast: Cast, path: str) -> None:
    here = path.format(cast["alice"].pk)
    assert sign_in(cast["adam"]).post(here, {"why": WHY}).status_code == 403
    if "{0}" in path:
        assert sign_in(cast["bella"]).post(here, {"why": WHY}).status_code == 404
    assert not Officer.objects.filter(is_active=False, party="GB").exists()


def test_the_operator_freezes_an_administrator_or_a_whole_party(cast: Cast) -> None:
    said = commands.freeze_whom(whom=" AGNES@gb.example ", why=WHY)
    assert said.data["officers"] == [{"party": "GB", "email": "agnes@gb.example"}]
    commands.freeze_whom(whom="gb", why=WHY)
    assert not Officer.objects.filter(party="GB", is_active=True).exists()
    line: Any = Audited.objects.filter(what="officer_frozen").latest("pk")
    assert (line.who, line.party) == (None, "GB")
    assert len(commands.thaw_whom(whom="GB", why="All is well").data["officers"]) == 3
    assert Officer.objects.filter(party="GB", is_active=True).count() == 3


@pytest.mark.parametrize("whom", ["nobody@gb.example", "XX", "\x00"])
def test_the_operator_freezes_nobody_by_mistake(cast: Cast, whom: str) -> None:
    with pytest.raises(Refused, match="keeps no officer"):
        commands.freeze_whom(whom=whom, why=WHY)
    with pytest.raises(Refused):
        commands.thaw_whom(whom=whom, why=WHY)
