"""What organisations think of a measure, and how members rate it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from measures.states import State
from network.models import Organisation, User
from network.models.moderation import Moderated, reportable

# While a measure is one of these, people rate it and organisations take positions.
OPEN_FOR_OPINIONS = {
    *(State.CONSULTATION, State.REVISION, State.ADOPTED, State.IMPLEMENTING)
}


class PositionQuerySet(Moderated, models.QuerySet["Position"]):
    def current(self) -> "PositionQuerySet":
        return self.filter(ended_at=None)

    def shown(self) -> "PositionQuerySet":
        """Of organisations that are in the directory."""
        published = Organisation.objects.published().values("pk")
        return self.filter(organisation__in=published)

    def visible_to(self, user: User | AnonymousUser) -> "PositionQuerySet":
        seen = self.shown().filter(measure__in=Measure.objects.visible_to(user))
        if not user.is_authenticated:
            return seen.not_hidden()
        return seen.not_hidden() | seen.filter(taken_by=user)


@reportable("positionierung", texts=["reason"], author="taken_by", lookup="id")
class Position(models.Model):
    """An organisation supports a measure, abstains or objects, and says why.

    A new one ends the one before; what ended stays as history.
    """

    class Stance(models.TextChoices):
        SUPPORT = "support", _("unterstützt")
        ABSTAIN = "abstain", _("enthält sich")
        OBJECT = "object", _("lehnt ab")

    ICONS: ClassVar = {"support": "check", "abstain": "minus", "object": "close"}

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="positions"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.CASCADE,
        related_name="positions",
    )
    stance = models.CharField(_("Positionierung"), max_length=10, choices=Stance)
    reason = models.TextField(_("Begründung"), max_length=1000)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("abgegeben von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    taken_at = models.DateTimeField(_("abgegeben am"), default=timezone.now)
    ended_at = models.DateTimeField(_("gültig bis"), null=True, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Positionierung")
        verbose_name_plural = _("Positionierungen")
        ordering: ClassVar[list[str]] = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "organisation"],
                condition=Q(ended_at=None),
                name="position_one_current",
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["support", "abstain", "object"]),
                name="position_stance",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="position_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_stance_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.measure.get_absolute_url()}#positionierungen"


def step_field(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Rating(models.Model):
    """What one member thinks of a measure, in three numbers from 1 to 5.

    Nobody sees it but the member; others see what `measures.ratings` makes of many.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="ratings"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="ratings",
    )
    effect = step_field(_("Wirkung"))
    feasibility = step_field(_("Machbarkeit"))
    urgency = step_field(_("Dringlichkeit"))
    changed_at = models.DateTimeField(_("geändert am"), default=timezone.now)

    class Meta:
        verbose_name = _("Bewertung")
        verbose_name_plural = _("Bewertungen")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "person"], name="rating_once"),
            models.CheckConstraint(
                condition=Q(
                    effect__range=(1, 5),
                    feasibility__range=(1, 5),
                    urgency__range=(1, 5),
                ),
                name="rating_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.effect}/{self.feasibility}/{self.urgency}"
