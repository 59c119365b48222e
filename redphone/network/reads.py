"""The register's window: parties, roles, the chair. What stands here every party may know."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.utils.translation import get_language

from redphone.network import keys
from redphone.network.models import Chair, Party
from redphone.wire.policy import Office, Role, Seat


@dataclass(frozen=True)
class PartyCard:
    """A party as pages show it, its name in the language of the moment."""

    code: str
    names: dict[str, str]
    role: Role
    zone: str
    languages: tuple[str, ...]
    active: bool

    @property
    def name(self) -> str:
        return self.names.get((get_language() or "en")[:2], self.names["en"])

    def __str__(self) -> str:
        return self.name


def parties(*, roles: Collection[str] = ()) -> dict[str, PartyCard]:
    """Every party by its code, in the register's order: members first, then participants, partners, secretariat."""
    order = {"member": 0, "participant": 1, "partner": 2, "secretariat": 3}
    rows = Party.objects.filter(role__in=roles) if roles else Party.objects.all()
    cards = sorted((_card(row) for row in rows), key=lambda card: (order[card.role], card.names["en"]))
    return {card.code: card for card in cards}


def party(code: str) -> PartyCard:
    """One party. Raises Party.DoesNotExist."""
    return _card(Party.objects.get(code=code))


def seat_of(*, party_code: str, office: str, officer: int | None = None) -> Seat:
    """The seat of an office of a party, with the role the register gives it. Raises Party.DoesNotExist."""
    role = Party.objects.values_list("role", flat=True).get(code=party_code)
    return Seat(party=party_code, role=cast(Role, role), office=cast(Office, office), officer=officer)


def node_seat(party_code: str) -> Seat:
    """The seat in which this node itself speaks for a party, about what it did by itself."""
    return seat_of(party_code=party_code, office="node")


@dataclass(frozen=True)
class ChairCard:
    """Who holds the chair: `chair` None while vacant; `line` is everyone who could act as chair, in order."""

    chair: str | None
    substitutes: tuple[str, ...]

    @property
    def line(self) -> tuple[str, ...]:
        return ((self.chair,) if self.chair else ()) + self.substitutes


def chair() -> ChairCard:
    """The chair and its substitutes; nobody at all before the network is founded."""
    row = Chair.objects.first()
    return ChairCard(row.chair or None, tuple(row.substitutes)) if row else ChairCard(None, ())


def acting_chair(*, besides: Collection[str] = ()) -> str | None:
    """Who acts as chair when those in `besides` can't: the chair, else the first substitute that is active."""
    active = set(Party.objects.filter(active=True).values_list("code", flat=True))
    return next((code for code in chair().line if code in active and code not in besides), None)


def hosted_parties() -> tuple[str, ...]:
    """The parties for which this node speaks and rings: those whose keys it holds."""
    return keys.hosted_parties()


def _card(row: Party) -> PartyCard:
    return PartyCard(
        code=row.code,
        names=row.names,
        role=cast(Role, row.role),
        zone=row.zone,
        languages=tuple(row.languages),
        active=row.active,
    )
