"""When a call needs a second person, who that may be, and when it is too late."""

from collections.abc import Collection
from datetime import timedelta

from redphone.refused import Refused
from redphone.situations.rules import may_speak
from redphone.wire.policy import Seat

WAITS_FOR = timedelta(minutes=30)
"""How long a call waits for its release before it lapses."""
FEWEST_OTHERS = 2
"""With one other member a call to all is a call to one."""


def is_wide(*, status: str, to: Collection[str], others: Collection[str]) -> bool:
    """Whether a call is network-wide: actual, and to every other member that is not dormant (domain J1, 2.9)."""
    return status == "actual" and len(others) >= FEWEST_OTHERS and set(others) <= set(to)


def check_agreed(*, is_wide: bool, agreed: bool) -> None:
    """The wall at which an actual call to every member stops that nobody else has seen."""
    if is_wide and not agreed:
        raise Refused(
            "An actual call to every member needs a second person of your party. Raise it on its page, where it waits"
            " for them, or say there why you raise it alone.",
            field="to",
        )


def may_release(
    *, by: Seat, raiser: int, state: str, digest: str, read: str, now_is: str, raiser_is_there: bool
) -> None:
    """A second person releases what they read, word for word, while it waits. `now_is` is the digest anew."""
    may_judge(by=by, raiser=raiser, state=state)
    if not digest == read == now_is:
        raise Refused("This is not the text that you read. Read it again before you release it.")
    if not raiser_is_there:
        raise Refused(
            "Who raised this can no longer speak for your party. Send it back, and raise it yourself."
        )


def may_judge(*, by: Seat, raiser: int, state: str) -> None:
    """Who releases or sends back: an officer of the party who may speak for it, and is not who raised it."""
    may_speak(by=by)
    if by.officer is None or by.officer == raiser:
        raise Refused("A second person releases this call: not who raised it.")
    _waits(state)


def may_raise_alone(*, by: Seat, raiser: int, state: str) -> None:
    """Who raised it may say that nobody else is there, also once nobody released it in time."""
    may_keep(by=by, raiser=raiser)
    if state != "lapsed":
        _waits(state)


def may_ask_again(*, by: Seat, raiser: int, state: str) -> None:
    """Once it has lapsed, its raiser has it wait anew."""
    may_keep(by=by, raiser=raiser)
    if state != "lapsed":
        raise Refused("This call does not wait in vain: look at how it stands now.")


def may_take_back(*, by: Seat, raiser: int, state: str) -> None:
    """Its raiser takes back what has not gone out."""
    may_keep(by=by, raiser=raiser)
    if state == "ended":
        _waits(state)


def may_keep(*, by: Seat, raiser: int) -> None:
    """What is its raiser's alone to do."""
    may_speak(by=by)
    if by.officer is None or by.officer != raiser:
        raise Refused("Only who raised this call may do this.")


def _waits(state: str) -> None:
    if state == "lapsed":
        raise Refused("Nobody released this call in time. Who raised it can ask again, or raise it alone.")
    if state == "sent_back":
        raise Refused("This call was sent back to who raised it.")
    if state != "waits":
        raise Refused("This call does not wait any more: it was released, raised alone, or taken back.")
