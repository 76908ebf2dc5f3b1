"""How a measure is put into practice: who does what by when, and how far it is."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.measure import Measure
from measures.states import State
from network.models import Organisation, User
from network.models.moderation import Moderated, reportable
from tregks.uploads import KINDS, PrivateStorage

# In these, people plan and note what happens; reports belong to what is under way.
CARRIED_OUT = {State.ADOPTED, State.IMPLEMENTING}


class PlanQuerySet(models.QuerySet["Plan"]):
    def report_due(self) -> "PlanQuerySet":
        """Under way, and the day of the next report has come."""
        return self.filter(
            measure__state=State.IMPLEMENTING, next_report_on__lte=timezone.localdate()
        )


class Plan(models.Model):
    """Who answers for carrying a measure out, and how often they report."""

    class Interval(models.IntegerChoices):
        MONTH = 1, _("jeden Monat")
        QUARTER = 3, _("jedes Vierteljahr")
        HALF = 6, _("jedes halbe Jahr")
        YEAR = 12, _("jedes Jahr")

    measure = models.OneToOneField(
        Measure, primary_key=True, on_delete=models.CASCADE, related_name="plan"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Verantwortliche Person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plans",
    )
    report_every = models.PositiveSmallIntegerField(
        _("Fortschrittsbericht"), choices=Interval, default=Interval.QUARTER
    )
    next_report_on = models.DateField(_("Nächster Bericht am"))
    # The day whose reminder is sent: the next day gets one of its own.
    reminded_for = models.DateField(null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Plan der Umsetzung")
        verbose_name_plural = _("Pläne der Umsetzung")
        indexes = [models.Index(fields=["next_report_on"], name="plan_next_report")]
        constraints = [
            models.CheckConstraint(
                condition=Q(report_every__in=[1, 3, 6, 12]), name="plan_interval"
            )
        ]

    def __str__(self) -> str:
        return str(self.measure)

    def day_after(self, day: date) -> date:
        """When the report after one of this day is due."""
        months = day.month - 1 + self.report_every
        first = date(day.year + months // 12, months % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return first.replace(day=min(day.day, last.day))


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def late(self) -> "MilestoneQuerySet":
        """Overdue in measures that are being carried out."""
        return self.filter(
            done_on=None,
            due_on__lt=timezone.localdate(),
            measure__state__in=CARRIED_OUT,
        )


class Milestone(models.Model):
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="milestones"
    )
    title = models.CharField(
        _("Meilenstein"), max_length=150, help_text=_("Was ist dann erreicht?")
    )
    due_on = models.DateField(_("Fällig am"))
    done_on = models.DateField(_("Erreicht am"), null=True, blank=True)
    # Counts changes, so that a table filled in elsewhere overwrites nobody.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("Meilenstein")
        verbose_name_plural = _("Meilensteine")
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_on__isnull=True),
                name="milestone_open",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on < timezone.localdate()

    @property
    def was_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.due_on


class CommitmentQuerySet(Moderated, models.QuerySet["Commitment"]):
    def shown(self) -> "CommitmentQuerySet":
        """Of organisations that are in the directory."""
        published = Organisation.objects.published().values("pk")
        return self.filter(organisation__in=published)

    def visible_to(self, user: User | AnonymousUser) -> "CommitmentQuerySet":
        seen = self.shown().filter(measure__in=Measure.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.not_hidden()
        return seen.not_hidden() | seen.filter(offered_by=user)


@reportable("beitrag-zur-massnahme", texts=["text"], author="offered_by", lookup="id")
class Commitment(models.Model):
    """What an organisation brings in: offered, confirmed by the group, delivered."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Personal")
        MONEY = "money", _("Geld")
        ROOMS = "rooms", _("Räume")
        OTHER = "other", _("Anderes")

    class State(models.TextChoices):
        OFFERED = "offered", _("angeboten")
        CONFIRMED = "confirmed", _("bestätigt")
        DELIVERED = "delivered", _("geleistet")

    ICONS: ClassVar = {"offered": "clock", "confirmed": "check", "delivered": "success"}
    TONES: ClassVar = {"confirmed": "info", "delivered": "success"}

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="commitments"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.CASCADE,
        related_name="commitments",
    )
    kind = models.CharField(_("Was?"), max_length=10, choices=Kind)
    text = models.CharField(
        _("Was genau?"),
        max_length=300,
        help_text=_("zum Beispiel: eine halbe Stelle für die Beratung bis Ende 2027"),
    )
    state = models.CharField(
        _("Stand"),
        max_length=10,
        choices=State,
        default=State.OFFERED,
        editable=False,
    )
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("angeboten von"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    offered_at = models.DateTimeField(
        _("angeboten am"), default=timezone.now, editable=False
    )
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, editable=False)
    delivered_at = models.DateTimeField(_("geleistet am"), null=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("einer Organisation zur Maßnahme", "Beitrag")
        verbose_name_plural = pgettext_lazy(
            "einer Organisation zur Maßnahme", "Beiträge"
        )
        ordering: ClassVar[list[str]] = ["offered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["staff", "money", "rooms", "other"]),
                name="commitment_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="offered", confirmed_at__isnull=True, delivered_at=None
                )
                | Q(state="confirmed", confirmed_at__isnull=False, delivered_at=None)
                | Q(
                    state="delivered",
                    confirmed_at__isnull=False,
                    delivered_at__isnull=False,
                ),
                name="commitment_state_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#beitraege"

    @property
    def icon(self) -> str:
        return str(self.ICONS[self.state])

    @property
    def tone(self) -> str:
        return str(self.TONES.get(self.state, ""))


def amount(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=12, decimal_places=2)


class Indicator(models.Model):
    """Something that is counted: from where to where, and how far it is."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="indicators"
    )
    name = models.CharField(
        _("Indikator"),
        max_length=120,
        help_text=_("zum Beispiel: Betriebe mit Energieberatung"),
    )
    unit = models.CharField(
        _("Einheit"),
        max_length=30,
        help_text=_("zum Beispiel: Betriebe, Prozent, Tonnen CO₂ im Jahr"),
    )
    baseline = amount(_("Ausgangswert"))
    target = amount(_("Zielwert"))

    class Meta:
        verbose_name = _("Indikator")
        verbose_name_plural = _("Indikatoren")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(baseline=F("target")),
                name="indicator_has_a_way_to_go",
                violation_error_message=_(
                    "Der Zielwert muss ein anderer sein als der Ausgangswert."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="values"
    )
    on = models.DateField(_("Gemessen am"))
    value = amount(_("Wert"))

    class Meta:
        verbose_name = _("Messwert")
        verbose_name_plural = _("Messwerte")
        ordering: ClassVar[list[str]] = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"], name="indicatorvalue_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"

    @property
    def reached(self) -> int:
        """How much of the way from baseline to target, in percent."""
        indicator = self.indicator
        way = indicator.target - indicator.baseline
        return round((self.value - indicator.baseline) / way * Decimal(100))


def own_name(report: "ProgressReport", filename: str) -> str:
    """Nothing of what the client calls the file, except its checked extension."""
    extension = PurePath(filename).suffix.lower()
    return f"reports/{report.measure_id}/{uuid.uuid4()}{extension}"


class ProgressReportQuerySet(Moderated, models.QuerySet["ProgressReport"]):
    def visible_to(self, user: User | AnonymousUser) -> "ProgressReportQuerySet":
        seen = self.filter(measure__in=Measure.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.not_hidden()
        return seen.not_hidden() | seen.filter(by=user)

    def newest(self) -> "ProgressReportQuerySet":
        """The last one of each measure."""
        later = ProgressReport.objects.filter(
            measure=OuterRef("measure"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))


@reportable("fortschrittsbericht", texts=["reason", "text"], author="by", lookup="id")
class ProgressReport(models.Model):
    """How far a measure is, in numbers and words. Never changed afterwards."""

    class Light(models.TextChoices):
        ON_TRACK = "on_track", _("im Plan")
        AT_RISK = "at_risk", _("gefährdet")
        OFF_TRACK = "off_track", _("nicht im Plan")

    ICONS: ClassVar = {
        "on_track": "success",
        "at_risk": "warning",
        "off_track": "error",
    }
    TONES: ClassVar = {
        "on_track": "success",
        "at_risk": "warning",
        "off_track": "error",
    }

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="reports"
    )
    number = models.PositiveIntegerField(_("Bericht"))
    percent = models.PositiveSmallIntegerField(
        _("Wie viel ist geschafft? (in Prozent)"), validators=[MaxValueValidator(100)]
    )
    light = models.CharField(_("Wie steht es?"), max_length=10, choices=Light)
    reason = models.CharField(
        _("Warum?"), max_length=300, help_text=_("Ein Satz, der das erklärt.")
    )
    text = models.TextField(
        _("Was ist seit dem letzten Bericht geschehen?"), max_length=5000, blank=True
    )
    file = models.FileField(
        _("Datei"),
        upload_to=own_name,
        storage=PrivateStorage(),
        max_length=150,
        blank=True,
    )
    extension = models.CharField(max_length=5, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("vom"), default=timezone.now, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fortschrittsbericht")
        verbose_name_plural = _("Fortschrittsberichte")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "number"], name="progressreport_number_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="progressreport_percent"
            ),
            models.CheckConstraint(
                condition=Q(light__in=["on_track", "at_risk", "off_track"]),
                name="progressreport_light",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="progressreport_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.percent} %"

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#bericht-{self.number}"

    @property
    def icon(self) -> str:
        return str(self.ICONS[self.light])

    @property
    def tone(self) -> str:
        return str(self.TONES[self.light])

    @property
    def file_url(self) -> str:
        return reverse("measures:report_file", args=[self.measure.slug, self.number])

    @property
    def file_kind(self) -> str:
        return KINDS[self.extension].name
