"""How officers are reached: entered by their party, proven by whoever reached them, seen by nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from redphone.log import clock
from redphone.log.models import Entry
from redphone.officers import acts_paths, reads_paths
from redphone.officers.models import Audited, ContactPath, Officer
from redphone.refused import Refused
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import seat_of, signed_in

Cast = dict[str, Officer]
DAY = timedelta(days=1)
MOBILE = "+61 491 570 156"


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def eve(cast: Cast) -> Seat:
    return seat_of(cast["eve"])


@pytest.fixture
def daras(cast: Cast, eve: Seat) -> ContactPath:
    """Dara's mobile, entered by a colleague."""
    return acts_paths.enter_telephone(by=eve, officer=cast["dara"].pk, way="mobile", number=MOBILE)


def state_of(path: ContactPath, by: Seat, *, days: float = 0) -> str:
    now = NIGHT + days * DAY
    people = reads_paths.who_is_reached_how(for_=by, now=now)
    (found,) = [one for person in people for one in person.paths if one.path == path.pk]
    return found.state(now)


def test_a_telephone_is_unproven_until_a_colleague_rang_it_and_stale_after_30_days(
    daras: ContactPath, eve: Seat
) -> None:
    assert state_of(daras, eve) == "unproven"
    acts_paths.say_answered(by=eve, path=daras.pk)
    assert [state_of(daras, eve, days=days) for days in (0, 30, 30.001)] == ["proven", "proven", "stale"]
    with clock.standing_at(NIGHT + DAY):
        acts_paths.say_not_answered(by=eve, path=daras.pk)
    assert state_of(daras, eve, days=1) == "failed"
    with clock.standing_at(NIGHT + 2 * DAY):
        acts_paths.say_answered(by=eve, path=daras.pk)
    assert state_of(daras, eve, days=2) == "proven"


def test_nobody_proves_their_own_number_or_mail_by_hand(cast: Cast, daras: ContactPath, eve: Seat) -> None:
    with pytest.raises(Refused, match="nobody proves their own"):
        acts_paths.say_answered(by=seat_of(cast["dara"]), path=daras.pk)
    acts_paths.note_mail_proven(officer=cast["dara"].pk, address="dara@au.example")
    mail = ContactPath.objects.get(way="mail")
    with pytest.raises(Refused, match="not there any more"):
        acts_paths.say_answered(by=eve, path=mail.pk)
    page = text_of(signed_in(cast["dara"]).get("/officers/paths/"))
    assert f"/telephone/{daras.pk}/answered/" not in page


def test_mail_that_was_read_is_proven_while_it_is_their_address(cast: Cast, eve: Seat) -> None:
    dara = cast["dara"]
    acts_paths.note_mail_proven(officer=dara.pk, address="somebody@else.example")
    assert not ContactPath.objects.exists()
    for _ in range(2):
        acts_paths.note_mail_proven(officer=dara.pk, address=dara.email)
    mail = ContactPath.objects.get()
    assert state_of(mail, eve) == "proven"
    Officer.objects.filter(pk=dara.pk).update(email="dara2@au.example")
    paths = {one.name: one.paths for one in reads_paths.who_is_reached_how(for_=eve, now=NIGHT)}
    assert [(path.address, path.state(NIGHT)) for path in paths["Dara Example"]] == [
        ("dara2@au.example", "unproven")
    ]


def test_no_other_party_sees_it_or_does_anything_to_it(cast: Cast, daras: ContactPath) -> None:
    alice = seat_of(cast["alice"])
    for act in (acts_paths.say_answered, acts_paths.say_not_answered, acts_paths.remove_telephone):
        with pytest.raises(Refused, match="not there any more"):
            act(by=alice, path=daras.pk)
    with pytest.raises(Refused, match="no such officer"):
        acts_paths.enter_telephone(by=alice, officer=cast["dara"].pk, way="home", number=MOBILE)
    for name in set(cast) - {"dara", "eve"}:
        browser = signed_in(cast[name])
        for path in ("/officers/paths/", "/officers/roster/", "/officers/reach/", "/officers/", "/"):
            assert "491" not in text_of(browser.get(path)), (name, path)
        assert browser.get(f"/officers/paths/{cast['dara'].pk}/enter/").status_code == 404
    assert "491" in text_of(signed_in(cast["eve"]).get("/officers/paths/"))


