"""Taking in what others say: once, only what is right, and nothing is lost that could be evidence."""

from datetime import timedelta

import pytest
from django.db import connection

from redphone.log.models import Entry, Part, Quarantined
from redphone.log.nudge import News, wake_me
from redphone.log.picture import PICTURES
from redphone.log.post import hear
from redphone.log.redraw import check, draw_the_undrawn
from redphone.wire.kinds import KINDS
from redphone.wire.policy import Seat
from tests.log.sketch import BOARD, NOW, SALT, Begun, Board, Noted, Utterance, Vote, Voted

GB_DESK = Seat(party="GB", role="member", office="duty_desk")


def take_in(said: Utterance) -> str:
    return hear(raw=said.raw, parts=said.parts)


def fates() -> dict[str, tuple[str, str]]:
    return {kind: (fate, why) for kind, fate, why in Entry.objects.values_list("kind", "fate", "why")}


def quarantined() -> list[str]:
    return list(Quarantined.objects.order_by("pk").values_list("why", flat=True))


def test_what_is_right_is_kept_bit_for_bit_and_drawn(sketched) -> None:
    said = sketched["CA"].say(Begun(title="from Ottawa"))
    assert take_in(said) == "kept"
    assert bytes(Entry.objects.get().raw) == said.raw
    assert bytes(Part.objects.get().content or b"") == said.parts[0][1]
    assert Board.objects.get().title == "from Ottawa"


def test_it_is_taken_in_once_for_ever(sketched) -> None:
    said = sketched["CA"].say(Voted(value=1))
    assert [take_in(said) for _ in range(3)] == ["kept", "again", "again"]
    assert Entry.objects.count() == 1
    assert quarantined() == []


def test_it_wakes_the_sleepers_once(sketched, django_capture_on_commit_callbacks) -> None:
    heard: list[list[News]] = []
    wake_me(heard.append)
    said = sketched["CA"].say(Voted(value=1))
    with django_capture_on_commit_callbacks(execute=True):
        take_in(said)
        take_in(said)
    assert [news.by for news_ in heard for news in news_] == ["CA"]


def test_the_time_of_arrival_is_ours_and_a_wrong_clock_elsewhere_is_no_reason_to_refuse(sketched) -> None:
    late = sketched["CA"].say(Voted(value=1), said_at="1999-01-01T00:00:00.000Z")
    early = sketched["IT"].say(Voted(value=1), said_at="2199-01-01T00:00:00.000Z")
    assert [take_in(late), take_in(early)] == ["kept", "kept"]
    assert set(Entry.objects.values_list("heard_at", flat=True)) == {NOW}


def damaged(said: Utterance) -> Utterance:
    head, _, signature = said.raw.rpartition(b".")
    flipped = (b"A" if signature[:1] != b"A" else b"B") + signature[1:]
    sealed = type(said.sealed)(raw=head + b"." + flipped, manifest=said.sealed.manifest, hash=said.hash)
    return Utterance(sealed, said.parts)


def test_a_bad_seal_goes_to_quarantine_and_the_good_one_is_still_welcome(sketched) -> None:
    said = sketched["CA"].say(Voted(value=1))
    assert take_in(damaged(said)) == "quarantined"
    assert quarantined() == ["the signature does not hold"]
    assert bytes(Quarantined.objects.get().raw) == damaged(said).raw
    assert take_in(said) == "kept"


def test_an_unknown_key_goes_to_quarantine(sketched) -> None:
    said = sketched["CA"].say(Voted(value=1))
    del sketched["CA"]
    assert take_in(said) == "quarantined"
    assert quarantined() == ["no key CA-node-1 is known here"]


@pytest.mark.parametrize("raw", [b"", b"...", b"{}", b"\x00" * 200_000, "é".encode() * 50])
def test_rubbish_goes_to_quarantine_cut_to_size(sketched, raw) -> None:
    assert hear(raw=raw, parts=()) == "quarantined"
    assert bytes(Quarantined.objects.get().raw) == raw[:100_000]


def test_what_is_of_another_network_goes_to_quarantine(sketched) -> None:
    assert take_in(sketched["CA"].say(Voted(value=1), net="rdn-prod")) == "quarantined"
    assert quarantined() == ["of another network: rdn-prod"]


def test_what_names_nobody_here_goes_to_quarantine(sketched) -> None:
    """Validly said by CA to IT, and brought here by somebody: this node may not know it."""
    assert take_in(sketched["CA"].say(Voted(value=1), to=("IT",))) == "quarantined"
    assert quarantined() == ["it names no party of this node"]


