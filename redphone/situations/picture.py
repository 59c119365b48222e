"""Drawing situations."""

from django.db.models import Q, QuerySet

from redphone.log.dispatch import Dispatch
from redphone.log.picture import draws
from redphone.situations.messages import ModeSet, SituationClosed, SituationOpened
from redphone.situations.models import Situation


@draws(SituationOpened)
def draw_situation_opened(message: SituationOpened, said: Dispatch) -> None:
    Situation.objects.create(
        thing=said.thing,
        title=message.title,
        nature=message.nature,
        countries=list(message.countries),
        summary=message.summary,
        status=said.manifest.status,
        mark=said.manifest.mark,
        national=said.manifest.national,
        by=said.by,
        to_text=f",{','.join(said.manifest.to)},",
        opened_at=said.said_at,
        mode="monitoring",
        owner=said.by,
        mode_set_by=said.by,
        mode_set_at=said.said_at,
        mode_hash=said.hash,
        mode_dispatch=said.manifest.id,
    )


@draws(ModeSet)
def draw_mode_set(message: ModeSet, said: Dispatch) -> None:
    _situation(said).update(
        mode=message.mode,
        owner=message.owner,
        reason=message.reason,
        report_hours=message.report_hours,
        meeting_times=message.meeting_times,
        review_at=message.review_at,
        mode_set_by=said.by,
        mode_set_at=said.said_at,
        mode_hash=said.hash,
        mode_dispatch=said.manifest.id,
        closed_at=None,
        closed_reason="",
    )


@draws(SituationClosed)
def draw_situation_closed(message: SituationClosed, said: Dispatch) -> None:
    _situation(said).update(
        closed_at=said.said_at,
        closed_reason=message.reason,
        mode_hash=said.hash,
        mode_dispatch=said.manifest.id,
    )


def _situation(said: Dispatch) -> QuerySet[Situation]:
    """The situation spoken of, if its author addressed the speaker: who is not in it changes nothing of it."""
    named = Q(by=said.by) | Q(to_text__contains=f",{said.by},")
    return Situation.objects.filter(named, thing=said.thing)
