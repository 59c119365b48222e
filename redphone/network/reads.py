"""The register's window: parties, roles, the chair. What stands here every party may know."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass
class _AtHand:
    """The register as it was read once; `is_old` after it was drawn anew in the same block."""

    cards: dict[str, PartyCard] = field(default_factory=dict)
    is_old: bool = False


_at_hand: ContextVar[_AtHand | None] = ContextVar("register", default=None)
_ORDER: dict[Role, int] = {"member": 0, "participant": 1, "partner": 2, "secretariat": 3}


@contextmanager
def register_at_hand() -> Iterator[None]:
    """Within this block, in this thread, the register is read once: a page or a mail asks for it many times."""
    token = _at_hand.set(_AtHand())
    try:
        yield
    finally:
        _at_hand.reset(token)


def look_again() -> None:
    """The register was drawn anew: what is at hand is not to be used any more, also if that is undone."""
    if held := _at_hand.get():
        held.is_old = True


def parties(*, roles: Collection[str] = ()) -> dict[str, PartyCard]:
    """Every party by its code, in the register's order: members first, then participants, partners, secretariat."""
    return {code: card for code, card in _register().items() if not roles or card.role in roles}


def _register() -> dict[str, PartyCard]:
    held = _at_hand.get()
    if held is None or held.is_old:
        return _read_register()
    if not held.cards:
        held.cards = _read_register()
    return held.cards


def _read_register() -> dict[str, PartyCard]:
    cards = sorted(map(_card, Party.objects.all()), key=lambda card: (_ORDER[card.role], card.names["en"]))
    return {card.code: card for card in cards}


def party(code: str) -> PartyCard:
    """One party. Raises Party.DoesNotExist."""
    try:
        return _register()[code]
    except KeyError:
        raise Party.DoesNotExist(code) from None


def seat_of(*, party_code: str, office: str, officer: int | None = None) -> Seat:
    """The seat of an office of a party, with the role the register gives it. Raises Party.DoesNotExist."""
    return Seat(party=party_code, role=party(party_code).role, office=cast(Office, office), officer=officer)


def node_seat(party_code: str) -> Seat:
    """The seat in which this node itself speaks for a party, about what it did by itself."""
    return seat_of(party_code=party_code, office="node")


@dataclass(frozen=True)
class ChairCard:
    """Who holds the chair: `chair` None while vacant; `line` is everyone who could act as chair, in order."""

    chair: str | None
    substitutes: tuple[str, ...]
    set_at: datetime | None = None

    @property
    def line(self) -> tuple[str, ...]:
        return ((self.chair,) if self.chair else ()) + self.substitutes


def chair() -> ChairCard:
    """The chair and its substitutes; nobody at all before the network is founded."""
    row = Chair.objects.first()
    return ChairCard(row.chair or None, tuple(row.substitutes), row.set_at) if row else ChairCard(None, ())


def acting_chair(*, besides: Collection[str] = ()) -> str | None:
    """Who acts as chair when those in `besides` can't: the chair, else the first substitute that is active."""
    active = {code for code, card in _register().items() if card.active}
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
