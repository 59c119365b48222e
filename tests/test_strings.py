"""What people read: found in every source, marked, and translated; and what is missing is noticed."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.house import strings


def catalogue(**changed: str) -> Catalog:
    made = Catalog(locale="fr")
    made.add("Call", changed.get("call", "Appel"), flags=changed.get("flags", "").split())
    made.add(
        ("%(n)s call", "%(n)s calls"),
        (changed.get("one", "%(n)s appel"), changed.get("many", "%(n)s appels")),
    )
    return made


WANTED: list[strings.Key] = [(None, "Call"), (None, ("%(n)s call", "%(n)s calls"))]


def test_a_whole_catalogue_is_right() -> None:
    assert list(strings.complaints(catalogue(), WANTED)) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"call": ""}, "not translated: 'Call'"),
        ({"many": ""}, "not translated: '%(n)s call'"),
        ({"flags": "fuzzy"}, "not confirmed (fuzzy): 'Call'"),
        ({"many": "%(count)s appels"}, "other placeholders than the source: '%(n)s call'"),
    ],
)
def test_a_gap_in_a_catalogue_is_found(changed: dict[str, str], complaint: str) -> None:
    assert list(strings.complaints(catalogue(**changed), WANTED)) == [complaint]


def test_a_string_without_an_entry_and_an_entry_without_a_string_are_found() -> None:
    wanted = [*WANTED[:1], (None, "Ring"), ("verb", "Call")]
    found = set(strings.complaints(catalogue(), wanted))
    assert found == {
        "not in the catalogue: 'Ring'",
        "not in the catalogue: 'Call'",
        "said nowhere any more: '%(n)s call'",
    }


def test_strings_are_found_in_python() -> None:
    source = """
_("one")
gettext_lazy("two " "halves")
ngettext("%(n)s call", "%(n)s calls", n)
pgettext("verb", "Call")
gettext(variable)
raise Refused("not %(party)s", field="to", party=party)
"""
    plural = ("%(n)s call", "%(n)s calls")
    assert list(strings.said_in_python(source)) == [
        (None, "one"),
        (None, "two halves"),
        (None, plural),
        ("verb", "Call"),
        (None, "not %(party)s"),
    ]


def test_strings_are_found_in_templates() -> None:
    source = """{% load i18n %}
    <p title="{% translate 'one' %}">{% translate "Call" context "verb" %}</p>
        {% blocktranslate trimmed %}
            Two
            lines
        {% endblocktranslate %}
    {% blocktranslate count n=calls %}{{ n }} call{% plural %}{{ n }} calls{% endblocktranslate %}
    {{ place|default:_("unknown") }}
    """
    assert set(strings.said_in_template(source)) == {
        (None, "one"),
        ("verb", "Call"),
        (None, "Two lines"),
        (None, ("%(n)s call", "%(n)s calls")),
        (None, "unknown"),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<img alt="A map">', ["map"]),
        ('<input placeholder="{{ x }}" aria-label="Search">', ["Search"]),
        ("{% if a > b %}Never{% endif %}", ["Never"]),
        ("{% load i18n %}{% translate 'Hello' %} &nbsp; {{ name }}", []),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", []),
        ("{# not for people #}<!-- nor this --><p class='wide'>12:00 UTC</p>", []),
    ],
)
def test_words_that_nobody_can_translate_are_found(text: str, words: list[str]) -> None:
    assert strings.unmarked(text) == words


def test_fixing_adds_what_is_missing_and_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    strings.add_missing(path, {(None, "Call"): ["redphone/a.py"], (None, "Old"): ["redphone/a.py"]})
    path.write_text(path.read_text().replace('msgid "Call"\nmsgstr ""', 'msgid "Call"\nmsgstr "Appel"'))
    strings.add_missing(path, {(None, "Call"): ["redphone/a.py"], (None, "New"): ["redphone/b.html"]})
    kept = strings.read(path)
    assert {message.id: message.string for message in kept if message.id} == {"Call": "Appel", "New": ""}
    before = path.read_bytes()
    strings.add_missing(path, {(None, "Call"): ["redphone/a.py"], (None, "New"): ["redphone/b.html"]})
    assert path.read_bytes() == before, "a second time changes nothing"
