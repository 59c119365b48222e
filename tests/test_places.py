"""Countries and zones: complete, in the reader's language, whatever the machine's own is."""

import locale
from zoneinfo import ZoneInfo

import pytest

from redphone import places

SPOKEN = ("en", "fr", "es", "it", "pt", "ar")


def test_every_country_of_iso_3166_stands_in_the_list_once() -> None:
    codes = [code for code, _ in places.countries("en")]
    assert len(codes) == len(set(codes)) == 250
    assert {"AF", "CD", "GB", "LY", "PS", "SD", "SS", "TW", "UA", "VA", "XK"} <= set(codes)


@pytest.mark.parametrize(
    "code", ["EU", "UK", "UN", "ZZ", "QO", "IC", "AC", "XA", "gb", "GBR", "", "G", "GB\n"]
)
def test_what_is_no_country_is_none(code) -> None:
    assert not places.is_country(code)
    assert places.zone_of(code) == ""
    assert places.zones_of(code) == ()
    assert places.country_name(code, "en") == code, "it stands for itself; a page never falls over it"


@pytest.mark.parametrize("language", SPOKEN)
def test_every_country_has_a_name_in_every_language(language) -> None:
    names = [name for _, name in places.countries(language)]
    assert all(names)
    assert len(set(names)) == len(names)
    assert not any(name == code for code, name in places.countries(language))


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DE", "en", "Germany"),
        ("DE", "fr", "Allemagne"),
        ("DE", "pt-br", "Alemanha"),
        ("DE", "pt_BR", "Alemanha"),
        ("CD", "fr", "Congo-Kinshasa"),
        ("TR", "en", "Türkiye"),
        ("AF", "ar", "أفغانستان"),
        ("DE", "tlh", "Germany"),
        ("DE", "", "Germany"),
        ("DE", "../x", "Germany"),
    ],
)
def test_names_are_those_of_the_language_and_else_english(code, language, name) -> None:
    assert places.country_name(code, language) == name


def test_names_are_sorted_as_they_are_read_accents_aside() -> None:
    french = [name for _, name in places.countries("fr")]
    assert (
        french.index("Égypte")
        < french.index("Espagne")
        < french.index("États-Unis")
        < french.index("Finlande")
    )
    assert french.index("Îles Cook") < french.index("Inde")


def test_the_machines_own_language_changes_nothing(monkeypatch) -> None:
    before = places.countries("fr"), places.zone_label("Asia/Kabul", "fr")
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, "it_IT.UTF-8")
    for cached in (places._names, places._countries, places._locale, places.zone_label):
        cached.cache_clear()
    old = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C")
        assert (places.countries("fr"), places.zone_label("Asia/Kabul", "fr")) == before
        assert places.country_name("DE", "en") == "Germany"
    finally:
        locale.setlocale(locale.LC_ALL, old)


def test_every_zone_of_every_country_is_one_and_the_main_one_stands_first() -> None:
    nowhere = {code for code, _ in places.countries("en") if not places.zones_of(code)}
    assert nowhere == {"BV", "HM"}, "nobody lives there"
    for code, _ in places.countries("en"):
        for zone in places.zones_of(code):
            assert places.is_zone(zone)
            ZoneInfo(zone)
        assert places.zone_of(code) == next(iter(places.zones_of(code)), "")


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("US", "America/New_York"),
        ("CA", "America/Toronto"),
        ("AU", "Australia/Sydney"),
        ("BR", "America/Sao_Paulo"),
        ("RU", "Europe/Moscow"),
        ("CD", "Africa/Kinshasa"),
        ("ID", "Asia/Jakarta"),
        ("ES", "Europe/Madrid"),
        ("PT", "Europe/Lisbon"),
        ("NZ", "Pacific/Auckland"),
        ("DE", "Europe/Berlin"),
        ("UA", "Europe/Kyiv"),
        ("NO", "Europe/Oslo"),
        ("AF", "Asia/Kabul"),
        ("LY", "Africa/Tripoli"),
        ("SD", "Africa/Khartoum"),
    ],
)
def test_the_capitals_zone(code, zone) -> None:
    assert places.zone_of(code) == zone


def test_every_country_of_several_zones_has_its_capital_in_the_table() -> None:
    """The tz tables order zones from north-east: the first of them is no capital's."""
    several = {code for code, _ in places.countries("en") if len(places.zones_of(code)) > 1}
    assert several == set(places._CAPITALS)


@pytest.mark.parametrize(
    ("zone", "language", "label"),
    [
        ("Asia/Kabul", "fr", "Kaboul"),
        ("America/New_York", "en", "New York"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("Europe/Kyiv", "en", "Kyiv"),
        ("UTC", "fr", "UTC"),
        ("Etc/UTC", "en", "UTC"),
        ("Nowhere/Some_Town", "en", "Some Town"),
        ("", "en", ""),
    ],
)
def test_a_zone_is_called_after_its_city(zone, language, label) -> None:
    assert places.zone_label(zone, language) == label


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "europe/rome", "../../etc/passwd", "localtime", "Factory"]
)
def test_what_is_no_zone_is_none(zone) -> None:
    assert not places.is_zone(zone)


def test_what_was_asked_once_costs_nothing_again() -> None:
    places.countries("es")
    before = places._names.cache_info().misses, places._countries.cache_info().misses
    for _ in range(1000):
        places.countries("es")
        places.country_name("DE", "es")
    assert (places._names.cache_info().misses, places._countries.cache_info().misses) == before


def test_the_list_that_is_given_away_can_be_changed_without_harm() -> None:
    places.countries("en").clear()
    assert len(places.countries("en")) == 250
