"""Early warning: numbers that show which way a factor is turning."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from strategy.models.fields import Projection


def amount(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2)


class WarningSign(ClusterableModel):
    """A value somebody watches; beyond its threshold it points to a projection.

    `strategy.warning_signs` sees when that happens. Then the group of the field looks at its
    scenarios again and writes down what it concludes.
    """

    class Direction(models.TextChoices):
        ABOVE = "above", _("darüber")
        BELOW = "below", _("darunter")

    projection = models.ForeignKey(
        Projection,
        verbose_name=_("Deutet auf"),
        on_delete=models.CASCADE,
        related_name="warning_signs",
        help_text=_("Welche Ausprägung wird dann wahrscheinlicher?"),
    )
    name = models.CharField(
        _("Was wird beobachtet?"),
        max_length=120,
        help_text=_("zum Beispiel: Anteil batterieelektrischer Neuwagen"),
    )
    unit = models.CharField(_("Einheit"), max_length=30)
    threshold = amount(_("Schwelle"))
    direction = models.CharField(
        _("Warnt, wenn der Wert liegt"), max_length=10, choices=Direction
    )
    source = models.CharField(_("Quelle der Werte"), max_length=200, blank=True)
    crossed_on = models.DateField(_("überschritten am"), null=True, editable=False)
    conclusion = models.TextField(
        _("Was die Gruppe daraus schließt"),
        max_length=1000,
        blank=True,
        help_text=_("Steht öffentlich beim Szenario und beendet die Prüfung."),
    )

    class Meta:
        verbose_name = _("Frühwarnzeichen")
        verbose_name_plural = _("Frühwarnzeichen")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["above", "below"]),
                name="warningsign_direction",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "WarningValue | None":
        return max(self.values.all(), key=lambda each: each.on, default=None)

    @property
    def has_crossed(self) -> bool:
        return self.crossed_on is not None

    @property
    def is_under_review(self) -> bool:
        return self.has_crossed and not self.conclusion

    @property
    def state_word(self) -> str:
        if self.is_under_review:
            return gettext("Schwelle erreicht, Prüfung offen")
        if self.has_crossed:
            return gettext("Schwelle erreicht, geprüft")
        return gettext("ruhig")

    @property
    def threshold_words(self) -> str:
        words = {"value": in_words(self.threshold), "unit": self.unit}
        if self.direction == self.Direction.ABOVE:
            return gettext("ab %(value)s %(unit)s") % words
        return gettext("bis %(value)s %(unit)s") % words

    def warns_at(self, value: Decimal) -> bool:
        if self.direction == self.Direction.ABOVE:
            return value >= self.threshold
        return value <= self.threshold


class WarningValue(models.Model):
    sign = ParentalKey(WarningSign, on_delete=models.CASCADE, related_name="values")
    on = models.DateField(_("Gemessen am"))
    value = amount(_("Wert"))

    class Meta:
        verbose_name = _("Wert")
        verbose_name_plural = _("Werte")
        ordering: ClassVar[list[str]] = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign", "on"], name="warningvalue_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.in_words}"

    @property
    def in_words(self) -> str:
        return in_words(self.value)


def in_words(value: Decimal) -> str:
    """Without decimals that say nothing."""
    return number_format(value.normalize() if value % 1 else int(value))
