"""The picture of calls: the same in every order of arrival; and no stranger draws in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from redphone.calls import acts, reads
from redphone.calls.messages import (
    CallAcknowledged,
    CallEscalated,
    CallRung,
    CallStoodDown,
    CallUpdated,
)
from redphone.calls.models import Call, CallLine, ChairAsked
from redphone.log.models import Entry
from redphone.log.redraw import FATES, Rows, redraw, rows_of_the_picture
from redphone.network.reads import node_seat
from redphone.wire.kinds import Message
from redphone.wire.policy import Seat
from tests.calls.strangers import Said, Stranger, hear, moved_away
from tests.calls.words import NIGHT, answer, cancel, correction, figure, raise_call, update
from tests.calls.wrong_pictures import anybodys_updates, one_row_a_chair

Seats = dict[str, Seat]
PARTIES = ("AU", "CA", "GB", "IT", "NZ", "US", "DE")
ASKED = ["AU", "CA", "ES", "IT", "NZ"]
"""Spain alone stays on this node: it hears what all the others say."""


def escalated(unreached: str, asked: str) -> CallEscalated:
    return CallEscalated(
        number="GB-7",
        unreached=unreached,
        asked_party=asked,
        urgency="immediate",
        answer_by_at=None,
        step_seconds=900,
    )


class Night:
    """A whole call as it goes: raised, rung, acknowledged, answered, escalated, updated, corrected, cancelled."""

    def __init__(self) -> None:
        self.who: dict[str, Stranger] = {party: moved_away(party) for party in PARTIES}
        self.raised = self.who["GB"].raises(ASKED, figures=(figure(),))
        self.all = [self.raised]
        self._the_ringing()
        self._the_replies()
        self._the_chair()
        self._the_raiser()
        self._the_strangers()

    def say(self, party: str, message: Message, *, rel: str = "answers", to: Sequence[str] = ()) -> Said:
        said = self.who[party].says(message, about=self.raised, to=[*ASKED, "GB", *to], rel=rel)
        self.all.append(said)
        return said

    def _the_ringing(self) -> None:
        self.say("IT", CallRung(step="duty", state="delivered"))
        self.say("CA", CallRung(step="duty", state="ringing"))
        self.say("CA", CallRung(step="duty", state="delivered"))
        self.say("CA", CallRung(step="duty", state="opened"))
        self.say("AU", CallRung(step="duty", state="refused"))
        self.say("AU", CallRung(step="deputy", state="delivered"))

    def _the_replies(self) -> None:
        self.say("IT", CallAcknowledged(way="link", answer_promised_at=NIGHT + timedelta(hours=1)))
        self.say("CA", answer("cannot_say", "Asking.", need_until_at=NIGHT + timedelta(hours=2)))
        self.say("IT", answer("partly", "Two families.", figures=(figure(value=9),)))
        self.say("CA", answer("can", "Ten."))

    def _the_chair(self) -> None:
        """Australia and New Zealand reach nobody; by a fault the same chair is asked twice, by two nodes."""
        self.say("AU", CallRung(step="deputy", state="nobody"))
        asks = self.who["AU"].says(escalated("AU", "US"), to=[*ASKED, "GB", "US"], thing=self.raised.thing)
        twice = self.who["NZ"].says(escalated("AU", "US"), to=[*ASKED, "GB", "US"], thing=self.raised.thing)
        self.all += [asks, twice]
        self.say("NZ", CallRung(step="duty", state="nobody"))
        self.say("NZ", escalated("NZ", "IT"))
        knows = CallAcknowledged(way="page", in_place_of="AU")
        self.all.append(self.who["US"].says(knows, about=asks, to=[*ASKED, "GB"]))

    def _the_raiser(self) -> None:
        self.say("GB", update(asked="Who has buses?", figures=(figure(value=200),)), rel="updates")
        self.say("GB", correction(place="Otherville"), rel="updates")
        self.say("GB", cancel(), rel="cancels")

    def _the_strangers(self) -> None:
        """Italy is in the call, Germany is not; neither raised it."""
        for party in ("IT", "DE"):
            self.say(party, CallUpdated(what_changed="Nothing.", asked="Nothing."), rel="updates")
            self.say(party, CallStoodDown(note="Over."), rel="updates")
        self.say("DE", answer("can", "We are not in it."))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def drawn_of(arrivals: Sequence[Said]) -> Rows:
    """The picture after these arrivals."""
    with undone():
        for said in arrivals:
            assert hear(said) in ("kept", "again")
        rows = rows_of_the_picture()
    return {label: those for label, those in rows.items() if label != FATES}


@pytest.fixture
def life(night: Seats) -> Night:
    return Night()


def shuffled(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def test_every_order_of_arrival_gives_the_same_picture(life: Night) -> None:
    in_order = drawn_of(life.all)

    @shuffled(12)
    @given(st.randoms(use_true_random=True))
    def arrive(chance: Random) -> None:
        assert drawn_of(chance.sample(life.all, len(life.all))) == in_order

    arrive()
    with undone():
        for said in reversed(life.all):
            hear(said)
        assert not Entry.objects.exclude(fate="drawn").exists()


CHAIR = ("call.escalated.v1", "call.acknowledged.v1")
"""What a chair hears that is not named in the call: the raise never comes."""
RAISER = (
    "call.raised.v2",
    "call.updated.v1",
    "call.corrected.v1",
    "call.cancelled.v1",
    "call.stood_down.v1",
    "call.answered.v1",
)


@pytest.mark.parametrize("kinds", [CHAIR, RAISER], ids=["chair", "raiser"])
def test_at_every_moment_it_is_what_a_redraw_would_give(life: Night, kinds: tuple[str, ...]) -> None:
    """Also while much has not arrived yet, when nothing that comes later hides what was drawn wrongly."""
    told = [said for said in life.all if said.sealed.manifest.kind in kinds]

    @shuffled(50)
    @given(st.randoms(use_true_random=True))
    def arrive(chance: Random) -> None:
        arrivals = chance.sample(told, chance.randint(2, len(told)))
        with undone():
            for said in arrivals:
                hear(said)
            live = rows_of_the_picture()
            redraw()
            assert rows_of_the_picture() == live

    arrive()


def test_what_arrives_twice_is_drawn_once(life: Night) -> None:
    in_order = drawn_of(life.all)
    assert drawn_of([said for said in reversed(life.all) for _ in range(2)]) == in_order


def test_in_order_it_says_what_happened(life: Night) -> None:
    with undone():
        for said in life.all:
            hear(said)
        found = reads.who_has_it(life.raised.thing, for_=node_seat("ES"))
        assert found
        assert (found.call.state, found.call.words["asked"]) == ("cancelled", "Who has buses?")
        assert found.call.words["place"] == "Otherville"
        assert found.call.words["figures"] == [figure(value=200)]
        states = {line.party: (line.state, line.answer) for line in found.addressed}
        assert states == {
            "AU": ("nobody", ""),
            "CA": ("answered", "can"),
            "ES": ("waiting", ""),
            "IT": ("answered", "partly"),
            "NZ": ("nobody", ""),
        }
        asked = {
            (one.unreached, one.asked_party): one.acknowledged_at is not None
            for line in found.addressed
            for one in line.chair_asked
        }
        assert asked == {("AU", "US"): True, ("NZ", "IT"): False}
        assert [news.kind for news in found.news] == ["cancelled", "corrected", "updated"]


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("plant", "kinds"), [(one_row_a_chair, CHAIR), (anybodys_updates, RAISER)], ids=["chair", "raiser"]
)
def test_a_kind_that_wrongly_claims_its_own_line_is_caught(
    life: Night,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    kinds: tuple[str, ...],
) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        test_at_every_moment_it_is_what_a_redraw_would_give(life, kinds)


STRANGE: list[tuple[Message, str]] = [
    (update(asked="Something else", what_happened="Something else"), "updates"),
    (correction(place="Elsewhere"), "updates"),
    (cancel(), "cancels"),
    (CallStoodDown(note="Over."), "updates"),
]


@pytest.mark.parametrize(("message", "rel"), STRANGE, ids=lambda value: getattr(value, "kind", None))
@pytest.mark.parametrize("party", ["IT", "DE"])
def test_who_did_not_raise_a_call_changes_nothing_of_it(
    night: Seats, party: str, message: Message, rel: str
) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    before = reads.who_has_it(raised.thing, for_=night["chloe"])
    row = Call.objects.get(thing=raised.thing)
    assert hear(moved_away(party).says(message, about=row, to=["GB", "IT", "CA"], rel=rel)) == "kept"
    assert reads.who_has_it(raised.thing, for_=night["chloe"]) == before


@pytest.mark.tampers
def test_a_picture_that_takes_anybodys_word_is_caught(night: Seats, monkeypatch: pytest.MonkeyPatch) -> None:
    anybodys_updates(monkeypatch)
    with pytest.raises(AssertionError):
        test_who_did_not_raise_a_call_changes_nothing_of_it(night, "IT", *STRANGE[0])


def test_who_is_not_in_a_call_has_no_line_in_it(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT"])
    row = Call.objects.get(thing=raised.thing)
    germany = moved_away("DE")
    for message in (answer(), CallAcknowledged(way="page"), CallRung(step="duty", state="delivered")):
        hear(germany.says(message, about=row, to=["GB", "IT"]))
    assert set(CallLine.objects.filter(thing=raised.thing).values_list("party", flat=True)) == {"GB", "IT"}


def test_nobody_says_for_another_chair_that_it_knows(night: Seats) -> None:
    raised = raise_call(night["alice"], ["IT", "CA"])
    row = Call.objects.get(thing=raised.thing)
    canada, italy = moved_away("CA"), moved_away("IT")
    asks = canada.says(escalated("CA", "US"), about=row, to=["GB", "IT", "US"])
    hear(asks)
    hear(italy.says(CallAcknowledged(way="page", in_place_of="CA"), about=asks, to=["GB", "CA"]))
    assert ChairAsked.objects.get().acknowledged_at is None


def asked_twice(night: Seats) -> tuple[Said, Said, Said]:
    """By a fault Australia and New Zealand both ask the United States for Australia."""
    raised = moved_away("GB").raises(["AU", "NZ", "US"])
    hear(raised)
    by = [moved_away(party) for party in ("AU", "NZ")]
    asks = [one.says(escalated("AU", "US"), about=raised, to=["GB", "NZ", "AU", "US"]) for one in by]
    for said in asks:
        hear(said)
    return raised, asks[0], asks[1]


def test_a_chair_that_was_asked_twice_answers_once(night: Seats) -> None:
    raised, *_ = asked_twice(night)
    assert acts.acknowledge_as_chair(by=night["felix"], call=raised.thing, unreached="AU", way="page")
    assert not ChairAsked.objects.filter(acknowledged_at=None).exists()
    assert reads.asked_as_chair(for_=night["felix"]) == []
    assert acts.acknowledge_as_chair(by=night["felix"], call=raised.thing, unreached="AU", way="page") is None


@pytest.mark.parametrize("rel", ["updates", "derived"])
def test_only_an_answer_acknowledges_an_asking(night: Seats, rel: str) -> None:
    """What is no cause may come before what it names: were it taken for an answer, the order of arrival would show."""
    _, first, _ = asked_twice(night)
    knows = CallAcknowledged(way="page", in_place_of="AU")
    hear(moved_away("US").says(knows, about=first, to=["GB", "AU"], rel=rel))
    assert not ChairAsked.objects.exclude(acknowledged_at=None).exists()
