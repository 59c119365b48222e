"""The shape of the house: every rule holds for the whole tree, and finds a breach that is planted here."""

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

import pytest

from tests.house import shape
from tests.house.shape import Complaint, Rule, Source

HOUSE = list(shape.sources("redphone"))
EVERYTHING = [*HOUSE, *shape.sources("tests", "benchmarks")]
EVERYTHING.append(Source(PurePosixPath("rp"), (shape.ROOT / "rp").read_text(encoding="utf-8")))
DRAWN = {name for source in HOUSE if source.path.name == "models.py" for name in shape.drawn_models(source)}

HOUSE_RULES: list[Rule] = [
    shape.models_stay_in_their_room,
    shape.rules_and_messages_are_pure,
    shape.rules_and_pictures_have_no_clock,
    partial(shape.only_pictures_write_what_is_drawn, drawn=DRAWN),
    shape.rooms_say_what_they_are_for,
    shape.acts_take_names,
    shape.rooms_share_only_ids,
    partial(shape.kept_rows_outlive_drawn_ones, drawn=DRAWN),
]
RULES_FOR_ALL: list[Rule] = [shape.names_say_what_a_thing_is, shape.sizes_stay_small]


def breaches(rule: Rule, sources: list[Source]) -> list[str]:
    return [f"{source.path}:{line}: {said}" for source in sources for line, said in rule(source)]


def hold(rule: Rule, sources: list[Source]) -> None:
    if found := breaches(rule, sources):
        pytest.fail("\n".join(found), pytrace=False)


def name_of(rule: Rule) -> str:
    return (rule.func if isinstance(rule, partial) else rule).__name__


def planted(path: str, text: str) -> Source:
    return Source(PurePosixPath(path), text)


@pytest.mark.parametrize("rule", HOUSE_RULES, ids=name_of)
def test_the_house_keeps(rule: Rule) -> None:
    hold(rule, HOUSE)


@pytest.mark.parametrize("rule", RULES_FOR_ALL, ids=name_of)
def test_everything_keeps(rule: Rule) -> None:
    hold(rule, EVERYTHING)


def test_pages_run_nothing_inline() -> None:
    hold(shape.pages_run_nothing_inline, list(shape.templates()))


def test_every_room_has_a_first_sentence() -> None:
    rooms = {source.room for source in HOUSE if source.room}
    said = {
        source.room for source in HOUSE if source.path.name == "__init__.py" and len(source.path.parts) == 3
    }
    assert rooms == said


def test_the_pictures_were_found() -> None:
    """The rule about them would hold of an empty house too."""
    assert len(DRAWN) >= 3
    assert len(HOUSE) > 30


def test_long_functions_are_worth_a_look() -> None:
    """Never fails by itself: it prints what nears the limit, for whoever runs it with -s."""
    print("\n".join(breaches(shape.long_functions, HOUSE)))


# Each rule finds what it is for: (rule, file, a breach of it)
PLANTED: list[tuple[Rule, str, str]] = [
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "from redphone.network.models import Party"),
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "from redphone.network import models"),
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "from ..network.models import Party"),
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "import redphone.network.models"),
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "from redphone.log.models import Entry"),
    (shape.models_stay_in_their_room, "redphone/asgi.py", "from redphone.log.models import Entry"),
    (shape.rules_and_messages_are_pure, "redphone/calls/rules.py", "from django.utils import timezone"),
    (shape.rules_and_messages_are_pure, "redphone/calls/messages.py", "import psycopg.rows"),
    (shape.rules_and_pictures_have_no_clock, "redphone/calls/rules.py", "at = datetime.now(UTC)"),
    (shape.rules_and_pictures_have_no_clock, "redphone/calls/picture.py", "at = timezone.now()"),
    (shape.rules_and_pictures_have_no_clock, "redphone/calls/picture.py", "import time\nat = time.time()"),
    (shape.rules_and_pictures_have_no_clock, "redphone/calls/picture.py", "from redphone.log import clock"),
    (shape.names_say_what_a_thing_is, "redphone/calls/call_utils.py", ""),
    (shape.names_say_what_a_thing_is, "redphone/calls/acts.py", "class CallManager: ..."),
    (shape.names_say_what_a_thing_is, "redphone/calls/acts.py", "def handle():\n    def mail_handler(): ..."),
    (shape.rooms_say_what_they_are_for, "redphone/calls/__init__.py", ""),
    (shape.rooms_say_what_they_are_for, "redphone/calls/__init__.py", '"""Calls"""'),
    (shape.rooms_say_what_they_are_for, "redphone/calls/__init__.py", '"""Calls. Also mails."""'),
    (shape.sizes_stay_small, "redphone/calls/acts.py", "pass\n" * 301),
    (shape.sizes_stay_small, "redphone/calls/acts.py", "def long():\n" + "    pass\n" * 60),
    (shape.long_functions, "redphone/calls/acts.py", "def long():\n" + "    pass\n" * 41),
    (shape.acts_take_names, "redphone/calls/acts.py", "@act\ndef cancel(turn, call): ..."),
    (shape.acts_take_names, "redphone/calls/acts.py", "@log.act\ndef cancel(turn, *calls): ..."),
    (shape.rooms_share_only_ids, "redphone/calls/models.py", 'at = models.ForeignKey("network.Party")'),
    (shape.rooms_share_only_ids, "redphone/calls/models.py", 'at = models.ForeignKey(to="network.Party")'),
    (shape.pages_run_nothing_inline, "page.html", '<p style="color: red">'),
    (shape.pages_run_nothing_inline, "page.html", '<p {% if x %}class="a"{% endif %} onclick="go()">'),
    (shape.pages_run_nothing_inline, "mail.html", '<p onclick="go()">'),
    (shape.pages_run_nothing_inline, "page.html", "<script>go()</script>"),
    (shape.pages_run_nothing_inline, "page.html", "<style>p { color: red }</style>"),
    (shape.pages_run_nothing_inline, "page.html", '<a href="javascript:go()">'),
]


