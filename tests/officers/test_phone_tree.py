"""The phone tree on paper: read back from the PDF for every role, and nothing on it that its reader may not know."""

import io
import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from redphone.log import clock
from redphone.network import acts_reach
from redphone.network import reads as network
from redphone.network.messages import Reachable
from redphone.officers import acts, acts_departures, acts_paths, acts_roster, papers_tree
from redphone.officers.models import Officer
from tests.calls.words import NIGHT
from tests.people import CAST, seat_of, signed_in

Cast = dict[str, Officer]
DAY = timedelta(days=1)
ADAMS, BRUNOS, GILS = "+44 7700 900142", "+39 06 5550 0142", "+41 22 555 01 42"
SYDNEYS = "+61 2 5550 0142"
READS_NUMBERS = sorted(set(CAST) - {"agnes", "bella", "grace", "gil"})


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Australia has told its number, and officers of three parties have telephones that a colleague entered."""
    words = {"seat": "duty_desk", "number": SYDNEYS, "opens_at": "20:00", "closes_at": "08:00"}
    more = {"weekdays": (0, 4), "zone": "Australia/Sydney", "languages": ("en", "fr"), "proven_at": NIGHT}
    acts_reach.tell_reach(by=seat_of(cast["dara"]), reachable=Reachable(**words, **more), hole_at=None)
    for by, whose, number in (("alice", "adam", ADAMS), ("bella", "bruno", BRUNOS), ("grace", "gil", GILS)):
        officer = cast[whose].pk
        path = acts_paths.enter_telephone(by=seat_of(cast[by]), officer=officer, way="mobile", number=number)
    acts_paths.say_answered(by=seat_of(cast["grace"]), path=path.pk)
    return cast


def read(raw: bytes) -> list[str]:
    """What stands on each page, its spaces made plain."""
    pages = PdfReader(io.BytesIO(raw)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def tree(cast: Cast, who: str, language: str = "en") -> list[str]:
    answer = signed_in(cast[who]).get(f"/officers/reach/phone-tree/?language={language}")
    assert answer.status_code == 200
    return read(answer.content)


def what_may_not_be_there(text: str, who: str, cast: Cast) -> set[str]:
    """Everything on paper that this reader must not take away: others' officers, and numbers not for this seat."""
    person = cast[who]
    strangers = {one.name for one in cast.values() if one.party != person.party}
    numbers = {ADAMS: "GB", BRUNOS: "IT", GILS: "nobody"}
    hidden = strangers | {number for number, party in numbers.items() if party != person.party}
    if who not in READS_NUMBERS:
        hidden.add(SYDNEYS)
    if person.party == "SEC":
        hidden |= {one.name for one in cast.values()} | {"+"}
    return {word for word in hidden if word in text.replace("AMBER+STRICT", "")}


@pytest.mark.parametrize("who", sorted(CAST))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_role_takes_home_what_it_may_know_and_nothing_else(told: Cast, who: str, language: str) -> None:
    pages = tree(told, who, language)
    text = " ".join(pages)
    assert what_may_not_be_there(text, who, told) == set()
    assert (SYDNEYS in text) is (who in READS_NUMBERS)
    assert len(pages) == (1 if told[who].party == "SEC" else 2)
    assert all("TLP:AMBER+STRICT" in page for page in pages)


def test_a_tree_made_for_another_seat_would_be_caught(told: Cast) -> None:
    """The planted fault: the secretariat, an administrator and Rome are given what London reads."""
    londons = " ".join(tree(told, "alice"))
    assert what_may_not_be_there(londons, "alice", told) == set()
    assert ADAMS in londons
    for who in ("gil", "bella", "bruno"):
        assert what_may_not_be_there(londons, who, told)


def test_it_says_what_to_do_whom_to_ring_and_how_long_it_holds(told: Cast) -> None:
    first, second = tree(told, "alice")
    for words in (
        "Phone tree: United Kingdom",
        "Printed Sat 21 Nov 2026 02:00 UTC",
        "Valid until Sat 5 Dec 2026 02:00 UTC",
        "When everything is down",
        "20:00 – 08:00, Mon, Fri (Sydney)",
        "09:00 – 21:00",
        "English, French",
        "Sat 21 Nov 2026",
        "No number told",
        "1. United States",
        "3. United Kingdom",
        "Who answered",
    ):
        assert words in first, words
    assert "Alice" not in first
    assert second.index("1 Alice Example") < second.index("2 Adam Example")
    assert f"Mobile {ADAMS} never proven" in second
    assert "Agnes" not in second  # whom no call rings, and who has no telephone


def test_in_french(told: Cast) -> None:
    first, second = tree(told, "chloe", "fr")
    assert "Arbre téléphonique" in first
    assert "Quand tout est en panne" in first
    assert "Nos propres agents" in second
    assert "When" not in first


def test_it_is_the_language_of_the_reader_if_none_is_asked_for(told: Cast) -> None:
    chloe = signed_in(told["chloe"])
    for asked in ("", "?language=xx"):
        assert "Quand tout est en panne" in read(chloe.get(f"/officers/reach/phone-tree/{asked}").content)[0]


