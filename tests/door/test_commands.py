"""What can be typed, done in this process: answers, JSON, and exit codes that scripts can use."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redphone.__main__ import main
from redphone.calls.models import Call
from redphone.door.commands import COMMANDS
from redphone.log import clock
from redphone.log.models import Entry
from redphone.look.terminal import CODES, OK, REFUSED, UNREACHABLE, USAGE, WRONG
from redphone.network.models import Party
from redphone.officers.models import Audited, Officer

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_MESSAGE: dict[str, Any] = {
    "what_happened": "Fictional: a border post has closed",
    "place": "Exampletown",
    "asked": "Who can receive families?",
    "urgency": "today",
    "decides": "desk_officer",
}
NEW = ("--status", "test", "--new-situation", "Exampleland")
Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path) -> Type:
    """Type a command; gives the exit code, stdout and stderr."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir(exist_ok=True)

    def type_it(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as problem:
            code = int(problem.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_it


@pytest.fixture
def first_message(tmp_path: Path) -> Callable[..., Path]:
    def write(**changed: Any) -> Path:
        path = tmp_path / "first-message.json"
        path.write_text(json.dumps(FIRST_MESSAGE | changed))
        return path

    return write


@pytest.fixture
def raised(type_: Type, cast: Any, first_message: Any) -> dict[str, Any]:
    """A test call of GB's, raised from the command line."""
    code, out, err = type_("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--json")
    assert (code, err.replace("\n", "")) == (OK, err.replace("\n", ""))
    said: dict[str, Any] = json.loads(out)
    return said


# Raising, and who has it


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
    assert code == OK
    assert "it is the same call" in out
    assert Call.objects.count() == 1


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
    assert type_("raise", "--as", "GB/duty_desk", *NEW, "--file", path)[0] == OK
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
    assert type_(*words, "Exampleland")[0] == OK
    code, _, err = type_(*words, "Nowhereland")
    assert code == USAGE
    assert "Exampleland" in err


def test_waiting_ends_when_nobody_was_reached_in_time(type_: Type, cast: Any, first_message: Any) -> None:
    words = ("raise", "--as", "GB/duty_desk", *NEW, "--file", first_message(), "--wait", "0.1", "--json")
    code, out, _ = type_(*words)
    assert code == WRONG
    assert json.loads(out)["who_has_it"]["have_it"] == 0


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


# Keeping


def test_redraw_checks_and_redraws(type_: Type, raised: Any) -> None:
    code, out, _ = type_("redraw", "--check", "--json")
    said = json.loads(out)
    assert (code, said["faults"], said["differences"], said["changed"]) == (OK, [], [], False)
    assert said["entries"] == Entry.objects.count()
    assert type_("redraw")[0] == OK


@pytest.mark.tampers
def test_redraw_finds_a_picture_that_is_wrong_and_puts_it_right(type_: Type, raised: Any) -> None:
    Call.objects.update(what_happened="Something else")
    code, out, _ = type_("redraw", "--check")
    assert code == WRONG
    assert "NOT sound" in out
    assert "differs: calls.Call: live only" in out
    assert Call.objects.get().what_happened == "Something else"
    assert type_("redraw")[0] == OK
    assert Call.objects.get().what_happened == FIRST_MESSAGE["what_happened"]
    assert type_("redraw", "--check")[0] == OK


def test_backup_says_what_it_made(type_: Type, raised: Any, tmp_path: Path) -> None:
    code, out, _ = type_("backup", tmp_path / "a.backup", "--json")
    said = json.loads(out)
    assert code == OK
    assert said["counts"]["entries"] == Entry.objects.count()
    assert (tmp_path / "a.backup").stat().st_size == said["bytes"]
    assert type_("backup", tmp_path / "a.backup")[0] == USAGE
    assert type_("backup", tmp_path / "nowhere" / "a.backup")[0] == WRONG


def test_restore_refuses_what_is_not_empty_and_what_is_no_backup(
    type_: Type, raised: Any, tmp_path: Path
) -> None:
    type_("backup", tmp_path / "a.backup")
    code, _, err = type_("restore", tmp_path / "a.backup", "--open-new-epoch", "a try")
    assert code == REFUSED
    assert "empty store" in err
    (tmp_path / "b.backup").write_text("nothing")
    assert type_("restore", tmp_path / "b.backup", "--as-evidence")[0] == WRONG
    assert type_("restore", tmp_path / "c.backup", "--as-evidence")[0] == WRONG


# Founding

FOUNDING = """
network = "rdn"
chair = "US"
substitutes = ["IT"]
reason = "As agreed"

[[party]]
code = "US"
names = {en = "United States"}
role = "member"
zone = "America/New_York"
languages = ["en"]

[[party]]
code = "IT"
names = {en = "Italy"}
role = "member"
zone = "Europe/Rome"
languages = ["it"]

[[party]]
code = "SEC"
names = {en = "Secretariat"}
role = "secretariat"
zone = "UTC"
languages = ["en"]

[[administrator]]
party = "IT"
email = "officer@it.example"
name = "Officer Ida Example"
"""


def test_a_network_is_founded_and_its_first_administrator_invited(
    type_: Type, db: None, small_world: None, tmp_path: Path, client: Any
) -> None:
    (tmp_path / "plan.toml").write_text(FOUNDING)
    code, out, _ = type_("found", tmp_path / "plan.toml", "--json")
    said = json.loads(out)
    assert code == OK
    assert sorted(Party.objects.values_list("code", flat=True)) == ["IT", "SEC", "US"]
    link = said["invitations"][0]["link"]
    path = "/" + link.split("/", 3)[3]
    assert client.get(path, follow=True).status_code == 200
    assert type_("found", tmp_path / "plan.toml")[0] == REFUSED


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('network = "rdn"', 'network = "another"', USAGE),
        ('role = "secretariat"', 'role = "member"', REFUSED),
        ('chair = "US"', 'chair = "FR"', REFUSED),
        ('party = "IT"\nemail', 'party = "ES"\nemail', USAGE),
        ('reason = "As agreed"', "", USAGE),
        ("officer@it.example", "nobody", REFUSED),
        ("network", "networks", USAGE),
        ("[[party]]", "[[party", USAGE),
    ],
)
def test_a_plan_that_is_wrong_founds_nothing(
    type_: Type, db: None, small_world: None, tmp_path: Path, old: str, new: str, code: int
) -> None:
    (tmp_path / "plan.toml").write_text(FOUNDING.replace(old, new, 1))
    assert type_("found", tmp_path / "plan.toml")[0] == code
    assert not Party.objects.exists()
    assert not Officer.objects.exists()
    (tmp_path / "plan.toml").write_text(FOUNDING)
    assert type_("found", tmp_path / "plan.toml")[0] == OK


# The store


@pytest.mark.tampers
def test_a_store_of_a_newer_version_is_left_alone(type_: Type, cast: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('log', '0999_next', '2030-01-01')"
        )
    try:
        code, _, err = type_("redraw", "--check")
        assert code == REFUSED
        assert "a newer version: it knows log 0999_next" in err
        assert type_("serve", "--port", "0")[0] == REFUSED
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '0999_next'")


def test_a_store_that_is_behind_is_said_to_be(type_: Type, cast: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'desk'")
    try:
        code, _, err = type_("redraw", "--check")
        assert code == UNREACHABLE
        assert "steps behind this version" in err
    finally:
        from django.core.management import call_command

        call_command("migrate", "desk", fake=True, verbosity=0)
