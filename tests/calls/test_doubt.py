"""When a call seems wrong: anybody in it says so and is rung no more; the chair stops the ringing for everybody."""

from datetime import timedelta

from redphone.calls import acts, acts_doubt
from redphone.calls.models import Ringing
from redphone.calls.ringer.round import read_and_claim
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.browsing import fetch, send
from tests.calls.post_office import PostOffice, Ringer, at
from tests.calls.seeing import line, refused, seen
from tests.calls.words import MINUTE, STEP, cancel, raise_call
from tests.people import signed_in

Seats = dict[str, Seat]
Cast = dict[str, Officer]
ALICE, BRUNO, DARA = "alice@gb.example", "bruno@it.example", "dara@au.example"
EVE, FELIX = "eve@au.example", "felix@us.example"
WHY = "There is no such place."


def test_who_doubts_it_is_rung_no_more_and_the_others_are(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "IT", "US"])
    ringer.go()
    with at(MINUTE):
        acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why=WHY)
    post_office.clear()
    for step in (1, 2, 3):
        ringer.go(step * STEP)
    assert not [mail for mail in post_office.taken() if mail.endswith("au.example")]
    assert FELIX in post_office.taken()  # for Italy, which has no deputy
    assert set(Ringing.objects.filter(party="AU").values_list("why_ended", flat=True)) == {"doubted"}


def test_its_raiser_is_told_by_mail_who_doubts_it_and_never_why(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "IT", "US"])
    ringer.go()
    post_office.clear()
    with at(MINUTE):
        acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why=WHY)
    ringer.go(MINUTE)
    assert post_office.taken() == [ALICE]
    [mail] = post_office.to(ALICE)
    assert mail.parsed["Subject"].endswith("somebody believes that it is wrong")
    assert "Believed to be wrong by: Australia." in mail.text
    assert f"/calls/{raised.thing}/" in mail.text
    assert WHY not in mail.text
    post_office.clear()
    with at(2 * MINUTE):
        acts_doubt.doubt_call(by=night["felix"], call=raised.thing, why=WHY)
    ringer.go(2 * MINUTE)
    assert "Believed to be wrong by: Australia, United States." in post_office.to(ALICE)[0].text


def test_a_doubt_about_a_call_that_is_over_by_then_tells_nobody(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why=WHY)
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    ringer.go()
    assert ALICE not in post_office.taken()


def test_a_doubt_is_no_acknowledgement(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT"])
    acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why=WHY)
    its = line(raised.thing, "AU", night["bruno"])
    assert (its.acknowledged_at, its.doubt) == (None, WHY)
    found = seen(raised.thing, night["alice"])
    assert (found.have_it, [doubter.party for doubter in found.doubters]) == (0, ["AU"])
    acts.acknowledge_call(by=night["dara"], call=raised.thing, way="page")
    assert line(raised.thing, "AU", night["alice"]).state == "acknowledged"


def test_the_chair_stops_the_ringing_for_everybody(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "IT", "US", "NZ"])
    ringer.go()
    with at(MINUTE):
        acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why=WHY)
    post_office.clear()
    for step in (1, 2, 3):
        ringer.go(step * STEP)
    assert post_office.taken() == []
    assert not Ringing.objects.filter(ended_at=None).exists()


def test_what_is_under_way_when_it_is_stopped_goes_out_no_more(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "US"])
    claimed = read_and_claim()
    acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why=WHY)
    ringer.ring_all(claimed)
    ringer.go(STEP)
    assert post_office.taken() == []


def test_the_raisers_news_still_reach_those_who_were_rung(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    raised = raise_call(night["alice"], ["AU", "US"])
    ringer.go()
    with at(MINUTE):
        acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why=WHY)
        acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    post_office.clear()
    ringer.go(2 * MINUTE)
    assert sorted(post_office.taken()) == [DARA, FELIX]


