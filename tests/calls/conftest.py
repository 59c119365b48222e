"""The cast at two in the morning, a real mail server, and a ringer that goes round when it is told to."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from redphone.calls.models import Ring
from redphone.calls.ringer.watch import Watch
from redphone.log import clock
from redphone.officers.models import Officer
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail, PostOffice, Ringer
from tests.calls.text_provider import Provider
from tests.calls.words import NIGHT, raise_call
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


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """A mail server on a port of its own, the one that this node sends to."""
    with PostOffice() as office:
        settings.REDPHONE_MAIL = office.address
        yield office


@pytest.fixture
def ringer(night: dict[str, Seat], post_office: PostOffice) -> Iterator[Ringer]:
    """A ringer that goes round when it is told to, at the time it is told."""
    with Ringer() as ringer:
        yield ringer


@pytest.fixture
def watch(db: None) -> Iterator[Watch]:
    """A watch that is given back afterwards: these tests share a connection, which would hold it for good."""
    yield Watch()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")


@pytest.fixture
def mail(night: dict[str, Seat], ringer: Ringer, post_office: PostOffice) -> Mail:
    """The mail that rings Italy's duty officer; Canada's is rung as well."""
    raise_call(night["alice"], ["IT", "CA"])
    ringer.go()
    return post_office.to("bruno@it.example")[0]


@pytest.fixture
def ring(mail: Mail) -> Ring:
    """The ring that it was sent for."""
    return Ring.objects.get(party="IT")


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with Provider() as found:
        settings.REDPHONE_TEXTS = found.address
        yield found
        assert found.wrong == []