def test_it_never_leaves_the_node(daras: ContactPath, eve: Seat) -> None:
    before = Entry.objects.count()
    acts_paths.say_answered(by=eve, path=daras.pk)
    acts_paths.remove_telephone(by=eve, path=daras.pk)
    assert Entry.objects.count() == before
    lines = Audited.objects.filter(what__startswith="telephone_")
    assert [line.what for line in lines.order_by("pk")] == [
        "telephone_entered",
        "telephone_answered",
        "telephone_removed",
    ]
    assert all("491" not in str(line.facts) for line in lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "0491 570 156"}, "Begin with \\+"),
        ({"number": "+61 491 570 156\n"}, "Begin with \\+"),
        ({"way": "mail"}, "no such way"),
        ({"number": "+61491570156"}, "stands there already"),
    ],
)
def test_what_cannot_be_rung_is_refused(
    cast: Cast, daras: ContactPath, eve: Seat, changes: Any, words: str
) -> None:
    given = {"way": "home", "number": "+61 2 5550 0199", **changes}
    with pytest.raises(Refused, match=words):
        acts_paths.enter_telephone(by=eve, officer=cast["dara"].pk, **given)


def test_four_are_enough(cast: Cast, eve: Seat) -> None:
    for last in range(4):
        acts_paths.enter_telephone(
            by=eve, officer=cast["dara"].pk, way="home", number=f"+61 2 5550 014{last}"
        )
    with pytest.raises(Refused, match="At most"):
        acts_paths.enter_telephone(by=eve, officer=cast["dara"].pk, way="home", number="+61 2 5550 0149")


def test_what_nobody_proved_of_who_is_on_duty_is_shown_before_it_hurts(cast: Cast, eve: Seat) -> None:
    words = "nobody knows whether it works"
    assert words in text_of(signed_in(cast["eve"]).get("/"))
    assert words in text_of(signed_in(cast["eve"]).get("/officers/roster/"))
    for name in ("dara", "eve"):
        acts_paths.note_mail_proven(officer=cast[name].pk, address=cast[name].email)
    assert words not in text_of(signed_in(cast["eve"]).get("/"))
    with clock.standing_at(NIGHT + 31 * DAY):
        found = reads_paths.not_proven_ahead(for_=eve, now=NIGHT + 31 * DAY)
        assert [name for name, _ in found] == ["Dara Example", "Eve Example"]


def test_by_its_pages(cast: Cast) -> None:
    browser, dara = signed_in(cast["eve"]), cast["dara"].pk
    form = f"/officers/paths/{dara}/enter/"
    assert "Begin with +" in text_of(browser.post(form, {"way": "mobile", "number": "0491"}))
    answer = browser.post(form, {"way": "mobile", "number": " +61  491 570 156"}, follow=True)
    assert "Let a colleague ring it now" in text_of(answer)
    path = ContactPath.objects.get()
    assert path.address == MOBILE
    answer = browser.post(f"/officers/paths/telephone/{path.pk}/answered/", follow=True)
    assert "Noted: it was answered just now." in text_of(answer)
    assert "tel:+61491570156" in text_of(browser.get("/officers/roster/"))
    answer = browser.post(f"/officers/paths/telephone/{path.pk}/not-answered/", follow=True)
    assert "Not answered" in text_of(answer)
    browser.post(f"/officers/paths/telephone/{path.pk}/remove/")
    assert not ContactPath.objects.exists()
    answer = browser.post(f"/officers/paths/telephone/{path.pk}/remove/", follow=True)
    assert "not there any more" in text_of(answer)


def test_when_a_mobile_is_texted_is_chosen_on_its_page_and_shown(
    daras: ContactPath, cast: Cast, settings: Any
) -> None:
    browser, page = signed_in(cast["eve"]), f"/officers/paths/telephone/{daras.pk}/texts/"
    assert "has set up no provider" in text_of(browser.get(page))
    settings.REDPHONE_TEXTS = "twilio://account:token@api.twilio.com/+447700900123"
    assert "has set up no provider" not in text_of(browser.get(page))
    browser.post(page, {"texted": "late", "is_watched": "on"})
    shown = text_of(browser.get("/officers/paths/"))
    assert "When no server took the mail within a minute" in shown
    assert "neutral line only" in shown
    mobile = reads_paths.texted([daras.officer])[daras.officer]
    assert (mobile.number, mobile.at_once, mobile.is_watched) == (MOBILE.replace(" ", ""), False, True)
    browser.post(page, {"texted": ""})
    assert reads_paths.texted([daras.officer]) == {}


def test_another_party_neither_sees_nor_chooses_and_an_office_telephone_takes_no_text(
    daras: ContactPath, cast: Cast, eve: Seat
) -> None:
    page = f"/officers/paths/telephone/{daras.pk}/texts/"
    assert signed_in(cast["bruno"]).post(page, {"texted": "at_once"}).status_code == 404
    with pytest.raises(Refused):
        acts_paths.set_texting(by=seat_of(cast["bruno"]), path=daras.pk, texted="late", is_watched=False)
    office = acts_paths.enter_telephone(
        by=eve, officer=cast["dara"].pk, way="telephone", number="+61 2 5550 0100"
    )
    with pytest.raises(Refused):
        acts_paths.set_texting(by=eve, path=office.pk, texted="late", is_watched=False)
    assert reads_paths.texted([cast["dara"].pk]) == {}