def test_only_the_chair_and_its_substitutes_stop_it(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "IT", "US"])
    assert "chair" in str(
        refused(lambda: acts_doubt.stop_ringing(by=night["dara"], call=raised.thing, why=WHY))
    )
    own = refused(lambda: acts_doubt.stop_ringing(by=night["alice"], call=raised.thing, why=WHY))
    assert "cancel it" in str(own)
    refused(lambda: acts_doubt.stop_ringing(by=night["chloe"], call=raised.thing, why=WHY))
    acts_doubt.stop_ringing(by=night["bruno"], call=raised.thing, why=WHY)  # the first substitute
    assert [stop.by for stop in seen(raised.thing, night["alice"]).stops] == ["IT"]


def test_who_may_not_doubt_it(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU"])
    for by in ("alice", "bruno"):
        refused(lambda: acts_doubt.doubt_call(by=night[by], call=raised.thing, why=WHY))  # noqa: B023
    acts.cancel_call(by=night["alice"], call=raised.thing, cancel=cancel())
    refused(lambda: acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why=WHY))


def test_a_stop_by_somebody_who_is_no_chair_stops_nothing(
    night: Seats, ringer: Ringer, post_office: PostOffice
) -> None:
    """Validly said elsewhere, by a node that does not keep to the rules."""
    from redphone.calls.messages import RingingStopped
    from redphone.calls.models import Call
    from redphone.log.turn import Turn, act

    raised = raise_call(night["alice"], ["AU", "IT"])
    ringer.go()

    @act
    def say(turn: Turn) -> None:
        acts.reply(turn, Call.objects.get(), RingingStopped(why=WHY), by=night["dara"])

    with at(MINUTE):
        say()
    ringer.go(STEP)
    assert EVE in post_office.taken()
    assert seen(raised.thing, night["alice"]).stops == []


def test_on_its_pages(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "IT", "US"])
    path = f"/calls/{raised.thing}/"
    assert f"{path}doubt/" in fetch(cast["dara"], path).html
    assert f"{path}doubt/" not in fetch(cast["alice"], path).html
    assert f"{path}stop-ringing/" not in fetch(cast["dara"], path).html
    assert "Say why" in send(cast["dara"], f"{path}doubt/", {"why": ""}).text
    assert "rung no more" in send(cast["dara"], f"{path}doubt/", {"why": WHY}).text
    page = fetch(cast["alice"], path).text
    assert "Australia believes that this call is wrong." in page
    assert WHY in page
    assert f"{path}stop-ringing/" in fetch(cast["felix"], path).html
    assert "Nobody is rung any more." in send(cast["felix"], f"{path}stop-ringing/", {"why": WHY}).text
    assert "United States has stopped the ringing, as chair." in fetch(cast["alice"], path).text


def test_who_does_not_read_the_call_sees_that_it_is_doubted_and_not_why(night: Seats) -> None:
    raised = raise_call(night["alice"], ["AU", "US", "SEC"], mark="AMBER")
    acts_doubt.doubt_call(by=night["dara"], call=raised.thing, why="heron-doubt")
    acts_doubt.stop_ringing(by=night["felix"], call=raised.thing, why="heron-stop")
    found = seen(raised.thing, night["gil"])
    assert (len(found.doubters), len(found.stops)) == (1, 1)
    assert "heron" not in str(found.plain())
    assert "heron-doubt" in str(seen(raised.thing, night["alice"]).plain())


def test_for_machines(night: Seats, cast: Cast) -> None:
    raised = raise_call(night["alice"], ["AU", "US"])
    for who, door in (("dara", "doubt"), ("felix", "stop-ringing")):
        path = f"/api/calls/{raised.number}/{door}/"
        said = signed_in(cast[who]).post(path, {"why": WHY}, content_type="application/json")
        assert said.status_code == 200
    found = seen(raised.thing, night["alice"]).plain()
    assert found["stops"][0]["why"] == WHY
    assert timedelta(0) <= found["stops"][0]["stopped_at"] - found["call"]["raised_at"]
