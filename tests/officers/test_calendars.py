"""The roster goes out as a calendar, and leave comes in from one: nothing but spans, and only those chosen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from redphone.log import clock
from redphone.look import uploads
from redphone.officers import reads_roster
from redphone.officers.calendars import MOST_ENTRIES, read_leave
from redphone.officers.models import Absence, Audited, Officer
from redphone.refused import Refused
from tests.calls.words import NIGHT
from tests.officers.pages import text_of
from tests.people import seat_of, signed_in

Cast = dict[str, Officer]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE = "/officers/roster/leave/"


@pytest.fixture(autouse=True)
def night() -> Any:
    with clock.standing_at(NIGHT):
        yield


def entry(**lines: str) -> str:
    words = {"UID": "1", "DTSTAMP": "20261101T000000Z", "SUMMARY": "Leave"} | lines
    return "\r\n".join(
        ["BEGIN:VEVENT", *(f"{name}:{said}" for name, said in words.items()), "END:VEVENT", ""]
    )


def calendar(*entries: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(entries)}END:VCALENDAR\r\n".encode()


WHOLE_DAYS = entry(**{"DTSTART;VALUE=DATE": "20261224", "DTEND;VALUE=DATE": "20270102"})
DENTIST = entry(DTSTART="20261202T080000Z", DURATION="PT2H", SUMMARY="Dentist")
WEEKLY = entry(DTSTART="20261203T090000", DTEND="20261203T100000", RRULE="FREQ=WEEKLY", SUMMARY="Gym")


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def bring(cast: Cast, raw: bytes, who: str = "bruno") -> Any:
    file = SimpleUploadedFile("leave.ics", raw)
    return signed_in(cast[who]).post(PAGE, {"officer": cast[who].pk, "file": file})


def offered(answer: Any) -> list[str]:
    return list(answer.context["form"].offered)


# Out


def test_the_roster_as_a_calendar_says_who_is_rung_until_when(cast: Cast) -> None:
    Absence.objects.create(
        party="IT", officer=cast["bruno"].pk, begins_at=NIGHT + DAY, ends_at=NIGHT + 2 * DAY
    )
    answer = signed_in(cast["bruno"]).get("/officers/roster/calendar/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    entries = Calendar.from_ical(answer.content).events
    watches = reads_roster.watches(
        for_=seat_of(cast["bruno"]), since=NIGHT, until=NIGHT + timedelta(weeks=26)
    )
    assert [(one.start, one.end) for one in entries] == [(one.begins_at, one.ends_at) for one in watches[:-1]]
    assert str(entries[0]["summary"]).startswith("Red Phone: ")
    assert cast["bruno"].name in str(entries[0]["summary"])
    assert cast["bruno"].name not in str(entries[1]["summary"])
    assert len({str(one["uid"]) for one in entries}) == len(entries)


def test_a_hole_stands_in_it_as_one(cast: Cast) -> None:
    for officer in Officer.objects.filter(party="IT"):
        Absence.objects.create(party="IT", officer=officer.pk, begins_at=NIGHT, ends_at=NIGHT + DAY)
    answer = signed_in(cast["bruno"]).get("/officers/roster/calendar/")
    assert "NOBODY on duty" in str(Calendar.from_ical(answer.content).events[0]["summary"])


def test_each_party_gets_its_own(cast: Cast) -> None:
    theirs = signed_in(cast["chloe"]).get("/officers/roster/calendar/").content.decode()
    assert cast["chloe"].name in theirs
    assert cast["bruno"].name not in theirs


# In


def test_spans_are_read_by_the_clocks_of_the_officer() -> None:
    found = read_leave(calendar(WHOLE_DAYS, DENTIST, WEEKLY), zone="Europe/Rome", now=NIGHT).leave
    assert [(one.title, one.begins_at, one.ends_at, one.repeats) for one in found] == [
        ("Dentist", at(12, 2, 8), at(12, 2, 10), False),
        ("Gym", at(12, 3, 8), at(12, 3, 9), True),
        ("Leave", at(12, 23, 23), datetime(2027, 1, 1, 23, tzinfo=UTC), False),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"\xff\xfe\x00",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        calendar(entry(DTSTART="20261202T080000Z", DTEND="20261202T080000Z")),
        calendar(entry(DTSTART="20201202T080000Z", DTEND="20201203T080000Z")),
        calendar(entry(DTSTART="20261202T080000Z", DTEND="20261203T080000Z", STATUS="CANCELLED")),
        calendar(),
        b"x" * 1_000_001,
    ],
    ids=["empty", "text", "bytes", "no calendar", "no length", "over", "cancelled", "none", "large"],
)
def test_what_holds_no_leave_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        read_leave(raw, zone="UTC", now=NIGHT)


BROKEN = {
    "no time": entry(),
    "no date": entry(DTSTART="soon"),
    "a date and a time": entry(**{"DTSTART;VALUE=DATE": "20261202", "DTEND": "20261203T080000Z"}),
    "the last day there is": entry(**{"DTSTART;VALUE=DATE": "99991231"}),
    "a zone that is a folder": entry(**{"DTSTART;TZID=Europe": "20261202T080000", "DURATION": "P1D"}),
    "a zone that nobody knows": entry(**{"DTSTART;TZID=Far Side": "20261202T080000", "DURATION": "P1D"}),
    "two years": entry(DTSTART="20261202T080000Z", DTEND="20281202T080000Z"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
def test_an_entry_that_cannot_be_read_is_counted_and_spoils_no_other(broken: str) -> None:
    found = read_leave(calendar(broken, DENTIST), zone="America/New_York", now=NIGHT)
    assert ([one.title for one in found.leave], found.unread) == (["Dentist"], 1)


ENDLESS = """BEGIN:VTIMEZONE\r\nTZID:{name}\r
BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r
TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r
BEGIN:DAYLIGHT\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r
TZOFFSETFROM:+0100\r\nTZOFFSETTO:-1200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"""


@pytest.mark.parametrize("nested", [False, True], ids=["in the calendar", "in the entry"])
@pytest.mark.timeout(20)
def test_time_zones_of_a_file_are_never_read(nested: bool) -> None:
    """One that never ends would hold the process up; one that lies would be believed in every later file."""
    zone = ENDLESS.format(name="W. Europe Standard Time")
    lies = entry(**{"DTSTART;TZID=W. Europe Standard Time": "20261202T080000", "DURATION": "P1D"})
    whole = calendar(lies.replace("END:VEVENT", f"{zone}END:VEVENT")) if nested else calendar(zone, lies)
    for raw in (whole, calendar(lies)):
        found = read_leave(raw, zone="UTC", now=NIGHT)
        assert [one.begins_at for one in found.leave] == [at(12, 2, 7)]


def test_birthdays_and_what_repeats_are_not_chosen_and_the_short_day_is() -> None:
    day = {"DTSTART;VALUE=DATE": "20261224", "DTEND;VALUE=DATE": "20261225"}
    short = {"DTSTART;TZID=Europe/Rome": "20270328T000000", "DTEND;TZID=Europe/Rome": "20270329T000000"}
    for lines, likely in (
        (day, True),
        (short, True),
        (day | {"TRANSP": "TRANSPARENT"}, False),
        (day | {"X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}, False),
        (day | {"RRULE": "FREQ=YEARLY"}, False),
        ({"DTSTART": "20261224T080000Z", "DTEND": "20261224T180000Z"}, False),
    ):
        found = read_leave(calendar(entry(**lines)), zone="Europe/Rome", now=NIGHT)
        assert [one.is_likely for one in found.leave] == [likely], lines


def test_a_colleague_brings_it_by_the_clocks_of_who_is_away(cast: Cast) -> None:
    Officer.objects.filter(pk=cast["dara"].pk).update(zone="Australia/Sydney")
    file = SimpleUploadedFile("leave.ics", calendar(WHOLE_DAYS))
    Officer.objects.filter(pk=cast["eve"].pk).update(zone="Europe/London")
    answer = signed_in(cast["eve"]).post(PAGE, {"officer": cast["dara"].pk, "file": file})
    assert offered(answer)[0].startswith("2026-12-23T13:00:00+00:00/")
    assert "the clocks of Sydney" in text_of(answer)


def test_each_export_knows_an_entry_again(cast: Cast) -> None:
    for days in (1, 3):
        begins_at, ends_at = NIGHT + days * DAY, NIGHT + (days + 1) * DAY
        Absence.objects.create(party="IT", officer=cast["bruno"].pk, begins_at=begins_at, ends_at=ends_at)
    known = []
    for hours, language in ((0, "en"), (5, "fr")):
        Officer.objects.filter(pk=cast["bruno"].pk).update(language=language)
        with clock.standing_at(NIGHT + hours * HOUR):
            answer = signed_in(cast["bruno"]).get("/officers/roster/calendar/")
        known.append([str(one["uid"]) for one in Calendar.from_ical(answer.content).events])
    assert known[0] == known[1]
    assert len(known[0]) == 4


def test_more_entries_than_anybody_reads_are_cut() -> None:
    many = (entry(UID=str(n), DTSTART="20261202T080000Z", DTEND="20261203T080000Z") for n in range(300))
    assert len(read_leave(calendar(*many), zone="UTC", now=NIGHT).leave) == MOST_ENTRIES


def test_first_the_file_then_what_of_it(cast: Cast) -> None:
    answer = bring(cast, calendar(WHOLE_DAYS, DENTIST, WEEKLY))
    page = text_of(answer)
    assert "When are they away?" in page
    assert "Dentist" in page
    assert page.count("checked") == 1, "a meeting is not chosen, two weeks are"
    assert "only this once" in page
    assert not Absence.objects.exists(), "nothing is noted before it was chosen"
    chosen = [one.rsplit("/", 2)[0] for one in offered(answer) if "Dentist" not in one]
    sent = {"officer": cast["bruno"].pk, "offered": offered(answer), "spans": chosen}
    done = signed_in(cast["bruno"]).post(PAGE, sent, follow=True)
    assert "away 2 times" in text_of(done)
    assert Absence.objects.count() == 2
    assert "Leave" not in str(list(Absence.objects.values()))
    assert Audited.objects.filter(what="away").count() == 2


def test_what_was_noted_before_is_not_noted_twice(cast: Cast) -> None:
    answer = bring(cast, calendar(WHOLE_DAYS))
    sent = {
        "officer": cast["bruno"].pk,
        "offered": offered(answer),
        "spans": [offered(answer)[0].rsplit("/", 2)[0]],
    }
    for _ in range(2):
        last = signed_in(cast["bruno"]).post(PAGE, sent, follow=True)
    assert "noted already" in text_of(last)
    assert Absence.objects.count() == 1


def test_without_a_choice_it_still_says_by_which_clocks_and_what_it_could_not_read(cast: Cast) -> None:
    answer = bring(cast, calendar(DENTIST, entry(DTSTART="20261202T080000Z", DTEND="garbage")))
    first = text_of(answer)
    sent = {"officer": cast["bruno"].pk, "offered": offered(answer), "unread": answer.context["unread"]}
    again = text_of(signed_in(cast["bruno"]).post(PAGE, sent))
    for words in ("Whole days are read by the clocks of Rome.", "1 entry could not be read."):
        assert words in first
        assert words in again


@pytest.mark.parametrize("unread", ["", "-1", "many", "9" * 5000, "1\x00"])
def test_a_count_that_no_page_gave_is_none(cast: Cast, unread: str) -> None:
    sent = {"officer": cast["bruno"].pk, "offered": [], "unread": unread}
    assert "could not be read" not in text_of(signed_in(cast["bruno"]).post(PAGE, sent))


def test_without_a_choice_the_list_is_still_there(cast: Cast) -> None:
    answer = bring(cast, calendar(WHOLE_DAYS, DENTIST))
    again = signed_in(cast["bruno"]).post(PAGE, {"officer": cast["bruno"].pk, "offered": offered(answer)})
    assert "Choose at least one" in text_of(again)
    assert "Dentist" in text_of(again)


@pytest.mark.parametrize("said", ["x", "2026-12-24/2026", "2026-12-24T00:00:00/2026-12-25T00:00:00/once/x"])
def test_what_no_page_offered_is_not_taken(cast: Cast, said: str) -> None:
    sent = {"officer": cast["bruno"].pk, "offered": [said], "spans": [said.rsplit("/", 2)[0]]}
    assert signed_in(cast["bruno"]).post(PAGE, sent).status_code == 200
    assert not Absence.objects.exists()


def test_nobody_of_another_party_is_sent_away(cast: Cast) -> None:
    answer = bring(cast, calendar(WHOLE_DAYS))
    sent = {
        "officer": cast["chloe"].pk,
        "offered": offered(answer),
        "spans": [offered(answer)[0].rsplit("/", 2)[0]],
    }
    signed_in(cast["bruno"]).post(PAGE, sent)
    assert not Absence.objects.exists()


def test_a_file_that_is_none_is_said_beside_the_field(cast: Cast) -> None:
    assert "not a calendar file" in text_of(bring(cast, b"%PDF-1.7"))


def test_an_upload_that_would_fill_the_disk_is_cut_off(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 1000)
    assert bring(cast, b"x" * 900).status_code == 200
    assert bring(cast, b"x" * 1100).status_code in (400, 413)
