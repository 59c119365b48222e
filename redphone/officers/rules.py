"""Who may let people in, change what they are, and send them out again."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from redphone.refused import Refused
from redphone.wire.policy import OFFICES, Seat

Use = Literal["in_use", "tell", "told", "sleep"]
OPEN_FOR = timedelta(hours=72)
"""How long an invitation can be accepted."""
LONGEST_NAME = 120
UNUSED_FOR, TOLD_BEFORE = timedelta(days=90), timedelta(days=14)
"""An account that nobody signs in to for so long, and that no roster needs, sleeps; its officer is told before."""
LONGEST_WHY = 200
LONGEST_TURN_DAYS = 28
LONGEST_SPAN = timedelta(days=366)
DUTIES = ("", "duty", "deputy")
MOST_TELEPHONES = 4
"""How many telephones of one officer are kept: more would not be rung in the night, nor fit the phone tree."""
TELEPHONES = ("telephone", "mobile", "home", "satellite")
NUMBER = re.compile(r"\+[1-9][0-9 ]{6,24}")
FARTHEST_DEPARTURE = timedelta(days=3 * 366)
RUNG_OFFICES = ("duty_desk", "desk_officer", "senior_official")


class Offer(Protocol):
    """What the rules look at in an invitation."""

    @property
    def expires_at(self) -> datetime: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def may_keep_officers(*, by: Seat, party: str) -> None:
    """The administrator of a party keeps its officers, and nobody else's."""
    if by.office != "administrator":
        raise Refused("Only your party's administrator may do this.")
    if by.party != party:
        raise Refused("An administrator keeps the officers of their own party only.")


def may_hold(
    *, office: str, duty: str, name: str, language: str, languages: Collection[str], zone: str = "UTC"
) -> None:
    """What an officer is has to exist: office, duty, a name, a language we speak, a time zone."""
    if not name.strip():
        raise Refused("A name is needed.", field="name")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("A name is one line of at most %(most)s letters.", field="name", most=LONGEST_NAME)
    if office not in OFFICES:
        raise Refused("There is no such office.", field="office")
    if duty not in DUTIES:
        raise Refused("There is no such duty.", field="duty")
    if duty and office not in RUNG_OFFICES:
        raise Refused("An administrator does not read calls and can't be rung for them.", field="duty")
    if language not in languages:
        raise Refused("This language is not spoken here yet.", field="language")
    if not _is_zone(zone):
        raise Refused("There is no time zone of this name.", field="zone")


def may_accept(offer: Offer, *, now: datetime) -> None:
    """An invitation opens once, until it runs out or is withdrawn."""
    if offer.accepted_at:
        raise Refused("This invitation has been used already. Sign in with the password you chose.")
    if offer.withdrawn_at:
        raise Refused("This invitation has been withdrawn. Ask your party's administrator for a new one.")
    if offer.expires_at <= now:
        raise Refused("This invitation has run out. Ask your party's administrator for a new one.")


def may_withdraw(offer: Offer) -> None:
    """What has been accepted can't be withdrawn: deactivate the officer instead."""
    if offer.accepted_at:
        raise Refused("This invitation has been accepted. Deactivate the officer instead.")


def may_leave_without(*, officer: int, administrators: Collection[int]) -> None:
    """A party is never left without an administrator; `administrators` are the active ones now."""
    if set(administrators) == {officer}:
        raise Refused("This is your party's last administrator. Appoint another one first.", field="office")


def may_keep_roster(*, by: Seat) -> None:
    """Every officer of a party keeps its roster: at night nobody waits for an administrator."""
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")


def check_rotation(*, people: Sequence[int], rung: Collection[int], days: int, zone: str) -> None:
    """A rotation has people whom a call can ring, each once, and turns of one day to four weeks."""
    if not people:
        raise Refused("Choose at least one officer.", field="people")
    if len(set(people)) != len(people):
        raise Refused("An officer stands in the order once.", field="people")
    if not set(people) <= set(rung):
        raise Refused("Choose among the officers of your party whom a call can ring.", field="people")
    if not 1 <= days <= LONGEST_TURN_DAYS:
        raise Refused("A turn lasts from 1 to %(most)s days.", field="days", most=LONGEST_TURN_DAYS)
    if not _is_zone(zone):
        raise Refused("There is no time zone of this name.", field="zone")


