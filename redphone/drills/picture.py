"""Drawing link tests: each party says of its own line how it stands; the register's keeper sets the schedule."""

from redphone.drills.messages import (
    SCHEDULE,
    Chased,
    LineTold,
    LinkTested,
    ScheduleSet,
    thing_of_chase,
    thing_of_line,
)
from redphone.drills.models import Chase, LineState, LinkResult, Schedule
from redphone.log.dispatch import Dispatch
from redphone.log.picture import draws
from redphone.log.rows import put_row
from redphone.network.keys import keeps_register
from redphone.wire.strict import Malformed


@draws(ScheduleSet)
def draw_schedule_set(message: ScheduleSet, said: Dispatch) -> None:
    _check_keeper(said, about=SCHEDULE)
    put_row(
        Schedule,
        {"thing": said.thing},
        every_months=message.every_months,
        wait_minutes=message.wait_minutes,
        set_at=said.said_at,
    )


@draws(LinkTested, own_line=True)
def draw_link_tested(message: LinkTested, said: Dispatch) -> None:
    put_row(
        LinkResult,
        {"thing": said.thing, "by": said.by},
        **_addressed(said),
        month=message.month,
        result=message.result,
        step=message.step,
        way=message.way,
        seconds=message.seconds,
        tested_at=said.said_at,
    )


@draws(LineTold)
def draw_line_told(message: LineTold, said: Dispatch) -> None:
    if said.thing != thing_of_line(said.by):
        raise Malformed(f"{said.by} says of another how its line stands")
    put_row(
        LineState,
        {"thing": said.thing},
        by=said.by,
        **_addressed(said),
        month=message.month,
        result=message.result,
        tested_at=message.tested_at,
        repair_due_at=message.repair_due_at,
    )


@draws(Chased)
def draw_chased(message: Chased, said: Dispatch) -> None:
    _check_keeper(said, about=thing_of_chase(message.party, message.about, message.number or ""))
    put_row(
        Chase,
        {"thing": said.thing},
        by=said.by,
        party=message.party,
        about=message.about,
        about_at=message.at,
        number=message.number or "",
        status=said.manifest.status,
        hash=said.hash,
        chased_at=said.said_at,
    )


def _addressed(said: Dispatch) -> dict[str, str]:
    """To whom it was said, under which mark: what policy asks for."""
    return {"to_text": f",{','.join(said.manifest.to)},", "mark": said.manifest.mark}


def _check_keeper(said: Dispatch, *, about: str) -> None:
    """Who keeps the register here speaks for the network; of its own things alone."""
    if not keeps_register(said.by):
        raise Malformed(f"{said.by} does not keep the register")
    if said.thing != about:
        raise Malformed("is said of another thing than it names")
