"""Raising a call and seeing who has it, from the command line: the same acts and reads as the pages'."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from pydantic import ValidationError

from redphone.calls import acts, acts_release, reads
from redphone.calls.cards import plain_card
from redphone.calls.cards_line import Line
from redphone.calls.mails_release import tell_chair
from redphone.calls.messages import CallRaised, with_step
from redphone.calls.reads_release import Wanted, is_network_wide
from redphone.log.turn import Turn, act
from redphone.look.terminal import OK, REFUSED, USAGE, WRONG, Answer, Stop, table
from redphone.look.words import state_word
from redphone.network import reads as network
from redphone.officers import audit
from redphone.situations import reads as situations
from redphone.situations.messages import SituationOpened
from redphone.wire.policy import OFFICES, Seat
from redphone.wire.words import Mark, Status

NOT_YET = "00000000-0000-0000-0000-000000000000"
LISTED = 100
GIVEN_IN_THE_TURN = ("number", "key", "situation", "escalation_hash")


def raise_call(
    *,
    as_: str,
    status: Status,
    message: str,
    situation: str = "",
    new_situation: str = "",
    to: Sequence[str] = (),
    mark: Mark = "GREEN",
    national: str = "",
    alone: str = "",
) -> Answer:
    """Raise a call as a seat ("GB/duty_desk"). `message` is JSON with the fields of `call.raised.v2`.

    `situation` is the id or exact title of an open one; `new_situation` the title of one to open; `to` by default
    every other member; `alone` is why an actual call to all goes out without a second person. Raises Refused, and
    Stop for what can't be read.
    """
    by = seat_that_speaks(as_)
    words = _read_words(message)
    happened_at = words.pop("happened_at", None)
    thing = _situation(situation, by, status) if not new_situation else NOT_YET
    call = _message({**words, "number": "-", "key": "-", "situation": thing})
    addressed = sorted(to) or [code for code in network.parties(roles=("member",)) if code != by.party]
    wanted = Wanted(
        call=call,
        to=tuple(addressed),
        mark=mark,
        national=national,
        happened_at=happened_at,
        opening=_opening(new_situation, call) if new_situation else None,
    )
    if is_wide := is_network_wide(by=by, status=status, to=addressed):
        _check_alone(alone)
    raised = _raise_and_record(by=by, wanted=wanted, status=status, alone=alone if is_wide else "")
    is_alone = is_wide and raised.is_new
    return _told(raised, status=status, besides=[_tell_chair(raised, by=by)] if is_alone else [])


def _told(raised: acts.Raised, *, status: Status, besides: Sequence[str]) -> Answer:
    url = f"{settings.REDPHONE_URL}/calls/{raised.thing}/"
    whom = f"{len(raised.to)} {'party' if len(raised.to) == 1 else 'parties'}: {', '.join(raised.to)}"
    is_raised = f"{raised.number} is raised to {whom}"
    was_there = (
        f"{raised.number} was raised before, by this party with these words: it is the same call, to {whom}"
    )
    data = {**asdict(raised), "status": status, "url": url}
    return Answer(data, [is_raised if raised.is_new else was_there, url, *besides])


def _tell_chair(raised: acts.Raised, *, by: Seat) -> str:
    """Tell the chair that one person raised it; gives what came of that, in words."""
    is_told = tell_chair(raised.thing, by=by.party)
    return "the chair is told" if is_told else "no mail went to the chair: telephone the chair"


def _check_alone(why: str) -> None:
    """A machine can't release: a call to all needs a second person, on its page. Raises Stop."""
    if not why.strip():
        raise Stop(
            "an actual call to every member needs a second person: raise it on its page, where a colleague releases"
            ' it; or say why nobody is there with --alone "REASON", and the chair is told',
            code=REFUSED,
        )


@act
def _raise_and_record(turn: Turn, /, *, by: Seat, wanted: Wanted, status: Status, alone: str) -> acts.Raised:
    """In one turn: the call, and the line in the record that says that the operator raised it."""
    if alone:
        raised = acts_release.raise_alone(by=by, wanted=wanted, why=alone)
    else:
        raised = acts.raise_call(by=by, status=status, **vars(wanted))
    facts = {"path": f"raise {raised.number}"}
    audit.record(what="command", party=by.party, facts=facts)
    return raised


def who_has_it(*, as_: str, call: str) -> Answer:
    """Who has a call, by its number or id, as a seat may see it. The code says WRONG when nobody was reached."""
    by = seat_that_looks(as_)
    found = reads.who_has_it(call, for_=by)
    if found is None:
        raise Stop(f"there is no call {call} that {as_} may know of", code=WRONG)
    rows = [
        (line.party, _state_of(line), line.at, line.acknowledged_seat, line.answer, _besides(line))
        for line in found.addressed
    ]
    head = f"{found.call.number} ({found.call.status}), {_plain_word(found.call.state)}: "
    tally = f"{found.have_it} of {len(rows)} have it, {found.answered} answered"
    if found.quorum:
        tally += f"; {found.quorum.have} of the {found.quorum.needed} needed"
    lines = [head + tally, *table(("party", "state", "since", "seat", "answer", ""), rows)]
    return Answer(found.plain(), lines, code=WRONG if found.reached_nobody else OK)


