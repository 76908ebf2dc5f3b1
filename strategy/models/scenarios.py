"""Scenarios the network publishes: a consistent combination with a name and a story."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import User, WorkingGroup
from strategy.models.analyses import Analysis
from strategy.models.fields import Factor, Projection, ScenarioField
from strategy.models.released import Story


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def live(self) -> "ScenarioQuerySet":
        return self.filter(live=True)

    def visible_to(self, user: User | AnonymousUser) -> "ScenarioQuerySet":
        """Everybody sees what is published; its group and writers see drafts, too."""
        if user.has_perm("strategy.change_scenario"):
            return self
        if not user.is_authenticated:
            return self.live()
        groups = WorkingGroup.objects.of_member(user)
        return self.filter(Q(live=True) | Q(field__group__in=groups))

    def of_kind(self, kind: str) -> "ScenarioQuerySet":
        return self.filter(field__kind=kind)


class Scenario(Story):
    """A possible future: one projection of each factor, named and told.

    `assignment` holds the numbers of the projections in the order of the factors.
    `margin` and `weight` are those of the analysis it was picked from.
    """

    UNNAMED = "szenario"

    field = models.ForeignKey(
        ScenarioField,
        verbose_name=_("Szenariofeld"),
        on_delete=models.PROTECT,
        related_name="scenarios",
    )
    assignment = models.JSONField(_("Ausprägungen"), default=list, editable=False)
    margin = models.DecimalField(
        _("Abstand zum Widerspruch"),
        max_digits=7,
        decimal_places=2,
        null=True,
        editable=False,
    )
    weight = models.FloatField(_("Gewicht"), null=True, editable=False)
    analysis = models.ForeignKey(
        Analysis,
        verbose_name=_("Auswertung"),
        null=True,
        on_delete=models.PROTECT,
        related_name="scenarios",
        editable=False,
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("Szenario")
        verbose_name_plural = _("Szenarien")
        ordering: ClassVar[list[str]] = ["-field__kind", "field__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=1),
                name="scenario_weight",
            ),
            *Story.Meta.constraints,
        ]

    def get_absolute_url(self) -> str:
        return reverse("strategy:scenario_detail", args=[self.slug])

    def successors(self) -> list[models.Model]:
        """The others of its field: a new analysis gives new scenarios."""
        return list(
            Scenario.objects.live().filter(field=self.field).exclude(pk=self.pk)
        )

    def projections(self) -> list[Projection]:
        """What it takes of each factor, in the order of the factors: one query."""
        found = Projection.objects.filter(pk__in=self.assignment)
        return list(
            found.select_related("factor").order_by("factor__position", "factor_id")
        )

    def factors(self) -> list[Factor]:
        return [projection.factor for projection in self.projections()]

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        from strategy.views.lab_scenarios import (  # noqa: PLC0415 - views know models
            scenario_context,
        )

        return scenario_context(request, self)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "strategy/scenario_detail.html"
