"""Accounts that nobody uses: told two weeks before, then asleep, until an administrator wakes them."""

from datetime import datetime

from redphone.log.turn import Turn, act
from redphone.officers import audit, rules
from redphone.officers.acts import end_all_sessions, officer_of
from redphone.officers.models import Officer, Rotation, StandIn
from redphone.wire.policy import Seat


@act
def look_for_unused(turn: Turn, *, party: str) -> list[tuple[Officer, str]]:
    """Put to sleep whose time is over, note who is to be told. Returns whom to tell, and what: a key of mails.TOLD.

    Left alone is whoever a roster rings, and a party's last administrator.
    """
    told = []
    for person in Officer.objects.filter(party=party, is_active=True).exclude(pk__in=needed(turn, party)):
        match rules.use_of(used_at=used_at(person), warned_at=person.warned_at, now=turn.now):
            case "tell":
                person.warned_at = turn.now
                person.save(update_fields=["warned_at"])
                told.append((person, "about_to_sleep"))
            case "sleep":
                person.is_active, person.asleep_at = False, turn.now
                person.save(update_fields=["is_active", "asleep_at"])
                end_all_sessions(person)
                audit.record(what="officer_asleep", whom=person)
                told.append((person, "asleep"))
    return told


@act
def wake(turn: Turn, *, by: Seat, officer: int, ip: str | None = None) -> Officer:
    """Let an officer who is asleep sign in again, with what they had. Raises Refused."""
    person = officer_of(by, officer)
    rules.may_keep_officers(by=by, party=person.party)
    rules.may_wake(asleep=person.asleep_at is not None)
    person.is_active, person.asleep_at, person.woken_at = True, None, turn.now
    person.save(update_fields=["is_active", "asleep_at", "woken_at"])
    audit.record(what="officer_woken", who=by.officer, whom=person, ip=ip)
    return person


def used_at(person: Officer) -> datetime:
    """When an account was last used: signed in to, woken, or made."""
    return max(filter(None, (person.last_login, person.woken_at, person.joined_at)))


def needed(turn: Turn, party: str) -> set[int]:
    """Who stays awake whatever they do: on duty by name, in a rotation, standing in; the only administrator."""
    people = Officer.objects.filter(party=party, is_active=True)
    rung = set(people.exclude(duty="").values_list("pk", flat=True))
    for rotation in Rotation.objects.filter(party=party):
        rung.update(rotation.people)
    rung.update(StandIn.objects.filter(party=party, ends_at__gt=turn.now).values_list("officer", flat=True))
    administrators = list(people.filter(office="administrator").values_list("pk", flat=True))
    return rung | (set(administrators) if len(administrators) == 1 else set())
