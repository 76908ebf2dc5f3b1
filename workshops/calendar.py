"""The calendar of all dates. Each kind of date is a source; others may join.

A source is a function that returns what a person may see in a time. Apps that come
later append theirs to SOURCES from `AppConfig.ready`; earlier ones are named here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import Consultation
from network import group_meetings
from network.models import Meeting, Topic, User, WorkingGroup
from strategy.models import Phase
from tregks.ical import CalendarEntry
from workshops.models import OtherDate, Registration, Workshop

Somebody = User | AnonymousUser
AHEAD = timedelta(days=366)

# Parameter in the address, and the word for it.
KINDS = {
    "workshop": _("Workshops"),
    "treffen": _("Treffen von Arbeitsgruppen"),
    "phase": _("Phasen und Fristen"),
    "andere": _("andere Termine"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One date as lists, month and feeds show it."""

    kind: str  # of KINDS
    uid: str
    title: str
    start: datetime | date
    end: datetime | date | None = None
    url: str = ""
    place: str = ""
    text: str = ""
    topic: Topic | None = None
    state: str = ""
    tone: str = ""
    icon: str = ""
    cancelled: bool = False
    sequence: int = 0

    @property
    def begins(self) -> datetime:
        """For sorting; a whole day begins at midnight."""
        if isinstance(self.start, datetime):
            return self.start
        return timezone.make_aware(datetime.combine(self.start, datetime.min.time()))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day, as the calendar on the wall has them."""
        first, last = self.start, self.end or self.start
        return _day(first), max(_day(first), _day(last))

    @property
    def note(self) -> str:
        """What lists say beside it: only where no page of ours says it all."""
        return "" if self.url.startswith("/") else self.text

    def as_ical(self) -> CalendarEntry:
        return CalendarEntry(
            uid=self.uid,
            title=self.title,
            start=self.start,
            end=self.end,
            url=self.url if self.url.startswith("/") else "",
            place=self.place,
            text=self.text,
            cancelled=self.cancelled,
            sequence=self.sequence,
        )


def _day(moment: datetime | date) -> date:
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date()
    return moment


Source = Callable[[Somebody, datetime, datetime], Iterable[Entry]]


def entries(
    user: Somebody,
    start: datetime,
    end: datetime,
    *,
    kind: str = "",
    topic: str = "",
) -> list[Entry]:
    """All dates in this time that the user may see, the next one first."""
    found = [
        entry
        for its_kind, source in SOURCES
        if kind in ("", its_kind)
        for entry in source(user, start, end)
    ]
    if topic:
        found = [e for e in found if e.topic and e.topic.slug == topic]
    return sorted(found, key=lambda entry: (entry.begins, entry.title))


def upcoming(user: Somebody, number: int) -> list[Entry]:
    now = timezone.now()
    found = entries(user, now, now + AHEAD)
    return [entry for entry in found if not entry.cancelled][:number]


# --- Sources ------------------------------------------------------------------------------


def workshop_entry(workshop: Workshop) -> Entry:
    return Entry(
        kind="workshop",
        uid=f"workshop-{workshop.pk}",
        title=workshop.title,
        start=workshop.start,
        end=workshop.end,
        url=workshop.get_absolute_url(),
        place=workshop.where,
        text=workshop.lead,
        topic=workshop.topic,
        state=workshop.seats_words,
        tone=workshop.seats_tone,
        icon=workshop.seats_icon,
        cancelled=workshop.is_cancelled,
        sequence=workshop.sequence,
    )


def workshops(user: Somebody, start: datetime, end: datetime) -> Iterable[Entry]:
    found = Workshop.objects.visible_to(user).shown().with_numbers()
    found = found.filter(start__lt=end, end__gte=start).select_related("topic")
    return map(workshop_entry, found)


def other_dates(user: Somebody, start: datetime, end: datetime) -> Iterable[Entry]:
    for item in OtherDate.objects.between(start, end).select_related("topic"):
        for begins, ends in item.occurrences(start, end):
            yield Entry(
                kind="andere",
                uid=f"date-{item.pk}-{begins:%Y%m%d}",
                title=item.title,
                start=begins,
                end=ends,
                url=item.url,
                place=item.place,
                text="\n".join(filter(None, [item.text, item.barriers])),
                topic=item.topic,
                state=gettext("abgesagt") if item.cancelled else "",
                tone="error" if item.cancelled else "",
                icon="rejected" if item.cancelled else "",
                cancelled=item.cancelled,
            )


def meetings(user: Somebody, start: datetime, end: datetime) -> Iterable[Entry]:
    """Everybody may know when groups meet; members get to the meeting itself."""
    mine = set(WorkingGroup.objects.of_member(user).values_list("pk", flat=True))
    found = Meeting.objects.public().filter(start__lt=end, end__gte=start)
    for meeting in found.select_related("group__topic"):
        group = meeting.group
        yield Entry(
            kind="treffen",
            uid=f"meeting-{meeting.key}",
            title=f"{meeting.title} ({group.name})",
            start=meeting.start,
            end=meeting.end,
            url=(meeting if group.pk in mine else group).get_absolute_url(),
            place=meeting.place or gettext("online"),
            topic=group.topic,
            state=meeting.get_state_display() if meeting.is_cancelled else "",
            tone="error" if meeting.is_cancelled else "",
            icon="rejected" if meeting.is_cancelled else "",
            cancelled=meeting.is_cancelled,
            sequence=meeting.sequence,
        )


def consultations(user: Somebody, start: datetime, end: datetime) -> Iterable[Entry]:
    """The last moment to comment on a draft."""
    found = Consultation.objects.visible_to(user).filter(
        closed_at=None, closes_at__lt=end, closes_at__gte=start
    )
    for consultation in found.select_related("measure__topic"):
        yield Entry(
            kind="phase",
            uid=f"consultation-{consultation.pk}",
            title=gettext("Stellungnahmen bis heute: %(measure)s")
            % {"measure": consultation.measure},
            start=consultation.closes_at,
            url=consultation.get_absolute_url(),
            topic=consultation.measure.topic,
        )


# Each with its kind, so that filters ask only those that can answer.
def phases(user: Somebody, start: datetime, end: datetime) -> Iterable[Entry]:
    """The days on which phases of the process begin and end."""
    first, last = _day(start), _day(end)
    for phase in Phase.objects.filter(starts__lte=last, ends__gte=first):
        for edge, day, title in (
            ("start", phase.starts, gettext("Phase beginnt: %(name)s")),
            ("end", phase.ends, gettext("Phase endet: %(name)s")),
        ):
            if first <= day <= last:
                yield Entry(
                    kind="phase",
                    uid=f"phase-{phase.pk}-{edge}",
                    title=title % {"name": phase.name},
                    start=day,
                    end=day,
                    url=reverse("strategy_process"),
                )


SOURCES: list[tuple[str, Source]] = [
    ("workshop", workshops),
    ("treffen", meetings),
    ("phase", consultations),
    ("phase", phases),
    ("andere", other_dates),
]


# --- One's own dates ----------------------------------------------------------------------


def registration_entry(registration: Registration) -> CalendarEntry:
    """The date with the way back to the registration, also once it is cancelled."""
    workshop = registration.workshop
    return CalendarEntry(
        uid=f"workshop-{workshop.pk}",
        title=workshop.title,
        start=workshop.start,
        end=workshop.end,
        url=registration.get_absolute_url(),
        place=workshop.where,
        text=workshop.lead,
        cancelled=workshop.is_cancelled
        or registration.state == Registration.State.CANCELLED,
        sequence=workshop.sequence,
    )


def own_entries(user: User, start: datetime, end: datetime) -> list[CalendarEntry]:
    """Workshops somebody is registered for, and the meetings of their groups."""
    registrations = Registration.objects.active().filter(
        person=user, workshop__start__lt=end, workshop__end__gte=start
    )
    groups = WorkingGroup.objects.of_member(user)
    own_meetings = Meeting.objects.filter(
        group__in=groups, start__lt=end, end__gte=start
    )
    return [
        *map(registration_entry, registrations.select_related("workshop")),
        *map(group_meetings.member_entry, own_meetings.select_related("group")),
    ]
