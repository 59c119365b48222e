"""The network of the statement of 21 November 2024, and a cast of plainly fictional officers, as data.

First names begin with what a person does: A… is on duty, B… is the deputy, C… a desk officer, D… a senior official,
E… the administrator. Everybody is called Example, at an address that can't exist.
"""

import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext_noop

from redphone.network.messages import PartyEntered
from redphone.wire.policy import Office, Role

PASSWORD = "answer-the-red-phone"  # noqa: S105  not a secret: everybody in the demonstration has this one
LANGUAGES = ("en", "fr", "es", "it", "de", "pt")
CHAIR = "US"
SUBSTITUTES = ("CA", "IT")
CHAIR_REASON = gettext_noop(
    "Demonstration. The chair is the one named in the statement of 21 November 2024. The substitutes are invented"
    " for this demonstration, and who chairs the network today is not public."
)


class Part(NamedTuple):
    """One member of the cast: who they are, where they sit, and when they are rung."""

    name: str
    party: str
    office: Office
    duty: str
    language: str

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", self.name.partition(" ")[0]).encode("ascii", "ignore").decode()
        return f"{plain.lower()}@{domain_of(self.party)}"


def domain_of(party: str) -> str:
    """Where a party's officers get their mail: GB at "gb.example"."""
    return f"{party.lower()}.example"


def _entry(code: str, names: str, role: Role, zone: str, *spoken: str) -> PartyEntered:
    by_language = dict(zip(LANGUAGES, names.split(" | "), strict=True))
    return PartyEntered(code=code, names=by_language, role=role, zone=zone, languages=spoken)


# Names in English, French, Spanish, Italian, German and Portuguese; the zone is that of the capital or the seat.
ENTRIES = (
    _entry(
        "AU",
        "Australia | Australie | Australia | Australia | Australien | Austrália",
        "member",
        "Australia/Sydney",
        "en",
    ),
    _entry(
        "CA", "Canada | Canada | Canadá | Canada | Kanada | Canadá", "member", "America/Toronto", "en", "fr"
    ),
    _entry("IT", "Italy | Italie | Italia | Italia | Italien | Itália", "member", "Europe/Rome", "it", "en"),
    _entry(
        "NZ",
        "New Zealand | Nouvelle-Zélande | Nueva Zelandia | Nuova Zelanda | Neuseeland | Nova Zelândia",
        "member",
        "Pacific/Auckland",
        "en",
    ),
    _entry(
        "ES", "Spain | Espagne | España | Spagna | Spanien | Espanha", "member", "Europe/Madrid", "es", "en"
    ),
    _entry(
        "GB",
        "United Kingdom | Royaume-Uni | Reino Unido | Regno Unito | Vereinigtes Königreich | Reino Unido",
        "member",
        "Europe/London",
        "en",
    ),
    _entry(
        "US",
        "United States | États-Unis | Estados Unidos | Stati Uniti | Vereinigte Staaten | Estados Unidos",
        "member",
        "America/New_York",
        "en",
    ),
    _entry(
        "EC",
        "European Commission | Commission européenne | Comisión Europea | Commissione europea"
        " | Europäische Kommission | Comissão Europeia",
        "member",
        "Europe/Brussels",
        "en",
        "fr",
    ),
    _entry(
        "DE",
        "Germany | Allemagne | Alemania | Germania | Deutschland | Alemanha",
        "participant",
        "Europe/Berlin",
        "de",
        "en",
    ),
    _entry(
        "BR",
        "Brazil | Brésil | Brasil | Brasile | Brasilien | Brasil",
        "participant",
        "America/Sao_Paulo",
        "pt-br",
        "en",
    ),
    _entry("UNHCR", "UNHCR | HCR | ACNUR | UNHCR | UNHCR | ACNUR", "partner", "Europe/Zurich", "en", "fr"),
    _entry("IOM", "IOM | OIM | OIM | OIM | IOM | OIM", "partner", "Europe/Zurich", "en", "fr", "es"),
    _entry(
        "SEC",
        "Network secretariat | Secrétariat du réseau | Secretaría de la red | Segretariato della rete"
        " | Sekretariat des Netzwerks | Secretariado da rede",
        "secretariat",
        "America/Toronto",
        "en",
        "fr",
    ),
)
PARTIES = {entry.code: entry for entry in ENTRIES}

# Numbers that their countries keep for films and plays, and so many days ago somebody rang them (None: nobody did).
DUTY_NUMBERS: dict[str, tuple[str, int | None]] = {
    "AU": ("+61 2 5550 0142", 3),
    "CA": ("+1 613 555 0142", 41),
    "DE": ("+49 30 23125 142", 12),
    "GB": ("+44 20 7946 0142", None),
    "US": ("+1 202 555 0142", 1),
}

# Who is on duty, the deputy, a desk officer, a senior official, the administrator
_SEATS: tuple[tuple[Office, str], ...] = (
    ("duty_desk", "duty"),
    ("duty_desk", "deputy"),
    ("desk_officer", ""),
    ("senior_official", ""),
    ("administrator", ""),
)
_NAMES = {
    "AU": "Amelia Bruce Charlotte Dean Erin",
    "CA": "Aimée Benoît Camille Denise Émile",
    "IT": "Alba Bruno Chiara Dario Elisa",
    "NZ": "Aroha Brent Caitlin Duncan Esther",
    "ES": "Amparo Blas Carmen Diego Elvira",
    "GB": "Ada Basil Clara Dorothy Edmund",
    "US": "Abigail Bradley Carol Dwight Ellen",
    "EC": "Annick Bart Céline Dirk Eva",
    "DE": "Anke Bernd Claudia Dieter Elke",
    "BR": "Aline Bento Cecília Davi Eduarda",
    "UNHCR": "Amina Boris Chinara Daniel Esi",
    "IOM": "Arjun Berit Carlos Divya Emre",
    "SEC": "Avery Blake Casey Drew Emery",
}
_RUNG_IN_FRENCH = {("CA", "duty"), ("EC", "duty")}


def _parts(party: str, names: str) -> list[Part]:
    return [
        Part(f"{name} Example", party, office, duty, "fr" if (party, duty) in _RUNG_IN_FRENCH else "en")
        for name, (office, duty) in zip(names.split(), _SEATS, strict=True)
    ]


CAST = tuple(part for code in PARTIES for part in _parts(code, _NAMES[code]))
BY_EMAIL = {part.email: part for part in CAST}


def on_duty(party: str, duty: str = "duty") -> Part:
    """Who is rung for a party at this step, "duty" or "deputy"."""
    return next(part for part in CAST if part.party == party and part.duty == duty)