def test_a_second_story_under_one_number_is_kept_as_evidence(sketched) -> None:
    begun = sketched["IT"].say(Begun(title="a board"), to=("CA", "GB"))
    first = sketched["CA"].say(Voted(value=1), refs=[begun.ref()])
    second = sketched["CA"].say(Voted(value=2), refs=[begun.ref()], number=1, previous="")
    assert [take_in(said) for said in (begun, first, second)] == ["kept", "kept", "quarantined"]
    assert quarantined() == ["CA 1.1 was said before, in other words"]
    assert bytes(Quarantined.objects.get().raw) == second.raw
    assert Vote.objects.get(by="CA").value == 1


def test_the_same_number_of_a_new_epoch_is_another_number(sketched) -> None:
    begun = sketched["IT"].say(Begun(title="a board"), to=("CA", "GB"))
    first = sketched["CA"].say(Voted(value=1), refs=[begun.ref()])
    second = sketched["CA"].say(Voted(value=2), refs=[begun.ref()], number=1, epoch=2)
    assert [take_in(said) for said in (begun, first, second)] == ["kept"] * 3
    assert Vote.objects.get(by="CA").value == 2


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda parts: (), "came with 0 of its 1 parts"),
        (lambda parts: (*parts, (SALT, b"more")), "came with 2 of its 1 parts"),
        (lambda parts: ((SALT, parts[0][1] + b" "),), "part 0 is not what"),
        (lambda parts: ((SALT, parts[0][1].replace(b"1", b"2")),), "part 0 is not what"),
        (lambda parts: ((bytes(32), parts[0][1]),), "part 0 is not what"),
        (lambda parts: ((b"", parts[0][1]),), "part 0 is not what"),
    ],
)
def test_parts_that_are_not_those_committed_to_go_to_quarantine(sketched, spoil, why) -> None:
    said = sketched["CA"].say(Voted(value=1))
    assert hear(raw=said.raw, parts=spoil(said.parts)) == "quarantined"
    assert why in quarantined()[0]
    assert take_in(said) == "kept", "a dispatch that came without its body must not be taken as told"


def test_an_unknown_kind_is_kept_undrawn_and_drawn_after_the_upgrade(sketched, monkeypatch) -> None:
    begun = sketched["CA"].say(Begun(title="a board"))
    noted = sketched["CA"].say(Noted(words="news"), refs=[begun.ref()])
    answered = sketched["IT"].say(Noted(words="an answer"), refs=[noted.ref()])
    with monkeypatch.context() as older:
        older.delitem(KINDS, "test.noted.v1")
        older.delitem(PICTURES, "test.noted.v1")
        assert [take_in(said) for said in (begun, noted, answered)] == ["kept"] * 3
        assert fates()["test.noted.v1"] == ("undrawn", "test.noted.v1 is not known here: upgrade needed")
        assert draw_the_undrawn() == 0
        assert check().is_sound
    assert check().differences, "after the upgrade the picture is behind, and that is seen"
    assert draw_the_undrawn() == 2
    assert Board.objects.get().notes == ["CA: news", "IT: an answer"]
    assert draw_the_undrawn() == 0


def test_an_answer_to_what_cannot_be_read_yet_is_drawn_all_the_same(sketched, monkeypatch) -> None:
    """Whichever comes first: nothing waits for a cause that is here and merely not understood."""
    new = type("New", (Begun,), {"kind": "test.new.v1"})
    begun = sketched["CA"].say(Begun(title="a board"))
    unread = sketched["CA"].say(new(title="?"), refs=[begun.ref()])
    noted = sketched["IT"].say(Noted(words="an answer"), refs=[begun.ref(), unread.ref()])
    assert [take_in(said) for said in (begun, noted, unread)] == ["kept"] * 3
    assert Board.objects.get().notes == ["IT: an answer"]
    assert {kind: fate for kind, (fate, _) in fates().items()} == {
        "test.begun.v1": "drawn",
        "test.noted.v1": "drawn",
        "test.new.v1": "undrawn",
    }


def test_a_critical_member_that_is_not_understood_is_kept_and_nothing_else(sketched) -> None:
    said = sketched["CA"].say(Begun(title="under embargo"), crit=["embargo"])
    assert take_in(said) == "kept"
    assert fates() == {"test.begun.v1": ("undrawn", "needs embargo: upgrade needed")}
    assert not Board.objects.exists()
    assert draw_the_undrawn() == 0


@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"title":1}', b'{"title":"a","title":"b"}', b'{"title":"a\\nb"}', b"\xff", b'{"title":"a"} '],
)
def test_a_body_that_is_not_right_is_kept_undrawn_for_its_seal_holds(sketched, body) -> None:
    assert take_in(sketched["CA"].say(Begun(title=""), body=body)) == "kept"
    fate, why = fates()["test.begun.v1"]
    assert (fate, bool(why)) == ("undrawn", True)


