"""Raising a call and seeing who has it, as typed: answers, JSON, and exit codes that scripts can use."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from redphone.calls.models import Call, CallLine, ChairAsked, RingerMark
from redphone.door import calling, serving
from redphone.door.calling import NOBODY_RINGS
from redphone.door.commands import COMMANDS
from redphone.log import clock
from redphone.look.terminal import CODES, OK, REFUSED, UNREACHABLE, USAGE, WRONG
from redphone.officers.models import Audited
from tests.door.typed import FIRST_MESSAGE, NEW, Type

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_is_raised_to_every_other_member(raised: dict[str, Any]) -> None:
    call = Call.objects.get(thing=raised["thing"])
    assert raised["to"] == ["AU", "CA", "EC", "IT", "NZ", "ES", "US"] or sorted(raised["to"]) == sorted(
        call.to
    )
    assert set(call.to) == {"AU", "CA", "EC", "IT", "NZ", "ES", "US"}
    assert (call.by, call.status, call.what_happened) == ("GB", "test", FIRST_MESSAGE["what_happened"])
    assert call.number == raised["number"]


def test_that_the_operator_raised_it_stands_in_the_record(raised: dict[str, Any]) -> None:
    line = Audited.objects.get(what="command")
    assert (line.party, line.facts, line.who) == ("GB", {"path": f"raise {raised['number']}"}, None)


def test_the_same_raise_again_is_the_same_call(type_: Type, raised: Any, first_message: Any) -> None:
    code, out, _ = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message())
    assert code == UNREACHABLE
    assert "it is the same call, to 7 parties" in out
    assert Call.objects.count() == 1


def test_the_same_raise_to_fewer_says_who_is_really_rung(
    type_: Type, raised: dict[str, Any], first_message: Any
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--json", "--to", "IT")
    said = json.loads(type_(*words)[1])
    assert (said["thing"], said["is_new"], said["to"]) == (raised["thing"], False, raised["to"])


def test_a_call_to_oneself_alone_is_refused_and_finds_no_other(
    type_: Type, raised: Any, first_message: Any
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--to", "GB")
    code, out, err = type_(*words)
    assert (code, out) == (REFUSED, "")
    assert "besides your own" in err


def test_parties_are_counted_in_words(type_: Type, cast: Any, first_message: Any) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--to")
    assert "is raised to 1 party: IT" in type_(*words, "IT")[1]
    assert "is raised to 2 parties: AU, IT" in type_(*words, "IT", "AU")[1]


def test_where_no_ringer_runs_the_call_is_kept_and_it_is_said_that_nobody_is_rung(
    type_: Type, cast: Any, first_message: Any
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--json")
    code, out, err = type_(*words)
    said = json.loads(out)
    assert code == UNREACHABLE
    assert "NOBODY IS RUNG" in err
    assert (said["rings_now"], said["why_not"]) == (False, NOBODY_RINGS)
    assert Call.objects.get().thing == said["thing"]
    assert "rings" not in type_(*words[:-1])[1]  # not even by the way


@pytest.fixture
def ringer_runs(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a server whose ringer has just gone round."""
    monkeypatch.setattr(serving, "keeping", [SimpleNamespace(name="ringer")])
    RingerMark.objects.update_or_create(pk=1, defaults={"alive_at": clock.now()})


def test_where_one_runs_it_is_rung_and_waiting_in_vain_is_wrong(
    type_: Type, cast: Any, first_message: Any, ringer_runs: None
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--json")
    code, out, err = type_(*words)
    assert (code, err, json.loads(out)["rings_now"]) == (OK, "", True)
    code, out, _ = type_(*words, "--wait", "0.1")
    assert code == WRONG
    assert json.loads(out)["who_has_it"]["have_it"] == 0


def test_a_ringer_that_went_round_long_ago_rings_nobody(
    type_: Type, cast: Any, first_message: Any, ringer_runs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "FIRST_ROUND_WITHIN", 0)
    RingerMark.objects.update(alive_at=clock.now() - timedelta(minutes=1))
    assert type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message())[0] == UNREACHABLE