@pytest.mark.parametrize(
    ("rule", "path", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_planted_breach_is_found(rule: Rule, path: str, text: str) -> None:
    assert list(rule(planted(path, text)))


# What looks like a breach and is none
ALLOWED: list[tuple[Rule, str, str]] = [
    (shape.models_stay_in_their_room, "redphone/calls/acts.py", "from redphone.calls.models import Call"),
    (
        shape.models_stay_in_their_room,
        "redphone/calls/models.py",
        "from redphone.log.models import Drawn, Kept",
    ),
    (shape.rules_and_messages_are_pure, "redphone/calls/acts.py", "from django.db import transaction"),
    (shape.rules_and_pictures_have_no_clock, "redphone/calls/acts.py", "at = datetime.now(UTC)"),
    (shape.names_say_what_a_thing_is, "redphone/officers/models.py", "class Officers(BaseUserManager): ..."),
    (
        shape.names_say_what_a_thing_is,
        "redphone/officers/models.py",
        "class OfficerManager(BaseUserManager): ...",
    ),
    (shape.names_say_what_a_thing_is, "redphone/calls/management/__init__.py", "commonly = 1"),
    (shape.rooms_say_what_they_are_for, "redphone/calls/__init__.py", '"""Whose phone rings.\n\nMore."""'),
    (shape.sizes_stay_small, "redphone/calls/acts.py", "pass\n" * 300),
    (shape.acts_take_names, "redphone/calls/acts.py", "@act\ndef cancel(turn, *, call): ..."),
    (shape.rooms_share_only_ids, "redphone/calls/models.py", 'at = models.ForeignKey("calls.Call")'),
    (
        shape.rooms_share_only_ids,
        "redphone/calls/models.py",
        "at = models.ForeignKey(settings.AUTH_USER_MODEL)",
    ),
    (
        shape.pages_run_nothing_inline,
        "page.html",
        '<script src="{% static "look/live.js" %}" defer></script>',
    ),
    (shape.pages_run_nothing_inline, "page.html", '{% include "field.html" with style="wide" %}'),
    (shape.pages_run_nothing_inline, "ring.html", '{% extends "look/mail.html" %}<p style="margin: 0">'),
]


@pytest.mark.parametrize(
    ("rule", "path", "text"), ALLOWED, ids=lambda value: getattr(value, "__name__", None)
)
def test_what_is_right_is_left_alone(rule: Rule, path: str, text: str) -> None:
    assert list(rule(planted(path, text))) == []


MODELS = """
class Thing(Drawn): ...
class Call(Thing): ...
class Ring(Kept):
    call = models.ForeignKey(Call)
"""


def test_drawn_tables_are_known_by_what_they_build_on() -> None:
    assert shape.drawn_models(planted("redphone/calls/models.py", MODELS)) == {"Thing", "Call"}


def test_a_kept_row_that_hangs_on_a_drawn_one_is_found() -> None:
    found = shape.kept_rows_outlive_drawn_ones(
        planted("redphone/calls/models.py", MODELS), drawn={"Thing", "Call"}
    )
    assert [line for line, _said in found] == [5]


@pytest.mark.parametrize(
    "text",
    [
        "Call.objects.create(thing=1)",
        "Call.objects.filter(thing=1).update(state=2)",
        "Call(thing=1).save()",
        "def close():\n    call = Call.objects.get(thing=1)\n    call.save()",
        "def close():\n    for call in Call.objects.all():\n        call.delete()",
    ],
)
def test_a_hand_that_writes_what_is_drawn_is_found(text: str) -> None:
    assert list(_hands(text, at="redphone/calls/acts.py"))
    assert not list(_hands(text, at="redphone/calls/picture.py"))


def test_reading_what_is_drawn_and_writing_what_is_kept_is_right() -> None:
    """Also where another function has a drawn row by the same name."""
    text = "def a():\n    row = Call.objects.get()\ndef b():\n    row = Ring.objects.get()\n    row.save()"
    assert not list(_hands(text, at="redphone/calls/acts.py"))
    text = "calls = Call.objects.filter(thing=1).values()\nRing.objects.create(call=calls[0])"
    assert not list(_hands(text, at="redphone/calls/acts.py"))


def _hands(text: str, *, at: str) -> Iterator[Complaint]:
    return shape.only_pictures_write_what_is_drawn(planted(at, text), drawn={"Call"})
