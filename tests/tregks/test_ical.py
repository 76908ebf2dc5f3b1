"""Calendar files: read back by a parser that is not ours to trick (S-36)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from tregks.ical import CalendarEntry, calendar

KASSEL = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=KASSEL)


def read(*entries: CalendarEntry) -> list[icalendar.Event]:
    parsed = icalendar.Calendar.from_ical(calendar("Termine", entries))
    return list(parsed.walk("VEVENT"))


def test_entry_has_time_place_and_address():
    (event,) = read(
        CalendarEntry(
            uid="workshop-1", title="Öl & Gas", start=NOON,
            end=NOON + timedelta(hours=2), url="/workshops/x/", place="Kassel, Saal; 1",
        )
    )  # fmt: skip
    assert event["uid"] == "workshop-1@127.0.0.1"
    assert event["summary"] == "Öl & Gas"
    assert event["location"] == "Kassel, Saal; 1"
    assert event["url"] == "http://127.0.0.1:8000/workshops/x/"
    assert event.decoded("dtstart") == NOON
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)


def test_whole_days_end_after_the_last_one():
    day = date(2026, 12, 1)
    (event,) = read(CalendarEntry(uid="x", title="Tag", start=day, end=day))
    assert event.decoded("dtstart") == day
    assert event.decoded("dtend") == day + timedelta(days=1)


def test_hour_that_happens_twice_is_told_apart():
    """On 25 October 2026 the clock shows 2:30 twice."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=KASSEL)
    starts = [
        event.decoded("dtstart")
        for event in read(
            CalendarEntry(uid="a", title="a", start=first),
            CalendarEntry(uid="b", title="b", start=first.replace(fold=1)),
        )
    ]
    assert starts[1] - starts[0] == timedelta(hours=1)


def test_line_breaks_add_no_property():
    hostile = "Treffen\r\nATTENDEE:mailto:x@y.example\nEND:VEVENT\rX:1"
    (event,) = read(
        CalendarEntry(uid="x", title=hostile, start=NOON, place=hostile, text=hostile)
    )
    known = {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "STATUS", "SEQUENCE"}
    assert set(event) == known | {"LOCATION", "DESCRIPTION"}


def test_cancelled_entry_says_so():
    (event,) = read(
        CalendarEntry(uid="x", title="x", start=NOON, cancelled=True, sequence=2)
    )
    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)
