"""Other dates of the calendar, once or again and again."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models import Topic
from workshops.models.workshops import web_address

WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)


class OtherDateQuerySet(models.QuerySet["OtherDate"]):
    def between(self, start: datetime, end: datetime) -> "OtherDateQuerySet":
        """Dates that may fall into this time, recurring ones by their first and last."""
        return self.filter(start__lt=end).filter(
            Q(end__gte=start)
            | (~Q(repeat="") & (Q(until=None) | Q(until__gte=start.date())))
        )


class OtherDate(models.Model):
    """A date that is neither a workshop nor a meeting of a group."""

    class Repeat(models.TextChoices):
        WEEKLY = "weekly", _("jede Woche")
        FORTNIGHTLY = "fortnightly", _("alle zwei Wochen")
        MONTHLY = "monthly", _("jeden Monat am gleichen Wochentag")
        YEARLY = "yearly", _("jedes Jahr")

    title = models.CharField(_("Titel"), max_length=150)
    text = models.TextField(_("Beschreibung"), max_length=2000, blank=True)
    start = models.DateTimeField(_("Beginn"))
    end = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=150, blank=True)
    barriers = models.CharField(
        _("Barrierefreiheit"),
        max_length=300,
        blank=True,
        help_text=_("Ist der Ort ohne Stufen zu erreichen?"),
    )
    url = models.CharField(
        _("Mehr dazu"),
        max_length=500,
        blank=True,
        validators=[web_address],
        help_text=_("Adresse einer Seite, mit https://"),
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    repeat = models.CharField(
        _("wiederholt sich"), max_length=12, choices=Repeat, blank=True
    )
    until = models.DateField(
        _("bis"), null=True, blank=True, help_text=_("Leer: ohne Ende")
    )
    cancelled = models.BooleanField(_("abgesagt"), default=False)

    objects = OtherDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anderer Termin")
        verbose_name_plural = _("Andere Termine")
        ordering: ClassVar[list[str]] = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="otherdate_ends_after_start",
                violation_error_message=_("Das Ende liegt nicht nach dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.until and self.until < timezone.localtime(self.start).date():
            raise ValidationError(
                {"until": gettext("Bitte einen Tag nach dem Beginn nennen.")}
            )

    def occurrences(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, datetime]]:
        """When it takes place in this time, at the same hour also when clocks change."""
        first = timezone.make_naive(self.start)
        last = timezone.make_naive(self.end)
        for moment in self._beginnings(first, timezone.make_naive(end)):
            begins = timezone.make_aware(moment)
            ends = timezone.make_aware(moment + (last - first))
            if ends >= start and begins < end:
                yield begins, ends

    def _beginnings(self, first: datetime, limit: datetime) -> Iterator[datetime]:
        if not self.repeat:
            yield first
            return
        weekday = {}
        if self.repeat == self.Repeat.MONTHLY:
            # The same weekday of the month: the second Tuesday, or the last one.
            number = (first.day - 1) // 7 + 1
            weekday = {
                "byweekday": WEEKDAYS[first.weekday()](-1 if number == 5 else number)
            }
        if self.until:
            limit = min(limit, _day_after(self.until))
        yield from rrule(
            {"yearly": YEARLY, "monthly": MONTHLY}.get(self.repeat, WEEKLY),
            dtstart=first,
            interval=2 if self.repeat == self.Repeat.FORTNIGHTLY else 1,
            until=limit,
            **weekday,
        )


def _day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time())
