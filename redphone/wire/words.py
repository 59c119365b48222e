"""The small types that messages are made of: instants, lines, texts, parties, figures."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    model_validator,
)

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_NOT_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
"""Nor what overrides the direction of letters (U+202A to U+202E): words have to read as they were written."""


def write_instant(at: datetime) -> str:
    """A UTC instant as RFC 3339 with milliseconds and Z: the only form on the wire."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def to_milliseconds(at: datetime) -> datetime:
    """The same instant, as exactly as the wire can say it."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def _read_instant(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return to_milliseconds(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    raise ValueError("not an instant in UTC with milliseconds")


def _one_line(value: str) -> str:
    if _NOT_IN_LINE.search(value):
        raise ValueError("a control character or a line break")
    return value


def _line_feeds(value: Any, info: ValidationInfo) -> Any:
    """A browser ends lines with two letters, the wire with one: put right what we say, never what we are told."""
    return value.replace("\r\n", "\n") if info.mode == "python" and isinstance(value, str) else value


def _plain_text(value: str) -> str:
    if _NOT_IN_TEXT.search(value):
        raise ValueError("a control character; lines end with a line feed alone")
    return value


Instant = Annotated[datetime, BeforeValidator(_read_instant), PlainSerializer(write_instant)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Text = Annotated[str, BeforeValidator(_line_feeds), Field(max_length=4000), AfterValidator(_plain_text)]
PartyCode = Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
ThingId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
DispatchId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
"""UUIDv7."""

Status = Literal["actual", "exercise", "test", "system"]
Mark = Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
MARKS: tuple[Mark, ...] = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")

Unit = Literal["persons", "cases"]
Quantifier = Literal["exactly", "at_least", "about", "at_most", "unknown"]
Confidence = Literal["observed", "likely", "possible", "unlikely", "unknown"]


class Figure(BaseModel):
    """A number with all that it needs to be believed.

    `unit` is persons or cases and the two are never mixed; `value` is None exactly when the quantifier is unknown;
    `confidence` uses the certainty words of CAP 1.2.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    what: Line
    unit: Unit
    quantifier: Quantifier = "exactly"
    value: Annotated[int, Field(strict=True, ge=0, le=100_000_000)] | None = None
    source: Line
    as_of_at: Instant
    confidence: Confidence = "unknown"

    @model_validator(mode="after")
    def _value_unless_unknown(self) -> Self:
        if (self.value is None) != (self.quantifier == "unknown"):
            raise ValueError("a figure has a value exactly when its quantifier is not `unknown`")
        return self
