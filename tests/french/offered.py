"""Names that a page offers and that others translate: days, months, places."""

from typing import Any

from django.utils import translation
from django.utils.dates import MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR

from redphone.officers.forms import zones
from redphone.places import countries


def days() -> set[str]:
    """The short names of days and months, which Django translates."""
    with translation.override("fr"):
        return {
            str(name).rstrip(".")
            for name in (*WEEKDAYS.values(), *WEEKDAYS_ABBR.values(), *MONTHS_AP.values())
        }


def places() -> set[str]:
    with translation.override("fr"):
        offered: Any = zones()[1:]
        cities = {label for _, region in offered for _, label in region}
    return cities | {name for _, name in countries("fr")}
