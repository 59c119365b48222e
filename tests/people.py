"""The cast: the network of the statement, and always the same few officers in it.

    from tests.people import cast, network, small_world  # noqa: F401   in a conftest.py, then ask for `cast`

`network` founds the network with keys in a directory of its own; `cast` also seats the officers: `cast["alice"]`.
Signing in needs no second factor here unless a test sets `settings.REQUIRE_TOTP`.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.test import Client

from redphone.network import acts as network_acts
from redphone.network import keys
from redphone.network import reads as network_reads
from redphone.network.messages import PartyEntered
from redphone.officers import acts as officer_acts
from redphone.officers import reading
from redphone.officers.models import Officer
from redphone.wire.policy import Role, Seat
from tests.remembered import once

PASSWORD = "a lantern in the stairwell"
MEMBERS = ("AU", "CA", "IT", "NZ", "ES", "GB", "US", "EC")


class Person(NamedTuple):
    """An officer of the cast, plainly fictional."""

    name: str
    party: str
    office: str = "duty_desk"
    duty: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        plain = self.name.partition(" ")[0].lower().replace("é", "e")
        return f"{plain}@{self.party.lower()}.example"


CAST = {
    "alice": Person("Alice Example", "GB", duty="duty"),
    "adam": Person("Adam Example", "GB", office="senior_official", duty="deputy"),
    "agnes": Person("Agnes Example", "GB", office="administrator"),
    "bruno": Person("Bruno Example", "IT", duty="duty"),
    "bella": Person("Bella Example", "IT", office="administrator"),
    "chloe": Person("Chloé Example", "CA", duty="duty", language="fr"),
    "dara": Person("Dara Example", "AU", duty="duty"),
    "eve": Person("Eve Example", "AU", office="desk_officer", duty="deputy"),
    "felix": Person("Felix Example", "US", duty="duty"),
    "grace": Person("Grace Example", "SEC", office="administrator"),
    "gil": Person("Gil Example", "SEC", duty="duty"),
    "heidi": Person("Heidi Example", "DE", duty="duty"),
    "uma": Person("Uma Example", "UNHCR", office="desk_officer", duty="duty"),
}


def _entry(code: str, english: str, french: str, role: Role, zone: str, *languages: str) -> PartyEntered:
    names = {"en": english, "fr": french}
    return PartyEntered(code=code, names=names, role=role, zone=zone, languages=languages or ("en",))


ENTRIES = (
    _entry("AU", "Australia", "Australie", "member", "Australia/Sydney"),
    _entry("CA", "Canada", "Canada", "member", "America/Toronto", "en", "fr"),
    _entry("IT", "Italy", "Italie", "member", "Europe/Rome", "it", "en"),
    _entry("NZ", "New Zealand", "Nouvelle-Zélande", "member", "Pacific/Auckland"),
    _entry("ES", "Spain", "Espagne", "member", "Europe/Madrid", "es", "en"),
    _entry("GB", "United Kingdom", "Royaume-Uni", "member", "Europe/London"),
    _entry("US", "United States", "États-Unis", "member", "America/New_York"),
    _entry("EC", "European Commission", "Commission européenne", "member", "Europe/Brussels", "en", "fr"),
    _entry("DE", "Germany", "Allemagne", "participant", "Europe/Berlin", "de", "en"),
    _entry("BR", "Brazil", "Brésil", "participant", "America/Sao_Paulo", "pt", "en"),
    _entry("UNHCR", "UNHCR", "HCR", "partner", "Europe/Zurich", "en", "fr"),
    _entry("IOM", "IOM", "OIM", "partner", "Europe/Zurich", "en", "fr"),
    _entry("SEC", "Secretariat", "Secrétariat", "secretariat", "UTC"),
)


@pytest.fixture
def small_world(settings: Any, tmp_path: Path, db: None) -> None:
    """Keys in a directory of the test's own, passwords hashed fast, no mail server, nobody's attempts remembered."""
    settings.KEYS = tmp_path / "keys"
    settings.REQUIRE_TOTP = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    keys.forget_keys()
    reading.forget()
    cache.clear()


@pytest.fixture
def network(small_world: None, settings: Any) -> None:
    """The network, founded: the chair is the United States', Italy and the United Kingdom stand in."""

    def found() -> None:
        network_acts.found_network(
            entries=ENTRIES, chair="US", substitutes=("IT", "GB"), reason="As agreed in 2024"
        )

    once("network", found, folder=settings.KEYS)
    network_reads.look_again()


@pytest.fixture
def cast(network: None, settings: Any) -> dict[str, Officer]:
    """Every officer of the cast, by first name, signing in with PASSWORD."""

    def enter() -> None:
        for person in CAST.values():
            officer_acts.add_officer(email=person.email, password=PASSWORD, **person._asdict())

    once("cast", enter, folder=settings.KEYS)
    officers = {officer.email: officer for officer in Officer.objects.all()}
    return {name: officers[person.email] for name, person in CAST.items()}


def seat_of(officer: Officer) -> Seat:
    """The seat an officer sits in."""
    return network_reads.seat_of(party_code=officer.party, office=officer.office, officer=officer.pk)


def signed_in(officer: Officer, **client: Any) -> Client:
    """A browser in which this officer has signed in."""
    browser = Client(**client)
    browser.force_login(officer)
    return browser


def sign_in(officer: Officer, password: str = PASSWORD, **client: Any) -> Client:
    """A browser in which this officer has signed in at the door, with address and password."""
    browser = Client(**client)
    browser.post("/accounts/login/", {"login": officer.email, "password": password})
    return browser