def _state_of(line: Line) -> str:
    """In a word where a line stands and, while it rings, at which step: the deputy's mail is not the duty officer's."""
    is_rung = line.state in ("ringing", "delivered", "opened")
    return state_word(line.state) + (f", {_plain_word(line.step)}" if is_rung and line.step else "")


def _besides(line: Line) -> str:
    """What else is known of a line: who was rung in its place as chair, and whether it knows; a voice; a doubt."""
    told = [
        f"{asked.asked_party} rung as chair" + (", knows" if asked.acknowledged_at else ", does not know yet")
        for asked in line.chair_asked
    ]
    told += [f"has it by {_plain_word(line.reported.way)}, {line.reported.by} heard"] if line.reported else []
    told += ["believes it to be wrong"] if line.doubted_at else []
    return "; ".join(told)


def _plain_word(code: str) -> str:
    return code.replace("_", " ")


def calls_of(*, as_: str, ended: bool = False) -> Answer:
    """The newest calls of a seat's party: the open ones, or those that have ended."""
    by = seat_that_looks(as_)
    found = reads.open_calls(for_=by, limit=LISTED, state="ended" if ended else "open")
    rows = [
        (
            item.call.number,
            item.call.status,
            item.call.raised_at,
            _plain_word(item.call.state),
            f"{item.have_it} of {item.addressed}",
            item.call.what_happened,
        )
        for item in found
    ]
    which = "ended" if ended else "open"
    heads = ("call", "status", "raised", "", "have it", "what happened")
    lines = table(heads, rows) if rows else [f"no call of {by.party} is {which}", _ELSEWHERE[which]]
    data = {"calls": [plain_card(item.call) | {"have_it": item.have_it} for item in found]}
    return Answer(data, lines)


_ELSEWHERE = {
    "open": "(--ended shows those that have ended)",
    "ended": "(without --ended: those that are open)",
}


def seat_that_speaks(name: str) -> Seat:
    """The seat "GB/duty_desk" of a party for which this node signs. Raises Stop."""
    seat = seat_that_looks(name)
    if seat.party not in network.hosted_parties():
        raise Stop(f"this node holds no key of {seat.party} and can't speak for it", code=REFUSED)
    return seat


def seat_that_looks(name: str) -> Seat:
    """The seat "GB/duty_desk" of any party in the register: looking needs no key, so evidence can be looked at.

    What it sees is what policy lets this seat see. Raises Stop.
    """
    party, _, office = name.partition("/")
    if office not in OFFICES:
        raise Stop(f"a seat is written PARTY/OFFICE, with an office of {', '.join(OFFICES)}", code=USAGE)
    try:
        return network.seat_of(party_code=party, office=office)
    except ObjectDoesNotExist as problem:
        raise Stop(f"{party or 'nobody'} is not in the register", code=REFUSED) from problem


def _read_words(message: str) -> dict[str, Any]:
    try:
        words = json.loads(message)
    except ValueError as problem:
        raise Stop(f"the first message is no JSON: {problem}", code=USAGE) from problem
    if not isinstance(words, dict):
        raise Stop("the first message is no JSON object", code=USAGE)
    allowed = (set(CallRaised.model_fields) | {"happened_at"}) - set(GIVEN_IN_THE_TURN)
    if strange := sorted(set(words) - allowed):
        raise Stop(
            f"the first message has no {strange[0]}; it may have {', '.join(sorted(allowed))}", code=USAGE
        )
    words = with_step(words)
    for optional in ("place", "country", "answer_by_at"):
        words.setdefault(optional, None)
    return {name: _with_instants({name: value})[name] for name, value in words.items()}


def _with_instants(words: Any) -> Any:
    """Times as a person may write them: RFC 3339 with any zone and precision."""
    if isinstance(words, list):
        return [_with_instants(item) for item in words]
    if not isinstance(words, dict):
        return words
    return {
        name: _instant(name, value) if name.endswith("_at") else _with_instants(value)
        for name, value in words.items()
    }


def _instant(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except (ValueError, TypeError) as problem:
        raise Stop(f"{name}: write a time as 2026-11-23T16:40:00Z", code=USAGE) from problem
    if at.tzinfo is None:
        raise Stop(f"{name}: the time zone is missing, such as Z for UTC", code=USAGE)
    return at


def _message(words: dict[str, Any]) -> CallRaised:
    try:
        return CallRaised.model_validate(words)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Stop(f"the first message: {where}: {first['msg']}", code=USAGE) from problem


def _situation(wanted: str, by: Seat, status: str) -> str:
    cards = situations.situations(for_=by, status=status)
    found = [card.thing for card in cards if wanted in (card.thing, card.title) and wanted]
    if len(found) == 1:
        return found[0]
    titles = "; ".join(card.title for card in cards if card.title) or "none is open"
    raise Stop(
        f"name one situation by its id or title, or a new one. Of status {status}: {titles}", code=USAGE
    )


def _opening(title: str, call: CallRaised) -> SituationOpened:
    countries = (call.country,) if call.country else ()
    return SituationOpened(title=title, nature="emergency", countries=countries, summary="")