def test_it_is_kept_nowhere_and_runs_nothing(told: Cast) -> None:
    answer = signed_in(told["alice"]).get("/officers/reach/phone-tree/")
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="red-phone-tree-gb-2026-11-21.pdf"'


def test_nobody_takes_it_without_a_seat(told: Cast, client: Any) -> None:
    assert client.get("/officers/reach/phone-tree/").status_code == 302


def test_the_same_facts_are_the_same_file(told: Cast) -> None:
    alice = seat_of(told["alice"])
    assert papers_tree.phone_tree(for_=alice, now=NIGHT) == papers_tree.phone_tree(for_=alice, now=NIGHT)


def test_it_holds_only_as_long_as_the_turns_printed_on_it(told: Cast) -> None:
    """Turns of a day, and a stand-in within most of them: only what fits is printed, and it says until when."""
    alice, people = seat_of(told["alice"]), [told[name].pk for name in ("alice", "adam")]
    turns: dict[str, Any] = {"zone": "Europe/London", "hands_over_at": time(8), "days": 1, "people": people}
    acts_roster.set_rotation(by=alice, step="duty", begins_on=date(2026, 11, 1), **turns)
    for day in range(10):
        begins_at = NIGHT + day * DAY + DAY / 2
        span: dict[str, Any] = {"begins_at": begins_at, "ends_at": begins_at + DAY / 4}
        acts_roster.stand_in(by=alice, step="duty", officer=told["adam"].pk, **span)
    first, second = tree(told, "alice")
    (until,) = set(re.findall(r"Valid until (\w+ \d+ \w+ 2026 \d\d:\d\d UTC)", first))
    assert until != "Sat 5 Dec 2026 02:00 UTC"
    assert second.count(" London ") == papers_tree.MOST_WATCHES


def test_who_has_left_is_not_on_it(told: Cast) -> None:
    acts_departures.leave_post(by=seat_of(told["alice"]), officer=told["adam"].pk, leaves_on=NIGHT.date())
    now = NIGHT + 3 * DAY
    text = " ".join(read(papers_tree.phone_tree(for_=seat_of(told["alice"]), now=now)))
    assert "Adam" not in text
    assert ADAMS not in text


def test_however_many_there_are_it_stays_two_sides(told: Cast) -> None:
    alice = seat_of(told["alice"])
    for number in range(40):
        name = f"Officer Number {number:02d} Of A Remarkably Long And Plainly Fictional Name Indeed"
        row = acts.add_officer(
            email=f"o{number}@gb.example", name=name, party="GB", office="duty_desk", duty="duty"
        )
        for last in range(4):
            number_ = f"+44 20 7946 {number:02d}{last:02d}"
            acts_paths.enter_telephone(by=alice, officer=row.pk, way="home", number=number_)
    pages = tree(told, "alice")
    assert len(pages) == 2
    assert "18 more stand on the roster page only." in pages[1]


def test_letters_that_no_font_has_are_said_to_be_missing(told: Cast) -> None:
    Officer.objects.filter(pk=told["alice"].pk).update(name="岡田 Example")
    assert "Some letters could not be printed" in tree(told, "alice")[0]
    assert "Some letters could not be printed" not in tree(told, "bruno")[0]


def test_what_was_typed_is_text_and_never_code(told: Cast) -> None:
    """Typst would run it, were it code: what is written between # and ] stands there as it was typed."""
    typed = '#panic("x") *b* $x$ [y] @z // "'
    Officer.objects.filter(pk=told["alice"].pk).update(name=typed)
    assert typed in tree(told, "alice")[1]


def test_hours_in_utc_follow_the_clocks_there(told: Cast) -> None:
    """Sydney's clocks go back on 4 April 2027, within the two weeks that the paper holds."""
    with clock.standing_at(NIGHT.replace(year=2027, month=3, day=30)):
        first = tree(told, "alice")[0]
    assert "09:00 – 21:00; from Sun 4 April 2027: 10:00 – 22:00" in first


def test_with_every_party_and_all_languages_the_first_side_stays_one(told: Cast) -> None:
    """Also in French, in the two weeks in which half of them change their clocks."""
    words = {
        "seat": "duty_desk",
        "number": SYDNEYS,
        "opens_at": "20:00",
        "closes_at": "08:00",
        "proven_at": NIGHT,
    }
    more = {"weekdays": (0, 2, 4, 6), "languages": ("en", "fr", "es", "it", "de", "pt-br", "ar", "fa")}
    for code, party in network.parties(roles=("member", "participant", "partner")).items():
        seat = network.seat_of(party_code=code, office="duty_desk", officer=told["alice"].pk)
        acts_reach.tell_reach(by=seat, reachable=Reachable(**words, **more, zone=party.zone), hole_at=None)
    with clock.standing_at(NIGHT.replace(year=2027, month=3, day=20)):
        first, _second = tree(told, "alice", "fr")
    assert first.count(SYDNEYS) == 12
    assert "Paraphe" in first
