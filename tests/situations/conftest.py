"""The cast at two in the morning."""

from collections.abc import Iterator

import pytest

from redphone.log import clock
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.words import NIGHT
from tests.people import cast, network, seat_of, small_world  # noqa: F401


@pytest.fixture
def seats(cast: dict[str, Officer]) -> dict[str, Seat]:  # noqa: F811
    """The seat of everybody in the cast, by first name."""
    return {name: seat_of(officer) for name, officer in cast.items()}


@pytest.fixture
def night(seats: dict[str, Seat]) -> Iterator[dict[str, Seat]]:
    """It is two in the morning, and stays so; gives the seats."""
    with clock.standing_at(NIGHT):
        yield seats
