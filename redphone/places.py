"""Countries and their time zones, in the reader's language, whatever the machine's own locale is.

Codes are ISO 3166-1 alpha-2, and XK; names are those of the Unicode CLDR, as Babel ships them; zones are those of the
IANA tz database. That a place stands in this list, and under which name, takes no position on its status.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

_CAPITALS = {
    "AQ": "Antarctica/McMurdo",
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Wake",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""Countries of several zones: the one whose clock the capital, or the seat of government, keeps."""

_BESIDE_ISO = {"XK": "Europe/Belgrade"}
"""Codes in common use that ISO leaves to its users to assign, with the zone the tz database keeps for them."""


def countries(language: str) -> list[tuple[str, str]]:
    """Every country as (code, name), sorted by name as a reader of `language` expects, accents aside."""
    return list(_countries(language))


def country_name(code: str, language: str) -> str:
    """The name of a country; a code that is none stands for itself."""
    return _names(language).get(code, code)


def is_country(code: str) -> bool:
    """Whether this is the code of a country or territory."""
    return code in _zones()


def zones_of(code: str) -> tuple[str, ...]:
    """The IANA zones of a country, the main one first; none where nobody lives, or for a code that is none."""
    return _zones().get(code, ())


def zone_of(code: str) -> str:
    """The IANA zone by which a country's capital lives; "" where zones_of is empty."""
    return next(iter(zones_of(code)), "")


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_zone(zone: str) -> bool:
    """Whether this is the name of an IANA time zone."""
    return zone in _known_zones()


@lru_cache(maxsize=2000)
def zone_label(zone: str, language: str) -> str:
    """The city a zone is named after, in `language`: "Kaboul" for Asia/Kabul in French; "UTC" for itself."""
    known = _locale(language).time_zones.get(zone, {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=32)
def _names(language: str) -> dict[str, str]:
    english = Locale("en").territories
    own = _locale(language).territories
    return {code: str(own.get(code, english[code])) for code in _zones()}


@lru_cache(maxsize=32)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_names(language).items(), key=lambda country: _sorting(country[1])))


def _sorting(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """The zones of every country by its code, as the tz database's tables list them."""
    found: dict[str, list[str]] = {code: [] for code, *_ in _table("iso3166.tab")}
    for code, _, zone, *_comment in _table("zone.tab"):
        found[code].append(zone)
    found |= {code: [zone] for code, zone in _BESIDE_ISO.items()}
    main = {code: _CAPITALS.get(code, zones[0]) for code, zones in found.items() if zones}
    return {code: tuple(sorted(zones, key=lambda zone: zone != main[code])) for code, zones in found.items()}


def _table(name: str) -> list[list[str]]:
    text = (files("tzdata.zoneinfo") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
