"""What is right in a call: who may raise, answer, end it, and in which state."""

from collections.abc import Collection, Sequence
from datetime import datetime

from redphone.calls.messages import Escalation, Quorum
from redphone.refused import Refused
from redphone.situations.rules import check_audience, check_has_been, check_is_to_come, may_speak
from redphone.wire.policy import Role, Seat


def may_begin(*, by: Seat, status: str) -> None:
    """Who may raise a call at all: told before anything is typed."""
    may_speak(by=by)
    if by.role == "secretariat" and status == "actual":
        raise Refused(
            "The secretariat raises tests and exercises only. Ask a member to raise an actual call."
        )
    if by.role not in ("member", "secretariat"):
        raise Refused("Members raise calls. Ask a member to raise this one.")


def may_raise(
    *,
    by: Seat,
    status: str,
    to: Collection[str],
    roles: dict[str, Role],
    mark: str,
    situation_status: str,
    answer_by_at: datetime | None,
    happened_at: datetime | None,
    now: datetime,
) -> None:
    """Members raise; the secretariat may raise tests and exercises, since it runs them."""
    may_begin(by=by, status=status)
    if status not in ("actual", "exercise", "test"):
        raise Refused("Choose first whether this is actual, an exercise or a test.", field="status")
    if situation_status != status:
        raise Refused(
            "This situation is not of the same kind as the call: an exercise stays among exercises.",
            field="situation",
        )
    check_audience(by=by, to=to, roles=roles, mark=mark)
    check_times(answer_by_at=answer_by_at, happened_at=happened_at, now=now)


def fill_quorum(
    wanted: Quorum | None, *, to: Collection[str], dormant: Collection[str], unreachable: Collection[str]
) -> Quorum | None:
    """The quorum with everybody who counts: those named, else all addressed who are not dormant.

    Raises Refused when it can't be met: more than count, or than there is somebody to ring at.
    """
    if wanted is None:
        return None
    of = tuple(sorted(set(wanted.of) or set(to) - set(dormant)))
    field = "named" if wanted.of else "needed"
    if strangers := sorted(set(of) - set(to)):
        raise Refused(
            "%(party)s is not rung in this call, so it can't be one of those needed.",
            field=field,
            party=strangers[0],
        )
    if asleep := sorted(set(of) & set(dormant)):
        raise Refused(
            "%(party)s is dormant, so it can't be counted on. Take it out of those needed.",
            field=field,
            party=asleep[0],
        )
    if wanted.needed > len(of):
        raise Refused(
            "Of the parties that are rung %(all)s count. Ask for no more than that.", field=field, all=len(of)
        )
    there = set(of) - set(unreachable)
    if wanted.needed > len(there):
        raise Refused(
            "At this hour there is nobody to ring at: %(party)s. Ask for no more than %(all)s.",
            field=field,
            party=", ".join(sorted(set(of) & set(unreachable))),
            all=len(there),
        )
    return Quorum(needed=wanted.needed, of=of)


def may_set_escalation(*, by: Seat) -> None:
    """Every officer of a party says how its own calls are rung on: at night nobody waits for an administrator."""
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")


def check_escalation(escalation: Escalation) -> None:
    """It begins with the duty officer, turns to nobody twice, and to the chair last. Fields are named by their step."""
    seen: set[str] = set()
    for number, step in enumerate(escalation.steps, 1):
        field = f"to_{number}"
        if number == 1 and "duty" not in step.to:
            raise Refused("Begin with the duty officer: nobody else is awake for it.", field=field)
        if seen & set(step.to) or len(set(step.to)) < len(step.to):
            raise Refused("Turn to each of them once only.", field=field)
        if "chair" in seen:
            raise Refused("Who acts as chair comes last: nothing is rung after that.", field=field)
        seen |= set(step.to)


def check_times(*, answer_by_at: datetime | None, happened_at: datetime | None, now: datetime) -> None:
    """An answer is wanted by a time to come; what happened has happened."""
    check_is_to_come(answer_by_at, now=now, field="answer_by")
    check_has_been(happened_at, now=now, field="happened_at")