def test_a_dispatch_without_a_body_is_kept_undrawn(sketched) -> None:
    said = sketched["CA"].say(Begun(title=""), parts=[])
    assert hear(raw=said.raw, parts=()) == "kept"
    assert fates()["test.begun.v1"] == ("undrawn", "says nothing: its first part is no body")


def test_what_breaks_its_picture_is_kept_undrawn_without_telling_what_it_said(sketched) -> None:
    begun = sketched["CA"].say(Begun(title="a board"))
    bad = sketched["CA"].say(Noted(words="unbearable"), refs=[begun.ref()])
    good = sketched["IT"].say(Noted(words="still here"), refs=[begun.ref()])
    assert [take_in(said) for said in (begun, bad, good)] == ["kept"] * 3
    assert fates()["test.noted.v1"][0] in {"drawn", "undrawn"}
    undrawn = Entry.objects.get(fate="undrawn")
    assert undrawn.why == "test.noted.v1: its picture fails: ZeroDivisionError"
    assert Board.objects.get().notes == ["IT: still here"]


def test_a_message_whose_own_check_fails_in_an_unforeseen_way_harms_nobody(sketched, monkeypatch) -> None:
    class Fragile(Begun):
        def model_post_init(self, _: object) -> None:
            raise KeyError("unforeseen")

    said = sketched["CA"].say(Begun(title="x"))
    monkeypatch.setitem(KINDS, "test.begun.v1", Fragile)
    assert take_in(said) == "kept"
    assert fates()["test.begun.v1"] == ("undrawn", "test.begun.v1: its check fails: KeyError")


def test_an_answer_heard_before_its_question_waits(sketched) -> None:
    begun = sketched["CA"].say(Begun(title="a board"))
    noted = sketched["IT"].say(Noted(words="an answer"), refs=[begun.ref()])
    assert take_in(noted) == "kept"
    assert fates() == {"test.noted.v1": ("waiting", "")}
    assert not Board.objects.exists()
    assert take_in(begun) == "kept"
    assert Board.objects.get().notes == ["IT: an answer"]
    assert {fate for fate, _ in fates().values()} == {"drawn"}


def test_a_cause_about_another_thing_holds_nothing_up(sketched) -> None:
    elsewhere = sketched["CA"].say(Voted(value=1), to=("IT",))
    begun = sketched["IT"].say(Begun(title="a board"), refs=[elsewhere.ref("derived")])
    assert take_in(begun) == "kept"
    assert Board.objects.exists()


def test_two_causes_that_wait_for_each_other_wait_and_harm_nobody(sketched) -> None:
    """Only an author who breaks its own chain can say this: 2 before 1, and 1 because of an answer to 2."""
    ca, it = sketched["CA"], sketched["IT"]
    second = ca.say(Begun(title="second"), number=2, previous="")
    answer = it.say(Noted(words="to the second"), refs=[second.ref()])
    first = ca.say(Noted(words="first"), number=1, refs=[answer.ref()], previous="")
    for said in (second, answer, first):
        take_in(said)
    assert set(Entry.objects.values_list("fate", flat=True)) == {"waiting"}
    other = sketched["EC"].say(Begun(title="not held up"))
    assert take_in(other) == "kept"
    assert Board.objects.get().title == "not held up"
    found = check()
    assert found.contradictions == ["CA 1.2: does not continue what was said before it"]
    assert found.is_sound, "that is evidence against CA, and no fault of this log"


def test_what_is_heard_is_not_touched_by_what_comes_in_about_other_things(sketched) -> None:
    take_in(sketched["CA"].say(Begun(title="a board")))
    take_in(sketched["CA"].say(Begun(title="another"), thing="0193464a-7a00-7000-8000-0000000000b1"))
    assert list(Board.objects.order_by("thing").values_list("title", flat=True)) == ["a board", "another"]


@pytest.mark.django_db(transaction=True)
def test_two_links_that_bring_the_same_at_once_bring_it_once(sketched) -> None:
    import threading

    said = sketched["CA"].say(Voted(value=1))
    came: list[str] = []

    def bring() -> None:
        came.append(take_in(said))
        connection.close()

    links = [threading.Thread(target=bring) for _ in range(4)]
    for link in links:
        link.start()
    for link in links:
        link.join(30)
    assert sorted(came) == ["again", "again", "again", "kept"]
    assert Entry.objects.filter(thing=BOARD).count() == 1


def test_expired_on_arrival_is_still_evidence(sketched) -> None:
    long_ago = (NOW - timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert take_in(sketched["CA"].say(Voted(value=1), expires_at=long_ago)) == "kept"
