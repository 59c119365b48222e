"""What an officer does at the desk: for themselves, and with the watch of their party."""

from collections.abc import Mapping

from django.db.models import QuerySet

from redphone.desk import rules
from redphone.desk.models import Handover, Seen
from redphone.desk.reads_handover import open_items, people_of, watch_of
from redphone.log.nudge import News
from redphone.log.reads import last_position
from redphone.log.turn import Turn, act
from redphone.officers import audit
from redphone.wire.policy import Seat


@act
def mark_seen(turn: Turn, *, officer: int, position: int) -> None:
    """Remember that an officer has seen what was said up to a position; it never goes back."""
    Seen.objects.get_or_create(officer=officer, defaults={"position": position, "seen_at": turn.now})
    Seen.objects.filter(officer=officer, position__lt=position).update(position=position, seen_at=turn.now)


@act
def offer_watch(turn: Turn, *, by: Seat, note: str = "", ip: str | None = None) -> None:
    """Sign, as whoever has the watch, that somebody is to take it over: theirs until then. Raises Refused."""
    watch = watch_of(for_=by)
    rules.may_offer(by=by, holder=watch.holder, is_offered=watch.offered_at is not None)
    Handover.objects.create(party=by.party, outgoing=by.officer, offered_at=turn.now, note=note)
    _tell(turn, by, "watch_offered", ip)


@act
def take_offer_back(turn: Turn, *, by: Seat, ip: str | None = None) -> None:
    """Go on with the watch that one has offered. Raises Refused."""
    offer = _offers(by).first()
    rules.may_take_back(by=by, offered_by=offer.outgoing if offer else None)
    _offers(by).update(withdrawn_at=turn.now)
    _tell(turn, by, "watch_offer_taken_back", ip)


@act
def take_watch(turn: Turn, *, by: Seat, owners: Mapping[str, int], ip: str | None = None) -> None:
    """Sign that one has the watch from now on; `owners` says by the keys of all open items which officer has each.

    What is open is read inside the turn: what came in while the form was filled in has to be named, too. If nobody
    offered the watch, the row says so. Raises Refused.
    """
    watch, items = watch_of(for_=by), open_items(for_=by)
    rules.may_take(by=by, holder=watch.holder)
    people = people_of(for_=by)
    rules.check_owners(items=[item.key for item in items], owners=owners, people=people)
    row = _offers(by).first() or Handover(party=by.party, outgoing=watch.holder)
    row.incoming, row.taken_at, row.position = by.officer, turn.now, last_position()
    row.owners = [[item.key, item.name, owners[item.key]] for item in items]
    row.save()
    _tell(turn, by, "watch_taken", ip)


def _offers(by: Seat) -> QuerySet[Handover]:
    """What is offered in a seat's own party and waits for somebody: one, or nothing."""
    return Handover.objects.filter(party=by.party, taken_at=None, withdrawn_at=None)


def _tell(turn: Turn, by: Seat, what: str, ip: str | None) -> None:
    """To the record; and to the open pages of this party alone, by news that is in no log."""
    audit.record(what=what, who=by.officer, party=by.party, ip=ip)
    turn.news.append(News(0, "watch", f"desk.{what}", by.party, (), Handover.mark))
