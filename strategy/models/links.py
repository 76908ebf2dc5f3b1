"""The arrows of the chain: what came from what, and why."""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChainLink(models.Model):
    """One thing led to another: a scenario to a vision, a vision to a measure ….

    Both ends are named by type and number, so that apps that come later can plug in.
    `strategy.chain` makes links and follows them; it knows which arrows exist.
    """

    source_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    source_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("source_type", "source_id")
    target_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    reason = models.CharField(
        _("Begründung"),
        max_length=300,
        help_text=_("Ein Satz: Warum führt das eine zum anderen?"),
    )
    made_on = models.DateField(_("verknüpft am"), default=timezone.localdate)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verknüpft von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Verknüpfung")
        verbose_name_plural = _("Verknüpfungen")
        ordering: ClassVar[list[str]] = ["made_on", "pk"]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="chainlink_target")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "target_type", "target_id"],
                name="chainlink_once",
            ),
            models.CheckConstraint(
                condition=~Q(source_type=F("target_type"), source_id=F("target_id")),
                name="chainlink_not_to_itself",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="chainlink_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
