"""Saying something: numbered, chained, sealed, kept, drawn, told; all of it or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from redphone.log import clock, post, redraw
from redphone.log.dispatch import read_entry
from redphone.log.models import Entry, Part
from redphone.log.picture import ref_to
from redphone.log.post import open_epoch
from redphone.log.turn import act
from redphone.refused import Refused
from redphone.wire.policy import Seat
from redphone.wire.seal import unseal
from redphone.wire.strict import Malformed
from tests.log.saying import begin, note
from tests.log.sketch import BOARD, GB, NOW, Begun, Board, Ended, Noted, Vote, Voted


def test_an_entry_says_again_what_was_signed(sketched) -> None:
    said = begin()
    entry = Entry.objects.get()
    sealed = unseal(bytes(entry.raw), find_key=sketched.finder)
    assert sealed.hash == entry.hash == said.hash
    assert sealed.manifest == said.manifest == read_entry(entry).manifest
    assert (entry.by, entry.to, entry.thing, entry.kind) == ("GB", ",CA,IT,", BOARD, "test.begun.v1")
    assert entry.fate == "drawn"
    assert Board.objects.get(thing=BOARD).title == "a board"


def test_numbers_are_gapless_and_chained_for_each_author(sketched) -> None:
    begun = begin()
    for words in ("one", "two", "three"):
        note(on=begun, words=words)
    chain = list(Entry.objects.order_by("number").values_list("epoch", "number", "previous", "hash"))
    assert [number for _, number, _, _ in chain] == [1, 2, 3, 4]
    assert [previous for _, _, previous, _ in chain] == ["", *(hash_ for *_, hash_ in chain[:-1])]
    assert {epoch for epoch, *_ in chain} == {1}


def test_authors_have_chains_of_their_own(sketched, monkeypatch) -> None:
    monkeypatch.setattr("redphone.log.keys._signer", lambda party: sketched[party].key)
    begun = begin()
    ca = Seat(party="CA", role="member", office="duty_desk")
    refs = [ref_to(begun, "answers")]
    vote = act(
        lambda turn: post.post(turn, Voted(value=1), by=ca, to=["GB"], thing=BOARD, status="test", refs=refs)
    )
    assert vote().manifest.number == 1
    assert vote().manifest.number == 2
    assert list(Entry.objects.filter(by="GB").values_list("number", flat=True)) == [1]


def test_times_are_those_of_the_turn_and_no_finer_than_the_wire(sketched) -> None:
    fine = datetime(2024, 11, 21, 12, 0, 0, 987_654, tzinfo=UTC)
    with clock.standing_at(fine):
        said = begin().manifest
    assert said.said_at == said.happened_at == fine.replace(microsecond=987_000)
    assert said.expires_at == said.said_at + Begun.lasts


def test_what_happened_earlier_keeps_its_own_time(sketched) -> None:
    earlier = NOW - timedelta(hours=3)
    say = act(
        lambda turn: post.post(
            turn, Begun(title="by voice"), by=GB, to=["CA"], thing=BOARD, status="test", happened_at=earlier
        )
    )
    assert (say().manifest.happened_at, say().manifest.said_at) == (earlier, NOW)


def test_the_author_is_left_out_of_those_addressed(sketched) -> None:
    assert begin(to=("IT", "GB", "CA", "CA")).manifest.to == ("CA", "IT")


@pytest.mark.parametrize("to", [(), ("GB",)])
def test_nobody_addressed_is_refused(sketched, to) -> None:
    with pytest.raises(Refused, match="Nobody is addressed"):
        begin(to=to)
    assert not Entry.objects.exists()


def test_nobody_speaks_without_a_key(sketched) -> None:
    it = Seat(party="IT", role="member", office="duty_desk")
    with pytest.raises(LookupError, match="no key of IT"):
        act(lambda turn: post.post(turn, Begun(title="x"), by=it, to=["GB"], thing=BOARD, status="test"))()


def test_salts_are_never_used_twice(sketched) -> None:
    begun = begin()
    for _ in range(5):
        note(on=begun, words="the same words")
    salts = [bytes(salt or b"") for salt in Part.objects.values_list("salt", flat=True)]
    assert len(set(salts)) == len(salts) == 6
    assert {len(salt) for salt in salts} == {32}


def test_what_our_own_picture_cannot_draw_is_not_said(sketched) -> None:
    begun = begin()
    with pytest.raises(ZeroDivisionError):
        note(on=begun, words="unbearable")
    assert Entry.objects.count() == 1


def test_also_where_it_has_to_be_folded_among_others(sketched) -> None:
    """A note by CA sorts before ours, so ours refolds the board: its failure there must not pass in silence."""
    begun = begin()
    vote = sketched["CA"].say(Noted(words="hello"), refs=[ref_to(begun, "answers")])
    assert post.hear(raw=vote.raw, parts=vote.parts) == "kept"
    with pytest.raises(ZeroDivisionError):
        note(on=begun, words="unbearable")
    assert Entry.objects.count() == 2
    assert Board.objects.get(thing=BOARD).notes == ["CA: hello"]


def test_what_has_no_cause_here_is_not_said(sketched) -> None:
    elsewhere = sketched["CA"].say(Begun(title="never heard here"))
    with pytest.raises(Malformed, match="cause is not here"):
        act(
            lambda turn: post.post(
                turn, Noted(words="x"), by=GB, to=["CA"], thing=BOARD, status="test", refs=[elsewhere.ref()]
            )
        )()
    assert not Entry.objects.exists()


def test_what_is_drawn_at_once_is_what_a_redraw_will_read(sketched) -> None:
    """A message made past its own checks: the wire would lose or refuse what was never checked."""
    unchecked = Begun.model_construct(title="two\nlines")
    with pytest.raises(Malformed, match=r"test\.begun\.v1: title"):
        act(lambda turn: post.post(turn, unchecked, by=GB, to=["CA"], thing=BOARD, status="test"))()
    assert not Entry.objects.exists()


def test_a_witness_sees_each_thing_said_in_the_same_transaction(sketched, monkeypatch) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(post, "_witnesses", [])
    post.witness(lambda dispatch, by: seen.append((dispatch.hash, by.office)))
    said = begin()
    assert seen == [(said.hash, "duty_desk")]

    def refuse(dispatch, by):
        raise RuntimeError("no row could be kept")

    post.witness(refuse)
    with pytest.raises(RuntimeError):
        begin(title="again")
    assert Entry.objects.count() == 1


def test_a_new_epoch_numbers_from_one_and_goes_on_with_the_chain(sketched) -> None:
    begun = begin()
    last = note(on=begun, words="before the restore")
    assert open_epoch(party="GB", reason="restored from yesterday's backup") == 2
    first = note(on=begun, words="after it")
    second = note(on=begun, words="and again")
    assert [(d.manifest.epoch, d.manifest.number) for d in (first, second)] == [(2, 1), (2, 2)]
    assert (first.manifest.previous, second.manifest.previous) == (last.hash, first.hash)
    assert redraw.check().is_sound
    assert open_epoch(party="GB", reason="and once more") == 3


def test_an_ended_board_is_ended_also_after_a_redraw(sketched) -> None:
    begun = begin()
    act(
        lambda turn: post.post(
            turn, Ended(), by=GB, to=["CA"], thing=BOARD, status="test", refs=[ref_to(begun, "cancels")]
        )
    )()
    assert Board.objects.get().is_ended
    redraw.redraw()
    assert Board.objects.get().is_ended


def test_votes_replace_each_other(sketched) -> None:
    begun = begin()
    for value in (1, 2):
        act(
            lambda turn, value=value: post.post(
                turn,
                Voted(value=value),
                by=GB,
                to=["CA"],
                thing=BOARD,
                status="test",
                refs=[ref_to(begun, "answers")],
            )
        )()
    assert [vote.value for vote in Vote.objects.filter(by="GB")] == [2]


def test_posting_needs_no_transaction_of_its_own_inside_an_act(sketched) -> None:
    with transaction.atomic():
        begin()
        assert connection.in_atomic_block
    assert Entry.objects.count() == 1