def test_who_has_it_for_people_and_for_programs(type_: Type, raised: Any) -> None:
    code, out, _ = type_("who-has-it", raised["number"], "--as", "IT/duty_desk")
    assert code == OK
    assert "0 of 7 have it" in out
    assert out.count("Waiting") == 7
    _, out, _ = type_("who-has-it", raised["thing"], "--as", "IT/duty_desk", "--json")
    said = json.loads(out)
    assert {line["party"] for line in said["lines"]} == set(raised["to"])
    assert said["call"]["what_happened"] == FIRST_MESSAGE["what_happened"]


def test_who_is_not_named_learns_not_even_that_it_is_there(
    type_: Type, cast: Any, first_message: Any
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--to", "IT", "--json")
    number = json.loads(type_(*words)[1])["number"]
    code, out, err = type_("who-has-it", number, "--as", "AU/duty_desk")
    assert (code, out) == (WRONG, "")
    assert "there is no call" in err


def test_an_administrator_sees_the_envelope_only(type_: Type, raised: Any) -> None:
    _, out, _ = type_("who-has-it", raised["thing"], "--as", "IT/administrator", "--json")
    assert FIRST_MESSAGE["what_happened"] not in out
    assert json.loads(out)["call"]["sight"] == "envelope"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"what_happend": "a slip"}, "has no what_happend"),
        ({"number": "GB-1"}, "has no number"),
        ({"urgency": "at once"}, "urgency"),
        ({"asked": ""}, "asked"),
        ({"what_happened": "x" * 201}, "what_happened"),
        ({"answer_by_at": "tomorrow"}, "answer_by_at: write a time as"),
        ({"answer_by_at": "2026-11-23T16:40:00"}, "answer_by_at: the time zone is missing"),
        ({"figures": [{"what": "people"}]}, "figures"),
        ({"place": ["a", "list"]}, "place"),
    ],
)
def test_a_first_message_that_is_wrong_says_where(
    type_: Type, cast: Any, first_message: Any, changed: Any, words: str
) -> None:
    code, out, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(**changed))
    assert (code, out) == (USAGE, "")
    assert words in err
    assert not Call.objects.exists()


def test_times_may_be_written_with_any_zone(type_: Type, cast: Any, first_message: Any) -> None:
    at = clock.now() + timedelta(hours=2)
    path = first_message(answer_by_at=f"{at:%Y-%m-%dT%H:%M:%S}+00:00")
    assert type_("raise", "--as", "GB/duty_desk", *NEW, "--file", path)[0] == UNREACHABLE
    assert Call.objects.get().answer_by_at == at.replace(microsecond=0)


def test_a_rule_refuses_in_its_own_words(type_: Type, cast: Any, first_message: Any) -> None:
    past = first_message(answer_by_at="2020-01-01T00:00:00Z")
    code, out, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", past)
    assert (code, out) == (REFUSED, "")
    assert "This time has passed" in err


@pytest.mark.parametrize(
    ("seat", "code"),
    [("GB", USAGE), ("GB/janitor", USAGE), ("/duty_desk", REFUSED), ("XX/duty_desk", REFUSED)],
)
def test_a_seat_has_to_be_one_that_speaks_here(
    type_: Type, cast: Any, first_message: Any, seat: str, code: int
) -> None:
    assert type_("raise", "--as", seat, *NEW, "--file", first_message())[0] == code


def test_an_administrator_may_not_raise(type_: Type, cast: Any, first_message: Any) -> None:
    assert type_("raise", "--as", "GB/administrator", *NEW, "--file", first_message())[0] == REFUSED


def test_a_situation_is_named_by_title_and_by_id(type_: Type, raised: Any, first_message: Any) -> None:
    another = first_message(what_happened="Fictional: a second thing")
    words = ("raise", "--as", "GB/duty_desk", "--status", "test", "--file", another, "--situation")
    assert type_(*words, "Exampleland")[0] == UNREACHABLE
    code, _, err = type_(*words, "Nowhereland")
    assert code == USAGE
    assert "Exampleland" in err


