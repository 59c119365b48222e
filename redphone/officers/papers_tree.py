"""The phone tree on paper, for the day everything is down: all duty numbers, and one's own officers as they are rung.

What stands in it is decided here, from the windows that the pages ask, too; `paper/phone_tree.typ` only lays it out.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from redphone.look.times import city, clock_parts, day_text, stamp_text
from redphone.look.words import mark_text
from redphone.network import reads as network
from redphone.network.reads_reach import ReachCard, reach_cards
from redphone.officers.reads_paths import PathCard, Reached, who_is_reached_how
from redphone.officers.reads_roster import AHEAD, Watch, watches
from redphone.officers.words_reach import hours_in_utc, hours_in_words, language_names
from redphone.wire.policy import Seat

LAYOUT = Path(__file__).with_name("paper") / "phone_tree.typ"
MARK = "AMBER+STRICT"
"""It stays within the party that printed it."""
MOST_OFFICERS, MOST_WATCHES = 24, 14
"""What stands on the second side and can still be read."""


def phone_tree(*, for_: Seat, now: datetime) -> bytes:
    """The phone tree as a PDF, in the language in use: what this seat may know, and nothing else."""
    return _print(tree_of(for_=for_, now=now), now=now)


def tree_of(*, for_: Seat, now: datetime) -> dict[str, Any]:
    """All that stands on the paper, as text. The secretariat's holds no number, and none of its officers."""
    own_party = for_.role != "secretariat"
    spans = watches(for_=for_, since=now, until=now + AHEAD) if own_party else []
    until = spans[:MOST_WATCHES][-1].ends_at if spans else now + AHEAD
    party = network.party(for_.party)
    return {
        "language": (get_language() or "en")[:2],
        "title": _("Phone tree: %(party)s") % {"party": party.name},
        "mark": mark_text(MARK),
        "printed": _("Printed %(at)s") % {"at": stamp_text(now)},
        "valid": _("Valid until %(at)s") % {"at": stamp_text(until)},
        "steps_title": _("When everything is down"),
        "steps": _steps(sees_numbers=own_party),
        "parties": _parties(for_=for_, now=now, until=until),
        "chair": _chair(),
        "log": _log(),
        "own": _own(spans[:MOST_WATCHES], for_=for_, now=now, zone=party.zone) if own_party else None,
        "missing": _("Some letters could not be printed. Write these names in by hand."),
        "page": _("Page"),
    }


def _steps(*, sees_numbers: bool) -> list[str]:
    whom = (
        _("Ring the duty numbers below yourself: the parties whom it concerns first, then the chair.")
        if sees_numbers
        else _("Go to a party that answers you: the numbers are with the parties, not with the secretariat.")
    )
    return [
        whom,
        _("Say who you are, then ACTUAL, EXERCISE or TEST; what happened, what you ask, and by when."),
        _("An open line is heard by others: nothing that is classified, nothing about any refugee."),
        _(
            "Have it said back. Ask for name and office, and ring them back on the number printed here if in doubt."
        ),
        _(
            "No answer: ring once more after 5 minutes. After 10 minutes tell the chair, then its substitutes in order."
        ),
        _("Write down every call below, with the time in UTC."),
        _(
            "When the Red Phone is back: raise the call, then enter each answer under “Said by voice”, with its time."
        ),
    ]


def _parties(*, for_: Seat, now: datetime, until: datetime) -> dict[str, Any]:
    cards = reach_cards(for_=for_)
    return {
        "title": _("Duty numbers of all parties"),
        "head": [
            _("Party"),
            pgettext("telephone", "Number"),
            _("Answered, by their clock"),
            _("In UTC"),
            _("Languages"),
            _("Last proven"),
        ],
        "rows": [_party(card, now=now, until=until) for card in cards],
        "note": _(
            "Days of the week are those of the place. Proven: rung and answered. Stale: over 30 days ago."
        ),
    }


def _party(card: ReachCard, *, now: datetime, until: datetime) -> list[str]:
    hours = card.hours
    return [
        card.party.name,
        card.shown or ("" if card.is_told and card.is_read else "—"),
        f"{hours_in_words(hours)} ({city(card.zone)})" if hours else "",
        hours_in_utc(hours, since=now, until=until) if hours else "",
        language_names(card.languages),
        _proven(card.state(now), card.proven_at),
    ]