def may_speak_of(*, by: Seat, author: str, state: str) -> None:
    """Only the party that raised a call updates, corrects, cancels or ends it, and only while it is open."""
    may_speak(by=by)
    if by.party != author:
        raise Refused("Only the party that raised this call may change it. You can answer it.")
    _is_open(state)


def may_reply(*, by: Seat, to: Collection[str], state: str) -> None:
    """The parties addressed acknowledge and answer, while the call is open."""
    may_speak(by=by)
    if by.party not in to:
        raise Refused("This call was not addressed to your party.")
    _is_open(state)


def may_report(
    *,
    by: Seat,
    author: str,
    to: Collection[str],
    state: str,
    party: str,
    has_it: bool,
    happened_at: datetime | None,
    now: datetime,
) -> None:
    """Whoever is in the call writes down what another party in it said by voice, while that has not acknowledged."""
    may_speak(by=by)
    if by.party not in {author, *to}:
        raise Refused("This call was not addressed to your party.")
    if party == by.party:
        raise Refused("For your own party, acknowledge the call.", field="party")
    if party not in to:
        raise Refused("Choose a party that this call is addressed to.", field="party")
    if has_it:
        raise Refused("This party has acknowledged the call itself.", field="party")
    check_has_been(happened_at, now=now, field="happened_at")
    _is_open(state)


def may_contradict(*, by: Seat, to: Collection[str], state: str, reported: bool, has_it: bool) -> None:
    """A party contradicts what was reported of it, until it has acknowledged itself; nobody else does."""
    may_reply(by=by, to=to, state=state)
    if has_it:
        raise Refused("Your party has acknowledged the call itself.")
    if not reported:
        raise Refused("Nothing is reported of your party that is not contradicted already.")


def may_stop_ringing(
    *, by: Seat, chair_line: Sequence[str], author: str, to: Collection[str], state: str
) -> None:
    """The chair and its substitutes stop the ringing of a call that they are in; whose call it is, cancels it."""
    may_speak(by=by)
    if by.party == author:
        raise Refused("This is your own call: cancel it.")
    if by.party not in chair_line or by.party not in to:
        raise Refused("Only the chair and its substitutes stop the ringing for everybody.")
    _is_open(state)


def may_pass(
    *,
    by: Seat,
    to: Collection[str],
    state: str,
    officer: int,
    may_take: bool,
    until_at: datetime,
    now: datetime,
) -> None:
    """An officer of a party that is in the call hands it to a colleague who may take it, by a time to come."""
    may_reply(by=by, to=to, state=state)
    if by.officer is None:
        raise Refused("Only an officer of the party may do this.")
    if officer == by.officer:
        raise Refused("Choose somebody else: the call lies with you already.", field="officer")
    if not may_take:
        raise Refused("Choose an officer of your party who may read this call.", field="officer")
    check_is_to_come(until_at, now=now, field="until")


def needs_to_read(*, by: Seat) -> bool:
    """Whether a seat has to read a call before it may acknowledge it: all but the secretariat, which helps to run
    calls that it does not read."""
    return by.role != "secretariat"


def may_take_over(*, by: Seat, asked_parties: Collection[str], state: str) -> None:
    """Who was asked as chair acknowledges that a party could not be reached."""
    may_speak(by=by)
    if by.party not in asked_parties:
        raise Refused("Your party was not asked to act as chair in this call.")
    _is_open(state)


def check_answer(*, answer: str, words: str, need_until_at: datetime | None, now: datetime) -> None:
    """An answer can be acted on: a “no” says why, a “cannot say yet” says until when."""
    if answer in ("partly", "cannot") and not words.strip():
        raise Refused("Say in a few words what you can't do, so that others can.", field="words")
    if answer == "cannot_say" and need_until_at is None:
        raise Refused("Say until when you need: the others plan with it.", field="need_until")
    check_is_to_come(need_until_at, now=now, field="need_until")


def check_promise(*, answer_promised_at: datetime | None, now: datetime) -> None:
    """An answer is promised by a time to come."""
    check_is_to_come(answer_promised_at, now=now, field="promised")


def _is_open(state: str) -> None:
    if state == "cancelled":
        raise Refused("This call was cancelled. Nothing has to be done.")
    if state == "stood_down":
        raise Refused("This call has been stood down. Raise a new one if something is needed.")