def test_waiting_where_no_ringer_runs_says_so_before_and_after(
    type_: Type, cast: Any, first_message: Any
) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--wait", "0.1", "--json")
    code, out, err = type_(*words)
    assert code == UNREACHABLE
    assert "Waiting 0.1 s for one to run" in err
    assert json.loads(out)["who_has_it"]["have_it"] == 0


def test_looking_needs_no_key_and_speaking_does(
    type_: Type, raised: Any, first_message: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redphone.network.reads.hosted_parties", lambda: ())  # as where evidence is looked at
    code, out, _ = type_("who-has-it", raised["number"], "--as", "IT/duty_desk")
    assert (code, "0 of 7 have it" in out) == (OK, True)
    code, out, _ = type_("calls", "--as", "IT/duty_desk")
    assert (code, raised["number"] in out, FIRST_MESSAGE["what_happened"] in out) == (OK, True, True)
    code, _, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message())
    assert (code, "holds no key of GB" in err) == (REFUSED, True)


def test_the_calls_of_a_party_are_those_that_its_seat_may_know_of(
    type_: Type, cast: Any, first_message: Any
) -> None:
    type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--to", "IT")
    assert json.loads(type_("calls", "--as", "AU/duty_desk", "--json")[1]) == {"calls": []}
    _, out, _ = type_("calls", "--as", "IT/administrator", "--json")
    assert [call["number"] for call in json.loads(out)["calls"]] == ["GB-T1"]
    assert FIRST_MESSAGE["what_happened"] not in out
    code, out, _ = type_("calls", "--as", "IT/duty_desk", "--ended")
    assert (code, "no call of IT is ended" in out) == (OK, True)


def test_who_has_it_tells_the_step_and_who_was_asked_as_chair(type_: Type, raised: Any) -> None:
    now = clock.now()
    CallLine.objects.filter(party="AU").update(step="deputy", rung_at=now, delivered_at=now)
    CallLine.objects.filter(party="NZ").update(nobody_at=now)
    asked = {"thing": raised["thing"], "unreached": "NZ", "asked_party": "US", "asked_at": now}
    ChairAsked.objects.create(**asked)
    _, out, _ = type_("who-has-it", raised["number"], "--as", "GB/duty_desk")
    assert "Delivered, deputy" in out
    assert "US rung as chair, does not know yet" in out
    ChairAsked.objects.update(acknowledged_at=now)
    assert "US rung as chair, knows" in type_("who-has-it", raised["number"], "--as", "GB/duty_desk")[1]
    ChairAsked.objects.all().delete()
    CallLine.objects.filter(party__in=("AU", "NZ")).update(
        step="", rung_at=None, delivered_at=None, nobody_at=None
    )


def test_no_log_line_stands_among_a_commands_words(
    type_: Type, cast: Any, first_message: Any, ringer_runs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message())
    assert (code, err) == (OK, "")
    structlog.get_logger().warning("mail_not_sent", why="planted")
    assert capsys.readouterr().err == "redphone: warning: mail not sent (why: planted)\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("ring-everybody",),
        ("raise",),
        ("raise", "--as", "GB/duty_desk", "--status", "real", "--file", "x", "--new-situation", "x"),
        ("raise", "--as", "GB/duty_desk", "--status", "test", "--file", "/nowhere", "--new-situation", "x"),
        ("restore", "x"),
        ("restore", "x", "--as-evidence", "--open-new-epoch", "why"),
        ("serve", "--port", "high"),
        ("serve", "--workers-threads", "0"),
    ],
)
def test_what_is_typed_wrong_ends_with_its_own_code(type_: Type, words: tuple[str, ...]) -> None:
    code, out, err = type_(*words)
    assert (code, out) == (USAGE, "")
    assert err


def test_help_says_what_the_codes_mean(type_: Type) -> None:
    code, out, _ = type_("--help")
    assert code == OK
    for number, means in CODES.items():
        assert f"{number}  {means}" in out
    for command in (*COMMANDS, "serve", "ring", "restore", "words", "demo", "manage"):
        assert command in out


def test_every_command_is_somewhere() -> None:
    from django.utils.module_loading import import_string

    assert all(callable(import_string(where)) for where in COMMANDS.values())
