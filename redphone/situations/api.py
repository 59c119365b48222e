"""Situations as JSON: the same acts and reads as the pages'."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError
from pydantic import BaseModel, ConfigDict

from redphone.officers.json_door import SeatedRequest
from redphone.situations import acts, reads
from redphone.situations.messages import ModeSet, SituationClosed, SituationOpened
from redphone.situations.reads import SituationCard
from redphone.wire.policy import Seat
from redphone.wire.words import Line, Mark, Status

router = Router(tags=["situations"])


class OpenSituation(BaseModel):
    """A situation to open, to whom and under which mark."""

    model_config = ConfigDict(extra="forbid")

    opened: SituationOpened
    to: list[str]
    status: Status
    mark: Mark = "GREEN"
    national: Line = ""


@router.get("/", url_name="situations")
def list_situations(request: HttpRequest, closed: bool = False) -> list[dict[str, Any]]:
    return [_plain(card) for card in reads.situations(for_=_seat(request), closed=closed)]


@router.get("/{thing}/", url_name="situation")
def situation(request: HttpRequest, thing: str) -> dict[str, Any]:
    card = reads.situation(thing, for_=_seat(request))
    if card is None:
        raise HttpError(404, "There is no such situation.")
    return _plain(card)


@router.post("/", url_name="open_situation")
def open_situation(request: HttpRequest, wanted: OpenSituation) -> dict[str, str]:
    said = acts.open_situation(
        by=_seat(request),
        to=wanted.to,
        opened=wanted.opened,
        status=wanted.status,
        mark=wanted.mark,
        national=wanted.national,
    )
    return {"thing": said.thing}


@router.post("/{thing}/mode/", url_name="set_mode")
def set_mode(request: HttpRequest, thing: str, mode: ModeSet) -> dict[str, str]:
    return {"hash": acts.set_mode(by=_seat(request), situation=thing, mode=mode).hash}


@router.post("/{thing}/close/", url_name="close_situation")
def close_situation(request: HttpRequest, thing: str, closed: SituationClosed) -> dict[str, str]:
    said = acts.close_situation(by=_seat(request), situation=thing, reason=closed.reason)
    return {"hash": said.hash}


def _seat(request: HttpRequest | SeatedRequest) -> Seat:
    seat: Seat = request.seat  # type: ignore[union-attr]
    return seat


def _plain(card: SituationCard) -> dict[str, Any]:
    return asdict(card) | {"sight": card.sight.name.lower()}
