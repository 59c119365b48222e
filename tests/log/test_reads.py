"""The log's window: everybody sees what policy gives, and nothing else."""

import pytest
from django.utils import timezone

from redphone.log import reads
from redphone.log.models import Part
from redphone.log.picture import ref_to, refold
from redphone.log.post import hear, post
from redphone.log.turn import act
from redphone.wire.policy import Seat, Sight
from tests.log.saying import begin, note
from tests.log.sketch import BOARD, GB, Begun, Noted, Voted

IT_DESK = Seat(party="IT", role="member", office="duty_desk")
IT_ADMINISTRATOR = Seat(party="IT", role="member", office="administrator")
CA_DESK = Seat(party="CA", role="member", office="duty_desk")
DE_DESK = Seat(party="DE", role="participant", office="duty_desk")
OTHER = "0193464a-7a00-7000-8000-0000000000b1"


@act
def begin_under(turn, mark):
    message = Begun(title=f"said under {mark}")
    return post(turn, message, by=GB, to=["DE", "IT"], thing=BOARD, status="test", mark=mark)


@pytest.fixture(autouse=True)
def _told(sketched, monkeypatch):
    monkeypatch.setattr(reads, "_sentences", {})
    reads.sentence(Begun)(lambda message, manifest: f"began {message.title}")


def words(for_: Seat, *things: str) -> list[tuple[str, Sight]]:
    return [(line.words, line.sight) for line in reads.timeline(things or [BOARD], for_=for_)]


UNREAD = "Something was said that this seat does not read."


@pytest.mark.parametrize(
    ("seat", "mark", "expected"),
    [
        (IT_DESK, "AMBER", [("began said under AMBER", Sight.CONTENT)]),
        (IT_ADMINISTRATOR, "AMBER", [(UNREAD, Sight.ENVELOPE)]),
        (DE_DESK, "AMBER", [(UNREAD, Sight.ENVELOPE)]),
        (DE_DESK, "GREEN", [("began said under GREEN", Sight.CONTENT)]),
        (CA_DESK, "CLEAR", []),
        (GB, "RED", [("began said under RED", Sight.CONTENT)]),
    ],
)
def test_a_timeline_says_what_this_seat_may_read(seat, mark, expected) -> None:
    begin_under(mark)
    assert words(seat) == expected


def test_a_line_says_who_when_and_under_what_never_more() -> None:
    begin_under("RED")
    (line,) = reads.timeline([BOARD], for_=IT_ADMINISTRATOR)
    assert (line.by, line.seat, line.kind, line.mark, line.status) == (
        "GB",
        "duty_desk",
        "test.begun.v1",
        "RED",
        "test",
    )
    assert "said under" not in repr(line)


def test_the_newest_stands_first_and_other_things_are_left_out() -> None:
    begun = begin(to=("IT",), title="one")
    begin(to=("IT",), thing=OTHER, title="other")
    note(on=begun, words="two", to=("IT",))
    assert [text for text, _ in words(IT_DESK)] == ["test.noted.v1", "began one"]
    assert [text for text, _ in words(IT_DESK, BOARD, OTHER)] == ["test.noted.v1", "began other", "began one"]


def test_what_cannot_be_read_here_is_shown_as_just_that(sketched) -> None:
    said = sketched["CA"].say(Begun(title="x"), crit=["embargo"], mark="AMBER")
    hear(raw=said.raw, parts=said.parts)
    assert words(GB) == [("Something was said that this version cannot show yet.", Sight.CONTENT)]
    assert words(IT_DESK) == []


def test_what_was_erased_is_shown_as_just_that() -> None:
    begin(to=("IT",), title="gone")
    Part.objects.update(content=None, salt=None, erased_at=timezone.now())
    refold(BOARD)
    assert words(IT_DESK) == [("What was said here has been erased.", Sight.CONTENT)]


def test_what_was_said_since_a_position_and_in_which_rooms() -> None:
    begin(to=("IT",), title="one")
    position = reads.last_position()
    begun = begin(to=("IT",), thing=OTHER, title="two")
    note(on=begun, words="three", to=("IT",))
    assert [line.kind for line in reads.said_since(position, for_=IT_DESK)] == [
        "test.noted.v1",
        "test.begun.v1",
    ]
    assert reads.said_since(position, for_=IT_DESK, rooms=["tes"]) == []
    assert len(reads.said_since(position, for_=IT_DESK, rooms=["call", "test"])) == 2
    assert reads.said_since(position, for_=CA_DESK) == []
    assert len(reads.said_since(0, for_=IT_DESK, limit=1)) == 1


def test_an_empty_log_ends_at_nought() -> None:
    assert reads.last_position() == 0


def test_the_news_since_a_position_says_where_and_never_what() -> None:
    begin(to=("IT",), title="top secret")
    (news,) = reads.news_since(0)
    assert (news.thing, news.kind, news.by, news.to, news.room) == (
        BOARD,
        "test.begun.v1",
        "GB",
        ("IT",),
        "test",
    )
    assert "secret" not in repr(news)
    assert reads.news_since(news.position) == []


def test_dispatches_about_a_thing_are_those_whose_content_may_be_read() -> None:
    begin_under("AMBER")
    assert [type(said.message) for said in reads.dispatches_about(BOARD, for_=IT_DESK)] == [Begun]
    assert reads.dispatches_about(BOARD, for_=IT_ADMINISTRATOR) == []
    assert reads.dispatches_about(BOARD, for_=CA_DESK) == []
    assert reads.dispatches_about(BOARD, for_=IT_DESK, kinds=["test.noted.v1"]) == []


def test_what_has_to_be_acted_upon_is_what_was_drawn(sketched) -> None:
    begin(to=("IT",))
    waiting = sketched["CA"].say(Begun(title="not here"))
    said = sketched["IT"].say(Noted(words="waits"), refs=[waiting.ref()])
    hear(raw=said.raw, parts=said.parts)
    assert [dispatch.manifest.kind for _, dispatch in reads.heard_since(0, kinds="test.")] == [
        "test.begun.v1"
    ]
    assert reads.heard_since(0, kinds="call.") == []


def test_the_health_of_the_log_counts_and_quotes_nothing(sketched) -> None:
    begin(to=("IT",))
    waits = sketched["IT"].say(Voted(value=1), refs=[sketched["CA"].say(Begun(title="not here")).ref()])
    breaks = sketched["EC"].say(Noted(words="unbearable"))
    for said in (waits, breaks):
        hear(raw=said.raw, parts=said.parts)
    hear(raw=b"rubbish", parts=())
    health = reads.health()
    assert (health.entries, health.waiting, health.quarantined) == (3, 1, 1)
    assert health.undrawn == [("test.noted.v1", "test.noted.v1: its picture fails: ZeroDivisionError")]


def test_a_reference_names_a_dispatch_by_id_and_hash() -> None:
    begun = begin()
    ref = ref_to(begun, "updates")
    assert (ref.id, ref.hash, ref.rel) == (begun.manifest.id, begun.hash, "updates")
