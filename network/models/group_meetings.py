"""Meetings of working groups: planned, changed, cancelled, put into minutes."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models.group_content import GroupContent, GroupContentQuerySet
from network.models.groups import WorkingGroup


class MeetingQuerySet(GroupContentQuerySet):
    def coming(self) -> Self:
        """From now on, the next one first; one that has begun is still to come."""
        return self.filter(end__gte=timezone.now()).order_by("start", "pk")

    def past(self) -> Self:
        """What took place, the last one first."""
        return self.filter(
            end__lt=timezone.now(), state=Meeting.State.PLANNED
        ).order_by("-start", "-pk")

    def public(self) -> Self:
        """Meetings whose title, time and place everybody may know."""
        return self.exclude(group__state=WorkingGroup.State.DRAFT)


class Meeting(GroupContent):
    """A meeting. Everybody may know when and where, only members how to dial in."""

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        CANCELLED = "cancelled", _("fällt aus")

    title = models.CharField(
        _("Titel"), max_length=120, help_text=_("zum Beispiel: Wärmenetze, 3. Treffen")
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    start = models.DateTimeField(_("Beginn"))
    end = models.DateTimeField(_("Ende"))
    place = models.CharField(
        _("Ort"),
        max_length=200,
        blank=True,
        help_text=_(
            "Gebäude, Straße, Ort und Raum. Bei einem Treffen nur im Netz leer lassen."
        ),
    )
    barriers = models.TextField(
        _("Hinweise zur Barrierefreiheit des Ortes"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Pflicht, wenn es einen Ort gibt: stufenlos? Aufzug? Toilette? Höranlage? "
            "Haltestelle? Was gibt es nicht?"
        ),
    )
    link = models.URLField(
        _("Link zur Teilnahme im Netz"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Nur Mitglieder der Gruppe sehen ihn."),
    )
    agenda = models.TextField(_("Tagesordnung"), max_length=5000, blank=True)
    minutes = models.TextField(_("Protokoll"), max_length=20_000, blank=True)
    cancel_reason = models.CharField(
        _("Grund der Absage"), max_length=300, blank=True, editable=False
    )
    # Grows with each change, so that calendars take it over.
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Treffen")
        verbose_name_plural = _("Treffen")
        ordering: ClassVar[list[str]] = ["start", "pk"]
        indexes = [
            models.Index(fields=["group", "start"], name="meeting_list"),
            models.Index(fields=["start"], name="meeting_calendar"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="meeting_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""), name="meeting_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(place="") | ~Q(barriers=""),
                name="meeting_place_tells_barriers",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:meeting_detail", args=[self.group.slug, self.key])

    @property
    def where(self) -> str:
        """As everybody may know it: the place, never the link."""
        return self.place or gettext("im Netz")

    @property
    def state_word(self) -> str:
        """Said only where it is not as planned."""
        return str(self.get_state_display()) if self.is_cancelled else ""

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_over(self) -> bool:
        return self.end < timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.start <= timezone.now()

    def is_within(self, span: timedelta, now: datetime) -> bool:
        return now <= self.start <= now + span
