"""The store of the demonstration: made on the first start, all of it or nothing, and left alone on every later one."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from redphone.demo import cast
from redphone.log.turn import Turn, act
from redphone.network import reads as network
from redphone.network.acts import found_network
from redphone.network.acts_reach import tell_reach
from redphone.network.messages import Reachable
from redphone.officers.acts import add_officer
from redphone.officers.acts_paths import enter_telephone, say_answered
from redphone.officers.reads_roster import STEPS
from redphone.situations.acts import open_situation
from redphone.situations.messages import SituationOpened

EXERCISE = SituationOpened(
    title="Exercise Lantern: people stranded at Port Example",
    nature="emergency",
    countries=(),
    summary="Port Example exists on no map. In this exercise, people who were promised admission wait at its harbour.",
)
DEMONSTRATION = SituationOpened(
    title="Demonstration: crossing closed at Example Bridge",
    nature="shared_concern",
    countries=(),
    summary=(
        "Example Bridge exists on no map, and nothing here has happened. This situation has the status ACTUAL"
        " so that one can see how an actual call differs from an exercise, on every page and in every mail."
    ),
)


def make_store() -> bool:
    """Bring the store to this version, and fill it if it is empty. Returns whether it was."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if network.parties():
        return False
    settle()
    return True


@act
def settle(turn: Turn) -> None:
    """Found the network, seat the cast, open two situations: in one turn, so that a start cut off leaves nothing."""
    found_network(
        entries=cast.ENTRIES, chair=cast.CHAIR, substitutes=cast.SUBSTITUTES, reason=cast.CHAIR_REASON
    )
    for part in cast.CAST:
        add_officer(**part._asdict(), email=part.email)
    # One password for all, hashed once: hashing it for each of them would take the better part of a minute.
    get_user_model().objects.filter(email__in=cast.BY_EMAIL).update(password=make_password(cast.PASSWORD))
    for party in cast.DUTY_NUMBERS:
        _tell_number(party, now=turn.now)
        _enter_telephones(party)
    everyone = set(cast.PARTIES)
    secretariat = network.seat_of(party_code="SEC", office="duty_desk")
    open_situation(by=secretariat, to=everyone, opened=EXERCISE, status="exercise")
    open_situation(by=secretariat, to=everyone, opened=DEMONSTRATION, status="actual")


def _tell_number(party: str, *, now: datetime) -> None:
    """A party tells its duty number, as one of its officers would."""
    number, days = cast.DUTY_NUMBERS[party]
    officer = get_user_model().objects.get(email=cast.on_duty(party).email)
    reachable = Reachable(
        seat="duty_desk",
        number=number,
        opens_at=None,
        closes_at=None,
        weekdays=(),
        zone=cast.PARTIES[party].zone,
        languages=cast.PARTIES[party].languages,
        proven_at=None if days is None else now - timedelta(days=days),
    )
    seat = network.seat_of(party_code=party, office="duty_desk", officer=officer.pk)
    tell_reach(by=seat, reachable=reachable, hole_at=None)


def _enter_telephones(party: str) -> None:
    """The duty officer and the deputy enter each other's telephone, and ring it: the deputy's was answered."""
    number, _days = cast.DUTY_NUMBERS[party]
    duty, deputy = (get_user_model().objects.get(email=cast.on_duty(party, step).email) for step in STEPS)
    for officer, other, last in ((duty, deputy, "7"), (deputy, duty, "8")):
        by = network.seat_of(party_code=party, office="duty_desk", officer=other.pk)
        path = enter_telephone(by=by, officer=officer.pk, way="mobile", number=number[:-1] + last)
        if officer == deputy:
            say_answered(by=by, path=path.pk)
