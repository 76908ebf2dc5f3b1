"""Analyses: what the engine was asked, with which version, and what it answered."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User, WorkingGroup
from strategy.models.fields import ScenarioField


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def finished(self) -> "AnalysisQuerySet":
        """Those with a result, be it a partial one."""
        return self.filter(results__isnull=False)

    def running(self) -> "AnalysisQuerySet":
        return self.filter(state__in=[Analysis.State.WAITING, Analysis.State.RUNNING])

    def visible_to(self, user: User | AnonymousUser) -> "AnalysisQuerySet":
        """Results of published fields are for everybody, all others for the group."""
        if user.has_perm("strategy.change_scenariofield"):
            return self
        seen = self.exclude(field__group__state=WorkingGroup.State.DRAFT)
        public = Q(field__state=ScenarioField.State.PUBLISHED, results__isnull=False)
        if not user.is_authenticated:
            return seen.filter(public)
        groups = WorkingGroup.objects.of_member(user)
        return seen.filter(public | Q(field__group__in=groups))


class Analysis(models.Model):
    """One run of the engine. Input and version stay, so that it remains explainable."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("rechnet")
        DONE = "done", _("fertig")
        CANCELLED = "cancelled", _("abgebrochen")
        FAILED = "failed", _("gescheitert")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    field = models.ForeignKey(
        ScenarioField,
        verbose_name=_("Szenariofeld"),
        on_delete=models.CASCADE,
        related_name="analyses",
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.WAITING
    )
    options = models.JSONField(_("Einstellungen"), default=dict)
    input = models.JSONField(_("Eingaben"), default=dict)
    results = models.JSONField(_("Ergebnisse"), null=True)
    engine_version = models.CharField(_("Version des Rechenkerns"), max_length=20)
    progress = models.PositiveSmallIntegerField(_("Fortschritt"), default=0)
    cancel_requested = models.BooleanField(_("soll abgebrochen werden"), default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gestartet von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="started_analyses",
    )
    created_at = models.DateTimeField(_("gestartet am"), default=timezone.now)
    finished_at = models.DateTimeField(_("beendet am"), null=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auswertung")
        verbose_name_plural = _("Auswertungen")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="analysis_progress"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(results__isnull=False),
                name="analysis_done_has_results",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "running", "done", "cancelled", "failed"]
                ),
                name="analysis_state",
            ),
            # Several at once would only slow each other down.
            models.UniqueConstraint(
                fields=["field"],
                condition=Q(state__in=["waiting", "running"]),
                name="analysis_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        day = timezone.localtime(self.created_at)
        return f"{self.field}, {day:%d.%m.%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:analysis_detail", args=[self.field.slug, self.key])

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}
