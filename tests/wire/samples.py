"""One message of every kind, every field filled: plainly fictional. What the golden bytes are made from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from redphone.calls import messages as calls
from redphone.drills import messages as drills
from redphone.network import messages as network
from redphone.situations import messages as situations
from redphone.wire.kinds import Message, write_body
from redphone.wire.manifest import BODY_MEDIA, Manifest, hash_part
from redphone.wire.seal import Key, Sealed, seal
from redphone.wire.words import Figure

SAID_AT = datetime(2024, 11, 21, 10, 0, 0, 123_000, tzinfo=UTC)
SALT = bytes(range(32))
THING = "0193464a-7a00-7000-8000-00000000ca11"

TEST_KEY = Key(
    kid="GB-node-test",
    party="GB",
    pair=OKPKey.import_key(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    ),
)
"""The published test key of RFC 8032 (7.1, test 1) and RFC 8037 (appendix A): it protects nothing."""


def sign_bytes(raw: bytes, key: Key = TEST_KEY) -> bytes:
    """The bare Ed25519 signature of any bytes, past all that the house would look at first."""
    private = key.pair.private_key
    assert isinstance(private, Ed25519PrivateKey)
    return private.sign(raw)


FIGURE = Figure(
    what="people waiting at the crossing",
    unit="persons",
    quantifier="about",
    value=1200,
    source="UNHCR field office, example",
    as_of_at=SAID_AT,
    confidence="likely",
)

RAISED = calls.CallRaisedV1(
    number="GB-14",
    key="0193464a-7a00-7000-8000-0000000000ff",
    situation="0193464a-7a00-7000-8000-000000000517",
    what_happened="Example: the crossing closed at noon.",
    place="Example crossing",
    country="ZZ",
    asked="Who can take families with medical needs?",
    answer_by_at=SAID_AT + timedelta(hours=6),
    urgency="immediate",
    decides="senior_official",
    details="Fictional.",
    hazards="None that are known.",
    access="By road from the north.",
    engaged="UNHCR and IOM, both as an example.",
    figures=(
        FIGURE,
        Figure(what="cases waiting", unit="cases", quantifier="unknown", source="-", as_of_at=SAID_AT),
    ),
    step_seconds=900,
)

ESCALATION = calls.Escalation(
    steps=(
        calls.EscalationStep(to=("duty", "deputy"), wait_seconds=300),
        calls.EscalationStep(to=("telephone",), wait_seconds=600),
        calls.EscalationStep(to=("chair",), wait_seconds=60),
    )
)

SAMPLES: tuple[Message, ...] = (
    network.PartyEntered(
        code="CA",
        names={"en": "Canada", "fr": "Canada"},
        role="member",
        zone="America/Toronto",
        languages=("en", "fr"),
        active=False,
    ),
    network.Reachable(
        seat="duty_desk",
        number="+44 20 7946 0142",
        opens_at="20:00",
        closes_at="08:00",
        weekdays=(4, 5, 6),
        zone="Europe/London",
        languages=("en", "fr"),
        proven_at=SAID_AT,
    ),
    network.CoverTold(proven_at=SAID_AT, hole_at=SAID_AT + timedelta(days=3)),
    network.ChairSet(
        chair="CA", substitutes=("AU", "NZ"), reason="Handed over at the ministerial, as an example."
    ),
    situations.SituationOpened(
        title="Example: crossing closed — « exemple »",
        nature="emergency",
        countries=("ZZ", "XX"),
        summary='Two lines,\nwith "quotes", a \\ and a\ttab.',
    ),
    situations.ModeSet(
        mode="full",
        owner="CA",
        reason="More than one capital has to act.",
        report_hours=24,
        meeting_times="07:00 and 19:00 UTC",
        review_at=SAID_AT + timedelta(days=7),
    ),
    situations.SituationClosed(reason="The crossing is open again."),
    RAISED,
    calls.CallRaised(
        **dict(RAISED),
        quorum=calls.Quorum(needed=2, of=("CA", "EC", "IT")),
        escalation=ESCALATION,
        escalation_hash=ESCALATION.hash,
    ),
    calls.CallUpdated(
        what_changed="More people came.",
        what_happened="Example: the crossing stays closed.",
        asked="Who can take sixty more?",
        answer_by_at=SAID_AT + timedelta(hours=8),
        figures=(FIGURE,),
    ),
    calls.CallCorrected(
        what_was_wrong="The place.",
        what_happened="Example: the other crossing closed.",
        place="The other example crossing",
        asked="As before.",
        answer_by_at=SAID_AT + timedelta(hours=7),
    ),
    calls.CallCancelled(reason="wrong_call", note="Meant as an exercise."),
    calls.CallStoodDown(note="Everybody has an answer."),
    calls.CallAcknowledged(way="link", in_place_of="IT", answer_promised_at=SAID_AT + timedelta(hours=1)),
    calls.CallAnswered(
        answer="cannot_say",
        words="The minister decides tomorrow.",
        need_until_at=SAID_AT + timedelta(hours=20),
        figures=(FIGURE,),
    ),
    calls.CallRung(step="deputy", state="delivered"),
    calls.CallPassed(desk="the interior ministry, as an example", until_at=SAID_AT + timedelta(hours=2)),
    calls.CallRaisedAlone(why="The deputy’s line is dead, as an example — « exemple »."),
    calls.CallDoubted(why="The place does not exist, as an example."),
    calls.RingingStopped(why="Raised by mistake, as an example."),
    calls.CallReported(
        party="CA", way="telephone", said="The duty desk has it — « exemple ».", hold_seconds=900
    ),
    calls.ReportContradicted(note="Nobody here has heard of it."),
    calls.CallEscalated(
        number="GB-14",
        unreached="IT",
        asked_party="CA",
        urgency="immediate",
        answer_by_at=SAID_AT + timedelta(hours=6),
        step_seconds=900,
    ),
    drills.ScheduleSet(every_months=3, wait_minutes=30),
    drills.LinkTested(month="2024-11", result="passed", step="deputy", way="telephone", seconds=2160),
    drills.LineTold(
        month="2024-11",
        result="failed",
        tested_at=SAID_AT,
        repair_due_at=SAID_AT + timedelta(days=7),
    ),
    drills.Chased(party="CA", about="answer", at=SAID_AT + timedelta(hours=6), number="GB-14"),
)


def manifest_words(**changed: Any) -> dict[str, Any]:
    """The members of a valid manifest by GB, as a parser of JSON gives them, some of them changed."""
    return {
        "v": 1,
        "net": "golden",
        "status": "exercise",
        "id": "0193464a-7a7b-7abc-8def-0123456789ab",
        "kind": "test.said.v1",
        "thing": THING,
        "by": "GB",
        "seat": "duty_desk",
        "epoch": 2,
        "number": 41,
        "previous": "A" * 43,
        "to": ["CA", "EC", "IT"],
        "mark": "AMBER+STRICT",
        "national": "EXAMPLE – NOT A REAL MARK",
        "refs": [{"id": "0193464a-7a7a-7abc-8def-0123456789ab", "hash": "B" * 43, "rel": "answers"}],
        "happened_at": "2024-11-21T09:30:00.000Z",
        "said_at": "2024-11-21T10:00:00.123Z",
        "expires_at": "2024-11-22T10:00:00.123Z",
        "parts": [{"number": 0, "role": "body", "media": BODY_MEDIA, "length": 2, "hash": "C" * 43}],
        "crit": [],
        **changed,
    }


def manifest_for(message: Message) -> Manifest:
    """The manifest of the golden dispatch of a message's kind."""
    body = write_body(message)
    part = {
        "number": 0,
        "role": "body",
        "media": BODY_MEDIA,
        "length": len(body),
        "hash": hash_part(SALT, body),
    }
    words = manifest_words(kind=message.kind, expires_at=SAID_AT + message.lasts, parts=[part])
    return Manifest.model_validate(words)


def seal_sample(message: Message) -> Sealed:
    """The golden dispatch of a message's kind. Ed25519 needs no chance: its bytes are always the same."""
    return seal(manifest_for(message), TEST_KEY)
