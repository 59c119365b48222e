"""Redrawing, backing up, founding, and a store of another version, as typed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redphone.calls.models import Call
from redphone.log.models import Entry
from redphone.look.terminal import OK, REFUSED, UNREACHABLE, USAGE, WRONG
from redphone.network.models import Party
from redphone.officers.models import Officer
from tests.door.typed import FIRST_MESSAGE, Type

pytestmark = pytest.mark.django_db(transaction=True)


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
    told = type_("backup", tmp_path / "b.backup")[1]
    assert f"{Entry.objects.count():,} dispatches" in told
    assert not re.search(r"[a-z]+\.[A-Z][a-z]+", told), "a table is named as the code names it"
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
