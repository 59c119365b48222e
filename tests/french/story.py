"""A night in which everything happens that a page or a mail has words for; everybody's language is French.

What people type is French too, so that English on a page can only be the house's own.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from redphone.calls import acts as calls
from redphone.calls import acts_doubt as doubt
from redphone.calls import acts_pass as passing
from redphone.calls import acts_voice as voice
from redphone.calls import messages
from redphone.officers import acts as officers
from redphone.officers.models import Officer
from redphone.officers.reads_initials import initials_of
from redphone.situations import acts as situations
from redphone.situations.messages import ModeSet, SituationOpened
from redphone.wire.policy import Seat
from tests.calls.post_office import Mail, PostOffice, Ringer
from tests.calls.words import MINUTE, NIGHT, NOWHERE, STEP, figure
from tests.french.lines import tell_of_lines
from tests.french.offered import days as days
from tests.french.offered import places
from tests.french.officers import GUEST, tell_of_officers
from tests.people import ENTRIES, PASSWORD, seat_of

ALL = ("AU", "CA", "ES", "DE", "GB", "IT", "NZ", "US", "EC", "BR", "UNHCR")
FEW = ("AU", "CA", "GB", "US")
MEMBERS = ("AU", "CA", "ES", "GB", "IT", "NZ", "US", "EC")
MORE = (
    ("elise", "CA", "administrator", ""),
    ("cyril", "CA", "desk_officer", ""),
    ("ines", "IOM", "administrator", ""),
    ("ivan", "IOM", "desk_officer", "deputy"),
)
"""Of the IOM nobody is on duty, and nobody has told it of anything."""
TYPED = {
    "title": "Perquisitions à Villexemple",
    "other": "Passage fermé à Pontexemple",
    "what": "Maisons d’hôtes perquisitionnées",
    "place": "Villexemple",
    "asked": "Quelles capitales ont des ressortissants sur place ?",
    "details": "Deux autocars partis",
    "counted": "admissions promises",
    "source": "Ambassade d’Exemplie",
    "wrong": "Une seule maison",
    "note": "Affaire réglée",
    "reason": "Crise ouverte",
    "meeting": "Chaque jour à midi",
    "national": "DIFFUSION RESTREINTE",
}


@dataclass
class Story:
    """What came of it: the officers and seats by first name, the mails sent, and the things by what became of them."""

    cast: dict[str, Officer]
    mails: list[Mail] = field(default_factory=list)
    calls: dict[str, str] = field(default_factory=dict)
    situations: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    telephone: int = 0
    mobile: int = 0
    secrets: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    def seat(self, name: str) -> Seat:
        return seat_of(self.cast[name])

    @property
    def data(self) -> frozenset[str]:
        """What people typed or are called, and what places are called: no catalogue of ours has to know it."""
        people = {part for person in self.cast.values() for part in (person.name, person.email)}
        parties = {name for entry in ENTRIES for name in (entry.names["fr"], entry.code)}
        hands = {initials_of(person.name) for person in self.cast.values()}
        names = {
            *hands,
            "Red Phone",
            "UTC",
            "English",
            "Français",
            "SQLite",
            "Firefox",
            "Linux",
            "PostgreSQL",
            GUEST,
            *self.secrets,
            *days(),
        }
        return frozenset({*TYPED.values(), *people, *parties, *names, *places()})


def tell(cast: dict[str, Officer], ringer: Ringer, office: PostOffice) -> Story:
    """Let the night happen."""
    story = Story(cast)
    for name, party, seat, duty in MORE:
        cast[name] = officers.add_officer(
            email=f"{name}@{party.lower()}.example",
            name=f"{name.title()} Example",
            party=party,
            office=seat,
            duty=duty,
            password=PASSWORD,
        )
    Officer.objects.update(language="fr")
    for officer in cast.values():
        officer.refresh_from_db()
    _situations(story)
    _calls(story, ringer, office)
    tell_of_officers(story)
    tell_of_lines(story, ringer, office)
    story.mails = list(office.mails)
    return story


def _situations(story: Story) -> None:
    opened = SituationOpened(
        title=TYPED["title"], nature="emergency", countries=("AF",), summary=TYPED["details"]
    )
    other = SituationOpened(title=TYPED["other"], nature="shared_concern", countries=(), summary="")
    exercise = opened.model_copy(update={"title": TYPED["other"]})
    gil = story.seat("gil")
    story.situations = {
        "full": situations.open_situation(
            by=story.seat("alice"), to=ALL, opened=opened, national=TYPED["national"]
        ).thing,
        "monitoring": situations.open_situation(by=story.seat("chloe"), to=ALL, opened=other).thing,
        "closed": situations.open_situation(by=story.seat("chloe"), to=ALL, opened=other).thing,
        "unread": situations.open_situation(
            by=story.seat("alice"), to=MEMBERS, opened=opened, mark="RED"
        ).thing,
        "exercise": situations.open_situation(by=gil, to=ALL, opened=exercise, status="exercise").thing,
        "test": situations.open_situation(by=gil, to=ALL, opened=exercise, status="test").thing,
    }
    mode = ModeSet(
        mode="full",
        owner="IT",
        reason=TYPED["reason"],
        report_hours=6,
        meeting_times=TYPED["meeting"],
        review_at=NIGHT + MINUTE,
    )
    situations.set_mode(by=story.seat("felix"), situation=story.situations["full"], mode=mode)
    situations.close_situation(
        by=story.seat("chloe"), situation=story.situations["closed"], reason=TYPED["note"]
    )


def _first_message(**changes: Any) -> messages.CallRaised:
    said = {
        "number": "-",
        "key": "-",
        "situation": NOWHERE,
        "what_happened": TYPED["what"],
        "place": TYPED["place"],
        "country": "AF",
        "asked": TYPED["asked"],
        "answer_by_at": NIGHT + timedelta(hours=30),
        "urgency": "immediate",
        "decides": "duty_officer",
        "details": TYPED["details"],
        "hazards": TYPED["details"],
        "access": TYPED["details"],
        "engaged": TYPED["details"],
        "figures": (
            figure(what=TYPED["counted"], source=TYPED["source"]),
            figure(
                what=TYPED["counted"], source=TYPED["source"], unit="cases", quantifier="unknown", value=None
            ),
        ),
        "step_seconds": int(STEP.total_seconds()),
    }
    return messages.CallRaised.model_validate(said | changes)


BY_TELEPHONE = messages.Escalation.model_validate(
    {"steps": ({"to": ("duty", "deputy"), "wait_seconds": 60}, {"to": ("telephone",), "wait_seconds": 900})}
)


def _raise(
    story: Story, name: str, by: str, *, situation: str = "full", status: Any = "actual", **more: Any
) -> str:
    to, mark = more.pop("to", FEW), more.pop("mark", "GREEN")
    call = _first_message(situation=story.situations[situation], **more)
    by_seat = story.seat(by)
    raised = calls.raise_call(
        by=by_seat,
        call=call,
        to=[code for code in to if code != by_seat.party],
        status=status,
        mark=mark,
        key=name,
        agreed=True,
    )
    story.calls[name] = raised.thing
    return raised.thing


def _calls(story: Story, ringer: Ringer, office: PostOffice) -> None:
    """Ours and others', in every status and state. New Zealand and Brazil have nobody; Germany's mail is refused."""
    office.at_rcpt["heidi@de.example"] = ["550 inconnu"] * 20
    _raise(story, "theirs actual", "alice", to=ALL)
    _raise(story, "ours actual", "chloe", to=ALL)
    for status, by in (("exercise", "alice"), ("test", "gil")):
        _raise(story, f"theirs {status}", by, situation=status, status=status)
        _raise(story, f"ours {status}", "chloe", situation=status, status=status)
    unknown: dict[str, Any] = {"place": None, "country": None, "answer_by_at": None, "figures": ()}
    _raise(story, "unasked", "alice", urgency="routine", **unknown)
    _raise(story, "unread", "alice", to=MEMBERS, mark="RED", urgency="today", decides="minister")
    _raise(story, "some", "chloe", to=ALL, quorum=messages.Quorum(needed=2))
    _raise(story, "certain", "alice", to=ALL, quorum=messages.Quorum(needed=2, of=("CA", "AU")))
    _raise(story, "too few left", "chloe", to=("AU", "DE"), quorum=messages.Quorum(needed=2))
    _raise(story, "by telephone", "chloe", to=("AU",), escalation=BY_TELEPHONE)
    _raise(story, "nobody", "chloe", to=("NZ", "BR"))
    _raise(story, "ours cancelled", "chloe")
    _raise(story, "ours stood down", "chloe")
    ringer.go()
    _replies(story)
    _news(story)
    for after in (MINUTE, STEP, 2 * STEP):
        ringer.go(after)
    _links(story, office)


def _replies(story: Story) -> None:
    until = NIGHT + timedelta(hours=9)
    ours = story.calls["ours actual"]
    said = messages.CallAnswered(answer="cannot_say", words=TYPED["details"], need_until_at=until)
    calls.acknowledge_call(by=story.seat("bruno"), call=ours, way="link")
    calls.acknowledge_call(by=story.seat("alice"), call=ours, way="page", answer_promised_at=until)
    soon, exercise = NIGHT + MINUTE, story.calls["theirs exercise"]
    calls.acknowledge_call(by=story.seat("dara"), call=exercise, way="page", answer_promised_at=soon)
    calls.answer_call(by=story.seat("felix"), call=ours, answer=said)
    for name, kind in (("dara", "can"), ("uma", "partly")):
        answer = messages.CallAnswered.model_validate(
            {"answer": kind, "words": TYPED["details"], "figures": (_counted(),)}
        )
        calls.answer_call(by=story.seat(name), call=ours, answer=answer)
    calls.answer_call(by=story.seat("chloe"), call=story.calls["unasked"], answer=said)
    for name in ("alice", "dara", "eve"):
        calls.acknowledge_call(by=story.seat(name), call=story.calls["some"], way="page")
    calls.acknowledge_call(by=story.seat("chloe"), call=story.calls["certain"], way="page")
    for call, name, to in (("unasked", "chloe", "cyril"), ("by telephone", "dara", "eve")):
        which: Any = {"call": story.calls[call], "officer": story.seat(to).officer, "desk": TYPED["note"]}
        passing.pass_call(by=story.seat(name), until_at=NIGHT + MINUTE, **which)
    _voices(story)


def _voices(story: Story) -> None:
    """What others heard of us, of them, and what was not so; where nothing is said of it, it is told all the same."""
    for call, by, party, way in (
        ("theirs exercise", "alice", "CA", "telephone"),
        ("ours exercise", "chloe", "US", "in_person"),
        ("ours exercise", "chloe", "AU", "other"),
        ("ours exercise", "chloe", "GB", "telephone"),
    ):
        report = messages.CallReported.model_validate({"party": party, "way": way, "said": TYPED["note"]})
        voice.report_call(by=story.seat(by), call=story.calls[call], report=report)
    doubt.doubt_call(by=story.seat("felix"), call=story.calls["ours exercise"], why=TYPED["note"])
    doubt.stop_ringing(by=story.seat("felix"), call=story.calls["ours exercise"], why=TYPED["note"])
    for name, note in (("dara", TYPED["note"]), ("alice", "")):
        voice.contradict_report(by=story.seat(name), call=story.calls["ours exercise"], note=note)


def _counted() -> Any:
    return figure(what=TYPED["counted"], source=TYPED["source"])


def _news(story: Story) -> None:
    alice, chloe = story.seat("alice"), story.seat("chloe")
    theirs, ours = story.calls["theirs actual"], story.calls["ours actual"]
    calls.update_call(by=alice, call=theirs, update=messages.CallUpdated(what_changed=TYPED["details"]))
    calls.correct_call(
        by=alice, call=theirs, correction=messages.CallCorrected(what_was_wrong=TYPED["wrong"])
    )
    calls.update_call(by=chloe, call=ours, update=messages.CallUpdated(what_changed=TYPED["details"]))
    calls.correct_call(by=chloe, call=ours, correction=messages.CallCorrected(what_was_wrong=TYPED["wrong"]))
    cancel = messages.CallCancelled(reason="wrong_status", note=TYPED["note"])
    calls.cancel_call(by=chloe, call=story.calls["ours cancelled"], cancel=cancel)
    calls.stand_down_call(by=chloe, call=story.calls["ours stood down"], note=TYPED["note"])
    calls.cancel_call(by=story.seat("gil"), call=story.calls["theirs test"], cancel=cancel)


def _links(story: Story, office: PostOffice) -> None:
    """The first link that each of some officers was sent, and the digits beside it."""
    for name in ("chloe", "felix", "dara"):
        for number, mail in enumerate(
            mail for mail in office.to(story.cast[name].email) if "/r/" in mail.text
        ):
            story.links[f"{name} {number}"] = mail.link
