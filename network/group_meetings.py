"""What can be done with meetings of a working group, and how calendars show them."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from network.models import Meeting, User, WorkingGroup
from network.notifications import notify
from tregks.ical import CalendarEntry
from tregks.templatetags.portal import portal_span

# A digest would come too late for what changes so short before a meeting.
SHORT_NOTICE = timedelta(days=2)
WORDS = {
    "title": "Titel",
    "start": "Zeit",
    "end": "Zeit",
    "place": "Ort",
    "barriers": "Hinweise zur Barrierefreiheit",
    "link": "Link zur Teilnahme",
    "agenda": "Tagesordnung",
}


@transaction.atomic
def plan_meeting(*, meeting: Meeting, group: WorkingGroup, by: User) -> Meeting:
    """Put a meeting into the calendar; all members hear of it."""
    meeting.group, meeting.author = group, by
    meeting.save()
    _tell(
        meeting, f"Neues Treffen der {group.name}: {meeting.title}", facts(meeting), by
    )
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, changed: set[str], by: User) -> None:
    """Save these fields; members hear once what is different."""
    if not changed:
        return
    now = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if now.is_cancelled:
        raise ValidationError(_("Dieses Treffen fällt aus."))
    meeting.sequence = now.sequence + 1
    meeting.save(update_fields=changed | {"sequence"})
    words = list(dict.fromkeys(WORDS[name] for name in WORDS if name in changed))
    _tell(
        meeting,
        f"Geändert: Treffen der {meeting.group.name}, {meeting.title}",
        f"Neu: {', '.join(words)}. {facts(meeting)}",
        by,
    )


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User) -> None:
    """Call a meeting off. It stays in sight, so that nobody waits at the door."""
    meeting = Meeting.objects.select_for_update(no_key=True, of=["self"]).get(
        pk=meeting.pk
    )
    if meeting.is_cancelled:
        return
    meeting.state, meeting.cancel_reason = Meeting.State.CANCELLED, reason
    meeting.sequence += 1
    meeting.save(update_fields=["state", "cancel_reason", "sequence"])
    _tell(
        meeting,
        f"Fällt aus: Treffen der {meeting.group.name}, {meeting.title}",
        " ".join(filter(None, [f"{facts(meeting)}", reason])),
        by,
    )


@transaction.atomic
def write_minutes(*, meeting: Meeting, text: str, by: User) -> None:
    """Keep what was said; members hear of it the first time."""
    if meeting.minutes == text:
        return
    meeting.minutes = text
    meeting.save(update_fields=["minutes"])
    notify(
        key=f"meeting:{meeting.pk}:minutes",
        kind="meeting",
        title=f"Protokoll der {meeting.group.name}: {meeting.title}",
        text=text,
        target=meeting,
        by=by,
        group=meeting.group,
        to_group=True,
    )


def facts(meeting: Meeting) -> str:
    """When and where, for a notification."""
    with override(settings.LANGUAGE_CODE):
        when = portal_span(meeting.start, meeting.end)
    where = meeting.place or "im Netz"
    return f"{when}, {where}."


def _tell(meeting: Meeting, title: str, text: str, by: User) -> None:
    notify(
        key=f"meeting:{meeting.pk}:{meeting.sequence}",
        kind="meeting",
        title=title,
        text=text,
        target=meeting,
        by=by,
        group=meeting.group,
        to_group=True,
        immediate=meeting.is_within(SHORT_NOTICE, timezone.now()),
    )


# --- In calendars -------------------------------------------------------------------------


def public_entry(meeting: Meeting) -> CalendarEntry:
    """What everybody may know."""
    return CalendarEntry(
        uid=f"meeting-{meeting.key}",
        title=f"{meeting.title} ({meeting.group.name})",
        start=meeting.start,
        end=meeting.end,
        url=meeting.group.get_absolute_url(),
        place=meeting.where,
        cancelled=meeting.is_cancelled,
        sequence=meeting.sequence,
    )


def member_entry(meeting: Meeting) -> CalendarEntry:
    """With the way in and the agenda."""
    parts = [
        meeting.link and f"{_('Teilnahme im Netz')}: {meeting.link}",
        meeting.agenda,
        meeting.barriers and f"{_('Barrierefreiheit')}: {meeting.barriers}",
    ]
    return CalendarEntry(
        uid=f"meeting-{meeting.key}",
        title=f"{meeting.title} ({meeting.group.name})",
        start=meeting.start,
        end=meeting.end,
        url=meeting.get_absolute_url(),
        place=meeting.place or meeting.link,
        text="\n\n".join(filter(None, parts)),
        cancelled=meeting.is_cancelled,
        sequence=meeting.sequence,
    )
