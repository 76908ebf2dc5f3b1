"""How a measure does in each of the scenarios the network has published."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from strategy.models import Scenario


class ScenarioEffect(models.Model):
    """What a measure does if one scenario comes true, as its group sees it."""

    class Effect(models.TextChoices):
        HELPS = "helps", _("hilft")
        NEUTRAL = "neutral", _("ändert wenig")
        HURTS = "hurts", _("schadet")

    ICONS: ClassVar = {"helps": "check", "neutral": "minus", "hurts": "close"}
    TONES: ClassVar = {"helps": "success", "hurts": "warning"}

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="scenario_effects"
    )
    scenario = models.ForeignKey(
        Scenario,
        verbose_name=_("Szenario"),
        on_delete=models.CASCADE,
        related_name="measure_effects",
    )
    effect = models.CharField(_("Wirkung"), max_length=10, choices=Effect)
    reason = models.TextField(_("Begründung"), max_length=500)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("eingeschätzt von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    rated_at = models.DateTimeField(_("eingeschätzt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Wirkung in einem Szenario")
        verbose_name_plural = _("Wirkungen in Szenarien")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "scenario"], name="scenario_effect_once"
            ),
            models.CheckConstraint(
                condition=Q(effect__in=["helps", "neutral", "hurts"]),
                name="scenario_effect_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="scenario_effect_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.scenario}: {self.get_effect_display()}"

    @property
    def icon(self) -> str:
        return str(self.ICONS[self.effect])

    @property
    def tone(self) -> str:
        return str(self.TONES.get(self.effect, ""))