def check_span(*, begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """From one instant to a later one that is still to come, and not for longer than a year."""
    if ends_at <= begins_at:
        raise Refused("It has to end after it begins.", field="ends_at")
    if ends_at <= now:
        raise Refused("This is over already. Give an end that is still to come.", field="ends_at")
    if ends_at - begins_at > LONGEST_SPAN:
        raise Refused("At most a year at once.", field="ends_at")


def can_be_rung(*, officer: int, rung: Collection[int]) -> None:
    """Who stands in, or is away, is an active officer of this party whom a call can ring."""
    if officer not in rung:
        raise Refused("Choose among the officers of your party whom a call can ring.", field="officer")


def check_telephone(*, way: str, number: str, known: Collection[str]) -> None:
    """A telephone is one of the known kinds, written as one dials it from abroad; `known` are those entered already."""
    if way not in TELEPHONES:
        raise Refused("There is no such way to reach somebody.", field="way")
    if not NUMBER.fullmatch(number):
        raise Refused(
            "Begin with + and the country's number; after it, digits and spaces only.", field="number"
        )
    if number.replace(" ", "") in {one.replace(" ", "") for one in known}:
        raise Refused("This number stands there already.", field="number")
    if len(known) >= MOST_TELEPHONES:
        raise Refused("At most %(most)s telephones: remove one first.", most=MOST_TELEPHONES)


def may_prove(*, by: Seat, officer: int, way: str) -> None:
    """A telephone is proven by whoever rang it, and mail by a mail: nobody vouches for their own."""
    may_keep_roster(by=by)
    if way not in TELEPHONES:
        raise Refused("Mail is proven by a call that is acknowledged by its link: raise a test.")
    if by.officer == officer:
        raise Refused("Let a colleague ring your number and say so here: nobody proves their own.")


def may_set_texting(*, by: Seat, way: str, texted: str) -> None:
    """Any officer who keeps the roster chooses it; only a mobile takes texts."""
    may_keep_roster(by=by)
    if way != "mobile":
        raise Refused("Only a mobile takes texts.")
    if texted not in ("", "late", "at_once"):
        raise Refused("Choose when it is texted.", field="texted")


def check_departure(*, leaves_on: date, today: date) -> None:
    """A last day in a post is today or later, and not years away; `today` by the officer's own clock."""
    if leaves_on < today:
        raise Refused(
            "This day is over. Give a day to come, or ask your administrator to deactivate them.",
            field="leaves_on",
        )
    if leaves_on - today > FARTHEST_DEPARTURE:
        raise Refused("At most three years ahead.", field="leaves_on")


def may_be_let_in(*, held: Seat | None, party: str, name: str, email: str, hosted: Collection[str]) -> None:
    """By the word of whoever runs the node: an administrator, or somebody new who is to be one.

    `held` is the seat that this address has now; `hosted` the parties whose officers this node keeps.
    """
    if held is None and not (party and name.strip()):
        raise Refused("Nobody here has the address %(email)s: name a party and a person.", email=email)
    if held and held.office != "administrator":
        raise Refused("%(email)s is no administrator: their own administrator invites them.", email=email)
    if held and party not in ("", held.party):
        raise Refused("%(email)s has a seat of %(party)s.", email=email, party=held.party)
    if held is None and party not in hosted:
        raise Refused("This node keeps no officers of %(party)s.", party=party)


def may_take_address(*, taken: bool) -> None:
    """An address signs in as one officer on this node. Told to who holds the address, never to who invites."""
    if taken:
        raise Refused(
            "This address can't be used for this seat. Ask your administrator to invite another address."
        )


def may_confirm(*, by: Seat, asked_by: int, recovers: int) -> None:
    """Four eyes: neither who asked nor whose seat it is, but a second officer of the party."""
    if by.officer in (asked_by, recovers):
        raise Refused(
            "Another officer of your party has to confirm this: not who asked, and not whose seat it is."
        )


def use_of(*, used_at: datetime, warned_at: datetime | None, now: datetime) -> Use:
    """Whether an account is in use; else whether it is to be told so, was told, or has been for two weeks and sleeps.

    `used_at` is the last sign-in, or when they joined or were woken.
    """
    if now - used_at < UNUSED_FOR - TOLD_BEFORE:
        return "in_use"
    if warned_at is None or warned_at < used_at:
        return "tell"
    return "sleep" if now - warned_at >= TOLD_BEFORE else "told"


def may_wake(*, asleep: bool) -> None:
    """Only who is asleep is woken."""
    if not asleep:
        raise Refused("They are not asleep.")


def may_come_back(*, frozen: bool, confirmed: bool) -> None:
    """A seat that somebody has is opened again by two officers, or by the node's operator; a frozen one by nobody."""
    if not confirmed:
        raise Refused("A second officer of your party has to confirm this first.")
    if frozen:
        raise Refused("This seat is frozen. Ask your party's administrator to thaw it first.")


def may_freeze(*, by: Seat, officer: int, active: bool, why: str) -> None:
    """An administrator freezes the others of their party, the node's operator everybody; always with a reason."""
    if officer == by.officer:
        raise Refused("You can't freeze yourself. End your sessions, or ask another administrator.")
    if not active:
        raise Refused("There is nothing to freeze: they can't sign in as it is.")
    check_why(why)


def is_kept_here(*, whom: str, party: str, hosted: Collection[str]) -> None:
    """The operator freezes whom this node keeps: an address, or a party."""
    if party not in hosted:
        raise Refused("This node keeps no officer and no party %(whom)s.", whom=whom)


def may_thaw(*, frozen: bool, why: str) -> None:
    """Only what is frozen thaws, and the reason is kept as well."""
    if not frozen:
        raise Refused("They are not frozen.")
    check_why(why)


def check_why(why: str) -> None:
    """A reason is a line of the record."""
    if not why.strip():
        raise Refused("Say why: it goes to the record.", field="why")
    if len(why) > LONGEST_WHY or not why.isprintable():
        raise Refused("A reason is one line of at most %(most)s letters.", field="why", most=LONGEST_WHY)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
