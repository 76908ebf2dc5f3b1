"""Calendar files (iCalendar, RFC 5545) for downloads and feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """What a calendar shows of one date. `uid` stays the same for ever.

    `start` and `end` are times or, for whole days, dates; a whole day's `end` is its
    last day. `sequence` grows with each change, so that programs take it over.
    """

    uid: str
    title: str
    start: datetime | date
    end: datetime | date | None = None
    url: str = ""  # a path of the portal
    place: str = ""
    text: str = ""
    cancelled: bool = False
    sequence: int = 0


def calendar(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """A calendar of this name. Escaping is the library's work (S-36)."""
    result = icalendar.Calendar()
    result.add("prodid", f"-//{settings.HOSTNAME}//TRegKS//DE")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", _one_line(name))
    for entry in entries:
        result.add_component(_event(entry))
    return result.to_ical()


def _event(entry: CalendarEntry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{settings.HOSTNAME}")
    event.add("dtstamp", timezone.now())
    event.add("summary", _one_line(entry.title))
    # UTC needs no time zone table and is unambiguous when clocks change.
    event.add("dtstart", _moment(entry.start))
    if isinstance(entry.start, datetime):
        event.add("dtend", _moment(entry.end or entry.start + timedelta(hours=1)))
    else:
        event.add("dtend", (entry.end or entry.start) + timedelta(days=1))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("sequence", entry.sequence)
    if entry.place:
        event.add("location", _one_line(entry.place))
    if entry.text:
        event.add("description", entry.text)
    if entry.url:
        event.add("url", settings.BASE_URL + entry.url)
    return event


def _moment(value: datetime | date) -> datetime | date:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value


def _one_line(text: str) -> str:
    return " ".join(text.split())


def calendar_response(
    filename: str, name: str, entries: Iterable[CalendarEntry]
) -> HttpResponse:
    return HttpResponse(
        calendar(name, entries),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}.ics"'},
    )
