"""Early warning: numbers that show which way a factor is turning."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from network.models import User, WorkingGroup
from strategy.models.feedback import FeedbackEntry
from strategy.models.fields import Factor, Projection


def amount(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2)


class WarningSignQuerySet(models.QuerySet["WarningSign"]):
    def visible_to(self, user: User | AnonymousUser) -> "WarningSignQuerySet":
        """With the factor they belong to."""
        factors = Factor.objects.visible_to(user).order_by()
        return self.filter(projection__factor__in=factors)

    def with_state(self) -> "WarningSignQuerySet":
        """With values, and the reviews that may be read: two more queries."""
        reviews = models.Prefetch("reviews", FeedbackEntry.objects.not_hidden())
        return self.select_related("projection__factor").prefetch_related(
            "values", reviews
        )


class WarningSign(ClusterableModel):
    """A value somebody watches; beyond its threshold it points to a projection.

    `strategy.warning_signs` sees when that happens and asks for a review, as a finding
    from practice does (`FeedbackEntry`).
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

    reviews = GenericRelation(
        FeedbackEntry, content_type_field="source_type", object_id_field="source_id"
    )

    objects = WarningSignQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        factor = self.projection.factor_id
        return reverse("strategy:factor_detail", args=[factor]) + "#fruehwarnzeichen"

    @property
    def working_group(self) -> WorkingGroup:
        return self.projection.factor.field.group

    @property
    def newest(self) -> "WarningValue | None":
        return max(self.values.all(), key=lambda each: each.on, default=None)

    @property
    def has_crossed(self) -> bool:
        return self.crossed_on is not None

    @property
    def review(self) -> FeedbackEntry | None:
        return next(iter(self.reviews.all()), None)

    @property
    def conclusion(self) -> str:
        """What the group says, once it has answered."""
        return self.review.outcome_text if self.review else ""

    @property
    def is_under_review(self) -> bool:
        return self.review is not None and not self.review.is_answered

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
