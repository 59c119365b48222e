"""The words every page, mail and export uses for the same thing: states, statuses, marks, figures."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy

NARROW_SPACE = "\u202f"

STATES: "dict[str, Lazy]" = {
    "waiting": pgettext_lazy("state of a call", "Waiting"),
    "ringing": pgettext_lazy("state of a call", "Ringing"),
    "delivered": pgettext_lazy("state of a call", "Delivered"),
    "opened": pgettext_lazy("state of a call", "Opened (unreliable)"),
    "acknowledged": pgettext_lazy("state of a call", "Acknowledged"),
    "answered": pgettext_lazy("state of a call", "Answered"),
    "nobody": pgettext_lazy("state of a call", "Nobody reached"),
    "late": pgettext_lazy("state of a call", "Late"),
    "cancelled": pgettext_lazy("state of a call", "Cancelled"),
    "stood_down": pgettext_lazy("state of a call", "Stood down"),
}
STATUSES: "dict[str, Lazy]" = {
    "actual": pgettext_lazy("status", "ACTUAL"),
    "exercise": pgettext_lazy("status", "EXERCISE"),
    "test": pgettext_lazy("status", "TEST"),
    "system": pgettext_lazy("status", "SYSTEM"),
}
STATUS_MEANS: "dict[str, Lazy]" = {
    "actual": gettext_lazy("Something has happened. Officers are woken now, day or night."),
    "exercise": gettext_lazy(
        "Practice, nothing has happened. Phones do ring; every page and mail says EXERCISE."
    ),
    "test": gettext_lazy("Only checks that the line works. Nobody has to decide anything."),
    "system": gettext_lazy("About the network itself: keys, officers, nodes."),
}
CONFIDENCES: "dict[str, Lazy]" = {
    "observed": gettext_lazy("observed"),
    "likely": gettext_lazy("likely"),
    "possible": gettext_lazy("possible"),
    "unlikely": gettext_lazy("unlikely"),
    "unknown": gettext_lazy("certainty not known"),
}


def state_word(name: str) -> str:
    """The word for a state, in the language in use. Raises KeyError for a state nobody declared."""
    return str(STATES[name])


def status_word(status: str) -> str:
    """ACTUAL, EXERCISE, TEST or SYSTEM in the language in use. Raises KeyError for anything else."""
    return str(STATUSES[status])


def mark_text(label: str) -> str:
    """ "AMBER", "amber+strict" and "TLP:AMBER" all read "TLP:…": TLP 2.0 labels are never translated."""
    return "TLP:" + label.upper().removeprefix("TLP:")


def number_text(number: int) -> str:
    """1150 as "1 150": a narrow space reads the same in every language, a comma or a dot does not."""
    return f"{number:,}".replace(",", NARROW_SPACE)


def figure_text(value: int | None, unit: str, quantifier: str = "exactly") -> str:
    """ "at least 140 persons": a number never without its unit; no number is "not known yet", never 0."""
    if value is None:
        return _unknown(unit)
    number = number_text(value)
    if unit == "persons":
        return _persons(value, quantifier) % {"n": number}
    if unit == "cases":
        return _cases(value, quantifier) % {"n": number}
    return _others(quantifier) % {"n": number, "unit": unit}


def confidence_text(confidence: str) -> str:
    """CAP 1.2's certainty, "likely"; a word nobody declared is printed as it came."""
    known = CONFIDENCES.get(confidence)
    return str(known) if known is not None else confidence


def _unknown(unit: str) -> str:
    if unit == "persons":
        return gettext("persons: not known yet")
    if unit == "cases":
        return gettext("cases: not known yet")
    return gettext("not known yet")


def _persons(n: int, quantifier: str) -> str:
    return {
        "at_least": ngettext("at least %(n)s person", "at least %(n)s persons", n),
        "at_most": ngettext("at most %(n)s person", "at most %(n)s persons", n),
        "about": ngettext("about %(n)s person", "about %(n)s persons", n),
    }.get(quantifier) or ngettext("%(n)s person", "%(n)s persons", n)


def _cases(n: int, quantifier: str) -> str:
    return {
        "at_least": ngettext("at least %(n)s case", "at least %(n)s cases", n),
        "at_most": ngettext("at most %(n)s case", "at most %(n)s cases", n),
        "about": ngettext("about %(n)s case", "about %(n)s cases", n),
    }.get(quantifier) or ngettext("%(n)s case", "%(n)s cases", n)


def _others(quantifier: str) -> str:
    return {
        "at_least": gettext("at least %(n)s %(unit)s"),
        "at_most": gettext("at most %(n)s %(unit)s"),
        "about": gettext("about %(n)s %(unit)s"),
    }.get(quantifier) or gettext("%(n)s %(unit)s")