def _proven(state: str, at: datetime | None) -> str:
    day = day_text(at) if at else ""
    return {
        "proven": day,
        "stale": _("stale: %(day)s") % {"day": day},
        "failed": _("not answered: %(day)s") % {"day": day},
        "unproven": _("never proven"),
        "unread": _("not read by this seat"),
    }.get(state, _("No number told"))


def _chair() -> dict[str, Any]:
    held, known = network.chair(), network.parties()
    return {
        "title": _("Chair and substitutes, in order"),
        "line": [known[code].name for code in held.line if code in known],
        "vacant": "" if held.chair else _("The chair is vacant: the first substitute acts."),
    }


def _log() -> dict[str, Any]:
    """The paper form: what is entered afterwards."""
    return {
        "title": _("Written by hand: who was rung"),
        "head": ["UTC", _("Party"), _("Who answered"), _("What was said"), _("Initials")],
    }


def _own(spans: Sequence[Watch], *, for_: Seat, now: datetime, zone: str) -> dict[str, Any]:
    people = [one for one in who_is_reached_how(for_=for_, now=now) if _is_printed(one, now)]
    return {
        "title": _("Our own officers"),
        "locked": _("This side names persons. Keep it locked away, and hand on the first side alone."),
        "order": {
            "title": _("Who is rung, and from when"),
            "head": [_("From"), _("Duty officer"), _("Deputy")],
            "rows": [_watch(span, zone=zone) for span in spans],
        },
        "telephones": {
            "title": _("Their telephones, in the order in which they are rung"),
            "head": ["", _("Officer"), _("In the coming two weeks"), _("Telephones, and when last proven")],
            "rows": [_officer(number, one, now=now) for number, one in enumerate(people[:MOST_OFFICERS], 1)],
        },
        "more": _("%(n)s more stand on the roster page only.") % {"n": len(people) - MOST_OFFICERS}
        if len(people) > MOST_OFFICERS
        else "",
    }


def _is_printed(one: Reached, now: datetime) -> bool:
    """Whoever is rung; and of all others those who have a telephone and have not left."""
    has_left = one.leaves_at is not None and one.leaves_at <= now
    return not has_left and bool(one.steps or one.telephones)


def _watch(span: Watch, *, zone: str) -> list[str]:
    at = span.begins_at
    return [
        " · ".join([stamp_text(at), *clock_parts(at, now=at, zones=[(zone, "")])[1:]]),
        ", ".join(span.duty) or _("NOBODY"),
        ", ".join(span.deputy) or _("nobody: straight to the chair"),
    ]


def _officer(number: int, one: Reached, *, now: datetime) -> list[Any]:
    steps = {"duty": _("Duty officer"), "deputy": _("Deputy")}
    return [
        str(number),
        one.name,
        ", ".join(steps[step] for step in one.steps) or "—",
        [_telephone(path, now) for path in one.telephones] or [[_("no telephone entered"), "", ""]],
    ]


def _telephone(path: PathCard, now: datetime) -> list[str]:
    state = path.state(now)
    at = path.failed_at if state == "failed" else path.proven_at
    return [path.way_label, path.shown, _proven(state, at)]


def _print(tree: dict[str, Any], *, now: datetime) -> bytes:
    """Lay it out with the fonts that come with the library: the same tree is the same file on every machine, and is
    read aloud well (PDF/UA). Letters that those fonts lack are refused by that standard: then the paper says so."""
    try:
        return _compile(tree | {"missing": ""}, now=now, standard="ua-1")
    except typst.TypstError:
        return _compile(tree, now=now, standard="1.7")


def _compile(tree: dict[str, Any], *, now: datetime, standard: Any) -> bytes:
    made = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=typst.Fonts(include_system_fonts=False),
        format="pdf",
        sys_inputs={"tree": json.dumps(tree, ensure_ascii=False)},
        timestamp=int(now.timestamp()),
        pdf_standards=standard,
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made
