"""What is done about how officers are reached: entering a telephone, and saying that it was answered, or was not."""

from redphone.log.turn import Turn, act
from redphone.officers import audit, reads_paths, rules
from redphone.officers.models import ContactPath, Officer, Way
from redphone.refused import Refused
from redphone.wire.policy import Seat


@act
def enter_telephone(
    turn: Turn, *, by: Seat, officer: int, way: str, number: str, ip: str | None = None
) -> ContactPath:
    """Enter a telephone of an officer of one's own party. It is unproven until somebody rings it. Raises Refused."""
    rules.may_keep_roster(by=by)
    if not Officer.objects.filter(pk=officer, party=by.party, is_active=True).exists():
        raise Refused("Your party has no such officer.", field="officer")
    known = ContactPath.objects.filter(officer=officer).exclude(way=Way.MAIL)
    rules.check_telephone(way=way, number=number, known=known.values_list("address", flat=True))
    made = ContactPath.objects.create(party=by.party, officer=officer, way=way, address=number)
    _record("telephone_entered", made, by=by, ip=ip)
    return made


@act
def remove_telephone(turn: Turn, *, by: Seat, path: int, ip: str | None = None) -> None:
    """Take a telephone of an officer of one's own party away. Raises Refused."""
    rules.may_keep_roster(by=by)
    row = _telephone(path, by=by)
    row.delete()
    _record("telephone_removed", row, by=by, ip=ip)


@act
def set_texting(
    turn: Turn, *, by: Seat, path: int, texted: str, is_watched: bool, ip: str | None = None
) -> None:
    """Choose when a call texts a mobile of one's own party, and whether with a neutral line only. Raises Refused."""
    row = _telephone(path, by=by)
    rules.may_set_texting(by=by, way=row.way, texted=texted)
    row.texted, row.is_watched = texted, is_watched
    row.save(update_fields=["texted", "is_watched"])
    _record("texting_set", row, by=by, ip=ip)


@act
def say_answered(turn: Turn, *, by: Seat, path: int, ip: str | None = None) -> None:
    """Say that one rang a colleague's telephone just now and they answered: it is proven. Raises Refused."""
    row = _telephone(path, by=by)
    rules.may_prove(by=by, officer=row.officer, way=row.way)
    row.proven_at, row.failed_at = turn.now, None
    row.save(update_fields=["proven_at", "failed_at"])
    _record("telephone_answered", row, by=by, ip=ip)


@act
def say_not_answered(turn: Turn, *, by: Seat, path: int, ip: str | None = None) -> None:
    """Say that one rang a colleague's telephone just now and nobody answered. Raises Refused."""
    row = _telephone(path, by=by)
    rules.may_prove(by=by, officer=row.officer, way=row.way)
    row.failed_at = turn.now
    row.save(update_fields=["failed_at"])
    _record("telephone_not_answered", row, by=by, ip=ip)


@act
def note_mail_proven(turn: Turn, *, officer: int, address: str) -> None:
    """Note that a mail to this address was read by the officer, for they copied from it what stands nowhere else.

    Told by the room whose mail it was. An address that is not theirs any more proves nothing.
    """
    person = Officer.objects.filter(pk=officer, email=address).first()
    if person is not None:
        ContactPath.objects.update_or_create(
            officer=officer,
            way=Way.MAIL,
            address=address,
            defaults={"party": person.party, "proven_at": turn.now, "failed_at": None},
        )


def _telephone(path: int, *, by: Seat) -> ContactPath:
    row = reads_paths.path_of(path, for_=by)
    if row is None or row.way == Way.MAIL:
        raise Refused("This telephone is not there any more.")
    return row


def _record(what: str, row: ContactPath, *, by: Seat, ip: str | None) -> None:
    audit.record(what=what, who=by.officer, whom=row.officer, party=by.party, facts={"way": row.way}, ip=ip)
