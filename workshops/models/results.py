"""What came out of a workshop, so that it does not end in a drawer."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.models.workshops import Workshop


class WorkshopResult(models.Model):
    """One result. What became of it in the chain is a link of `strategy.chain`."""

    class Kind(models.TextChoices):
        FACTOR = "factor", _("Einflussfaktor oder Ausprägung")
        JUDGEMENT = "judgement", _("Einschätzung")
        IDEA = "idea", _("Idee für eine Maßnahme")
        DECISION = "decision", _("Beschluss")
        INSIGHT = "insight", _("Erkenntnis")

    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, related_name="results"
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    title = models.CharField(_("Ergebnis in einem Satz"), max_length=200)
    text = models.TextField(_("Mehr dazu"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("am"), default=timezone.now)

    class Meta:
        verbose_name = _("Ergebnis eines Workshops")
        verbose_name_plural = _("Ergebnisse von Workshops")
        ordering: ClassVar[list[str]] = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def icon(self) -> str:
        return {
            "factor": "scenario",
            "judgement": "vote",
            "idea": "idea",
            "decision": "check",
        }.get(self.kind, "info")
